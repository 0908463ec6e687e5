/** What an answer says of a message, of the moment, and of the partner. */
import { describe, expect, test } from 'vitest'
import { schedule } from '../../../src/domain/partners/backoff.ts'
import { closed } from '../../../src/domain/partners/breaker.ts'
import {
  afterFailure,
  afterRefusal,
  afterSuccess,
  isHopeless,
  refreshed,
  type Verdict,
  verdictOf,
} from '../../../src/domain/partners/verdict.ts'
import { aLane } from '../../store/samples.ts'

const DAY = 86_400_000
const lane = aLane({ partner: 'p' })
const waits = { steps: schedule, chance: 1, retryAfterMs: 0 }

test.each<[number | null, string | null, Verdict]>([
  [200, null, 'taken'],
  [204, null, 'taken'],
  [200, 'challenge not echoed', 'failed'],
  [301, 'status', 'failed'],
  [400, 'status', 'refused'],
  [401, 'status', 'failed'],
  [404, 'status', 'refused'],
  [408, 'status', 'failed'],
  [410, 'status', 'gone'],
  [413, 'status', 'refused'],
  [422, 'status', 'refused'],
  [425, 'status', 'failed'],
  [429, 'status', 'failed'],
  [500, 'status', 'failed'],
  [503, 'status', 'failed'],
  [null, 'timeout', 'failed'],
  [null, 'blocked', 'failed'],
  [null, 'cut', 'cut'],
  [null, 'recalled', 'cut'],
])('%s %s is %s', (status, error, verdict) => {
  expect(verdictOf(status, error)).toBe(verdict)
})

describe('a lane', () => {
  test('waits after a failure for its step, or as long as it is asked', () => {
    expect(afterFailure(lane, waits, 100)).toMatchObject({
      tries: 1,
      dueAt: 5100,
      failingSince: 100,
    })
    expect(afterFailure(lane, { ...waits, chance: 0 }, 100)).toMatchObject({ dueAt: 2600 })
    expect(afterFailure(lane, { ...waits, retryAfterMs: 9000 }, 100)).toMatchObject({ dueAt: 9100 })
  })

  test('is without hope after five days of failures, whatever came in between but success', () => {
    let failing = afterFailure(lane, waits, 0)
    failing = afterRefusal(failing, DAY)
    failing = afterFailure(failing, waits, 5 * DAY - 1)
    expect(isHopeless(failing, 5 * DAY - 1)).toBe(false)
    expect(isHopeless(failing, 5 * DAY)).toBe(true)
    expect(isHopeless(afterSuccess(failing, null, 5 * DAY), 50 * DAY)).toBe(false)
  })

  test('goes on at once after a single refusal, and waits after five', () => {
    let refused = lane
    const due: (number | null)[] = []
    for (let i = 0; i < 5; i++) {
      refused = afterRefusal(refused, 1000)
      due.push(refused.dueAt)
    }
    expect(due).toEqual([null, null, null, null, 61_000])
  })

  test('keeps the lower of the rates that the partner and its endpoint name', () => {
    const allowed = { ...lane, allowedRate: 60 }
    expect(afterSuccess(allowed, 6, 0).paidUntil).toBe(10_000)
    expect(afterSuccess(allowed, 600, 0).paidUntil).toBe(1000)
    expect(afterSuccess(lane, null, 0).paidUntil).toBe(0)
  })

  test('is as new where its partner has mended it', () => {
    const failing = afterFailure(lane, waits, 0)
    expect(refreshed(failing)).toEqual({ ...lane, breaker: closed })
  })
})
