/** The life of the server's keys: whether they fit the database, what needs them, moving to a new one. */
import { secretHash } from './credentials.ts'
import type { World } from './ports.ts'
import type { KeyUse, KeyUseKind, Page, Tables } from './tables.ts'

type Needs = Pick<World, 'store' | 'vault' | 'bell'>
type Known = Pick<World, 'store' | 'vault'>

/** A key that is in the ring, or that the database needs and nobody has. */
export type KeyState = { id: string; standing: 'current' | 'older' | 'lost'; uses: KeyUse[] }

/** The row that tells by its seal whether the keys fit, and what its seal is bound to. */
const SEAL = 'key'

/** So few that nobody waits for them long, and how long the database is left to others then. */
const TOGETHER = 20
const PAUSE_MS = 50

/** What the operator does about keys. */
export function keeping(world: Needs) {
  return {
    lost: () => lostKey(world),
    list: () => list(world),
    reseal: () => reseal(world),
    reclaim: () => reclaim(world),
  }
}

/** The name of the key that the database was claimed with, where it is not in the ring; else null. */
export async function lostKey({ store, vault }: Known): Promise<string | null> {
  const seal = await store.read.meta.get(SEAL)
  if (seal === null || vault.open(seal, SEAL) !== null) return null
  return seal.split('.')[0]!
}

/** Marks a database that nobody has claimed yet with the current key. */
export async function claim({ store, vault }: Known): Promise<void> {
  if ((await store.read.meta.get(SEAL)) !== null) return
  await store.write(({ meta }) => meta.add(SEAL, vault.seal('', SEAL)))
}

/** Marks the database with the current key, whatever key it was claimed with. */
async function reclaim({ store, vault }: Known): Promise<void> {
  await store.write(({ meta }) => meta.set(SEAL, vault.seal('', SEAL)))
}

/** The keys of the ring, the current one first, then those that are lost. */
async function list({ store, vault }: Known): Promise<KeyState[]> {
  const uses = await store.read.keys.uses()
  const held = vault.keyIds()
  const lost = [...new Set(uses.map(({ key }) => key))].filter((id) => !held.includes(id))
  return [...held, ...lost].map((id) => ({
    id,
    standing: id === held[0] ? 'current' : held.includes(id) ? 'older' : 'lost',
    uses: uses.filter(({ key }) => key === id),
  }))
}

/**
 * Moves what older keys have sealed and hashed to the current one, a few rows at a time. Where a
 * position was erased, the tokens of the place wait for the next charge there; what cannot be
 * opened stays as it is, for its key may be found again.
 */
async function reseal(world: Needs): Promise<void> {
  await inBatches(world, async (tables, page) => {
    const vehicles = await tables.vehicles.older(page)
    for (const one of vehicles) await resealVehicle(world, tables, one)
    return vehicles.map(({ vehicle }) => vehicle.id)
  })
  await inBatches(world, async (tables, page) => {
    const partners = await tables.partners.older(page)
    for (const partner of partners) await tables.partners.set(partner)
    return partners.map(({ id }) => id)
  })
  await inBatches(world, (tables, page) => tables.watches.reseal(page))
  await inBatches(world, (tables, page) => tables.records.reseal(page))
  await inBatches(world, (tables, page) => tables.owners.reseal(page))
  await inBatches(world, (tables, page) => tables.peers.reseal(page))
  await inBatches(world, (tables, page) => tables.chargers.reseal(page))
  await inBatches(world, (tables, page) => tables.upstreams.reseal(page))
  await inBatches(world, (tables, page) => tables.meetings.reseal(page))
  await inBatches(world, (tables, page) => tables.meetings.resealTies(page))
  await inBatches(world, resettle)
  await reclaim(world)
  // What an old key opens stands in no log either.
  await world.store.scrub()
}

/** One transaction a batch; `work` returns the ids that it has done. */
async function inBatches(
  { store, bell }: Needs,
  work: (tables: Tables, page: Page) => Promise<string[]>,
): Promise<void> {
  let done = await store.write((tables) => work(tables, { after: null, limit: TOGETHER }))
  while (done.length === TOGETHER) {
    const after = done.at(-1)!
    await bell.wait(PAUSE_MS)
    done = await store.write((tables) => work(tables, { after, limit: TOGETHER }))
  }
}

async function resealVehicle(
  world: Needs,
  tables: Tables,
  { vehicle, secret }: Awaited<ReturnType<Tables['vehicles']['older']>>[number],
): Promise<void> {
  if (secret !== null) {
    await tables.vehicles.setSecret(vehicle.id, secretHash(world, vehicle.id, secret), secret)
  }
  if (vehicle.fix) await tables.vehicles.setFix(vehicle.id, vehicle.fix)
  for (const place of await tables.places.of([vehicle.id], { after: null, limit: 100_000 })) {
    if (place.position === null || place.flag === 'always') continue
    await tables.places.keep(place, vehicle)
    await tables.places.retoken(place, vehicle, place.position)
  }
}

/** Makes the areas about chargers anew; where their key is lost nobody knows where they stand. */
async function resettle({ meetings, chargers }: Tables, page: Page): Promise<string[]> {
  const older = await meetings.older(page)
  for (const id of older) {
    const charger = await chargers.get(id)
    if (charger) await meetings.settle(charger)
  }
  return older
}

const SAID: Record<KeyUseKind, [one: string, many: string]> = {
  secret: ['module secret', 'module secrets'],
  password: ['chosen password', 'chosen passwords'],
  fix: ['last fix', 'last fixes'],
  position: ['position', 'positions'],
  place: ['place', 'places'],
  telemetry: ["vehicle's telemetry", "vehicles' telemetry"],
  record: ['line of a log', 'lines of logs'],
  'push secret': ['push secret', 'push secrets'],
  'ntfy address': ['ntfy address', 'ntfy addresses'],
  'OCPI token': ['OCPI token', 'OCPI tokens'],
  'charger site': ["charger's site", "chargers' sites"],
  'charger password': ["charger's password", "chargers' passwords"],
  'charge witness': ['charge witness', 'charge witnesses'],
  'tied transaction': ['tied transaction', 'tied transactions'],
  'charger area': ['charger area', 'charger areas'],
  'upstream password': ['upstream password', 'upstream passwords'],
}

/** `3 places, 1 push secret`; null where there are none. */
export function inWords(uses: Pick<KeyUse, 'kind' | 'rows'>[]): string | null {
  const said = uses.map(({ kind, rows }) => `${rows} ${SAID[kind][rows === 1 ? 0 : 1]}`)
  return said.length > 0 ? said.join(', ') : null
}
