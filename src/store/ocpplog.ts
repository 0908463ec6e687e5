/** The log of all that chargers said and were told. */
import { firstAt } from '../domain/ids.ts'
import type { DeviationCount, LogEntry, LogSieve, OcppLog, Page } from '../flows/tables.ts'
import { marks } from './columns.ts'
import type { Db, Value } from './driver.ts'

const COLUMNS = `
  id, charger, at, direction, version, action, message, request, answer, error, ms, deviations`
const ROW = `(${marks(COLUMNS)})`
/** So many rows go into one statement: a few sizes, so that each is prepared once. */
const SIZES = [64, 16, 4, 1]
const SELECT = `select ${COLUMNS} from ocpp_message`
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
const FORGET = `
  delete from ocpp_message where id in (
    select id from ocpp_message where charger = ? order by id limit ?)`
const REWORD = 'update ocpp_message set request = ?, answer = ?, deviations = ? where id = ?'
const FORGET_DEVIATIONS = 'delete from charger_deviation where charger = ?'
const REMOVE_BEFORE = `
  delete from ocpp_message where id in (
    select id from ocpp_message where id < ? order by id limit ?)`
/** How far the clocks of two servers may be apart. */
const SKEW_MS = 60_000
/** An entry gets its id when it is complete, which may be so long after the call began. */
const LATE_MS = 3_600_000

export function ocppLogOf(db: Db): OcppLog {
  return {
    add: async (entries) => {
      await addRows(db, { insert: ADD, row: ROW, rest: '' }, entries.map(valuesOf))
      const counts = countsIn(entries).map(({ charger, rule, count, at }) => [
        charger,
        rule,
        count,
        at,
      ])
      await addRows(db, { insert: COUNT, row: '(?, ?, ?, ?)', rest: COUNT_ON }, counts)
    },
    get: async (id) => {
      const row = await db.get<Row>(`${SELECT} where id = ?`, id)
      return row && entryIn(row)
    },
    of: async (charger, page, sieve = {}) => {
      const where = and([...stretch(charger, page, sieve), ...sifting(sieve)])
      const sql = `${SELECT}${where.sql} order by id${order(sieve)} limit ?`
      return (await db.all<Row>(sql, ...where.values, page.limit)).map(entryIn)
    },
    edge: async (charger, page, sieve = {}) => {
      const where = and(stretch(charger, page, sieve))
      const sql = `
        select id from ocpp_message${where.sql} order by id${order(sieve)} limit 1 offset ?`
      return (await db.get<{ id: string }>(sql, ...where.values, page.limit - 1))?.id ?? null
    },
    heard: (since) => db.all(HEARD, firstAt(since)),
    reword: async ({ id, request, answer, deviations }) =>
      void (await db.run(REWORD, request, answer, JSON.stringify(deviations), id)),
    deviations: (charger) => db.all<DeviationCount>(DEVIATIONS, charger),
    forget: async (charger, limit) => {
      await db.run(FORGET_DEVIATIONS, charger)
      return db.run(FORGET, charger, limit)
    },
    removeBefore: (at, limit) => db.run(REMOVE_BEFORE, firstAt(at), limit),
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

/** Which part of the log is walked through: all of it lies together in an index. */
function stretch(charger: string | null, { after }: Page, sieve: LogSieve): Condition[] {
  const { from, to, until, oldestFirst } = sieve
  return [
    ['charger = ?', charger ?? undefined],
    [oldestFirst ? 'id > ?' : 'id < ?', after ?? undefined],
    [oldestFirst ? 'id <= ?' : 'id >= ?', until],
    ['id >= ?', from === undefined ? undefined : firstAt(from - SKEW_MS)],
    ['id < ?', to === undefined ? undefined : firstAt(to + LATE_MS)],
  ]
}

/** What is looked at in each entry on the way. */
function sifting({ action, direction, text, deviating, from, to }: LogSieve): Condition[] {
  const found = text === undefined ? undefined : `%${text.replace(/[\\%_]/g, '\\$&')}%`
  return [
    ['action = ?', action],
    ['direction = ?', direction],
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

function order({ oldestFirst }: LogSieve): string {
  return oldestFirst ? '' : ' desc'
}
