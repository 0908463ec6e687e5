/** Forgetting charges: one that its owner erases, and all at places where only counts are kept. */
import type { Session } from '../../domain/charging/session.ts'
import type { Place } from '../../domain/places/place.ts'
import { noChanges, withdraw } from '../../domain/sharing/settle.ts'
import { rfc3339 } from '../../domain/text.ts'
import { conclude, keep } from '../keep.ts'
import type { World } from '../ports.ts'
import type { Tables } from '../tables.ts'
import { found, Refusal } from '../refusal.ts'

type Needs = Pick<World, 'store' | 'clock' | 'bell'>

/** Late messages still find their session for so long, before it becomes a mere count. */
const LINGER_MS = 86_400_000

/** Erases a charge of the owner's, and takes back what was shared of it. */
export function eraseCharge(world: Needs) {
  return async (owner: string, id: string): Promise<void> => {
    const changes = await world.store.write(async (tables) => {
      const session = found(await tables.sessions.get(id), 'charge')
      const vehicle = found(await tables.vehicles.lock(session.vehicle), 'vehicle')
      if (vehicle.owner !== owner) throw new Refusal('forbidden', 'not your charge')
      const now = world.clock()
      const changes = withdraw(session, now)
      await keep(tables, changes, { vehicle, now })
      if (session.place !== null) await tables.answers.finish(vehicle.id, session.place)
      await erase(tables, session)
      return changes
    })
    await conclude(world, changes, { erased: true })
    world.bell.stir(owner)
  }
}

/** At places that are forgetful, turns charges that have ended into counts; returns how many. */
export function forgetCharges(world: Needs) {
  return async (now: number): Promise<number> => {
    let forgotten = 0
    let after: string | null = null
    for (;;) {
      const page: Place[] = await world.store.read.places.forgetful({ after, limit: 100 })
      for (const place of page) {
        forgotten += await world.store.write((tables) => countEnded(tables, place, now - LINGER_MS))
      }
      after = page.at(-1)?.id ?? null
      if (after === null) break
    }
    if (forgotten > 0) await conclude(world, noChanges, { erased: true })
    return forgotten
  }
}

/** Turns the ended charges at a place, not heard of since a time, into counts by month. */
export async function countEnded(
  tables: Tables,
  place: Place,
  heardBefore: number,
): Promise<number> {
  await tables.vehicles.lock(place.vehicle)
  const ended = await tables.sessions.endedAt(place.vehicle, place.id, heardBefore)
  for (const session of ended) {
    const month = rfc3339(session.startedAt).slice(0, 7)
    await tables.places.count({ place: place.id, month, charges: 1 })
    await erase(tables, session)
  }
  return ended.length
}

/** What is left of its messages keeps their repeats from bringing it back, for a while. */
async function erase(tables: Tables, { id }: Session): Promise<void> {
  await tables.messages.forget(id)
  await tables.meetings.part({ session: id })
  await tables.sessions.remove(id)
}
