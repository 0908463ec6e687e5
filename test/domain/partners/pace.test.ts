/** A partner's rate: kept on the average, with short bursts forgiven. */
import { expect, test } from 'vitest'
import { paced } from '../../../src/domain/partners/pace.ts'

/** How many messages go out within a minute, where the sender comes as soon as he may. */
function inAMinute(rate: number | null): number {
  let [paidUntil, now, sent] = [0, 0, 0]
  while (now < 60_000 && sent < 100_000) {
    const pace = paced(paidUntil, rate, now)
    sent++
    paidUntil = pace.paidUntil
    now = pace.dueAt ?? now
  }
  return sent
}

test.each([1, 6, 30, 60, 600, 6000])(
  '%d a minute are that many, and two seconds’ burst',
  (rate) => {
    const burst = Math.ceil((rate * 2) / 60)
    expect(inAMinute(rate)).toBeGreaterThanOrEqual(rate)
    expect(inAMinute(rate)).toBeLessThanOrEqual(rate + burst + 1)
  },
)

test('without a rate nobody waits', () => {
  expect(paced(99, null, 5)).toEqual({ paidUntil: 0, dueAt: null })
})

test('who was silent for long has saved up no more than the burst', () => {
  const { paidUntil } = paced(0, 60, 10 * 60_000)
  expect(paidUntil).toBe(10 * 60_000 + 1000)
})
