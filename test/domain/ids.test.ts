/** Keys: sorted by their time where they are rows, silent where strangers see them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { timeOrdered, unordered } from '../../src/domain/ids.ts'

const chance = fc.uint8Array({ minLength: 26, maxLength: 26 })
const KEY = /^[0-9a-hjkmnp-tv-z]{26}$/

describe('a time-ordered key', () => {
  test('sorts as text the way its time sorts', () => {
    const time = fc.nat({ max: 2 ** 48 - 1 })
    fc.assert(
      fc.property(time, time, chance, chance, (a, b, x, y) => {
        fc.pre(a < b)
        expect(timeOrdered(a, x) < timeOrdered(b, y)).toBe(true)
      }),
    )
  })

  test('differs by chance alone within one millisecond', () => {
    const [low, high] = [new Uint8Array(16), new Uint8Array(16).fill(31)]
    expect(timeOrdered(0, low)).toBe('0'.repeat(26))
    expect(timeOrdered(0, high)).toBe('0'.repeat(10) + 'z'.repeat(16))
  })

  test('has 26 characters that nobody mistakes for others', () => {
    fc.assert(fc.property(chance, (bytes) => KEY.test(timeOrdered(Date.UTC(2026, 10, 21), bytes))))
  })
})

describe('a key for strangers', () => {
  test('is made of chance alone, five bits of each byte', () => {
    fc.assert(fc.property(chance, (bytes) => KEY.test(unordered(bytes))))
    const counting = Uint8Array.from({ length: 26 }, (_, i) => i)
    expect(unordered(counting)).toBe('0123456789abcdefghjkmnpqrs')
    expect(unordered(counting.map((byte) => byte + 32))).toBe(unordered(counting))
  })
})
