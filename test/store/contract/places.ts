/** Places, as the store promises to keep them: found by their cells, readable by their flag. */
import { expect, it } from 'vitest'
import type { Flag } from '../../../src/domain/sharing/flag.ts'
import { openVault } from '../../../src/outbound/vault.ts'
import { openStore } from '../../../src/store/open.ts'
import { testVault } from '../engines.ts'
import { aPlace, aSession, central, motorist, nearCentral } from '../samples.ts'
import type { Home } from './home.ts'

type Columns = { lat: number | null; lon: number | null; sealed: string | null }

const far = { lat: 22.3, lon: 114.2 }

export function places(home: Home): void {
  const kept = (told: Partial<Parameters<typeof aPlace>[0]> = {}) =>
    home.store.write(async (tables) => {
      const { vehicle } = await motorist(tables)
      const place = aPlace({ vehicle: vehicle.id, ...told })
      await tables.places.keep(place, vehicle)
      return { vehicle, place }
    })
  const columns = (id: string) =>
    home.below.read.get<Columns>(
      'select lat, lon, position_sealed as sealed from place where id = ?',
      id,
    )
  const cells = async (id: string) =>
    (await home.below.read.all('select token from place_cell where place = ?', id)).length

  it('finds a place from every cell that its disk touches, and from no other', async () => {
    const { vehicle, place } = await kept()
    const { near } = home.store.read.places
    expect(await near(vehicle, central)).toEqual([{ place, ring: 0, stale: false }])
    const [hit] = await near(vehicle, nearCentral)
    expect(hit?.place).toEqual(place)
    expect(hit?.ring).toBeGreaterThan(0)
    expect(await near(vehicle, far)).toEqual([])
    expect(await cells(place.id)).toBeGreaterThan(40)
  })

  it('finds a vehicle’s own places only', async () => {
    await kept()
    const { vehicle } = await home.store.write((tables) => motorist(tables))
    expect(await home.store.read.places.near(vehicle, central)).toEqual([])
  })

  it('keeps what charging costs at a place, and where its flag comes from', async () => {
    const price = { perKwh: 0.3299, currency: 'EUR' }
    const { vehicle, place } = await kept({ price, flagBy: 'answer' })
    const { get } = home.store.read.places
    expect(await get(place.id)).toEqual(place)
    const free = { ...place, price: { perKwh: 0, currency: 'CHF' }, flagBy: null }
    await home.store.write(({ places }) => places.keep(free, vehicle))
    expect(await get(place.id)).toEqual(free)
    await home.store.write(({ places }) => places.keep({ ...free, price: null }, vehicle))
    expect((await get(place.id))?.price).toBeNull()
  })

  it.each<Flag>(['pending', 'once', 'skip'])('seals the position of a %s place', async (flag) => {
    const { place } = await kept({ flag })
    expect(await columns(place.id)).toEqual({ lat: null, lon: null, sealed: expect.any(String) })
    expect(await home.store.read.places.get(place.id)).toEqual(place)
  })

  it('moves the position as the flag changes, and erases it for never', async () => {
    const { vehicle, place } = await kept()
    const decide = async (flag: Flag) => {
      await home.store.write((tables) => tables.places.keep({ ...place, flag }, vehicle))
      return columns(place.id)
    }
    expect(await decide('always')).toEqual({ ...central, sealed: null })
    expect(await decide('skip')).toEqual({ lat: null, lon: null, sealed: expect.any(String) })
    expect(await decide('always')).toEqual({ ...central, sealed: null })
    expect(await decide('never')).toEqual({ lat: null, lon: null, sealed: null })
    const erased = { ...place, flag: 'never', position: null }
    expect(await home.store.read.places.get(place.id)).toEqual(erased)
    expect(await home.store.read.places.near(vehicle, central)).toEqual([
      { place: erased, ring: 0, stale: false },
    ])
  })

  it('takes a new name and leaves the cells where the first charge put them', async () => {
    const { vehicle, place } = await kept()
    const before = await cells(place.id)
    const moved = { ...place, name: 'Central', position: far }
    await home.store.write((tables) => tables.places.keep(moved, vehicle))
    expect(await home.store.read.places.get(place.id)).toEqual(moved)
    expect(await cells(place.id)).toBe(before)
    expect(await home.store.read.places.near(vehicle, far)).toEqual([])
  })

  it('opens no position that was moved to another row', async () => {
    const [mine, other] = [await kept(), await kept()]
    const { sealed } = (await columns(other.place.id))!
    const swap = 'update place set position_sealed = ? where id = ?'
    await home.below.write((db) => db.run(swap, sealed, mine.place.id))
    expect((await home.store.read.places.get(mine.place.id))?.position).toBeNull()
  })

  it('reads a position whose key is lost as none, and finds nothing with another key', async () => {
    const where = await home.fresh()
    const store = await openStore(where, testVault)
    const { place, vehicle } = await store.write(async (tables) => {
      const { vehicle } = await motorist(tables)
      const place = aPlace({ vehicle: vehicle.id })
      await tables.places.keep(place, vehicle)
      return { place, vehicle }
    })
    await store.close()
    const stranger = await openStore(
      where,
      openVault(() => [new Uint8Array(32).fill(8)]),
    )
    expect(await stranger.read.places.get(place.id)).toEqual({ ...place, position: null })
    expect(await stranger.read.places.near(vehicle, central)).toEqual([])
    await stranger.close()
  })

  it('lists the places of several vehicles page by page', async () => {
    const [one, two, alien] = [await kept(), await kept(), await kept()]
    const { of } = home.store.read.places
    const mine = [one.vehicle.id, two.vehicle.id]
    expect(await of(mine, { after: null, limit: 10 })).toEqual([one.place, two.place])
    expect(await of(mine, { after: one.place.id, limit: 10 })).toEqual([two.place])
    expect(await of([alien.vehicle.id], { after: null, limit: 10 })).toEqual([alien.place])
    expect(await of([], { after: null, limit: 10 })).toEqual([])
  })

  it('forgets a place with its cells, and leaves the charges there without one', async () => {
    const { vehicle, place } = await kept()
    const session = aSession({ vehicle: vehicle.id, place: place.id })
    await home.store.write((tables) => tables.sessions.add(session))
    await home.store.write((tables) => tables.places.remove(place.id))
    expect(await home.store.read.places.get(place.id)).toBeNull()
    expect(await cells(place.id)).toBe(0)
    expect(await home.store.read.sessions.get(session.id)).toEqual({ ...session, place: null })
  })

  it('keeps the station at which its owner charges of a public place alone', async () => {
    const { vehicle, place } = await kept({ flag: 'always', listing: 'ocm:15497' })
    const held = async () => (await home.store.read.places.get(place.id))?.listing
    expect(await held()).toBe('ocm:15497')
    for (const flag of ['once', 'never'] as const) {
      await home.store.write(({ places }) => places.keep({ ...place, flag }, vehicle))
      expect(await held()).toBeNull()
      await home.store.write(({ places }) => places.keep(place, vehicle))
    }
  })
}
