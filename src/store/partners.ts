/** Partners, their tokens, how far the feed was pushed to them, and every attempt to push. */
import { timeOrdered } from '../domain/ids.ts'
import type { Delivery, Partner } from '../domain/partners/partner.ts'
import type { Vault } from '../flows/ports.ts'
import type { Partners } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db } from './driver.ts'

const KEYS = 'id, created_at'
/** All that may change. */
const STATE = `
  name, email, license, push_url, push_enabled, push_state, cursor_seq, tries, due_at`
const SECRET = 'push_secret_sealed'
const SELECT = `select ${named(`${KEYS}, ${STATE}, ${SECRET}`)} from partner`

const GET = `${SELECT} where id = ?`
const ALL = `${SELECT} where id > ? order by id limit ?`
const BY_TOKEN = `
  ${SELECT} where id = (
    select partner from partner_token
    where token_hash = ? and (expires_at is null or expires_at > ?))`
const ADD = `
  insert into partner (${STATE}, ${SECRET}, ${KEYS}) values (${marks(STATE)}, ?, ${marks(KEYS)})`
const SET = `
  update partner set (${STATE}) = (${marks(STATE)}), ${SECRET} = coalesce(?, ${SECRET})
  where id = ?`
const OF_OLDER_KEY = `
  ${SELECT} where id > ? and substr(${SECRET}, 1, 8) <> ? order by id limit ? for update`
const DUE = `
  ${SELECT} where push_enabled = 1 and push_url is not null
    and (due_at is null or due_at <= ?)
    and (push_state = 'unproven'
      or push_state = 'proven' and cursor_seq < (select max(seq) from feed))`

const ADD_TOKEN = `
  insert into partner_token (token_hash, partner, created_at, expires_at) values (?, ?, ?, ?)`
/** Never gives time to a token that ends sooner. */
const EXPIRE_TOKENS = `
  update partner_token set expires_at = ?
  where partner = ? and (expires_at is null or expires_at > ?)`

const DELIVERY = `
  id, partner, message, kind, at, first_seq, last_seq, events, status, error, ms`
const ADD_DELIVERY = `insert into delivery (${DELIVERY}) values (${marks(DELIVERY)})`
const NEWEST = `
  select ${named(DELIVERY)} from delivery where partner = ? order by id desc limit ?`
const OLDER = `
  select ${named(DELIVERY)} from delivery where partner = ? and id < ? order by id desc limit ?`
/** How far the clocks of two servers may be apart. */
const SKEW_MS = 60_000
/** The log is long, but ids tell their time: what was sent before is not looked at. */
const PUSHES = `
  select partner, min(at) as at from delivery
  where partner in (select id from partner) and id >= ?
    and kind = 'events' and error is null and first_seq <= ? and last_seq >= ?
  group by partner`
const REMOVE_DELIVERIES_BEFORE = 'delete from delivery where at < ?'

type Row = Omit<Partner, 'pushEnabled' | 'pushSecret'> & {
  pushEnabled: number
  pushSecretSealed: string
}

export function partnersOf(db: Db, vault: Vault): Partners {
  const one = async (sql: string, ...values: (string | number)[]) => {
    const row = await db.get<Row>(sql, ...values)
    return row && partnerIn(row, vault)
  }
  const many = async (sql: string, ...values: (string | number)[]) =>
    (await db.all<Row>(sql, ...values)).map((row) => partnerIn(row, vault))
  return {
    get: (id) => one(GET, id),
    all: ({ after, limit }) => many(ALL, after ?? '', limit),
    byToken: (tokenHash, now) => one(BY_TOKEN, tokenHash, now),
    add: async (partner) =>
      void (await db.run(ADD, ...stateOf(partner, vault), partner.id, partner.createdAt)),
    set: async (partner) => void (await db.run(SET, ...stateOf(partner, vault), partner.id)),
    older: ({ after, limit }) => many(OF_OLDER_KEY, after ?? '', vault.keyIds()[0]!, limit),
    due: (now) => many(DUE, now),

    addToken: async ({ tokenHash, partner, expiresAt }, now) =>
      void (await db.run(ADD_TOKEN, tokenHash, partner, now, expiresAt)),
    expireTokens: async (partner, expiresAt) =>
      void (await db.run(EXPIRE_TOKENS, expiresAt, partner, expiresAt)),

    addDelivery: async ({ id, partner, message, kind, at, ...told }) => {
      const { firstSeq, lastSeq, events, status, error, ms } = told
      const result = [firstSeq, lastSeq, events, status, error, ms]
      await db.run(ADD_DELIVERY, id, partner, message, kind, at, ...result)
    },
    deliveries: (partner, { after, limit }) =>
      after === null
        ? db.all<Delivery>(NEWEST, partner, limit)
        : db.all<Delivery>(OLDER, partner, after, limit),
    pushes: async (seq, publishedAt) => {
      const since = timeOrdered(publishedAt - SKEW_MS, 0, new Uint8Array(12))
      const rows = await db.all<{ partner: string; at: number }>(PUSHES, since, seq, seq)
      return new Map(rows.map(({ partner, at }) => [partner, at]))
    },
    removeDeliveriesBefore: (at) => db.run(REMOVE_DELIVERIES_BEFORE, at),
  }
}

function partnerIn({ pushEnabled, pushSecretSealed, ...row }: Row, vault: Vault): Partner {
  const pushSecret = vault.open(pushSecretSealed, `partner:${row.id}`) ?? ''
  return { ...row, pushEnabled: pushEnabled === 1, pushSecret }
}

/** In the order of `STATE`, with the secret behind. */
function stateOf(partner: Partner, vault: Vault) {
  const { name, email, license, pushUrl, pushEnabled, pushState, cursorSeq, tries, dueAt } = partner
  const push = [pushUrl, Number(pushEnabled), pushState, cursorSeq, tries, dueAt]
  return [name, email, license, ...push, sealedSecret(partner, vault)]
}

/** null where it could not be opened: what is kept stays, for its key may be found again. */
function sealedSecret({ id, pushSecret }: Partner, vault: Vault): string | null {
  return pushSecret === '' ? null : vault.seal(pushSecret, `partner:${id}`)
}
