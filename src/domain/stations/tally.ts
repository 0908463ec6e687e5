/** What the sessions at a station come to, kept exact as they come, change and go. */
import type { Counts } from './stay.ts'

/** How often each of some things was told. */
export type Times<T> = Map<T, number>

export type Tally = {
  sessions: number
  /** Distinct ones. */
  vehicles: number
  inUse: number
  succeeded: number
  failed: number
  posts: Times<string>
  /** By whole kilowatts. */
  powers: Times<number>
}

export const nothing: Tally = {
  sessions: 0,
  vehicles: 0,
  inUse: 0,
  succeeded: 0,
  failed: 0,
  posts: new Map(),
  powers: new Map(),
}

/**
 * The tally when a session's counts went from `was` (null: it has come) to `is` (null: it has
 * gone); `vehicles` is how many more distinct vehicles there are since.
 */
export function tallied(
  tally: Tally,
  was: Counts | null,
  is: Counts | null,
  vehicles: -1 | 0 | 1 = 0,
): Tally {
  const more = (holds: (counts: Counts) => boolean) =>
    Number(is !== null && holds(is)) - Number(was !== null && holds(was))
  return {
    sessions: tally.sessions + more(() => true),
    vehicles: tally.vehicles + vehicles,
    inUse: tally.inUse + more(({ outcome }) => outcome === 'charging'),
    succeeded: tally.succeeded + more(({ outcome }) => outcome === 'succeeded'),
    failed: tally.failed + more(({ outcome }) => outcome === 'failed'),
    posts: retold(tally.posts, was?.post, is?.post),
    powers: retold(tally.powers, was?.powerKw, is?.powerKw),
  }
}

function retold<T>(times: Times<T>, was: T | null | undefined, is: T | null | undefined): Times<T> {
  if (was === is) return times
  const changed = new Map(times)
  const add = (what: T | null | undefined, one: 1 | -1) => {
    if (what === null || what === undefined) return
    const count = (changed.get(what) ?? 0) + one
    if (count === 0) changed.delete(what)
    else changed.set(what, count)
  }
  add(was, -1)
  add(is, 1)
  return changed
}

/** What was told most often comes first. */
export function byOften(times: Times<string>): string[] {
  return [...times]
    .sort(([a, timesA], [b, timesB]) => timesB - timesA || (a < b ? -1 : 1))
    .map(([what]) => what)
}

/** The lower median; null where there is none. */
export function medianOf(times: Times<number>): number | null {
  const rising = [...times].sort(([a], [b]) => a - b)
  const all = rising.reduce((sum, [, count]) => sum + count, 0)
  let left = Math.ceil(all / 2)
  for (const [what, count] of rising) {
    left -= count
    if (left <= 0) return what
  }
  return null
}

/** A share of `of` cases, with the bounds between which the true one lies at 95 %. */
export type Share = { rate: number; low: number; high: number; of: number }

/** The quantile of the normal distribution for 95 % on both sides. */
const Z = 1.959963984540054

/** Wilson's interval (1927): right for few cases too, and never outside 0..1. */
export function wilson(succeeded: number, of: number): Share | null {
  if (of === 0) return null
  const rate = succeeded / of
  const spread = Z ** 2 / of
  const centre = rate + spread / 2
  const reach = Z * Math.sqrt((rate * (1 - rate) + spread / 4) / of)
  const bound = (value: number) => Math.min(1, Math.max(0, value / (1 + spread)))
  return { rate, low: bound(centre - reach), high: bound(centre + reach), of }
}
