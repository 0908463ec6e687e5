/** The log of all that chargers said and were told. */
import { byBackend } from '../domain/chargers/router/upstream.ts'
import { firstAt, LAST_ID } from '../domain/ids.ts'
import type { DeviationCount, LogEntry, LogSieve, OcppLog, Page } from '../flows/tables.ts'
import { holding, marks } from './columns.ts'
import type { Db, Value } from './driver.ts'

const COLUMNS = `
  id, charger, at, direction, version, action, message, request, answer, error, ms, deviations`
const ONCE = ' on conflict do nothing'
const ROW = `(${marks(COLUMNS)})`
/** So many rows go into one statement: a few sizes, so that each is prepared once. */
const SIZES = [64, 16, 4, 1]
const SELECT = `select ${COLUMNS.replace('charger', 'm.charger')} from`
const ALL = 'ocpp_message as m'
/**
 * A charger's: the seconds in which it spoke lead to them. An index of all entries by charger took a
 * fifth of what a call costs, since each entry would write a page of it.
 */
const OWN = 'ocpp_second as s cross join ocpp_message as m'
/** So much of an id tells its second, of 1024 ms; nothing that begins so sorts behind `END`. */
const SECOND = 8
const END = 'z'.repeat(LAST_ID.length - SECOND)
const IN_SECOND = `m.charger = s.charger and m.id >= s.second and m.id < s.second || '${END}'`
const SPEAK = 'insert into ocpp_second (charger, second) values'
const ADD = `insert into ocpp_message (${COLUMNS}) values`
const COUNT = 'insert into charger_deviation (charger, rule, count, at) values'
const COUNT_ON = `
  on conflict (charger, rule) do update
    set count = charger_deviation.count + excluded.count, at = excluded.at`
const DEVIATIONS = `
  select rule, count, at from charger_deviation where charger = ? order by count desc, rule`
/** The inner part walks the newest alone; in one piece it would be grouped by walking through all. */
const HEARD = `
  select charger, action, max(id) as id from (
    select charger, action, id from ocpp_message where id >= ? order by id desc limit 5000) as lately
  group by charger, action`
const OLDEST_OF = `
  select m.id from ${OWN} where s.charger = ? and ${IN_SECOND} order by s.second, m.id limit ?`
const FORGET = 'delete from ocpp_message where id in (??)'
const FORGET_SECONDS = 'delete from ocpp_second where charger = ? and second < ?'
const REWORD = 'update ocpp_message set request = ?, answer = ?, deviations = ? where id = ?'
const FORGET_DEVIATIONS = 'delete from charger_deviation where charger = ?'
const NEXT_OLDEST = 'select id from ocpp_message where id < ? order by id limit 1 offset ?'
const REMOVE_BEFORE = 'delete from ocpp_message where id < ?'
/** But for those in which something of the charger's is left. */
const REMOVE_SECONDS = `
  delete from ocpp_second where (charger, second) in (
    select charger, substr(id, 1, ${SECOND}) from ocpp_message where id < ?)
  and not exists (
    select 1 from ocpp_message as m
    where m.id >= ? and m.id < ocpp_second.second || '${END}' and m.charger = ocpp_second.charger)`
/** How far the clocks of two servers may be apart. */
const SKEW_MS = 60_000
/** An entry gets its id when it is complete, which may be so long after the call began. */
const LATE_MS = 3_600_000

export function ocppLogOf(db: Db): OcppLog {
  return {
    add: async (entries) => {
      await addRows(db, { insert: ADD, row: ROW, rest: '' }, entries.map(valuesOf))
      await addRows(db, { insert: SPEAK, row: '(?, ?)', rest: ONCE }, secondsIn(entries))
      const counts = countsIn(entries).map(({ charger, rule, count, at }) => [
        charger,
        rule,
        count,
        at,
      ])
      await addRows(db, { insert: COUNT, row: '(?, ?, ?, ?)', rest: COUNT_ON }, counts)
    },
    get: async (id) => {
      const row = await db.get<Row>(`${SELECT} ${ALL} where m.id = ?`, id)
      return row && entryIn(row)
    },
    of: async (charger, page, sieve = {}) => {
      const where = and([...stretch(charger, page, sieve), ...sifting(sieve)])
      const sql = `${SELECT} ${placed(charger)}${where.sql} order by ${order(charger, sieve)} limit ?`
      return (await db.all<Row>(sql, ...where.values, page.limit)).map(entryIn)
    },
    edge: async (charger, page, sieve = {}) => {
      const where = and(stretch(charger, page, sieve))
      const sql = `
        select m.id from ${placed(charger)}${where.sql} order by ${order(charger, sieve)}
        limit 1 offset ?`
      return (await db.get<{ id: string }>(sql, ...where.values, page.limit - 1))?.id ?? null
    },
    heard: (since) => db.all(HEARD, firstAt(since)),
    reword: async ({ id, request, answer, deviations }) =>
      void (await db.run(REWORD, request, answer, JSON.stringify(deviations), id)),
    deviations: (charger) => db.all<DeviationCount>(DEVIATIONS, charger),
    forget: async (charger, limit) => {
      await db.run(FORGET_DEVIATIONS, charger)
      const oldest = (await db.all<{ id: string }>(OLDEST_OF, charger, limit)).map(({ id }) => id)
      await db.run(FORGET, JSON.stringify(oldest))
      const rest = oldest.length < limit ? LAST_ID : secondOf(oldest.at(-1)!)
      await db.run(FORGET_SECONDS, charger, rest)
      return oldest.length
    },
    removeBefore: async (at, limit) => {
      const before = firstAt(at)
      const end = (await db.get<{ id: string }>(NEXT_OLDEST, before, limit))?.id ?? before
      await db.run(REMOVE_SECONDS, end, end)
      return db.run(REMOVE_BEFORE, end)
    },
  }
}

