/** What a charger says of a connector, and what follows from it for what we know of it. */
import type { Connector } from './charger.ts'

/** What was told; `at` by the charger's clock, null where it told none. */
export type Told = Pick<Connector, 'evse' | 'connector' | 'status'> &
  Partial<Pick<Connector, 'error' | 'vendorError' | 'info'>> & { at: number | null }

/** The connector after what was told of it, and whether it is another state than before. */
export function connectorAfter(
  charger: string,
  before: Connector | null,
  told: Told,
  now: number,
): { connector: Connector; isNew: boolean } {
  const { evse, connector, status, at } = told
  // What is not told stays: 2.x tells states and problems apart.
  const error = told.error === undefined ? (before?.error ?? null) : told.error
  const vendorError =
    told.vendorError === undefined ? (before?.vendorError ?? null) : told.vendorError
  const info = told.info === undefined ? (before?.info ?? null) : told.info
  const isNew =
    before === null ||
    before.status !== status ||
    before.error !== error ||
    before.vendorError !== vendorError
  const since = isNew || before === null ? plausible(at, now) : before.since
  return {
    connector: { charger, evse, connector, status, error, vendorError, info, since, heardAt: now },
    isNew,
  }
}

/** Before its first look at a clock a charger lives in 1970 or 2000. */
const EARLIEST = Date.UTC(2010)
const AHEAD_MS = 300_000

/** A charger's time, or ours where it cannot be. */
function plausible(at: number | null, now: number): number {
  return at === null || at < EARLIEST || at > now + AHEAD_MS ? now : at
}

/** A clock that is off by less is right. */
const OFF_MS = 5_000
/** After it came back a charger tells what became so long ago. */
const SETTLED_MS = 60_000

/**
 * How far a charger's clock is behind ours, from what it says of a change just now; null: that cannot
 * be told. A time that lies ahead of ours is always its clock's; an earlier one may be the change's.
 */
export function skewOf(
  told: { at: number | null; isNew: boolean },
  { now, connectedAt }: { now: number; connectedAt: number | null },
): number | null {
  const { at, isNew } = told
  if (at === null) return null
  if (at > now + OFF_MS) return now - at
  const isLive = isNew && connectedAt !== null && now - connectedAt > SETTLED_MS
  return isLive ? now - at : null
}

/** Whether a skew is another one than before, and worth a row. */
export function isOtherSkew(before: number | null, after: number): boolean {
  return before === null || Math.abs(before - after) >= OFF_MS
}
