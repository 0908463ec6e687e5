/** Stations, as the store promises to keep them: found by position, told by what their stays say. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { metresBetween, type Position } from '../../../src/domain/places/position.ts'
import { GATHER_M, type Station } from '../../../src/domain/stations/station.ts'
import type { Stay } from '../../../src/domain/stations/stay.ts'
import { nothing } from '../../../src/domain/stations/tally.ts'
import { aListing } from '../../domain/stations/listings.ts'
import { aStation, aStay, central, northOf } from '../../domain/stations/sessions.ts'
import type { Home } from './home.ts'

const first = { after: null, limit: 100 }

export function stations(home: Home): void {
  const read = () => home.store.read.stations
  const keep = (kept: Station[], stays: Stay[] = []) =>
    home.store.write(async (tables) => {
      for (const station of kept) await tables.stations.keep(station)
      for (const stay of stays) await tables.stations.keepStay(stay)
    })
  const near = async (position: Position, radiusM: number) =>
    (await read().near({ position, radiusM }, first)).map(({ station }) => station.id)

  it('gives back what it was told, whole, and anew', async () => {
    const tally = {
      ...{ sessions: 9, vehicles: 6, inUse: 2, succeeded: 4, failed: 1 },
      posts: new Map([
        ['A3', 2],
        ['__proto__', 1],
      ]),
      powers: new Map([[7, 5]]),
    }
    const station = aStation({ position: { lat: -1, lon: -1 }, tally })
    await keep([station])
    expect(await read().get(station.id)).toEqual(station)
    const flags = { isAnchored: true, tellFrom: 9, isTold: false }
    const less = { ...station, ...flags, tally: { ...tally, posts: new Map() } }
    await keep([less])
    expect(await read().get(station.id)).toEqual(less)
    await home.store.write((tables) => tables.stations.remove(station.id))
    expect(await read().get(station.id)).toBeNull()
  })

  it('tells what a source says of a station now, and nothing once it lists it no longer', async () => {
    const listing = aListing({ position: { lat: -2, lon: -2 }, posts: { count: 2, refs: ['A1'] } })
    const id = `ocm:${listing.ref}`
    const station = aStation({ listing: id, position: listing.position, isAnchored: true })
    await home.store.write((tables) => tables.listings.keep([listing], 'first'))
    await keep([station])
    const { name, operator, provider } = listing
    const { title, licence, attribution, url, mayPass } = provider
    const told = { title, licence, attribution, url, mayPass }
    const listed = { name, operator, postRefs: ['A1'], provider: told }
    expect(await read().listed(id)).toEqual({ ...station, listed })
    await home.store.write((tables) => tables.listings.remove('ocm', [listing.ref]))
    expect(await read().listed(id)).toEqual(station)
    expect(await read().listed('osm:node/1')).toBeNull()
  })

  it('finds the nearest first, page by page', async () => {
    const here = { lat: 33, lon: 33 }
    const kept = [300, 20, 100, 0, 100].map((metres) =>
      aStation({ position: northOf(here, metres) }),
    )
    await keep(kept)
    const [far, next, one, own, other] = kept.map(({ id }) => id)
    // They are made in the order of their ids.
    const wanted = [own, next, one, other, far]
    expect(await near(here, 400)).toEqual(wanted)
    expect(await near(here, 99)).toEqual([own, next])
    const circle = { position: here, radiusM: 400 }
    const seen: string[] = []
    for (let after: string | null = null; ;) {
      const [found] = await read().near(circle, { after, limit: 1 })
      if (!found) break
      seen.push(found.station.id)
      after = found.key
    }
    expect(seen).toEqual(wanted)
  })

  it('finds what lies across the date line', async () => {
    const [east, west] = [179.9999, -179.9999].map((lon) =>
      aStation({ position: { lat: -17, lon } }),
    ) as [Station, Station]
    await keep([east, west])
    expect(await near({ lat: -17, lon: -179.9998 }, 100)).toEqual([west.id, east.id])
    expect(await near({ lat: -17, lon: 179.9998 }, 100)).toEqual([east.id, west.id])
    const box = { west: 179, south: -18, east: -179, north: -16 }
    expect(await read().all(first, box)).toEqual(
      [east, west].sort((a, b) => (a.id < b.id ? -1 : 1)),
    )
    expect(await read().all(first, { ...box, east: 180 })).toEqual([east])
  })

  it('finds in true circles, wherever they are', async () => {
    const bearing = fc.double({ min: -1, max: 1, noNaN: true })
    const circle = fc.record({
      lat: fc.double({ min: -75, max: 75, noNaN: true }),
      lon: fc.double({ min: -180, max: 180, noNaN: true }),
      radiusM: fc.integer({ min: 10, max: 50_000 }),
      around: fc.array(fc.tuple(bearing, bearing), { minLength: 5, maxLength: 5 }),
    })
    await fc.assert(
      fc.asyncProperty(circle, async ({ lat, lon, radiusM, around }) => {
        const spread = (1.2 * radiusM) / 111_000
        const kept = around.map(([north, east]) => {
          const far = lon + (east * spread) / Math.cos((lat * Math.PI) / 180)
          const across = far > 180 ? far - 360 : far < -180 ? far + 360 : far
          return aStation({ position: { lat: lat + north * spread, lon: across } })
        })
        await keep(kept)
        const metres = (station: Station) => metresBetween({ lat, lon }, station.position)
        // At the rim, and between two that are as far, a metre in ten kilometres may decide.
        const slack = radiusM / 5000
        const found = await read().near({ position: { lat, lon }, radiusM }, { ...first, limit: 9 })
        const far = found.map(({ station }) => metres(station))
        expect(far.every((one, i) => i === 0 || far[i - 1]! <= one + slack)).toBe(true)
        const ids = found.map(({ station }) => station.id)
        const sure = kept.filter((one) => metres(one) < radiusM - slack).map(({ id }) => id)
        expect(ids).toEqual(expect.arrayContaining(sure))
        expect(Math.max(0, ...far)).toBeLessThanOrEqual(radiusM + slack)
        await home.store.write(async ({ stations }) => {
          for (const { id } of kept) await stations.remove(id)
        })
      }),
      { numRuns: 60 },
    )
  })

  it('gives all by their ids, and those in a box', async () => {
    const kept = [0, 1, 2].map((n) => aStation({ position: { lat: 60 + n, lon: 60 } }))
    await keep(kept)
    const box = { west: 59, south: 60.5, east: 61, north: 63 }
    expect(await read().all(first, box)).toEqual(kept.slice(1))
    expect(await read().all({ after: kept[1]!.id, limit: 100 }, box)).toEqual(kept.slice(2))
    const all = await read().all({ after: kept[0]!.id, limit: 2 })
    expect(all).toEqual(kept.slice(1))
  })

  it('knows which are in use, if they may say so', async () => {
    const used = (inUse: number, isTold: boolean) =>
      aStation({
        position: { lat: 70, lon: 70 },
        ...{ tally: { ...nothing, sessions: 9, inUse, vehicles: 7 }, isTold },
      })
    const [busy, idle, few] = [used(1, true), used(0, true), used(4, false)] as const
    await keep([busy, idle, few])
    const ids = (await read().occupied()).map(({ id }) => id)
    expect(ids).toContain(busy.id)
    expect(ids).not.toContain(idle.id)
    expect(ids).not.toContain(few.id)
  })

  it('keeps stays: whose, since when, and what they say', async () => {
    const station = aStation()
    const [later, early] = [
      aStay({ station: station.id, since: 9, visitor: 'ann', endedAt: null, post: 'B2' }),
      aStay({ station: station.id, since: 4, visitor: 'bob', powerKw: null }),
    ] as const
    await keep([station], [later, early])
    expect(await read().stay(later.session)).toEqual(later)
    expect(await read().stay(early.session)).toEqual(early)
    expect(await read().isVisitor(station.id, 'ann')).toBe(true)
    expect(await read().isVisitor('another', 'ann')).toBe(false)
    const moved = { ...later, position: northOf(central, GATHER_M), outcome: 'failed' as const }
    await keep([], [moved])
    expect(await read().stay(later.session)).toEqual(moved)
    await home.store.write((tables) => tables.stations.removeStay(later.session))
    expect(await read().stay(later.session)).toBeNull()
    expect(await read().isVisitor(station.id, 'ann')).toBe(false)
  })

  it('tells of each station its last success and its last faults', async () => {
    const [one, other, third] = [aStation(), aStation(), aStation()] as const
    const failed = (station: string, endedAt: number) =>
      aStay({ station, outcome: 'failed', endedAt, post: `post ${endedAt}` })
    await keep(
      [one, other, third],
      [
        ...[10, 20, 15].map((endedAt) => aStay({ station: one.id, endedAt })),
        ...[1, 7, 3, 6, 2, 5].map((endedAt) => failed(one.id, endedAt)),
        failed(other.id, 99),
        aStay({ station: third.id, outcome: 'charging', endedAt: null }),
      ],
    )
    const latest = await read().latest([one.id, other.id, third.id])
    expect(latest.get(one.id)).toEqual({
      lastSuccessAt: 20,
      faults: [7, 6, 5, 3, 2].map((at) => ({ at, post: `post ${at}` })),
    })
    const fault = { at: 99, post: 'post 99' }
    expect(latest.get(other.id)).toEqual({ lastSuccessAt: null, faults: [fault] })
    expect(latest.get(third.id)).toEqual({ lastSuccessAt: null, faults: [] })
    expect(await read().latest([])).toEqual(new Map())
  })
}
