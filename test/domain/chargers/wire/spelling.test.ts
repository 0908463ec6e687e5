/** Times and numbers as chargers spell them. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isPlainTime,
  isSameWord,
  numberIn,
  sameWord,
  timeIn,
} from '../../../../src/domain/chargers/wire/spelling.ts'

describe('a time', () => {
  it.each([
    ['2026-11-21T12:00:00Z', '2026-11-21T12:00:00.000Z', null],
    ['2026-11-21T12:00:00.5+01:00', '2026-11-21T11:00:00.500Z', null],
    ['2022-10-09T12:05:22.838337', '2022-10-09T12:05:22.838Z', 'time-without-zone'],
    ['2026-11-21T12:00', '2026-11-21T12:00:00.000Z', 'time-without-zone'],
    ['2026-11-21', '2026-11-21T00:00:00.000Z', 'time-without-zone'],
    ['2026-11-21T12:00:00+03', '2026-11-21T09:00:00.000Z', 'time-short-zone'],
    ['2026-11-21T12:00:00-0330', '2026-11-21T15:30:00.000Z', 'time-short-zone'],
    ['2026-11-21T12:00:00.123456789Z', '2026-11-21T12:00:00.123Z', 'time-digits'],
    ['2026-11-21 12:00:00Z', '2026-11-21T12:00:00.000Z', 'time-spelling'],
    ['2026-11-21t12:00:00z', '2026-11-21T12:00:00.000Z', 'time-spelling'],
    ['2026-1-2T3:04:05 GMT', '2026-01-02T03:04:05.000Z', 'time-spelling'],
    ['1795262400', '2026-11-21T12:00:00.000Z', 'time-as-number'],
    ['1795262400000', '2026-11-21T12:00:00.000Z', 'time-as-number'],
    ['1970-01-01T00:00:12Z', '1970-01-01T00:00:12.000Z', 'clock-unset'],
    ['2000-01-01T00:00:12Z', '2000-01-01T00:00:12.000Z', 'clock-unset'],
  ])('said as %s is %s', (said, value, rule) => {
    expect(timeIn(said)).toEqual({ value, rule })
  })

  it.each([
    '',
    'now',
    '12:00',
    '2026-13-01T00:00:00Z',
    '2026-11-32T00:00:00Z',
    '2026-11-21T25:00Z',
  ])('is none: %s', (said) => expect(timeIn(said)).toBeNull())

  it('that we tell ourselves is always plain', () => {
    const since2010 = {
      min: new Date('2010-01-01'),
      max: new Date('2100-01-01'),
      noInvalidDate: true,
    }
    fc.assert(
      fc.property(fc.date(since2010), (date) => {
        const text = date.toISOString()
        return isPlainTime(text) && timeIn(text)?.value === text
      }),
    )
  })

  it('is read from any text without fault', () => {
    fc.assert(fc.property(fc.string(), (text) => void timeIn(text)))
  })
})

describe('a number', () => {
  it.each([
    ['7', 7, null],
    [' -7.50 ', -7.5, null],
    ['+.5', 0.5, null],
    ['1e3', 1000, null],
    ['7,5', 7.5, 'comma-decimal'],
  ])('said as %j is %d', (said, value, rule) => {
    expect(numberIn(said)).toEqual({ value, rule })
  })

  it.each(['', ' ', 'NaN', 'null', 'Infinity', '1e999', '7 Wh', '1,234.5', '0x10', '.'])(
    'is none: %j',
    (said) => expect(numberIn(said)).toBeNull(),
  )
})

describe('a text that is as long as a frame', () => {
  const digits = '1'.repeat(100_000)
  it('is no number, no time and no word, and that is seen at once', () => {
    expect(numberIn(`${digits}x`)).toBeNull()
    expect(numberIn(`${digits},${digits}`)).toBeNull()
    expect(timeIn(`2026-11-21T12:00:00.${digits}Z`)).toBeNull()
    expect(isSameWord(`${digits}-`, digits)).toBe(false)
    expect(sameWord(`${digits}-`, [digits])).toBeUndefined()
  })
})

describe('two words', () => {
  it.each([
    ['Celcius', 'Celsius', true],
    ['SUSPENDED_EV', 'SuspendedEV', true],
    ['Sample Periodic', 'Sample.Periodic', true],
    ['Charging', 'Available', false],
  ])('%s and %s', (a, b, isSame) => {
    expect(isSameWord(a, b)).toBe(isSame)
  })
})
