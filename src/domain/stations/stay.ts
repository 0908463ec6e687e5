/** What a public session counts for at its station: nothing that its events do not tell. */
import { isSamePosition, type Position } from '../places/position.ts'
import type { View } from '../sharing/event.ts'

/**
 * How a session speaks of its station. Who ended it himself had charged; of reasons that are not
 * the station's, not told or not known, and of ends never told, nothing follows.
 */
export type Outcome = 'charging' | 'succeeded' | 'failed' | 'untold'

/** What counts of a session, as partners were told it. */
export type Counts = {
  position: Position
  outcome: Outcome
  /** Milliseconds; the day alone where its owner wants no more to be told. */
  endedAt: number | null
  post: string | null
  /** The most that was drawn, in whole kilowatts. */
  powerKw: number | null
}

/** A session at its station. */
export type Stay = Counts & {
  /** The key partners know the session by. */
  session: string
  station: string
  /** Stands for the vehicle at this station, and at no other. */
  visitor: string
  /** When it was first published. */
  since: number
}

/** What counts of a session that partners are told of. */
export function countsOf({ status, location, endedAt, maxPowerKw, abort }: View): Counts {
  return {
    position: location.position,
    outcome: outcomeOf(status, abort?.reason ?? null),
    endedAt: endedAt === null ? null : Date.parse(endedAt),
    post: location.station?.post ?? null,
    powerKw: maxPowerKw === null ? null : Math.round(maxPowerKw),
  }
}

function outcomeOf(status: View['status'], reason: NonNullable<View['abort']>['reason']): Outcome {
  if (status === 'charging') return 'charging'
  if (status === 'completed' || reason === 'user') return 'succeeded'
  return reason === 'station' ? 'failed' : 'untold'
}

/** Whether two sets of counts are the same. */
export function isSame(a: Counts, b: Counts): boolean {
  const { outcome, endedAt, post, powerKw } = a
  if (outcome !== b.outcome || endedAt !== b.endedAt) return false
  return post === b.post && powerKw === b.powerKw && isSamePosition(a.position, b.position)
}
