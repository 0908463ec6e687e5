/** Chargers' transactions and their readings. */
import type { Oddity } from '../domain/chargers/course/oddity.ts'
import { tagKey } from '../domain/chargers/tokens/authorise.ts'
import type { Reading, Stretch, Transaction } from '../domain/chargers/transaction.ts'
import { LAST_ID } from '../domain/ids.ts'
import type { Transactions } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db, Value } from './driver.ts'
import { FRESH_MOST, freshly, readingsOf, settleFresh } from './readings.ts'

const KEYS = 'id, number, charger, reference'
/** What a reading in its turn changes; none of it stands in an index. */
const GROWTH = 'heard_at, energy_wh, last, max_power_w, soc_start, seq_no, seen, oddities'
const STATE = `
  ${GROWTH}, evse, connector, alias, start_key, id_tag, owner, verdict, accepted_by, status, started_at,
  ended_at, meter_start_wh, meter_stop_wh, stop_reason, is_provisional, is_fault, started_by`
/** Only looked for: the database itself knows no case of letters beyond ASCII. */
const WRITTEN = `${STATE}, tag_key`
const SELECT = `select ${named(`${KEYS}, ${STATE}`)} from charger_transaction`

const GET = `${SELECT} where id = ?`
const BY_NUMBER = `${SELECT} where number = ?`
const BY_START = `${SELECT} where charger = ? and start_key = ?`
const BY_ALIAS = `${SELECT} where charger = ? and alias = ? order by id desc limit 1`
const BY_REFERENCE = `${SELECT} where charger = ? and reference = ? order by id desc limit 20`
const OPEN = `${SELECT} where charger = ? and status = 'charging' order by id desc`
const OPEN_BY = `
  ${SELECT} where tag_key = ? and status = 'charging' order by id desc`
const BY_OWNER = `${SELECT} where owner = ? and id < ? order by id desc limit ?`
const PASSIVE_BY_OWNER = `
  ${SELECT} where owner = ? and status <> 'charging' and id < ? order by id desc limit ?`
const ACTIVE_BY_OWNER = `
  ${SELECT} where owner = ? and status = 'charging' and id < ? order by id desc limit ?`
const TAGS_OF = `
  select distinct tag_key as "key" from charger_transaction where owner = ? and tag_key is not null`
const UNNAME = `
  update charger_transaction set id_tag = null, tag_key = null, owner = null where owner = ?`
const OPEN_OF = `${SELECT} where charger in (??) and status = 'charging' order by id desc`
const CHARGING = `
  select distinct charger from charger_transaction
  where status = 'charging' and charger > ? order by charger limit ?`
const OF = `${SELECT} where charger = ? and id < ? order by id desc limit ?`
const PASSIVE_OF = `
  ${SELECT} where charger = ? and status <> 'charging' and id < ? order by id desc limit ?`
const ACTIVE_OF = `
  ${SELECT} where charger = ? and status = 'charging' and id < ? order by id desc limit ?`
const ALL = `${SELECT} where id < ? order by id desc limit ?`
const PASSIVE = `${SELECT} where status <> 'charging' and id < ? order by id desc limit ?`
/** Few are charging: to walk through all by their ids to find them would take long. */
const ACTIVE = `
  ${SELECT} where id in (select id from charger_transaction where status = 'charging') and id < ?
  order by id desc limit ?`
const ENDED_IN = `
  ${SELECT} where (ended_at, id) > (?, ?) and ended_at < ? order by ended_at, id limit ?`
const ENDED_BACK = `
  ${SELECT} where (ended_at, id) < (?, ?) and ended_at >= ? order by ended_at desc, id desc limit ?`
const ENDED_AT = 'select ended_at as at from charger_transaction where id = ? and ended_at >= ?'
const NEXT = `
  insert into meta (name, value) values ('transactions', '1')
  on conflict (name) do update set value = cast(cast(meta.value as bigint) + 1 as text)
  returning value`
const SKIP = `
  update meta set value = cast(cast(value as bigint) + ? as text) where name = 'transactions'`
const ADD = `
  insert into charger_transaction (${WRITTEN}, ${KEYS})
  values (${marks(WRITTEN)}, ${marks(KEYS)})`
const SET = `update charger_transaction set (${WRITTEN}) = (${marks(WRITTEN)}) where id = ?`
const GROW = `
  update charger_transaction set (${GROWTH}, fresh) = (${marks(GROWTH)}, fresh || ?)
  where id = ? and length(fresh) < ${FRESH_MOST}`

/** More than are drawn from one backup to the next. */
const GAP = 100_000

/** What was drawn after this copy of the database was made is not in it, and must not come again. */
export async function skipNumbers(db: Db): Promise<void> {
  await db.run(SKIP, GAP)
}

type Row = Omit<Transaction, 'last' | 'seen' | 'oddities' | 'isProvisional' | 'isFault'> & {
  last: string | null
  seen: string
  oddities: string
  isProvisional: number
  isFault: number
}

