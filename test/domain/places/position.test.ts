/** Positions and true distances, also where longitudes meet or wrap. */
import { describe, expect, test } from 'vitest'
import {
  isFix,
  isSamePosition,
  metresBetween,
  planeAt,
  Position,
} from '../../../src/domain/places/position.ts'

describe('the distance between two positions', () => {
  test.each([
    ['a degree north at the equator', { lat: 0, lon: 10 }, { lat: 1, lon: 10 }, 110_574.39],
    ['a degree east at the equator', { lat: 0, lon: 10 }, { lat: 0, lon: 11 }, 111_319.49],
    ['a degree east in the far north', { lat: 60, lon: 10 }, { lat: 60, lon: 11 }, 55_799.47],
    ['across the antimeridian', { lat: 0, lon: 179.9995 }, { lat: 0, lon: -179.9995 }, 111.32],
    ['the same meridian by two names', { lat: 5, lon: 180 }, { lat: 5, lon: -180 }, 0],
    ['the same pole by two names', { lat: 90, lon: 0 }, { lat: 90, lon: 135 }, 0],
    ['over the north pole', { lat: 89.999, lon: 0 }, { lat: 89.999, lon: 180 }, 223.39],
    ['over the south pole', { lat: -89.999, lon: 90 }, { lat: -89.999, lon: -90 }, 223.39],
    ['to itself', { lat: 22.2809, lon: 114.1588 }, { lat: 22.2809, lon: 114.1588 }, 0],
  ])('is right %s', (_, a, b, metres) => {
    expect(Math.abs(metresBetween(a, b) - metres)).toBeLessThan(Math.max(0.02, metres * 1e-6))
    expect(metresBetween(b, a)).toBeCloseTo(metresBetween(a, b), 2)
  })

  test('is a number also where the formula for the ellipsoid has none', () => {
    expect(metresBetween({ lat: 0, lon: 0 }, { lat: 0, lon: 180 })).toBeCloseTo(20_037_508, 0)
    expect(metresBetween({ lat: 1e-55, lon: 0 }, { lat: 0, lon: 0 })).toBe(0)
  })

  test('tells centimetres apart', () => {
    const a = { lat: 22.2809, lon: 114.1588 }
    expect(metresBetween(a, { ...a, lat: a.lat + 0.000001 })).toBeCloseTo(0.11, 2)
  })
})

test('exactly 0,0 is no fix, a position on the equator or the prime meridian is one', () => {
  expect(isFix({ lat: 0, lon: 0 })).toBe(false)
  expect(isFix({ lat: -0, lon: 0 })).toBe(false)
  expect(isFix({ lat: 0, lon: 0.000001 })).toBe(true)
  expect(isFix({ lat: 51.4779, lon: 0 })).toBe(true)
})

describe('a position on the wire', () => {
  test.each([
    { lat: 90, lon: 180 },
    { lat: -90, lon: -180 },
  ])('may be at the ends of the Earth: %o', (position) => {
    expect(Position.parse(position)).toEqual(position)
  })

  test.each([
    '{"lat": 90.0001, "lon": 0}',
    '{"lat": 0, "lon": -180.0001}',
    '{"lat": 1e999, "lon": 0}',
    '{"lat": "22.28", "lon": 114.15}',
    '{"lat": null, "lon": 114.15}',
    '{"lat": 22.28}',
    '{"lat": 22.28, "lng": 114.15}',
    '[22.28, 114.15]',
  ])('is refused as %s', (text) => {
    expect(Position.safeParse(JSON.parse(text)).success).toBe(false)
  })

  test('is never "not a number"', () => {
    expect(Position.safeParse({ lat: NaN, lon: 0 }).success).toBe(false)
  })
})

describe('the plane at a position', () => {
  test.each([
    [
      { lat: 0, lon: 10 },
      { lat: 0.3, lon: 10.3 },
    ],
    [
      { lat: 48, lon: -10 },
      { lat: 48.3, lon: -9.6 },
    ],
    [
      { lat: -72, lon: 179 },
      { lat: -72.2, lon: 179.9 },
    ],
  ])('measures ways from %j as they are', (from, to) => {
    const { north, east, eastByNorth } = planeAt(from)
    const up = to.lat - from.lat
    const metres = Math.hypot(up * north, (to.lon - from.lon) * (east + (up * eastByNorth) / 2))
    expect(Math.abs(metres - metresBetween(from, to))).toBeLessThan(8)
  })

  test('knows a position again', () => {
    const here = { lat: 22.2809, lon: 114.1588 }
    expect(isSamePosition(here, { ...here })).toBe(true)
    expect(isSamePosition(here, { ...here, lon: 114.1589 })).toBe(false)
  })
})
