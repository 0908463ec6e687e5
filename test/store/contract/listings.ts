/** Stations of sources, as the store promises to keep them: found by position, each under its terms. */
import { expect, it } from 'vitest'
import type { Listing, Provider } from '../../../src/domain/stations/listing.ts'
import { aListing, contributors } from '../../domain/stations/listings.ts'
import type { Home } from './home.ts'

const osm: Provider = {
  ...{ source: 'osm', id: 'osm', title: 'OpenStreetMap', licence: 'ODbL-1.0' },
  ...{ attribution: '© OpenStreetMap contributors (ODbL)', url: null, mayPass: false },
}

export function listings(home: Home): void {
  const keep = (...told: Listing[]) =>
    home.store.write((tables) => tables.listings.keep(told, 'first'))
  const near = (lat: number, lon: number, metres: number) =>
    home.store.read.listings.near({ lat, lon }, metres)

  it('gives back what it was told, whole', async () => {
    const full = aListing({ price: '0.39 €/kWh', position: { lat: 10, lon: 10 } })
    const nothing = { name: null, operator: null, price: null, checkedAt: null } as const
    const posts = { count: null, refs: [] }
    const bare = aListing({ ...nothing, posts, plugs: [], position: { lat: 10, lon: 20 } })
    await keep(full, bare)
    expect(await home.store.read.listings.get('ocm', full.ref)).toEqual(full)
    expect(await home.store.read.listings.get('ocm', bare.ref)).toEqual(bare)
    expect(await home.store.read.listings.get('osm', full.ref)).toBeNull()
  })

  it('finds what lies within a true distance, nearest first', async () => {
    const [far, next, here] = [0.002, 0.001, 0].map((off) =>
      aListing({ position: { lat: 48 + off, lon: 16 } }),
    ) as [Listing, Listing, Listing]
    // In a corner of the box, and 190 m off.
    const corner = aListing({ position: { lat: 48.0012, lon: 16.0018 } })
    await keep(far, next, here, corner)
    expect(await near(48, 16, 150)).toEqual([here, next])
    expect(await near(48, 16, 5)).toEqual([here])
    expect(await near(47, 16, 150)).toEqual([])
  })

  it('finds what lies across the date line', async () => {
    const one = aListing({ position: { lat: -17, lon: 179.9999 } })
    const other = aListing({ position: { lat: -17, lon: -179.9999 } })
    await keep(one, other)
    expect(await near(-17, -179.9998, 100)).toEqual([other, one])
  })

  it('keeps a listing anew where it is told again, and once where it is told twice at a time', async () => {
    const before = aListing({ position: { lat: 1, lon: 1 } })
    const after = { ...before, name: 'Another name', posts: { count: 4, refs: [] } }
    await keep(before)
    await keep(...Array.from({ length: 60 }, () => before), after)
    expect(await near(1, 1, 10)).toEqual([after])
  })

  it('keeps terms by provider, and tells how many listings each has', async () => {
    const norway = { ...contributors, id: '19', title: 'NOBIL', mayPass: true }
    const there = { position: { lat: 60, lon: 10 } }
    await keep(aListing({ ...there, provider: norway }), aListing({ ...there, provider: norway }))
    await keep(aListing({ ...there, source: 'osm', ref: 'node/1', provider: osm }))
    const counts = await home.store.read.listings.providers()
    expect(counts).toContainEqual({ provider: norway, listings: 2 })
    expect(counts).toContainEqual({ provider: osm, listings: 1 })
    await home.store.write((tables) => tables.listings.removeOthers('osm', 'second', 10))
    const left = await home.store.read.listings.providers()
    expect(left.map(({ provider }) => provider.id)).not.toContain('osm')
  })

  it('removes what another round has told, a part at a time', async () => {
    const told = [1, 2, 3, 4].map((n) =>
      aListing({ source: 'osm', ref: `way/${n}`, provider: osm, position: { lat: 5, lon: n } }),
    )
    await keep(...told)
    const sweep = (limit: number) =>
      home.store.write(async (tables) => {
        await tables.listings.keep(told.slice(0, 1), 'second')
        return tables.listings.removeOthers('osm', 'second', limit)
      })
    expect([await sweep(2), await sweep(2), await sweep(2)]).toEqual([2, 1, 0])
    expect(await home.store.read.listings.get('osm', 'way/1')).not.toBeNull()
    const gone = await home.store.write((tables) => tables.listings.remove('osm', ['way/1', 'x']))
    expect(gone).toBe(1)
  })

  it('knows when a source was asked about a tile', async () => {
    const { askedAt } = home.store.read.listings
    expect(await askedAt('ocm', '482:163')).toBeNull()
    for (const at of [1000, 2000]) {
      await home.store.write(({ listings }) => listings.setAsked('ocm', '482:163', at))
      expect(await askedAt('ocm', '482:163')).toBe(at)
    }
    expect(await askedAt('osm', '482:163')).toBeNull()
  })
}
