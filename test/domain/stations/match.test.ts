/** Which of the listed stations a charge is at. */
import { describe, expect, test } from 'vitest'
import type { Listing } from '../../../src/domain/stations/listing.ts'
import { listingId } from '../../../src/domain/stations/listing.ts'
import {
  candidatesAt,
  isPublicStation,
  knowsPost,
  listingAt,
} from '../../../src/domain/stations/match.ts'
import { openStreetMap } from '../../../src/domain/stations/terms.ts'
import { tileOf } from '../../../src/domain/stations/tile.ts'
import { aListing } from './listings.ts'

const here = { lat: 48.2, lon: 16.37 }
const at = (metres: number, told: Partial<Listing> = {}) =>
  aListing({ position: { ...here, lat: here.lat + metres / 111_200 }, ...told })
const mapped = (metres: number) =>
  at(metres, { source: 'osm', ref: 'node/1', provider: openStreetMap })
const chosen = (near: Listing[], id: string | null = null) =>
  listingAt(candidatesAt(here, near), id)
const isPublic = (...near: Listing[]) => isPublicStation(candidatesAt(here, near))

describe('a charge', () => {
  test('is at the only station near', () => {
    const only = at(140)
    expect(chosen([only, at(160)])).toBe(only)
    expect(chosen([at(160)])).toBeNull()
  })

  test('is at the one of several that its owner has chosen, while that is listed', () => {
    const [one, other] = [at(10), at(20)]
    expect(chosen([one, other])).toBeNull()
    expect(chosen([one, other], listingId(other))).toBe(other)
    expect(chosen([one, other], 'ocm:1')).toBeNull()
    expect(chosen([one], 'ocm:1')).toBe(one)
  })

  test('is at no private one, which may still be the one that it is at', () => {
    expect(chosen([at(10, { access: 'private' })])).toBeNull()
    expect(chosen([at(10, { access: 'private' }), at(20)])).toBeNull()
  })

  test('is at one of OpenStreetMap only where Open Charge Map has none', () => {
    const [ocm, osm] = [at(100), mapped(10)]
    expect(chosen([osm])).toBe(osm)
    expect(chosen([osm, ocm])).toBe(ocm)
  })

  test('is in public where one station is near that is open to everybody, and no other', () => {
    expect(isPublic(at(10))).toBe(true)
    expect(isPublic()).toBe(false)
    for (const access of ['restricted', 'private', 'unknown'] as const) {
      expect(isPublic(at(10, { access }))).toBe(false)
      expect(isPublic(at(10), at(20, { access }))).toBe(false)
    }
  })
})

test.each([
  ['A3', ['A1', 'a 3'], true],
  ['DE*ABC*E1', ['DEABCE1'], true],
  ['3', ['A3'], false],
  ['A3', [], null],
])('the post %s among %j: %s', (post, refs, answer) => {
  expect(knowsPost({ posts: { count: null, refs } }, post)).toBe(answer)
})

test('a tile is some kilometres wide, the same for all inside, and names no house', () => {
  const tile = { name: '482:163', south: 48.19, west: 16.29, north: 48.31, east: 16.41 }
  expect(tileOf({ lat: 48.2000001, lon: 16.37123 })).toEqual(tile)
  expect(tileOf({ lat: 48.2999999, lon: 16.30001 })).toEqual(tile)
  expect(tileOf({ lat: -0.05, lon: -0.05 })).toMatchObject({
    name: '-1:-1',
    south: -0.11,
    north: 0.01,
  })
  expect(tileOf({ lat: 90, lon: 180 })).toMatchObject({ north: 90, east: 180 })
})
