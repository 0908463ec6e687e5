/** The breaker: when it opens, how long it stays so, and what closes it. */
import { expect, test } from 'vitest'
import {
  afterAttempt,
  type Breaker,
  closed,
  isOpen,
  pauseOf,
} from '../../../src/domain/partners/breaker.ts'

/** Attempts one after the other, `everyMs` apart: F fails, S succeeds. */
function after(attempts: string, everyMs = 1000, start: Breaker = closed): Breaker {
  return attempts
    .split('')
    .reduce((breaker, one, i) => afterAttempt(breaker, one === 'S', 1_000_000 + i * everyMs), start)
}

test.each([
  ['FFFF', false],
  ['FFFFF', true],
  ['FFFFSFFFF', false],
  ['SFFFFSFFFF', true],
  ['SSSFFFFSFFFF', false],
  ['FFSFFSFFS', false],
])('after %s it is open: %s', (attempts, open) => {
  expect(isOpen(after(attempts))).toBe(open)
})

test('what is past a minute does not count for the share of failures', () => {
  expect(isOpen(after('SFFFFSFFFF', 1000))).toBe(true)
  expect(isOpen(after('SFFFFSFFFF', 20_000))).toBe(false)
})

test('five in a row count however far apart they are', () => {
  expect(isOpen(after('FFFFF', 86_400_000))).toBe(true)
})

test('each probe that fails doubles the pause, up to an hour; one success closes it', () => {
  let breaker = after('FFFFF')
  const pauses: number[] = []
  for (let i = 0; i < 8; i++) {
    pauses.push(pauseOf(breaker) / 60_000)
    breaker = afterAttempt(breaker, false, 2_000_000 + i)
  }
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
  expect(afterAttempt(breaker, true, 3_000_000)).toEqual(closed)
  expect(pauseOf(closed)).toBe(0)
})

test('it keeps no more than a minute, however often it is asked', () => {
  const { slices } = after('S'.repeat(5000), 100)
  expect(slices.length).toBeLessThanOrEqual(7)
  expect(slices.reduce((sum, [, attempts]) => sum + attempts, 0)).toBeLessThanOrEqual(700)
})
