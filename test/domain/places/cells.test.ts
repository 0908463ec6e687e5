/** The grid cells of a place: how many, how far, and with which rings. */
import { computeDestinationPoint } from 'geolib'
import { getResolution, gridDistance } from 'h3-js'
import { describe, expect, test } from 'vitest'
import { cellOf, coverOf } from '../../../src/domain/places/cells.ts'

const here = { lat: 22.2809, lon: 114.1588 }

test('a cell is of resolution 11 and the same for positions a metre apart in its middle', () => {
  expect(getResolution(cellOf(here))).toBe(11)
  expect(cellOf({ lat: 0, lon: 180 })).toBe(cellOf({ lat: 0, lon: -180 }))
})

describe('the cover of a place', () => {
  test('of 150 m has some 46 cells', () => {
    const sizes = Array.from({ length: 50 }, (_, i) => {
      return coverOf({ lat: i * 1.7, lon: i * 7.1 }, 150).length
    })
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
    expect(mean).toBeGreaterThan(40)
    expect(mean).toBeLessThan(53)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(75)
  })

  test('tells of each cell how many steps it is from the middle', () => {
    const home = cellOf(here)
    for (const { cell, ring } of coverOf(here, 150)) expect(gridDistance(home, cell)).toBe(ring)
  })

  test('of a place smaller than a cell is at least the cell itself', () => {
    expect(coverOf(here, 1)).toContainEqual({ cell: cellOf(here), ring: 0 })
    expect(coverOf(here, 1).length).toBeLessThanOrEqual(3)
  })

  test.each([10, 50, 300, 1000])('of %s m holds every point of its rim', (radiusM) => {
    const cells = new Set(coverOf(here, radiusM).map(({ cell }) => cell))
    for (let bearing = 0; bearing < 360; bearing += 5) {
      const rim = computeDestinationPoint(here, radiusM * 0.997, bearing)
      expect(cells).toContain(cellOf({ lat: rim.latitude, lon: rim.longitude }))
    }
  })
})
