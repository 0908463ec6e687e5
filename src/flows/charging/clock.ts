/** What time alone does to charges: silent ones end, and those that had to wait are published. */
import { closed } from '../../domain/charging/course.ts'
import type { Session } from '../../domain/charging/session.ts'
import { settle, tellsOfDays } from '../../domain/sharing/settle.ts'
import { isNews, keep } from '../keep.ts'
import type { World } from '../ports.ts'
import type { Tables } from '../tables.ts'

const DAY_MS = 86_400_000

type Needs = Pick<World, 'store' | 'ids' | 'policy' | 'bell'>

/** Closes sessions not heard of within the limit, at their last sign of life; returns how many. */
export function closeSilent(world: Needs) {
  return async (now: number): Promise<number> => {
    const limit = now - world.policy.silenceMs
    const silent = await world.store.read.sessions.silentSince(limit, 1000)
    for (const { id } of silent) {
      await resettle(world, id, now, (session) =>
        session.heardAt <= limit ? { ...session, ...closed(session) } : session,
      )
    }
    return silent.length
  }
}

/**
 * Publishes in its hour the sessions of past days that waited, and what changed in others since then;
 * returns how many were looked at.
 */
export function releaseDue(world: Needs) {
  return async (now: number): Promise<number> => {
    if (!tellsOfDays(now)) return 0
    const today = now - (now % DAY_MS)
    const { sessions } = world.store.read
    const unpublished = await sessions.unpublished(today, 1000)
    const waiting = [...unpublished, ...(await sessions.untold(today, 1000))]
    for (const { id } of waiting) await resettle(world, id, now, (session) => session)
    return waiting.length
  }
}

async function resettle(
  { store, ids, policy, bell }: Needs,
  id: string,
  now: number,
  change: (session: Session) => Session,
): Promise<void> {
  const done = await store.write(async (tables) => {
    const lent = await around(tables, id)
    if (!lent) return null
    const { session, vehicle, place } = lent
    const changes = settle(session, change(session), { vehicle, place, now, ids, patience: policy })
    await keep(tables, changes, { vehicle, now })
    return { news: isNews(changes), owner: vehicle.owner }
  })
  if (done?.news) bell.ring()
  if (done) bell.stir(done.owner)
}

async function around(tables: Tables, id: string) {
  const known = await tables.sessions.get(id)
  const vehicle = known && (await tables.vehicles.lock(known.vehicle))
  const session = vehicle && (await tables.sessions.get(id))
  if (!session) return null
  const place = session.place === null ? null : await tables.places.get(session.place)
  return { session, vehicle, place }
}
