/** What became of an entry of a source when it was read. */
import type { Listing } from './listing.ts'

/**
 * `gone`: the source lists it no longer, or never should have; `passed`: it is none of ours;
 * `bad`: it cannot be read.
 */
export type Arrival =
  | { is: 'listing'; listing: Listing }
  | { is: 'gone'; ref: string; why: string }
  | { is: 'passed'; why: string }
  | { is: 'bad'; ref: string | null; why: string }

/** A line of text as people typed it: no control characters, no spaces around, not too long. */
export function tidy(text: unknown, max: number): string | null {
  if (typeof text !== 'string') return null
  const clean = text.replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim()
  return clean === '' ? null : Array.from(clean).slice(0, max).join('')
}
