/** Whose access is changed, or who is removed, waits for cars in the order in which cars wait. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Access, Charger } from '../../../../src/domain/chargers/charger.ts'
import { keepTransaction } from '../../../../src/flows/chargers/course/kept.ts'
import { unseen } from '../../../../src/flows/chargers/entry/register.ts'
import { meetAnew, partAll } from '../../../../src/flows/chargers/meeting/access.ts'
import type { Tables } from '../../../../src/flows/tables.ts'
import { aTransaction } from '../../../domain/chargers/course/samples.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { motorist } from '../../../store/samples.ts'

const MINUTE = 60_000
const position = { lat: 40, lon: 10 }

let now: number
let house: TestHouse
let post: Charger
let waits: string[]

beforeEach(async () => {
  now = Date.UTC(2026, 10, 20, 12)
  waits = []
  house = await openTestHouse({ clock: () => now, timer: false })
  post = { ...unseen('POST', now), access: 'public' }
  post.site = { ...post.site, position }
  await house.world.store.write(async (tables) => {
    await tables.chargers.add(post)
    await tables.meetings.settle(post)
  })
})
afterEach(() => house.close())

/** A car charges at the post for ten minutes, or longer; its vehicle, and the transaction. */
async function charges(isLong: boolean): Promise<{ vehicle: string; transaction: string }> {
  now += 60 * MINUTE
  const { world, service } = house
  const { vehicle } = await world.store.write(motorist)
  const module = { id: vehicle.id, holds: () => true }
  await service.receive(module, [{ type: 'charge.started', at: now, position }], 'http')
  const number = await world.store.write(({ transactions }) => transactions.nextNumber())
  const own = { id: world.ids.next(), number, charger: post.id, startedAt: now, energyWh: 0 }
  const met = { news: false, owners: new Set<string>() }
  await world.store.write((tables) =>
    keepTransaction({ tables, now, met, world }, null, aTransaction(own)),
  )
  if (!isLong) {
    now += 10 * MINUTE
    await service.receive(module, [{ type: 'charge.completed', at: now, energyKwh: 1 }], 'http')
  }
  return { vehicle: vehicle.id, transaction: own.id }
}

/** Notes in which order what is waited for. */
function noting(tables: Tables): Tables {
  const { vehicles, stations } = tables
  const lock = (id: string) => (waits.push(id), vehicles.lock(id))
  const hold = () => (waits.push('feed'), stations.hold())
  return {
    ...tables,
    vehicles: { ...vehicles, lock },
    stations: { ...stations, hold },
  }
}

function opens(access: Access): Promise<unknown> {
  const { world } = house
  return world.store.write(async (tables) => {
    const before = (await tables.chargers.lock(post.id))!
    const after = { ...before, access }
    await tables.chargers.set(after)
    return meetAnew(world, noting(tables), { before, after }, now)
  })
}

async function joinedNow(transaction: string): Promise<boolean> {
  return (await house.world.store.read.meetings.draw(transaction))?.session !== null
}

test('all cars that lose its word are held in one order, and the feed after them', async () => {
  const made = [await charges(false), await charges(false), await charges(true)]
  for (const { transaction } of made) expect(await joinedNow(transaction)).toBe(true)
  await opens('private')
  const cars = made.map(({ vehicle }) => vehicle).sort()
  expect(waits.slice(0, 4)).toEqual([...cars, 'feed'])
  expect(new Set(waits.slice(4))).toEqual(new Set(['feed']))
  for (const { transaction } of made) expect(await joinedNow(transaction)).toBe(false)
})

test('so is the car that it may now speak of', async () => {
  await opens('private')
  const { vehicle, transaction } = await charges(true)
  waits = []
  await opens('public')
  expect(waits.slice(0, 2)).toEqual([vehicle, 'feed'])
  expect(waits.slice(2)).not.toContain(vehicle)
  expect(await joinedNow(transaction)).toBe(true)
})

test('and so are those of a charger that is removed', async () => {
  const made = [await charges(false), await charges(true)]
  const { world } = house
  await world.store.write((tables) => partAll(world, noting(tables), post.id, now))
  const cars = made.map(({ vehicle }) => vehicle).sort()
  expect(waits).toEqual([...cars, 'feed'])
  for (const { transaction } of made) expect(await joinedNow(transaction)).toBe(false)
})
