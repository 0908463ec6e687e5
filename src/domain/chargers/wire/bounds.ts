/** Payloads of more parts than any charger sends: they are told apart before anybody looks closer. */
import type { Deviation } from '../ocpp.ts'

/** The densest that is said in earnest, a day of readings in 256 KiB, has some 18 000. */
const MOST_PARTS = 20_000
/** So much is kept of one that is wrong in thousands of places. */
export const FEW_PARTS = 1000

/** How many of `left` values, lists and objects are left over; below 0 it stops to count. */
function counted(value: unknown, left: number): number {
  let rest = left - 1
  if (typeof value !== 'object' || value === null) return rest
  for (const one of Array.isArray(value) ? value : Object.values(value)) {
    if (rest < 0) return rest
    rest = counted(one, rest)
  }
  return rest
}

/** The first parts of it, as many as there may be. */
export function bounded(payload: unknown, found: Deviation[], most = MOST_PARTS): unknown {
  if (counted(payload, most) >= 0) return payload
  found.push({ rule: 'too-much', path: '', was: `more than ${most} parts` })
  return beginning(payload, { left: most })
}

function beginning(value: unknown, budget: { left: number }): unknown {
  budget.left--
  if (typeof value !== 'object' || value === null) return value
  const kept: [string, unknown][] = []
  for (const [name, one] of Object.entries(value)) {
    if (budget.left <= 0) break
    kept.push([name, beginning(one, budget)])
  }
  return Array.isArray(value) ? kept.map(([, one]) => one) : Object.fromEntries(kept)
}
