/** Keys: sorted by their time, and by their count within a millisecond. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { timeOrdered } from '../../src/domain/ids.ts'

const chance = fc.uint8Array({ minLength: 26, maxLength: 26 })
const KEY = /^[0-9a-hjkmnp-tv-z]{26}$/

describe('a time-ordered key', () => {
  test('sorts as text the way its time sorts', () => {
    const time = fc.nat({ max: 2 ** 48 - 1 })
    fc.assert(
      fc.property(time, time, chance, chance, (a, b, x, y) => {
        fc.pre(a < b)
        expect(timeOrdered(a, 9, x) < timeOrdered(b, 0, y)).toBe(true)
      }),
    )
  })

  test('sorts by its count within one millisecond, and differs by chance', () => {
    const [low, high] = [new Uint8Array(12), new Uint8Array(12).fill(31)]
    expect(timeOrdered(0, 0, low)).toBe('0'.repeat(26))
    expect(timeOrdered(0, 0, high)).toBe('0'.repeat(14) + 'z'.repeat(12))
    expect(timeOrdered(0, 0, high) < timeOrdered(0, 1, low)).toBe(true)
  })

  test('has 26 characters that nobody mistakes for others', () => {
    fc.assert(
      fc.property(chance, (bytes) => KEY.test(timeOrdered(Date.UTC(2026, 10, 21), 7, bytes))),
    )
  })
})
