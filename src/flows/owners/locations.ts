/** An owner's places: what is decided for each, and forgetting one. */
import type { Session } from '../../domain/charging/session.ts'
import type { Place } from '../../domain/places/place.ts'
import type { Price } from '../../domain/places/price.ts'
import { decided } from '../../domain/sharing/answer.ts'
import type { Flag } from '../../domain/sharing/flag.ts'
import { type Changes, noChanges, together, withdraw } from '../../domain/sharing/settle.ts'
import type { Vehicle } from '../../domain/sharing/vehicle.ts'
import { type Known, knownOf } from '../directory/know.ts'
import { conclude, keep } from '../keep.ts'
import type { World } from '../ports.ts'
import type { Month, Page, Tables } from '../tables.ts'
import { countEnded } from './forget.ts'
import { found, invalid, Refusal } from '../refusal.ts'
import { settleOthers } from './questions.ts'
import { ownVehicle } from './vehicles.ts'

type Needs = Pick<World, 'store' | 'clock' | 'ids' | 'policy' | 'bell'>

/**
 * A place with its vehicle, how often and when last the vehicle charged there, and how many
 * charges were forgotten there by month.
 */
export type Location = {
  place: Place
  vehicle: Vehicle
  charges: number
  last: Session | null
  forgotten: Month[]
  known: Known
}

/** What an owner may wish for a place. */
export type LocationWish = {
  flag?: Flag | undefined
  name?: string | null | undefined
  forgetCharges?: boolean | undefined
  price?: Price | null | undefined
}

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
    const months = await store.read.places.months([...byId.keys()])
    const places = await store.read.places.of([...byId.keys()], page)
    const known = await Promise.all(places.map((place) => knownOf(store.read, place)))
    return places.map((place, i) => {
      const tally = tallies.get(place.vehicle)?.get(place.id)
      const about = { place, vehicle: byId.get(place.vehicle)!, known: known[i]! }
      return located(about, tally, months)
    })
  }
}

/** Another flag, name or price for a place; a flag decides for the charge that is going on there too. */
export function setLocation(world: Needs) {
  return async (owner: string, id: string, wish: LocationWish): Promise<Location> => {
    const { location, changes } = await world.store.write(async (tables) => {
      const { place, vehicle } = await ownPlace(tables, owner, id)
      const wished = wishedOf(place, wish)
      // Without a flag nothing is decided: a name must not share what is still to be asked about.
      const changes = await (wish.flag === undefined
        ? rename(tables, wished, vehicle)
        : decide(world, tables, wished, vehicle))
      if (wished.forgetful) {
        await countEnded(tables, wished, world.clock())
        // Charges that are mere counts now cannot come back.
        await tables.answers.finish(vehicle.id, id)
      }
      return { changes, location: await locationOf(tables, vehicle, id) }
    })
    await conclude(world, changes, { erased: wish.forgetCharges ?? false })
    world.bell.stir(owner)
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
      for (const { session, kind, state } of await tables.questions.about(there.map(idOf))) {
        if (state === 'open') await tables.questions.drop(session, kind)
      }
      await tables.answers.finish(vehicle.id, place.id)
      await tables.meetings.part({ vehicle: vehicle.id, place: place.id })
      await tables.places.remove(place.id)
      return changes
    })
    await conclude(world, changes, { erased: true })
    world.bell.stir(owner)
  }
}

function idOf({ id }: Session): string {
  return id
}

function wishedOf(place: Place, wish: LocationWish): Place {
  const { flag = place.flag, name = place.name, price = place.price, forgetCharges } = wish
  const forgetful = forgetCharges ?? (place.forgetful && flag === 'never')
  if (!forgetful || flag === 'never') return { ...place, flag, name, price, forgetful }
  const detail = 'charges are forgotten only at a place that is never shared'
  throw invalid('/forgetCharges', 'neverOnly', detail)
}

async function rename(tables: Tables, place: Place, vehicle: Vehicle): Promise<Changes> {
  await tables.places.keep(place, vehicle)
  return noChanges
}

async function decide(
  world: Needs,
  tables: Tables,
  place: Place,
  vehicle: Vehicle,
): Promise<Changes> {
  const { flag } = place
  const now = world.clock()
  const current = await tables.sessions.openAt(vehicle.id, place.id)
  const there = await tables.sessions.unsettledAt(vehicle.id, place.id)
  const changes = decided(
    {
      flag,
      place,
      current,
      others: there.filter((session) => session.id !== current?.id),
    },
    { vehicle, now, ids: world.ids, patience: world.policy },
  )
  await keep(tables, changes, { vehicle, now })
  if (flag !== 'pending') await settleOthers(tables, changes, { choice: flag, answeredAt: now })
  // What was answered before is not undone any more: this is what the owner decided last.
  await tables.answers.finish(vehicle.id, place.id)
  return changes
}

async function ownPlace(tables: Tables, owner: string, id: string) {
  const place = found(await tables.places.get(id), 'location')
  const vehicle = found(await tables.vehicles.lock(place.vehicle), 'vehicle')
  if (vehicle.owner !== owner) throw new Refusal('forbidden', 'not your location')
  return { place: found(await tables.places.get(id), 'location'), vehicle }
}

/** A place of a vehicle's in full. */
export async function locationOf(
  tables: Tables,
  vehicle: Vehicle,
  id: string,
  session: Session | null = null,
): Promise<Location> {
  const place = found(await tables.places.get(id), 'location')
  const tally = (await tables.sessions.tally(vehicle.id)).get(id)
  const about = { place, vehicle, known: await knownOf(tables, place, session) }
  return located(about, tally, await tables.places.months([vehicle.id]))
}

function located(
  about: Pick<Location, 'place' | 'vehicle' | 'known'>,
  tally: { charges: number; last: Session } | undefined,
  months: Month[],
): Location {
  const forgotten = months.filter((month) => month.place === about.place.id)
  const counted = forgotten.reduce((sum, { charges }) => sum + charges, 0)
  return {
    ...about,
    charges: counted + (tally?.charges ?? 0),
    last: tally?.last ?? null,
    forgotten,
  }
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
