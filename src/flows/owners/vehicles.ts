/** An owner's vehicles: adding them, their modules' secrets, and what of them is shared. */
import { randomBytes } from 'node:crypto'
import { closed } from '../../domain/charging/course.ts'
import { consents, type ConsentVersion } from '../../domain/sharing/consent.ts'
import { type Changes, noChanges, settle } from '../../domain/sharing/settle.ts'
import type { Channel, Timing, Vehicle } from '../../domain/sharing/vehicle.ts'
import { newToken, secretHash } from '../credentials.ts'
import { conclude, keep } from '../keep.ts'
import type { World } from '../ports.ts'
import type { Page, Tables } from '../tables.ts'
import { conflict, found, Refusal } from '../refusal.ts'
import { forgetVehicle } from './accounts.ts'

type Needs = Pick<World, 'store' | 'vault' | 'clock' | 'ids' | 'policy' | 'bell' | 'locks'>

/** What an owner tells of a vehicle; `password` is the one its module already has. */
export type NewVehicle = {
  vehicleId: string
  name?: string | null | undefined
  make?: string | null | undefined
  model?: string | null | undefined
  password?: string | undefined
}
/** A vehicle with when it was last heard of, by each way in. */
export type VehicleInFull = Vehicle & { words: Partial<Record<Channel, number>> }
export type Naming = Pick<NewVehicle, 'name' | 'make' | 'model'>
export type WithToken = { vehicle: VehicleInFull; token: string }
export type Sharing = {
  optedIn: boolean
  nickname: string | null
  timing: Timing
  showModel: boolean
}

/** A new vehicle, opted out, with the secret of its module, which is shown this once. */
export function addVehicle(world: Needs) {
  return async (owner: string, told: NewVehicle): Promise<WithToken> => {
    const token = told.password ?? newToken('csv')
    const vehicle = vehicleOf(world, owner, told, token)
    await world.store.write(async (tables) => {
      // A topic that begins with this name would be believed to be that owner's.
      const isAccount = (await tables.owners.byAccount(vehicle.id)) !== null
      if (!isAccount && (await tables.vehicles.add(vehicle, token))) return
      throw conflict('vehicleTaken', 'this vehicle id is taken')
    })
    world.bell.stir(owner)
    return { vehicle: { ...vehicle, words: {} }, token }
  }
}

/** A vehicle as it is when it is new here: opted out. */
export function vehicleOf(
  world: Pick<World, 'vault' | 'clock'>,
  owner: string,
  { vehicleId, name = null, make = null, model = null }: NewVehicle,
  secret: string,
): Vehicle {
  const id = vehicleId.toLowerCase()
  return {
    id,
    label: vehicleId,
    owner,
    name,
    make,
    model,
    secretHash: secretHash(world, id, secret),
    salt: randomBytes(16).toString('base64url'),
    optedIn: false,
    nickname: null,
    showModel: false,
    timing: 'live',
    fix: null,
    trouble: null,
    createdAt: world.clock(),
  }
}

export function listVehicles({ store }: Pick<World, 'store'>) {
  return async (owner: string, page: Page): Promise<VehicleInFull[]> =>
    inFull(store.read, await store.read.vehicles.of(owner, page))
}

export function showVehicle({ store }: Needs) {
  return async (owner: string, id: string): Promise<VehicleInFull> =>
    oneInFull(store.read, await ownVehicle(store.read, owner, id))
}

/** Gives a vehicle another name, make or model. */
export function nameVehicle({ store, bell }: Needs) {
  return async (owner: string, id: string, naming: Naming): Promise<VehicleInFull> => {
    const vehicle = await store.write(async (tables) => {
      const vehicle = await lockedVehicle(tables, owner, id)
      const { name = vehicle.name, make = vehicle.make, model = vehicle.model } = naming
      const named = { ...vehicle, name, make, model }
      await tables.vehicles.set(named)
      return oneInFull(tables, named)
    })
    bell.stir(owner)
    return vehicle
  }
}

/** A new secret for the module; the old one ends at once. */
export function renewVehicleToken(world: Needs) {
  return async (owner: string, id: string): Promise<WithToken> => {
    const token = newToken('csv')
    const hash = secretHash(world, id.toLowerCase(), token)
    const vehicle = await world.store.write(async (tables) => {
      const vehicle = await lockedVehicle(tables, owner, id)
      await tables.vehicles.setSecret(vehicle.id, hash, token)
      return oneInFull(tables, { ...vehicle, secretHash: hash })
    })
    world.locks.changed(vehicle.id)
    world.bell.stir(owner)
    return { vehicle, token }
  }
}

