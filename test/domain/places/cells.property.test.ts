/** The grid misses no point of a place, wherever on Earth it is, and blurs it only a little. */
import fc from 'fast-check'
import { computeDestinationPoint } from 'geolib'
import { cellToBoundary, cellToLatLng, getPentagons } from 'h3-js'
import { describe, expect, test } from 'vitest'
import { cellOf, coverOf } from '../../../src/domain/places/cells.ts'
import { metresBetween, type Position } from '../../../src/domain/places/position.ts'

/** How many points inside of places are tried in all. */
const RUNS = Number(process.env['CHARGESHARE_PROPERTY_RUNS'] ?? 20_000)
const POINTS_A_PLACE = 20
const RADIUS_M = 150
/** The ellipsoid and the grid's sphere differ by less than this at such distances. */
const SLACK_M = 3

const toPosition = ([lat, lon]: [number, number]): Position => ({ lat, lon })
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })

const pentagons = getPentagons(11).map((cell) => toPosition(cellToLatLng(cell)))

const places: Record<string, fc.Arbitrary<Position>> = {
  'anywhere on Earth': fc
    .record({ sine: between(-1, 1), lon: between(-180, 180) })
    .map(({ sine, lon }) => ({ lat: (Math.asin(sine) * 180) / Math.PI, lon })),
  'across the antimeridian': fc.record({
    lat: between(-85, 85),
    lon: fc.oneof(between(179.997, 180), between(-180, -179.997)),
  }),
  'at the north pole': fc.record({ lat: between(89.99, 90), lon: between(-180, 180) }),
  'at the south pole': fc.record({ lat: between(-90, -89.99), lon: between(-180, 180) }),
  'around the twelve pentagons of the grid': fc
    .tuple(fc.constantFrom(...pentagons), between(0, 400), between(0, 360))
    .map(([pentagon, metres, bearing]) => moved(pentagon, metres, bearing)),
}

/** Points all over a disk of twice the area, half of them inside the place, and many on its rim. */
const metres = fc.oneof(
  between(0, 2).map((area) => Math.sqrt(area) * RADIUS_M),
  between(RADIUS_M - 2, RADIUS_M),
)
const steps = fc.array(fc.tuple(metres, between(0, 360)), {
  minLength: POINTS_A_PLACE,
  maxLength: POINTS_A_PLACE,
})

function moved({ lat, lon }: Position, metres: number, bearing: number): Position {
  const { latitude, longitude } = computeDestinationPoint({ lat, lon }, metres, bearing)
  return { lat: latitude, lon: longitude }
}

/** Twice the distance from a cell's centre to its farthest corner: about 60 m. */
function blurOf(cell: string): number {
  const centre = toPosition(cellToLatLng(cell))
  const corners = cellToBoundary(cell).map(toPosition)
  return 2 * Math.max(...corners.map((corner) => metresBetween(centre, corner)))
}

describe.each(Object.entries(places))('a place %s', (_, centres) => {
  test('is found again from every point inside it and from none beyond its blurred rim', () => {
    fc.assert(
      fc.property(centres, steps, (centre, steps) => {
        const cover = new Set(coverOf(centre, RADIUS_M).map(({ cell }) => cell))
        for (const [length, bearing] of steps) {
          const point = moved(centre, length, bearing)
          const [metres, cell] = [metresBetween(centre, point), cellOf(point)]
          const isHit = cover.has(cell)
          expect(isHit || metres > RADIUS_M, `missed at ${metres} m`).toBe(true)
          const isNear = metres <= RADIUS_M + blurOf(cell) + SLACK_M
          expect(isNear || !isHit, `hit at ${metres} m`).toBe(true)
        }
      }),
      { numRuns: Math.ceil((1.5 * RUNS) / POINTS_A_PLACE / Object.keys(places).length) },
    )
  }, 120_000)

  test('has one row a cell, its own cell at ring 0', () => {
    fc.assert(
      fc.property(centres, (centre) => {
        const cover = coverOf(centre, RADIUS_M)
        expect(new Set(cover.map(({ cell }) => cell)).size).toBe(cover.length)
        expect(cover.find(({ ring }) => ring === 0)?.cell).toBe(cellOf(centre))
      }),
      { numRuns: 50 },
    )
  })
})
