/** Leaves an endpoint in peace that does nothing but fail; after a pause one probe looks again. */

const IN_A_ROW = 5
const WINDOW_MS = 60_000
const SLICE_MS = 10_000
const ENOUGH = 10
const MOST_FAILED = 0.7
const FIRST_PAUSE_MS = 60_000
const LONGEST_PAUSE_MS = 3_600_000

/** Attempts of ten seconds: which ten (since 1970), how many, and how many of them failed. */
export type Slice = [slot: number, attempts: number, failed: number]

/** Survives restarts as JSON. */
export type Breaker = {
  /** Failures in a row. */
  failures: number
  /** The last minute, oldest first. */
  slices: Slice[]
  /** How often it has opened without one success since: 0 is closed. */
  pauses: number
}

export const closed: Breaker = { failures: 0, slices: [], pauses: 0 }

export function isOpen({ pauses }: Breaker): boolean {
  return pauses > 0
}

/** How long nothing is tried, in milliseconds; each probe that fails doubles it up to an hour. */
export function pauseOf({ pauses }: Breaker): number {
  return pauses === 0 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** (pauses - 1), LONGEST_PAUSE_MS)
}

/** After an attempt. One success closes it, and forgets the minute that opened it. */
export function afterAttempt(before: Breaker, ok: boolean, now: number): Breaker {
  if (ok && isOpen(before)) return closed
  const slices = counted(before.slices, ok, now)
  if (ok) return { failures: 0, slices, pauses: 0 }
  const failures = before.failures + 1
  const opens = isOpen(before) || failures >= IN_A_ROW || mostlyFailed(slices)
  return { failures, slices, pauses: opens ? before.pauses + 1 : 0 }
}

function counted(slices: Slice[], ok: boolean, now: number): Slice[] {
  const slot = Math.floor(now / SLICE_MS)
  const recent = slices.filter(([at]) => at > slot - WINDOW_MS / SLICE_MS && at <= slot)
  const [last, attempts, failed] = recent.at(-1) ?? [0, 0, 0]
  const failure = ok ? 0 : 1
  if (last !== slot) return [...recent, [slot, 1, failure]]
  return [...recent.slice(0, -1), [slot, attempts + 1, failed + failure]]
}

function mostlyFailed(slices: Slice[]): boolean {
  const attempts = slices.reduce((sum, [, all]) => sum + all, 0)
  const failed = slices.reduce((sum, [, , some]) => sum + some, 0)
  return attempts >= ENOUGH && failed > MOST_FAILED * attempts
}
