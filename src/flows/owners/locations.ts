/** An owner's places: what is decided for each, and forgetting one. */
import type { Session } from '../../domain/charging/session.ts'
import type { Place } from '../../domain/places/place.ts'
import { decided } from '../../domain/sharing/answer.ts'
import type { Flag } from '../../domain/sharing/flag.ts'
import { type Changes, together, withdraw } from '../../domain/sharing/settle.ts'
import type { Vehicle } from '../../domain/sharing/vehicle.ts'
import { isNews, keep } from '../keep.ts'
import type { World } from '../ports.ts'
import type { Page, Tables } from '../tables.ts'
import { found, Refusal } from '../refusal.ts'
import { settleOthers } from './questions.ts'
import { ownVehicle } from './vehicles.ts'

type Needs = Pick<World, 'store' | 'clock' | 'ids' | 'policy' | 'bell'>

/** A place with its vehicle, and how often and when last the vehicle charged there. */
export type Location = { place: Place; vehicle: Vehicle; charges: number; last: Session | null }

/** All places of one of the owner's vehicles, or of all of them. */
export function listLocations({ store }: Needs) {
  return async (owner: string, vehicleId: string | null, page: Page): Promise<Location[]> => {
    const vehicles = await vehiclesOf(store.read, owner, vehicleId)
    const byId = new Map(vehicles.map((vehicle) => [vehicle.id, vehicle]))
    const tallies = new Map(
      await Promise.all(
        vehicles.map(async ({ id }) => [id, await store.read.sessions.tally(id)] as const),
      ),
    )
    const places = await store.read.places.of([...byId.keys()], page)
    return places.map((place) => ({
      place,
      vehicle: byId.get(place.vehicle)!,
      charges: tallies.get(place.vehicle)?.get(place.id)?.charges ?? 0,
      last: tallies.get(place.vehicle)?.get(place.id)?.last ?? null,
    }))
  }
}

/** Another flag or name for a place; a flag decides for the charge that is going on there too. */
export function setLocation(world: Needs) {
  return async (
    owner: string,
    id: string,
    wish: { flag?: Flag | undefined; name?: string | null | undefined },
  ): Promise<Location> => {
    const { location, changes } = await world.store.write(async (tables) => {
      const { place, vehicle } = await ownPlace(tables, owner, id)
      const named = { ...place, name: wish.name === undefined ? place.name : wish.name }
      const changes = await decide(
        world,
        tables,
        { place: named, vehicle },
        wish.flag ?? place.flag,
      )
      return { changes, location: await inFull(tables, vehicle, id) }
    })
    if (isNews(changes)) world.bell.ring()
    return location
  }
}

/** Forgets a place, with its open questions, and takes back what was shared there. */
export function removeLocation(world: Needs) {
  return async (owner: string, id: string): Promise<void> => {
    const changes = await world.store.write(async (tables) => {
      const { place, vehicle } = await ownPlace(tables, owner, id)
      const there = await tables.sessions.unsettledAt(vehicle.id, place.id)
      const now = world.clock()
      const changes = together(...there.map((session) => withdraw(session, now)))
      await keep(tables, changes, { vehicle, now })
      for (const open of await tables.questions.openFor(there.map((session) => session.id))) {
        await tables.questions.drop(open.session, open.kind)
      }
      await tables.places.remove(place.id)
      return changes
    })
    if (isNews(changes)) world.bell.ring()
  }
}

async function decide(
  world: Needs,
  tables: Tables,
  { place, vehicle }: { place: Place; vehicle: Vehicle },
  flag: Flag,
): Promise<Changes> {
  const now = world.clock()
  const current = await tables.sessions.openAt(vehicle.id, place.id)
  const there = await tables.sessions.unsettledAt(vehicle.id, place.id)
  const changes = decided(
    {
      flag,
      place,
      session: current && { before: current, after: current },
      others: there.filter((session) => session.id !== current?.id),
    },
    { vehicle, now, ids: world.ids, patience: world.policy },
  )
  await keep(tables, changes, { vehicle, now })
  if (flag !== 'pending') await settleOthers(tables, changes, { choice: flag, answeredAt: now })
  return changes
}

async function ownPlace(tables: Tables, owner: string, id: string) {
  const place = found(await tables.places.get(id), 'location')
  const vehicle = found(await tables.vehicles.lock(place.vehicle), 'vehicle')
  if (vehicle.owner !== owner) throw new Refusal('forbidden', 'not your location')
  return { place: found(await tables.places.get(id), 'location'), vehicle }
}

async function inFull(tables: Tables, vehicle: Vehicle, id: string): Promise<Location> {
  const place = found(await tables.places.get(id), 'location')
  const tally = (await tables.sessions.tally(vehicle.id)).get(id)
  return { place, vehicle, charges: tally?.charges ?? 0, last: tally?.last ?? null }
}

/** One of the owner's vehicles, or all of them. */
export async function vehiclesOf(
  tables: Tables,
  owner: string,
  vehicleId: string | null,
): Promise<Vehicle[]> {
  if (vehicleId !== null) return [await ownVehicle(tables, owner, vehicleId)]
  return tables.vehicles.of(owner, { after: null, limit: 10_000 })
}
