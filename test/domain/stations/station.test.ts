/** What is told of a station: enough for those who look for one, too little to know who was there. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { metresBetween } from '../../../src/domain/places/position.ts'
import type { Listing, Provider } from '../../../src/domain/stations/listing.ts'
import {
  anchored,
  counted,
  founded,
  nameOf,
  postsOf,
  reliabilityOf,
} from '../../../src/domain/stations/station.ts'
import { nothing, type Tally } from '../../../src/domain/stations/tally.ts'
import { aListing, contributors } from './listings.ts'
import { aStation, central } from './sessions.ts'

const osm: Provider = { ...contributors, source: 'osm', id: 'osm', mayPass: false }
const ours = (told: Partial<Listing> = {}) => aListing(told)
const theirs = () => aListing({ source: 'osm', ref: 'node/1', provider: osm })

const busy: Tally = {
  ...{ sessions: 12, vehicles: 5, inUse: 1, succeeded: 9, failed: 1 },
  posts: new Map([
    ['B1', 1],
    ['A3', 5],
  ]),
  powers: new Map([[22, 8]]),
}
const latest = { lastSuccessAt: 9, faults: [{ at: 8, post: 'A3' }] }

describe('a station that is not listed', () => {
  test('is in the middle of a grid cell, the same for all who might have founded it', () => {
    const places = fc.record({
      lat: fc.double({ min: -85, max: 85, noNaN: true }),
      lon: fc.double({ min: -180, max: 180, noNaN: true }),
    })
    fc.assert(
      fc.property(places, (place) => {
        const { position } = founded('5', place, 5)
        expect(position).not.toEqual(place)
        expect(metresBetween(place, position)).toBeLessThan(35)
        expect(founded('6', position, 5).position).toEqual(position)
      }),
    )
  })
})

describe('a station that is listed', () => {
  test('has the position and the name of its listing, where its terms allow', () => {
    const listing = ours({ position: { lat: 1, lon: 2 } })
    const station = anchored(aStation(), listing)
    expect(station).toMatchObject({ listing: `ocm:${listing.ref}`, position: listing.position })
    expect([station.isAnchored, nameOf(station)]).toEqual([true, listing.name])
  })

  test('keeps its own position, and tells no name or posts, where they do not', () => {
    const before = aStation()
    const station = anchored(before, theirs())
    expect(station).toMatchObject({ listing: 'osm:node/1', position: before.position })
    expect([station.isAnchored, nameOf(station), postsOf(station)]).toEqual([false, null, []])
  })
})

describe('the numbers of a station', () => {
  test('are told from as many distinct vehicles on as were drawn, and not before', () => {
    const none = founded('5', central, 7)
    const few = counted(none, { ...busy, vehicles: 6 })
    expect([few.isTold, reliabilityOf(few, latest), postsOf(few)]).toEqual([false, null, []])
    const enough = counted(few, { ...busy, vehicles: 7 })
    expect(reliabilityOf(enough, latest)).toMatchObject({
      ...{ inUse: 1, sessions: 12, typicalPowerKw: 22, ...latest },
      success: { rate: 0.9, of: 10 },
    })
  })

  test('stay told when vehicles leave, so that nobody is known by coming back', () => {
    const enough = counted(founded('5', central, 5), busy)
    const left = counted(enough, { ...busy, vehicles: 1 })
    expect(reliabilityOf(left, latest)).toEqual(reliabilityOf(enough, latest))
  })

  test('say nothing of the number of vehicles', () => {
    const told = (vehicles: number) =>
      reliabilityOf(aStation({ tally: { ...busy, vehicles } }), latest)
    expect(told(5)).toEqual(told(50))
  })

  test('have no rate where no session has told of one', () => {
    const station = aStation({ tally: { ...nothing, sessions: 9, vehicles: 9 } })
    expect(reliabilityOf(station, { lastSuccessAt: null, faults: [] })?.success).toBeNull()
  })

  test('names its posts as its source does, then as owners do, each once', () => {
    const listing = ours({ posts: { count: 2, refs: ['A1', 'A3'] } })
    expect(postsOf(anchored(aStation({ tally: busy }), listing))).toEqual(['A1', 'A3', 'B1'])
    expect(postsOf(aStation({ tally: busy }))).toEqual(['A3', 'B1'])
  })
})
