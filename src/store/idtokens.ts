/** What drivers show at chargers. */
import { tagKey } from '../domain/chargers/tokens/authorise.ts'
import type { IdToken } from '../domain/chargers/tokens/token.ts'
import type { IdTokens } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db, Value } from './driver.ts'

const COLUMNS = `
  id, label, type, status, parent, expires_at, owner, is_unknown, seen_at, seen_on, created_at`
const SELECT = `select ${named(COLUMNS)} from id_token`

const GET = `${SELECT} where id = ?`
const ALL = `${SELECT} where id > ? order by id limit ?`
const UNKNOWN = `${SELECT} where is_unknown = 1 and id > ? order by id limit ?`
const KNOWN = `${SELECT} where is_unknown = 0 and id > ? order by id limit ?`
const COUNT_UNKNOWN = 'select count(*) as count from id_token where is_unknown = 1'
const FORGET_UNKNOWN = `
  delete from id_token where is_unknown = 1 and seen_on = ? and id not in (
    select id from id_token where is_unknown = 1 and seen_on = ?
    order by seen_at desc, id limit ?)`
const REGISTERED = `
  ${SELECT} where is_unknown = 0
  order by case status when 'Accepted' then 0 else 1 end, id limit ?`
const OF = `${SELECT} where owner = ? order by id`
const INSERT = `insert into id_token (${COLUMNS}) values (${marks(COLUMNS)})`
const ADD = `${INSERT} on conflict (id) do nothing`
/** Nothing that the operator says of it: he may be saying it now. */
const SEE = `
  update id_token set seen_at = ?, seen_on = ?, type = coalesce(type, ?) where id = ?`
const PUT = `
  ${INSERT}
  on conflict (id) do update set
    label = excluded.label, type = excluded.type, status = excluded.status,
    parent = excluded.parent, expires_at = excluded.expires_at, owner = excluded.owner,
    is_unknown = excluded.is_unknown, seen_at = excluded.seen_at, seen_on = excluded.seen_on`
const REMOVE = 'delete from id_token where id = ?'

/** Those of the time when it was another owner's are his. */
const UNNAME = `
  update charger_transaction set id_tag = null, tag_key = null where tag_key = ? and owner is null`

type Row = Omit<IdToken, 'isUnknown'> & { isUnknown: number }

export function idTokensOf(db: Db): IdTokens {
  const many = async (sql: string, ...values: Value[]) =>
    (await db.all<Row>(sql, ...values)).map(tokenIn)
  return {
    get: async (idTag) => {
      const row = await db.get<Row>(GET, tagKey(idTag))
      return row && tokenIn(row)
    },
    all: ({ after, limit }, { unknown } = {}) =>
      many(unknown === undefined ? ALL : unknown ? UNKNOWN : KNOWN, after ?? '', limit),
    countUnknown: async () => (await db.get<{ count: number }>(COUNT_UNKNOWN))!.count,
    forgetUnknown: async (seenOn, keep) =>
      void (await db.run(FORGET_UNKNOWN, seenOn, seenOn, keep)),
    registered: (limit) => many(REGISTERED, limit),
    of: (owner) => many(OF, owner),
    put: async (token) => void (await db.run(PUT, ...valuesOf(token))),
    add: async (token) => void (await db.run(ADD, ...valuesOf(token))),
    see: async (idTag, at, charger, type) =>
      void (await db.run(SEE, at, charger, type, tagKey(idTag))),
    remove: async (idTag) => void (await db.run(REMOVE, tagKey(idTag))),
    forget: async (idTag) => {
      await db.run(REMOVE, tagKey(idTag))
      await db.run(UNNAME, tagKey(idTag))
    },
  }
}

function tokenIn(row: Row): IdToken {
  return { ...row, isUnknown: row.isUnknown === 1 }
}

function valuesOf(token: IdToken): Value[] {
  const { id, label, type, status, parent, expiresAt, owner, isUnknown } = token
  const { seenAt, seenOn, createdAt } = token
  return [
    ...[id, label, type, status, parent, expiresAt, owner],
    ...[Number(isUnknown), seenAt, seenOn, createdAt],
  ]
}
