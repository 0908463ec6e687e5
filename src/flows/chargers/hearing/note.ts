/** Keeps in the log what was no call of a charger; nobody waits for it. */
import { masked } from '../../../domain/chargers/log/mask.ts'
import type { World } from '../../ports.ts'
import { inTurns } from '../../turn.ts'
import type { LogEntry } from '../log/logbook.ts'
import { told } from './told.ts'

/** So many are kept in one transaction. */
const TOGETHER = 200
/** So many wait at most: where the database is down or slow the log has gaps, and memory an end. */
const WAITING = 5_000

type Needs = Pick<World, 'store' | 'ids' | 'log' | 'meter' | 'bell'>

/** Notes an entry, in its order; what it holds of secrets is masked. */
export function noting(world: Needs): (entry: Omit<LogEntry, 'id'>) => void {
  let waiting = 0
  let lost = 0
  const hand = inTurns<LogEntry>(
    () => TOGETHER,
    async (batch) => {
      waiting -= batch.length
      if (!(await keep(world, batch))) {
        lost += batch.length
        return
      }
      if (lost > 0) world.log.warn({ entries: lost }, 'the log of chargers has a gap')
      lost = 0
    },
  )
  return (entry) => {
    if (waiting >= WAITING) return void lost++
    waiting++
    hand({ ...entry, id: world.ids.next() })
  }
}

/** False where the database takes nothing now. */
async function keep(world: Needs, batch: LogEntry[]): Promise<boolean> {
  const entries = batch.map((entry) => ({
    ...entry,
    request: masked(entry.request),
    answer: entry.answer === null ? null : masked(entry.answer),
  }))
  try {
    await world.store.write(({ ocppLog }) => ocppLog.add(entries))
  } catch {
    return false
  }
  told(world, entries)
  return true
}
