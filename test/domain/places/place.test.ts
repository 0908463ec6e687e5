/** Which of a vehicle's places a position belongs to. */
import { describe, expect, test } from 'vitest'
import { type Hit, isWithin, type Place, placeAt } from '../../../src/domain/places/place.ts'
import type { Flag } from '../../../src/domain/sharing/flag.ts'

const here = { lat: 22.2809, lon: 114.1588 }
const METRE = 1 / 110_740

/** A place so many metres north of here, `ring` cells away; without metres its position is erased. */
function hit(id: string, flag: Flag, metres: number | null, ring = 0): Hit {
  const position = metres === null ? null : { ...here, lat: here.lat + metres * METRE }
  const named = {
    id,
    vehicle: 'jimbo',
    flag,
    name: null,
    flagBy: null,
    forgetful: false,
    price: null,
    listing: null,
    createdAt: 0,
  }
  const place: Place = { ...named, radiusM: 150, position }
  return { place, ring, stale: false }
}
const idAt = (...hits: Hit[]) => placeAt(here, hits)?.id ?? null

describe('the place of a position', () => {
  test('is none where no grid cell was hit', () => {
    expect(idAt()).toBeNull()
  })

  test('is the nearest one', () => {
    expect(idAt(hit('far', 'never', 120), hit('near', 'always', 40))).toBe('near')
  })

  test('is the nearest one even where they are a metre apart: true distances do not blur', () => {
    expect(idAt(hit('skipped', 'skip', 41), hit('shared', 'always', 40))).toBe('shared')
  })

  test('is not one whose cells were hit from beyond its radius', () => {
    expect(idAt(hit('far', 'always', 151))).toBeNull()
    expect(idAt(hit('rim', 'always', 149))).toBe('rim')
  })

  test('is the more private one where the grid cannot tell which is nearer', () => {
    expect(idAt(hit('shared', 'always', 10), hit('home', 'never', null, 1))).toBe('home')
    expect(idAt(hit('home', 'never', null, 0), hit('shared', 'always', 50))).toBe('home')
  })

  test('is the nearer one where an erased place is clearly farther', () => {
    expect(idAt(hit('shared', 'always', 10), hit('home', 'never', null, 3))).toBe('shared')
  })

  test('is an erased place wherever its cells were hit and nothing else is near', () => {
    expect(idAt(hit('home', 'never', null, 4))).toBe('home')
  })

  test('does not depend on the order in which the places are lent', () => {
    const hits = [hit('b', 'pending', 30), hit('a', 'pending', 30), hit('c', 'pending', 30)]
    expect(idAt(...hits)).toBe('a')
    expect(idAt(...hits.toReversed())).toBe('a')
  })
})

test('a position is within a place up to its radius, and wherever the position was erased', () => {
  expect(isWithin(here, hit('near', 'always', 149.9).place)).toBe(true)
  expect(isWithin(here, hit('far', 'always', 150.2).place)).toBe(false)
  expect(isWithin(here, hit('home', 'never', null).place)).toBe(true)
})