export function transactionsOf(db: Db): Transactions {
  const one = async (sql: string, ...values: Value[]) => {
    const row = await db.get<Row>(sql, ...values)
    return row && transactionIn(row)
  }
  const many = async (sql: string, ...values: Value[]) =>
    (await db.all<Row>(sql, ...values)).map(transactionIn)
  return {
    get: (id) => one(GET, id),
    byNumber: (number) => one(BY_NUMBER, number),
    byStart: (charger, startKey) => one(BY_START, charger, startKey),
    byAlias: (charger, alias) => one(BY_ALIAS, charger, alias),
    byReference: (charger, reference) => many(BY_REFERENCE, charger, reference),
    open: (charger) => many(OPEN, charger),
    openBy: (idTag) => many(OPEN_BY, tagKey(idTag)),
    byOwner: (owner, { after, limit }, { active } = {}) =>
      many(
        active === undefined ? BY_OWNER : active ? ACTIVE_BY_OWNER : PASSIVE_BY_OWNER,
        owner,
        after ?? LAST_ID,
        limit,
      ),
    tagsOf: async (owner) => (await db.all<{ key: string }>(TAGS_OF, owner)).map(({ key }) => key),
    unname: async (owner) => void (await db.run(UNNAME, owner)),
    openOf: (chargers) => many(OPEN_OF, JSON.stringify(chargers)),
    charging: async ({ after, limit }) =>
      (await db.all<{ charger: string }>(CHARGING, after ?? '', limit)).map((row) => row.charger),
    of: (charger, { after, limit }, { active } = {}) =>
      many(
        active === undefined ? OF : active ? ACTIVE_OF : PASSIVE_OF,
        charger,
        after ?? LAST_ID,
        limit,
      ),
    all: ({ after, limit }, { active } = {}) =>
      many(active === undefined ? ALL : active ? ACTIVE : PASSIVE, after ?? LAST_ID, limit),
    // Where to go on is asked before: only a value leads SQLite into the middle of the index.
    endedIn: async (from, to, { after, limit }, newestFirst = false) => {
      const last = after === null ? null : await db.get<{ at: number }>(ENDED_AT, after, from)
      if (newestFirst) return many(ENDED_BACK, last?.at ?? to, last ? after : '', from, limit)
      return many(ENDED_IN, last?.at ?? from, last ? after : '', to, limit)
    },
    nextNumber: async () => Number((await db.get<{ value: string }>(NEXT))!.value),
    ...writingOf(db),
    ...readingsOf(db),
  }
}

function writingOf(db: Db): Pick<Transactions, 'add' | 'set' | 'grow'> {
  return {
    add: async (transaction) => {
      const { id, number, charger, reference } = transaction
      const keys = [id, number, charger, reference]
      await db.run(ADD, ...growthOf(transaction), ...restOf(transaction), ...keys)
    },
    set: async (transaction) => {
      await settleFresh(db, transaction.id)
      await db.run(SET, ...growthOf(transaction), ...restOf(transaction), transaction.id)
    },
    grow: async (transaction, readings) => {
      const values = [...growthOf(transaction), freshly(readings), transaction.id]
      if ((await db.run(GROW, ...values)) === 1) return
      // There was no room for more.
      await settleFresh(db, transaction.id)
      await db.run(GROW, ...values)
    },
  }
}

/** What is spread first and then overwritten is copied much faster than what is left out. */
function transactionIn(row: Row): Transaction {
  const { last, seen, oddities, isProvisional, isFault } = row
  return {
    ...row,
    last: last === null ? null : (JSON.parse(last) as Reading),
    // Most have none of either.
    seen: seen === '[]' ? [] : (JSON.parse(seen) as Stretch[]),
    oddities: oddities === '[]' ? [] : (JSON.parse(oddities) as Oddity[]),
    isProvisional: isProvisional === 1,
    isFault: isFault === 1,
  }
}

/** In the order of `GROWTH`. */
function growthOf(of: Transaction): Value[] {
  return [
    of.heardAt,
    of.energyWh,
    of.last && JSON.stringify(of.last),
    of.maxPowerW,
    of.socStart,
    of.seqNo,
    listed(of.seen),
    listed(of.oddities),
  ]
}

/** Most have none. */
function listed(list: unknown[]): string {
  return list.length === 0 ? '[]' : JSON.stringify(list)
}

/** In the order of `WRITTEN`, after `GROWTH`. */
function restOf(of: Transaction): Value[] {
  return [
    of.evse,
    of.connector,
    of.alias,
    of.startKey,
    of.idTag,
    of.owner,
    of.verdict,
    of.acceptedBy,
    of.status,
    of.startedAt,
    of.endedAt,
    of.meterStartWh,
    of.meterStopWh,
    of.stopReason,
    Number(of.isProvisional),
    Number(of.isFault),
    of.startedBy,
    of.idTag === null ? null : tagKey(of.idTag),
  ]
}
