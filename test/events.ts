/** Events as cars and owners make them, put into the feed at once: for stories that need many. */
import type { Draft, Event, EventType, PublicSession } from '../src/domain/sharing/event.ts'
import type { World } from '../src/flows/ports.ts'

export type Telling = {
  session: string
  type?: EventType
  revision?: number
  publishedAt?: number
  lat?: number
  lon?: number
  comment?: string | null
}

/** One that passes the schema, whole. */
export function draft(telling: Telling): Draft {
  const { session, type = 'charge.completed', revision = 1, publishedAt = 0 } = telling
  const told: Omit<Event, 'cursor'> = {
    type,
    publishedAt: new Date(publishedAt).toISOString(),
    license: 'CC-BY-4.0',
    session: type === 'charge.withdrawn' ? { id: session, revision } : sessionOf(telling, revision),
  }
  return { type, publishedAt, session, revision, body: JSON.stringify(told) }
}

function sessionOf(telling: Telling, revision: number): PublicSession {
  const { session, lat = 47.1, lon = 15.4, comment = null } = telling
  return {
    id: session,
    revision,
    status: 'completed',
    vehicle: { handle: 'Jimbo', make: null, model: null },
    location: { position: { lat, lon }, station: { id: null, name: null, post: 'A3' } },
    startedAt: '2026-11-20T08:00:00.000Z',
    endedAt: '2026-11-20T09:00:00.000Z',
    soc: { start: 20, end: 80 },
    energyKwh: 31.4,
    maxPowerKw: 50,
    abort: null,
    comment,
    evidence: ['vehicle'],
  }
}

/** Publishes them in one transaction, and rings as flows do. */
export async function publish(
  { store, bell }: Pick<World, 'store' | 'bell'>,
  ...tellings: Telling[]
): Promise<void> {
  await store.write(async ({ feed }) => {
    for (const telling of tellings) await feed.append(draft(telling))
  })
  bell.ring()
}
