/** The charger's clock beside ours: how its times are read, and which of them are believed. */
import type { Oddity } from './oddity.ts'

/** A clock may be so far off without a word about it. */
const SKEW_MS = 5 * 60_000
/** No charger that speaks OCPP 1.6 told its first time before; clocks that were never set do. */
const UNSET_MS = Date.UTC(2010, 0, 1)

const TIME =
  /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(:\d\d)?(?:[.,](\d{1,3})\d*)?\s*(?:([Zz])|([+-]\d\d):?(\d\d)?)?$/

/** When something was, and what is odd about the time that was told. */
export type When = { at: number; odd: Oddity[] }

/**
 * A time as chargers write it, in milliseconds; null: it is none. Without a zone it is UTC; a zone of
 * hours alone (`+03`) is understood.
 */
export function timeOf(text: unknown): number | null {
  const found = typeof text === 'string' ? TIME.exec(text.trim()) : null
  if (!found) return null
  const [, day, minute, second = ':00', fraction = '0', , hours, minutes = '00'] = found
  const zone = hours === undefined ? 'Z' : `${hours}:${minutes}`
  const at = Date.parse(`${day}T${minute}${second}.${fraction.padEnd(3, '0')}${zone}`)
  return Number.isNaN(at) ? null : at
}

/** When something was: as its charger claims or, where that cannot be, when it was heard. */
export function whenOf(claimed: unknown, heardAt: number): When {
  const at = timeOf(claimed)
  if (at === null || at < UNSET_MS) return { at: heardAt, odd: ['clock-unset'] }
  if (at > heardAt + SKEW_MS) return { at: heardAt, odd: ['future-time'] }
  return { at, odd: [] }
}

/** What is odd about a clock that is so far off. */
export function oddOf(skewMs: number | null): Oddity[] {
  return skewMs !== null && Math.abs(skewMs) > SKEW_MS ? ['clock-skew'] : []
}
