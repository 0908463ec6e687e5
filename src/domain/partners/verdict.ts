/** What an attempt to push says, and how the lane stands after it. */
import { backoff } from './backoff.ts'
import { afterAttempt, closed, isOpen, pauseOf } from './breaker.ts'
import { paced } from './pace.ts'
import type { Lane } from './partner.ts'

/**
 * `taken`: received. `gone`: send nothing more (410). `refused`: the message itself is turned down.
 * `failed`: it may work later. `cut`: we broke it off ourselves, which says nothing of the partner.
 */
export type Verdict = 'taken' | 'gone' | 'refused' | 'failed' | 'cut'

/** 4xx that speak of who sends or of the moment, and would be said to any other message as well. */
const NOT_THE_MESSAGE = [401, 407, 408, 410, 425, 429]

/** `status` is null where no answer came; `error` is null where the answer is what was asked for. */
export function verdictOf(status: number | null, error: string | null): Verdict {
  if (error === null) return 'taken'
  if (error === 'cut' || error === 'recalled') return 'cut'
  if (status === 410) return 'gone'
  if (status === null || status < 400 || status >= 500) return 'failed'
  return NOT_THE_MESSAGE.includes(status) ? 'failed' : 'refused'
}

/** Days of nothing but failures after which pushes are switched off. */
const HOPELESS_MS = 5 * 86_400_000

export function isHopeless({ failingSince }: Lane, now: number): boolean {
  return failingSince !== null && now - failingSince >= HOPELESS_MS
}

/** `wished`: the partner's own rate; the lower of it and the endpoint's counts. */
export function afterSuccess(lane: Lane, wished: number | null, now: number): Lane {
  const rates = [wished, lane.allowedRate].filter((rate) => rate !== null)
  const rate = rates.length > 0 ? Math.min(...rates) : null
  const breaker = afterAttempt(lane.breaker, true, now)
  return { ...lane, ...paced(lane.paidUntil, rate, now), breaker, tries: 0, failingSince: null }
}

/** How long to wait: `chance` in 0..1, times in milliseconds. */
export type Waits = { steps: number[]; chance: number; retryAfterMs: number }

/** The whole lane waits: for its step of the schedule, and for the breaker's pause if longer. */
export function afterFailure(lane: Lane, waits: Waits, now: number): Lane {
  const { steps, chance, retryAfterMs } = waits
  const breaker = afterAttempt(lane.breaker, false, now)
  const tries = lane.tries + 1
  const wait = Math.max(backoff(tries, chance, retryAfterMs, steps), pauseOf(breaker))
  return { ...lane, breaker, tries, dueAt: now + wait, failingSince: lane.failingSince ?? now }
}

/** A single event was turned down, and is set aside: the lane waits only where the breaker opens. */
export function afterRefusal(lane: Lane, now: number): Lane {
  const breaker = afterAttempt(lane.breaker, false, now)
  const dueAt = isOpen(breaker) ? now + pauseOf(breaker) : null
  return { ...lane, breaker, dueAt, tries: 0, failingSince: lane.failingSince ?? now }
}

/** As a partner wants it that has mended its endpoint: everything is tried at once. */
export function refreshed(lane: Lane): Lane {
  return { ...lane, tries: 0, dueAt: null, failingSince: null, breaker: closed }
}
