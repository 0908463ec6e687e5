/** Signs in who comes with a name and a password, as the tools of OVMS do with each call. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { VehicleId, type Vehicle } from '../../domain/sharing/vehicle.ts'
import { Refusal, type Service } from '../../flows/service.ts'
import type { Owner } from '../../flows/tables.ts'
import { bucket } from './limits.ts'
import { Problem } from './problem.ts'

/** Somebody who is signed in: an owner, or a vehicle by its module's secret, which sees itself alone. */
export type Caller = {
  kind: 'owner' | 'vehicle'
  /** The id of the one or the other. */
  id: string
  /** False once what he signed in with is no longer valid. */
  holds: () => Promise<boolean>
  /** His vehicle of this id, compared without case; null where it is not his. */
  vehicle: (id: string) => Promise<Vehicle | null>
  vehicles: () => Promise<Vehicle[]>
}

/**
 * Resolves to null where name and password do not fit. Throws a Problem 429 where too many did not.
 * `address` is where the call comes from; null: from somebody who asks for many others. A module
 * that comes under its owner's name is known by its `clientId`, where that is told.
 */
export type SignIn = (
  name: string,
  password: string,
  address: string | null,
  clientId?: string,
) => Promise<Caller | null>

const MINUTE = 60_000
/** Longer ones nobody has; they would only fill the memory of the limits. */
const LONGEST = 254

/** The way in by name and password: e-mail address or account, or the id of a vehicle. */
export function signingIn(service: Service, limited: boolean): SignIn {
  const guesses = guessing(service.clock)
  return async (name, password, address, clientId = name) => {
    if (isOdd(name) || isOdd(password)) return null
    const wait = limited ? guesses.wait(name, address) : 0
    if (wait > 0) {
      throw new Problem(429, 'too many wrong passwords', [], { 'retry-after': String(wait) })
    }
    const caller = await callerOf(service, name, password, clientId)
    if (!caller && limited) guesses.count(name, address)
    return caller
  }
}

/** Empty, endless, or with characters that no database takes. */
function isOdd(text: string): boolean {
  return text === '' || text.length > LONGEST || /\p{Cc}/u.test(text)
}

/**
 * Counts wrong passwords by where they come from and for whom. A stranger who guesses from one
 * address does not lock the owner out, who comes from another one.
 */
function guessing(clock: () => number) {
  const here = bucket({ most: 50, everyMs: (15 * MINUTE) / 50, clock })
  const both = bucket({ most: 10, everyMs: (15 * MINUTE) / 10, clock })
  const name = bucket({ most: 100, everyMs: (15 * MINUTE) / 100, clock })
  const keyed = (who: string, address: string | null) => {
    const lower = who.toLowerCase()
    const forAll = [{ of: name, key: lower }]
    if (address === null) return forAll
    return [...forAll, { of: here, key: address }, { of: both, key: `${address} ${lower}` }]
  }
  return {
    /** How many seconds to wait. */
    wait: (who: string, address: string | null) =>
      Math.max(...keyed(who, address).map(({ of, key }) => of.wait(key))),
    count: (who: string, address: string | null) => {
      for (const { of, key } of keyed(who, address)) of.take(key)
    },
  }
}

async function callerOf(
  service: Service,
  name: string,
  password: string,
  clientId: string,
): Promise<Caller | null> {
  // A vehicle's secret is looked up at once, an owner's password is hashed slowly.
  for (const id of new Set([name, clientId])) {
    const vehicle = await vehicleBy(service, id, password)
    const isOwn = id === name || (vehicle && (await service.trustModule(name, id)))
    if (vehicle && isOwn) return driving(service, vehicle)
  }
  const owner = await orNull(service.ownerBy(name, password))
  return owner && owning(service, owner, { name, password })
}

/** The vehicle whose module has this secret; null where there is none. */
async function vehicleBy(service: Service, id: string, secret: string): Promise<Vehicle | null> {
  if (!VehicleId.safeParse(id).success) return null
  const proven = await service.proveModule(id, (kept) => (isSame(kept, secret) ? true : null))
  return proven?.vehicle ?? null
}

/** Compares in a time that tells nothing. */
export function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest())
  return timingSafeEqual(a!, b!)
}

function owning(
  service: Service,
  { id }: Owner,
  { name, password }: { name: string; password: string },
): Caller {
  return {
    kind: 'owner',
    id,
    // A token may be given back, a password changed, an account erased.
    holds: async () => (await orNull(service.ownerBy(name, password)))?.id === id,
    vehicle: (asked) => orNull(service.showVehicle(id, asked)),
    vehicles: () => vehiclesOf(service, id),
  }
}

async function vehiclesOf(service: Service, owner: string): Promise<Vehicle[]> {
  const all: Vehicle[] = []
  for (;;) {
    const page = { limit: 1000, after: all.at(-1)?.id ?? null }
    const vehicles = await service.listVehicles(owner, page)
    all.push(...vehicles)
    if (vehicles.length < page.limit) return all
  }
}

function driving(service: Service, { id, secretHash }: Vehicle): Caller {
  const current = async () => {
    const proven = await service.proveModule(id, () => true)
    return proven?.vehicle.secretHash === secretHash ? proven.vehicle : null
  }
  return {
    kind: 'vehicle',
    id,
    holds: async () => (await current()) !== null,
    vehicle: async (asked) => (asked.toLowerCase() === id ? current() : null),
    vehicles: async () => (await current().then((vehicle) => vehicle && [vehicle])) ?? [],
  }
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}
