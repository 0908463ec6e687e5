/** How fast a partner wants to be told: a steady rate that forgives short bursts (GCRA). */

/** A burst of so long at the partner's rate is let through at once. */
const BURST_MS = 2000

/** `paidUntil`: up to when the messages that were sent use up the rate. */
export type Pace = { paidUntil: number; dueAt: number | null }

/** After a message was sent: when the next one may be, null at once. `rate` is messages a minute. */
export function paced(paidUntil: number, rate: number | null, now: number): Pace {
  if (rate === null) return { paidUntil: 0, dueAt: null }
  const until = Math.round(Math.max(paidUntil, now) + 60_000 / rate)
  return { paidUntil: until, dueAt: until - now > BURST_MS ? until - BURST_MS : null }
}
