/** Times as chargers tell them, and which of them are believed. */
import { describe, expect, it, test } from 'vitest'
import { oddOf, timeOf, whenOf } from '../../../../src/domain/chargers/course/clock.ts'
import { nine } from './samples.ts'

describe('a time', () => {
  test.each([
    '2026-11-21T09:00:00Z',
    '2026-11-21T09:00:00.000Z',
    '2026-11-21T09:00:00.0004567Z',
    '2026-11-21T09:00:00',
    '2026-11-21 09:00:00',
    '2026-11-21T09:00Z',
    '2026-11-21t09:00:00z',
    ' 2026-11-21T12:00:00+03 ',
    '2026-11-21T12:00:00+0300',
    '2026-11-21T04:30:00-04:30',
  ])('is read from %s', (text) => {
    expect(timeOf(text)).toBe(nine)
  })

  it('keeps its milliseconds', () => {
    expect(timeOf('2026-11-21T09:00:00.5Z')).toBe(nine + 500)
    expect(timeOf('2022-10-09T12:05:22.838337')).toBe(Date.UTC(2022, 9, 9, 12, 5, 22, 838))
  })

  test.each(['', 'now', '2026-11-21', '2026-13-41T09:00:00Z', 1_795_000_000, null, undefined, {}])(
    'is not read from %s',
    (text) => {
      expect(timeOf(text)).toBeNull()
    },
  )
})

describe('when something was', () => {
  it('is told by the charger', () => {
    expect(whenOf('2026-11-20T09:00:00Z', nine)).toEqual({ at: nine - 86_400_000, odd: [] })
    expect(whenOf('2026-11-21T09:05:00Z', nine)).toEqual({ at: nine + 300_000, odd: [] })
  })

  test.each(['1970-01-01T00:00:09Z', '2000-01-01T00:00:00Z', 'soon'])(
    'is now where its clock is not set: %s',
    (text) => {
      expect(whenOf(text, nine)).toEqual({ at: nine, odd: ['clock-unset'] })
    },
  )

  it('is now where it tells of what is to come', () => {
    expect(whenOf('2026-11-21T09:05:01Z', nine)).toEqual({ at: nine, odd: ['future-time'] })
  })
})

test('a clock may be five minutes off, either way', () => {
  expect([300_000, -300_000, 0, null].flatMap(oddOf)).toEqual([])
  expect([300_001, -300_001].flatMap(oddOf)).toEqual(['clock-skew', 'clock-skew'])
})
