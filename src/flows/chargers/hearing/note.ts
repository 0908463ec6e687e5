/** Keeps in the log what was no call of a charger; nobody waits for it. */
import { masked } from '../../../domain/chargers/log/mask.ts'
import { Unavailable, type World } from '../../ports.ts'
import { inTurns } from '../../turn.ts'
import type { Fit } from '../log/budget.ts'
import type { LogEntry } from '../log/logbook.ts'
import { told } from './told.ts'

/** So many are kept in one transaction. */
const TOGETHER = 200
/** So many wait at most: where the database is down or slow the log has gaps, and memory an end. */
const WAITING = 5_000

type Needs = Pick<World, 'store' | 'ids' | 'log' | 'meter' | 'bell'> & { fit: Fit }

/** Notes an entry, in its order; what it holds of secrets is masked. */
export function noting(world: Needs): (entry: Omit<LogEntry, 'id'>) => void {
  let waiting = 0
  let lost = 0
  const hand = inTurns<LogEntry>(
    () => TOGETHER,
    async (batch) => {
      waiting -= batch.length
      const missed = await keep(
        world,
        batch.map((entry) => world.fit(clean(entry))),
      )
      lost += missed
      if (missed === batch.length) return
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

function clean(entry: LogEntry): LogEntry {
  const { request, answer } = entry
  return { ...entry, request: masked(request), answer: answer === null ? null : masked(answer) }
}

/**
 * Returns how many were lost: all where the database takes nothing now. Where it does not take what
 * one of them holds, each half is kept alone, so that the others are.
 */
async function keep(world: Needs, entries: LogEntry[]): Promise<number> {
  try {
    await world.store.write(({ ocppLog }) => ocppLog.add(entries))
  } catch (error) {
    const half = entries.length >> 1
    if (half === 0 || error instanceof Unavailable) return entries.length
    return (await keep(world, entries.slice(0, half))) + (await keep(world, entries.slice(half)))
  }
  told(world, entries)
  return 0
}
