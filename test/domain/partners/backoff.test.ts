/** When a failed delivery is tried again. */
import { describe, expect, test } from 'vitest'
import { backoff, schedule } from '../../../src/domain/partners/backoff.ts'

const SECOND = 1000
const HOUR = 3_600_000

describe('the wait after a failure', () => {
  test.each([
    [1, 5 * SECOND],
    [2, 300 * SECOND],
    [3, 1800 * SECOND],
    [4, 2 * HOUR],
    [9, 24 * HOUR],
    [10, 24 * HOUR],
    [1000, 24 * HOUR],
  ])('number %i lies between half and all of its step', (tries, step) => {
    expect(backoff(tries, 0)).toBe(step / 2)
    expect(backoff(tries, 0.5)).toBe(step * 0.75)
    expect(backoff(tries, 1)).toBe(step)
  })

  test('grows from failure to failure, to some 75 hours in all', () => {
    expect(schedule.toSorted((a, b) => a - b)).toEqual(schedule)
    const sum = schedule.reduce((all, step) => all + step, 0)
    expect(sum / HOUR).toBeCloseTo(75.58, 1)
  })

  test('is as long as the partner asks, but not longer than a day', () => {
    expect(backoff(1, 0, 60 * SECOND)).toBe(60 * SECOND)
    expect(backoff(1, 0, 1000 * HOUR)).toBe(24 * HOUR)
  })

  test('is not shortened by what the partner asks', () => {
    expect(backoff(4, 1, SECOND)).toBe(2 * HOUR)
  })
})
