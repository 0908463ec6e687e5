/** What charging costs. */
import { describe, expect, test } from 'vitest'
import { costOf, Price } from '../../../src/domain/places/price.ts'

describe('a price', () => {
  test.each([
    { perKwh: 0, currency: 'EUR' },
    { perKwh: 0.3299, currency: 'CHF' },
    { perKwh: 3858, currency: 'VND' },
  ])('is %o', (price) => {
    expect(Price.parse(price)).toEqual(price)
  })

  test.each([
    { perKwh: -0.01, currency: 'EUR' },
    { perKwh: Number.NaN, currency: 'EUR' },
    { perKwh: Number.POSITIVE_INFINITY, currency: 'EUR' },
    { perKwh: 1_000_001, currency: 'EUR' },
    { perKwh: '0.3', currency: 'EUR' },
    { perKwh: 0.3, currency: 'eur' },
    { perKwh: 0.3, currency: 'EURO' },
    { perKwh: 0.3, currency: '€' },
    { perKwh: 0.3 },
    {},
    0.3,
  ])('is not %o', (price) => {
    expect(Price.safeParse(price).success).toBe(false)
  })
})

describe('a charge', () => {
  test.each([
    [20.25, 0.4, 'EUR', 8.1],
    [20.25, 0.333, 'JPY', 7],
    [1.5, 0.1234, 'BHD', 0.185],
    [0, 0.4, 'EUR', 0],
  ])('of %d kWh at %d costs, in %s, %d', (energyKwh, perKwh, currency, amount) => {
    expect(costOf(energyKwh, { perKwh, currency })).toEqual({ amount, currency })
  })

  test('costs nobody knows what without its energy, or without a price', () => {
    expect(costOf(null, { perKwh: 0.4, currency: 'EUR' })).toBeNull()
    expect(costOf(20, null)).toBeNull()
  })
})
