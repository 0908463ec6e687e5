/** Keys: sorted by their time, and by their count within a millisecond. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { firstAt, LAST_ID, timeOrdered } from '../../src/domain/ids.ts'

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

  test('comes after the first of its time and before the last of all', () => {
    const made = Date.UTC(2026, 10, 21)
    const highest = timeOrdered(32 ** 10 - 1, 32 ** 4 - 1, new Uint8Array(12).fill(31))
    expect(firstAt(made) <= timeOrdered(made, 0, new Uint8Array(12))).toBe(true)
    expect(firstAt(made) > timeOrdered(made - 1, 9, new Uint8Array(12).fill(31))).toBe(true)
    expect(firstAt(-1)).toBe(firstAt(0))
    // A database may sort by the rules of a language, where signs come before letters.
    const { compare } = new Intl.Collator('en')
    expect([highest < LAST_ID, compare(highest, LAST_ID) < 0]).toEqual([true, true])
  })

  test('has 26 characters that nobody mistakes for others', () => {
    fc.assert(
      fc.property(chance, (bytes) => KEY.test(timeOrdered(Date.UTC(2026, 10, 21), 7, bytes))),
    )
  })
})
