/** When a failed delivery is tried again: the schedule of Standard Webhooks, with jitter. */

const S = 1000
const MINUTE = 60 * S
const HOUR = 60 * MINUTE

/** Waits after the 1st, 2nd, … failure: ten tries within 75 hours and 35 minutes. */
export const schedule = [
  5 * S,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
]
const LONGEST = 24 * HOUR

/**
 * Milliseconds to wait after failure number `tries` (1 is the first); the last of the `steps`
 * repeats. `chance` in 0..1 spreads the retries over half to all of the step; a longer
 * `Retry-After` is honoured up to a day.
 */
export function backoff(
  tries: number,
  chance: number,
  retryAfterMs = 0,
  steps: number[] = schedule,
): number {
  const step = steps[Math.min(tries, steps.length) - 1] ?? LONGEST
  return Math.round(Math.max(step * (0.5 + chance / 2), Math.min(retryAfterMs, LONGEST)))
}
