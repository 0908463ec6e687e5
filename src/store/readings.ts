/** Readings of chargers' transactions: the youngest beside the transaction itself, the others in a table. */
import type { Reading } from '../domain/chargers/transaction.ts'
import { firstAt } from '../domain/ids.ts'
import type { Transactions } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db, Value } from './driver.ts'

const READING = 'at, wh, power_w, soc, current_a, voltage_v'
const OR_FILL = `
  on conflict (transaction_id, at) do update set
    wh = coalesce(reading.wh, excluded.wh), power_w = coalesce(reading.power_w, excluded.power_w),
    soc = coalesce(reading.soc, excluded.soc),
    current_a = coalesce(reading.current_a, excluded.current_a),
    voltage_v = coalesce(reading.voltage_v, excluded.voltage_v)`
const ADD = `insert into reading (transaction_id, ${READING}) values`
const ONE = `(${marks(`transaction_id, ${READING}`)})`
/** By how many there are: each is a text of its own to the engine. */
const ADDS = Array.from(
  { length: 26 },
  (_, rows) => `${ADD} ${Array.from({ length: rows }, () => ONE).join(', ')} ${OR_FILL}`,
)
/** Readings in one statement. */
const AT_ONCE = ADDS.length - 1
const READINGS = `select ${named(READING)} from reading where transaction_id = ? order by at`
// Keys begin with the time they were made: none that is younger need be looked at.
const FORGET = `
  delete from reading where transaction_id < ? and exists (
    select 1 from charger_transaction
    where id = transaction_id and status <> 'charging' and ended_at < ?)`
const FRESH = 'select fresh from charger_transaction where id = ?'
const EMPTY = `update charger_transaction set fresh = '' where id = ?`

/**
 * In characters, a dozen readings. A row of its own would cost each reading a page of an index, since
 * those of other transactions lie elsewhere: a meter value wrote 1.7 pages, and writes 0.7.
 */
export const FRESH_MOST = 500

type Kept = Pick<Transactions, 'addReadings' | 'readings' | 'forgetReadings'>

export function readingsOf(db: Db): Kept {
  return {
    addReadings: async (id, readings) => {
      await settleFresh(db, id)
      await addRows(db, id, readings)
    },
    readings: async (id) => {
      // First these: what is moved meanwhile is found among the others, and left out here.
      const fresh = freshIn((await db.get<{ fresh: string }>(FRESH, id))?.fresh ?? '')
      const rows = await db.all<Reading>(READINGS, id)
      const last = rows.at(-1)?.at ?? -Infinity
      return [...rows, ...fresh.filter(({ at }) => at > last)]
    },
    forgetReadings: (before) => db.run(FORGET, firstAt(before), before),
  }
}

/** As they stand beside their transaction, one after the other. */
export function freshly(readings: Reading[]): string {
  return readings.map((reading) => `${JSON.stringify(valuesOf(reading))},`).join('')
}

/** Moves those that stand beside their transaction to the others. */
export async function settleFresh(db: Db, id: string): Promise<void> {
  const row = await db.get<{ fresh: string }>(FRESH, id)
  if (!row || row.fresh === '') return
  await addRows(db, id, freshIn(row.fresh))
  await db.run(EMPTY, id)
}

function freshIn(fresh: string): Reading[] {
  const told = JSON.parse(`[${fresh.slice(0, -1)}]`) as (number | null)[][]
  return told.map(([at, wh, powerW, soc, currentA, voltageV]) => ({
    at: at!,
    wh: wh!,
    powerW: powerW!,
    soc: soc!,
    currentA: currentA!,
    voltageV: voltageV!,
  }))
}

async function addRows(db: Db, id: string, readings: Reading[]): Promise<void> {
  for (let i = 0; i < readings.length; i += AT_ONCE) {
    const rows = readings.slice(i, i + AT_ONCE)
    const values = rows.flatMap((reading) => [id, ...valuesOf(reading)])
    await db.run(ADDS[rows.length]!, ...values)
  }
}

/** In the order of `READING`. */
function valuesOf({ at, wh, powerW, soc, currentA, voltageV }: Reading): Value[] {
  return [at, wh, powerW, soc, currentA, voltageV]
}