type Adding = { insert: string; row: string; rest: string }

async function addRows(db: Db, adding: Adding, rows: Value[][]): Promise<void> {
  let from = 0
  for (const size of SIZES) {
    for (; rows.length - from >= size; from += size) {
      const values: Value[] = []
      for (const row of rows.slice(from, from + size)) values.push(...row)
      await db.run(statement(adding, size), ...values)
    }
  }
}

const statements = new Map<string, string>()

function statement({ insert, row, rest }: Adding, size: number): string {
  const key = `${size} ${insert}`
  let sql = statements.get(key)
  if (sql === undefined) {
    sql = `${insert} ${Array(size).fill(row).join(', ')}${rest}`
    statements.set(key, sql)
  }
  return sql
}

function valuesOf(entry: LogEntry): Value[] {
  const { id, charger, at, direction, version, action, message } = entry
  const { request, answer, error, ms, deviations } = entry
  const rules = deviations.length === 0 ? '[]' : JSON.stringify(deviations)
  return [id, charger, at, direction, version, action, message, request, answer, error, ms, rules]
}

function secondOf(id: string): string {
  return id.slice(0, SECOND)
}

/** In the order of their keys, so that two servers never wait for each other. */
function secondsIn(entries: LogEntry[]): Value[][] {
  const seconds = new Map<string, Value[]>()
  for (const { charger, id } of entries) {
    seconds.set(`${charger} ${secondOf(id)}`, [charger, secondOf(id)])
  }
  return [...seconds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, second]) => second)
}

type Count = DeviationCount & { charger: string }

/** In the order of their keys, so that two servers never wait for each other. */
function countsIn(entries: LogEntry[]): Count[] {
  const counts = new Map<string, Count>()
  for (const { charger, at, deviations } of entries) {
    for (const { rule } of deviations) {
      const key = `${charger} ${rule}`
      counts.set(key, { charger, rule, at, count: (counts.get(key)?.count ?? 0) + 1 })
    }
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count)
}

type Row = Omit<LogEntry, 'deviations'> & { deviations: string }

function entryIn(row: Row): LogEntry {
  return { ...row, deviations: JSON.parse(row.deviations) as LogEntry['deviations'] }
}

type Condition = [sql: string, value: Value | undefined]

function placed(charger: string | null): string {
  return charger === null ? ALL : OWN
}

/** Which part of the log is walked through: all of it lies together, or in the charger's seconds. */
function stretch(charger: string | null, { after }: Page, sieve: LogSieve): Condition[] {
  const { from, to, until, oldestFirst } = sieve
  const bounds: [is: string, id: string | undefined][] = [
    [oldestFirst ? '>' : '<', after ?? undefined],
    [oldestFirst ? '<=' : '>=', until],
    ['>=', from === undefined ? undefined : firstAt(from - SKEW_MS)],
    ['<', to === undefined ? undefined : firstAt(to + LATE_MS)],
  ]
  const entries = bounds.map(([is, id]): Condition => [`m.id ${is} ?`, id])
  if (charger === null) return entries
  const seconds = bounds.map(([is, id]): Condition => [
    `s.second ${is.charAt(0)}= ?`,
    id && secondOf(id),
  ])
  return [[`${IN_SECOND} and s.charger = ?`, charger], ...seconds, ...entries]
}

/** Under the name of a backend instead of a message's id stands what that was told. */
const TO_BACKEND = "(direction = 'out' and coalesce(message, '') like ?)"
const BACKEND = byBackend('%')

/** What is looked at in each entry on the way. */
function sifting({
  action,
  direction,
  backends,
  text,
  deviating,
  from,
  to,
}: LogSieve): Condition[] {
  const found = text === undefined ? undefined : holding(text)
  return [
    ['action = ?', action],
    ['direction = ?', direction],
    [backends ? TO_BACKEND : `not (${TO_BACKEND})`, backends === undefined ? undefined : BACKEND],
    [`lower(request || ' ' || coalesce(answer, '')) like lower(?) escape '\\'`, found],
    [`deviations ${deviating ? '<>' : '='} ?`, deviating === undefined ? undefined : '[]'],
    ['at >= ?', from],
    ['at < ?', to],
  ]
}

function and(conditions: Condition[]): { sql: string; values: Value[] } {
  const told = conditions.filter((one): one is [string, Value] => one[1] !== undefined)
  const sql = told.map(([condition]) => condition).join(' and ')
  return { sql: sql && ` where ${sql}`, values: told.map(([, value]) => value) }
}

function order(charger: string | null, { oldestFirst }: LogSieve): string {
  const way = oldestFirst ? '' : ' desc'
  return charger === null ? `m.id${way}` : `s.second${way}, m.id${way}`
}
