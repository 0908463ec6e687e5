/** How a backend fares: whether it is there, what went wrong last, and what it says otherwise than OCPP. */

/** `greeting`: it is connected and has not taken the charger's boot, so that nothing else is told. */
export type UpstreamState = 'away' | 'greeting' | 'open'

/** Times in milliseconds, by our clock. */
export type Standing = {
  state: UpstreamState
  /** When that began. */
  since: number
  /** Since when it is connected; null: it is not. */
  connectedAt: number | null
  /** Why it is not open, in a few words; null: it is, or nothing is known yet. */
  problem: string | null
  /** The last problem, which stays when it is over, and when that was. */
  failure: string | null
  failedAt: number | null
}

/** Of one that was never tried. */
export function unmet(now: number): Standing {
  return {
    state: 'away',
    since: now,
    connectedAt: null,
    problem: null,
    failure: null,
    failedAt: null,
  }
}

/** How it stands from now on; the same object where nothing has changed. */
export function stood(
  before: Standing,
  state: UpstreamState,
  problem: string | null,
  now: number,
): Standing {
  if (before.state === state && before.problem === problem) return before
  const isConnected = state !== 'away'
  return {
    state,
    since: before.state === state ? before.since : now,
    connectedAt: isConnected ? (before.connectedAt ?? now) : null,
    problem,
    failure: problem ?? before.failure,
    failedAt: problem === null ? before.failedAt : now,
  }
}

/**
 * What backends say otherwise than OCPP: an answer or a call that fails its schema, a call that it may
 * not make, frames that nobody can read, one id for two calls, no answer in time, answers that nobody
 * waits for.
 */
export type UpstreamRule =
  | 'bad-answer'
  | 'bad-call'
  | 'no-ocpp'
  | 'not-allowed'
  | 'same-id'
  | 'silent'
  | 'unasked-answer'

/** How often, when last, and what it was then, in a few words: never anything that could be secret. */
export type UpstreamDeviation = { rule: UpstreamRule; count: number; at: number; last: string }

/** What is counted of a backend between two looks, and written down then. */
export type Tally = { answers: number; deviations: Map<UpstreamRule, UpstreamDeviation> }

/** Nothing counted. */
export function emptyTally(): Tally {
  return { answers: 0, deviations: new Map() }
}

/** Counts one more; `last` in at most 200 characters. */
export function countOdd(tally: Tally, rule: UpstreamRule, last: string, at: number): void {
  const count = (tally.deviations.get(rule)?.count ?? 0) + 1
  tally.deviations.set(rule, { rule, count, at, last: last.slice(0, 200) })
}
