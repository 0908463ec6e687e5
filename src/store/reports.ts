/** What was dispensed in all. */
import type { Dispensed, Reports } from '../flows/tables.ts'
import type { Db } from './driver.ts'

const SUM = `
  select count(*) as "transactions", coalesce(sum(energy_wh), 0) as "energyWh"
  from charger_transaction where ended_at >= ? and ended_at < ?`

export function reportsOf(db: Db): Reports {
  return { sum: async (from, to) => (await db.get<Dispensed>(SUM, from, to))! }
}
