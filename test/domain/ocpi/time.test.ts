/** Times of OCPI: which are read, and as what. */
import { describe, expect, it } from 'vitest'
import { timeIn } from '../../../src/domain/ocpi/time.ts'

const at = Date.UTC(2026, 10, 21, 8, 15, 2)

describe('a time of OCPI', () => {
  it.each([
    ['2026-11-21T08:15:02Z', at],
    ['2026-11-21T08:15:02', at],
    ['2026-11-21t08:15:02z', at],
    ['2026-11-21T08:15:02.5Z', at + 500],
    ['2026-11-21T08:15:02.25', at + 250],
    ['2026-11-21T08:15:02.999999Z', at + 999],
  ])('is read in UTC, with and without its Z: %s', (text, time) => {
    expect(timeIn(text)).toBe(time)
  })

  it.each([
    '2026-11-21T08:15:02+00:00',
    '2026-11-21T08:15:02+01:00',
    '2026-11-21 08:15:02',
    '2026-11-21',
    '2026-13-21T08:15:02Z',
    '2026-11-21T25:15:02Z',
    '2026-11-21T08:15Z',
    ' 2026-11-21T08:15:02Z',
    '',
  ])('is none where it is written otherwise: %j', (text) => {
    expect(timeIn(text)).toBeNull()
  })
})
