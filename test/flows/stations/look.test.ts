/** What is read of stations, and what outlives the rest of what is kept of a charge. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { middleOfCell } from '../../../src/domain/places/cells.ts'
import { gathered } from '../../../src/flows/stations/gather.ts'
import { showStation, stationView } from '../../../src/flows/stations/look.ts'
import type { Store } from '../../../src/flows/ports.ts'
import { openStore } from '../../../src/store/open.ts'
import { aListing } from '../../domain/stations/listings.ts'
import { aPublication, aWithdrawal, central, northOf } from '../../domain/stations/sessions.ts'
import { type Ground, engines, testVault } from '../../store/engines.ts'
import { aSession, motorist } from '../../store/samples.ts'

let ground: Ground
let store: Store

beforeAll(async () => {
  ground = await engines[0]!.start()
  store = await openStore(await ground.fresh(), testVault)
})
afterAll(async () => {
  await store.close()
  await ground.stop()
})

let made = 0

/** So many cars, each with one shared session at a place. */
async function share(cars: number, metres: number, listing: string | null = null) {
  const position = northOf(central, metres)
  const [keys, owners] = [[] as string[], [] as string[]]
  for (let n = 0; n < cars; n++) {
    const key = `public-${++made}`
    await store.write(async (tables) => {
      const { owner, vehicle } = await motorist(tables)
      owners.push(owner.id)
      const session = { vehicle: vehicle.id, publicId: key, revision: 1, flag: 'always' as const }
      await tables.sessions.add(aSession(session))
      await gathered(tables, aPublication(key, { position }, listing), vehicle)
    })
    keys.push(key)
  }
  return { position, keys, owners }
}

/** Somebody takes his session back. */
const takeBack = (key: string) =>
  store.write(async (tables) => {
    const { vehicle } = await motorist(tables)
    await gathered(tables, aWithdrawal(key), vehicle)
  })

const view = (metres: number, listing: string | null = null) =>
  stationView(store.read, northOf(central, metres), listing)

describe('the view of a place', () => {
  test('is that of the nearest station that is near enough', async () => {
    const here = await share(9, 0)
    await share(1, 150)
    expect(await view(40)).toMatchObject({
      station: { position: middleOfCell(here.position) },
      reliability: { sessions: 9, success: { rate: 1, of: 9 } },
    })
    expect(await view(149)).toMatchObject({ reliability: null })
    expect(await view(400)).toBeNull()
  })

  test('of one of two listings beside each other is not that of the other', async () => {
    const [one, other] = [20_000, 20_060].map((metres) =>
      aListing({ position: northOf(central, metres) }),
    )
    await store.write((tables) => tables.listings.keep([one!, other!], 'first'))
    await share(9, 20_030, `ocm:${one!.ref}`)
    expect(await view(20_000, `ocm:${one!.ref}`)).toMatchObject({ reliability: { sessions: 9 } })
    expect(await view(20_060, `ocm:${other!.ref}`)).toBeNull()
  })
})

describe('a station', () => {
  test('counts what partners know, also of cars of which nothing else is kept any more', async () => {
    const { keys, owners } = await share(9, 5000)
    const { station } = (await view(5000))!
    await store.write(async (tables) => {
      for (const owner of owners) await tables.owners.remove(owner)
    })
    for (const key of keys) expect(await store.read.stations.stay(key)).not.toBeNull()
    expect(await showStation({ store })(station.id)).toMatchObject({ reliability: { sessions: 9 } })
  })

  test('that is not there is refused', async () => {
    await expect(showStation({ store })('nowhere')).rejects.toMatchObject({ kind: 'missing' })
  })

  test('has nobody’s own position, and keeps it whoever takes his charges back', async () => {
    const first = await share(1, 9000)
    const second = await share(1, 9050)
    const { station } = (await view(9000))!
    expect(station.position).toEqual(middleOfCell(first.position))
    expect([first.position, second.position]).not.toContainEqual(station.position)
    await takeBack(first.keys[0]!)
    const left = await store.read.stations.get(station.id)
    expect(left?.position).toEqual(station.position)
    expect(await store.read.stations.stay(first.keys[0]!)).toBeNull()
    await takeBack(second.keys[0]!)
    expect(await store.read.stations.get(station.id)).toBeNull()
  })

  test('that tells its numbers goes on to, so that nobody is known by coming back', async () => {
    const { keys } = await share(9, 13_000)
    for (const key of keys.slice(1)) await takeBack(key)
    expect(await view(13_000)).toMatchObject({ reliability: { sessions: 1 } })
    await share(1, 13_000)
    expect(await view(13_000)).toMatchObject({ reliability: { sessions: 2 } })
  })

  test('tells its numbers before nine cars or sooner, by chance, and never before five', async () => {
    const from = new Set<number>()
    for (let metres = 100_000; metres < 130_000; metres += 1000) {
      await share(4, metres)
      let cars = 4
      for (; (await view(metres))!.reliability === null; cars++) await share(1, metres)
      from.add(cars)
    }
    expect(from.size).toBeGreaterThan(1)
    expect(Math.min(...from)).toBeGreaterThanOrEqual(5)
    expect(Math.max(...from)).toBeLessThanOrEqual(9)
  })
})