/** Removes a vehicle with all that is kept about it, and takes back what it shared. */
export function removeVehicle(world: Needs) {
  return async (owner: string, id: string): Promise<void> => {
    const changes = await world.store.write(async (tables) => {
      const vehicle = await lockedVehicle(tables, owner, id)
      return forgetVehicle(world, tables, vehicle.id)
    })
    world.locks.changed(id.toLowerCase())
    await conclude(world, changes, { erased: true })
    world.bell.stir(owner)
  }
}

/**
 * Opts a vehicle in or out (RFC "App Changes": per vehicle, default out). Opting out deletes its
 * places with their open questions; a charge shared at that moment ends for partners, unknown.
 * `textVersion`: of the text that he has read.
 */
export function setSharing(world: Needs) {
  return async (
    owner: string,
    id: string,
    sharing: Sharing,
    textVersion: ConsentVersion = consents.en.version,
  ): Promise<VehicleInFull> => {
    const { vehicle, changes } = await world.store.write(async (tables) => {
      const before = await lockedVehicle(tables, owner, id)
      const changes = sharing.optedIn ? noChanges : await leave(world, tables, before)
      const vehicle = { ...before, ...sharing }
      await tables.vehicles.set(vehicle)
      await tables.consents.add({
        ...sharing,
        id: world.ids.next(),
        vehicle: vehicle.id,
        at: world.clock(),
        textVersion,
      })
      return { vehicle: await oneInFull(tables, vehicle), changes }
    })
    await conclude(world, changes, { erased: !sharing.optedIn })
    world.bell.stir(owner)
    return vehicle
  }
}

async function leave(world: Needs, tables: Tables, vehicle: Vehicle): Promise<Changes> {
  const changes = await endOpenCharge(world, tables, vehicle)
  await tables.meetings.part({ vehicle: vehicle.id })
  for (const place of await tables.places.of([vehicle.id], { after: null, limit: 100_000 })) {
    await tables.places.remove(place.id)
  }
  for (const question of await tables.questions.openOf(vehicle.id)) {
    await tables.questions.drop(question.session, question.kind)
  }
  await tables.answers.finish(vehicle.id)
  await tables.vehicles.setFix(vehicle.id, null)
  await tables.watches.remove(vehicle.id)
  return changes
}

async function endOpenCharge(world: Needs, tables: Tables, vehicle: Vehicle): Promise<Changes> {
  const latest = await tables.sessions.latest(vehicle.id)
  if (latest?.status !== 'charging') return noChanges
  const place = latest.place === null ? null : await tables.places.get(latest.place)
  const now = world.clock()
  const around = { vehicle, place, now, ids: world.ids, patience: world.policy }
  const changes = settle(latest, { ...latest, ...closed(latest) }, around)
  await keep(tables, changes, around)
  return changes
}

/** Vehicles with when they were last heard of. */
async function inFull(tables: Tables, vehicles: Vehicle[]): Promise<VehicleInFull[]> {
  const words = await tables.vehicles.words(vehicles.map(({ id }) => id))
  return vehicles.map((vehicle) => {
    const own = words.filter((word) => word.vehicle === vehicle.id)
    return { ...vehicle, words: Object.fromEntries(own.map(({ channel, at }) => [channel, at])) }
  })
}

async function oneInFull(tables: Tables, vehicle: Vehicle): Promise<VehicleInFull> {
  const [one] = await inFull(tables, [vehicle])
  return found(one, 'vehicle')
}

/** The owner's vehicle; someone else's is refused. */
export async function ownVehicle(tables: Tables, owner: string, id: string): Promise<Vehicle> {
  return owned(await tables.vehicles.get(id.toLowerCase()), owner)
}

async function lockedVehicle(tables: Tables, owner: string, id: string): Promise<Vehicle> {
  return owned(await tables.vehicles.lock(id.toLowerCase()), owner)
}

function owned(vehicle: Vehicle | null, owner: string): Vehicle {
  if (found(vehicle, 'vehicle').owner !== owner) throw new Refusal('forbidden', 'not your vehicle')
  return found(vehicle, 'vehicle')
}
