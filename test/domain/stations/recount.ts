/** What a station must say of its sessions: counted one by one, each time anew. */
import type { View } from '../../../src/domain/sharing/event.ts'
import { FAULTS_MAX, type Latest } from '../../../src/domain/stations/station.ts'
import type { Tally } from '../../../src/domain/stations/tally.ts'

/** A session as partners were told it last, and whose it is. */
export type Shared = { view: View; vehicle: { id: string } }

function times<T>(told: (T | null)[]): Map<T, number> {
  const counts = new Map<T, number>()
  for (const one of told) if (one !== null) counts.set(one, (counts.get(one) ?? 0) + 1)
  return counts
}

const isFault = ({ view }: Shared) => view.abort?.reason === 'station'
const isSuccess = ({ view }: Shared) => view.status === 'completed' || view.abort?.reason === 'user'
const endOf = ({ view }: Shared) => Date.parse(view.endedAt ?? '')
const postOf = ({ view }: Shared) => view.location.station?.post ?? null

/** The numbers of some sessions. */
export function recount(sessions: Shared[]): { tally: Tally; latest: Latest } {
  const powers = sessions.map(({ view }) => view.maxPowerKw).map((kw) => kw && Math.round(kw))
  const faults = sessions.filter(isFault).sort((a, b) => endOf(b) - endOf(a))
  const successes = sessions.filter(isSuccess).map(endOf)
  return {
    tally: {
      sessions: sessions.length,
      vehicles: new Set(sessions.map(({ vehicle }) => vehicle.id)).size,
      inUse: sessions.filter(({ view }) => view.status === 'charging').length,
      succeeded: successes.length,
      failed: faults.length,
      posts: times(sessions.map(postOf)),
      powers: times(powers),
    },
    latest: {
      lastSuccessAt: successes.length > 0 ? Math.max(...successes) : null,
      faults: faults.slice(0, FAULTS_MAX).map((one) => ({ at: endOf(one), post: postOf(one) })),
    },
  }
}
