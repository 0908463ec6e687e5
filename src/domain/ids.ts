/** Keys made by us: time-ordered texts with chance at their end. */

/** Where new keys come from; randomness is handed in. */
export type Ids = {
  /** A key that sorts by the time it was made, so that fresh rows lie together. */
  next: () => string
  /**
   * A key for strangers' eyes. It tells the time it is given and nothing else: that of the
   * publication, which its first event tells as well, so that fresh rows lie together here too.
   */
  public: (now: number) => string
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * 26 characters in Crockford's base 32: ten of time, four that count those made in the same
 * millisecond, twelve of chance (60 bits).
 */
export function timeOrdered(now: number, count: number, chance: Uint8Array): string {
  return number(now, 10) + number(count, 4) + base32(chance, 12)
}

function number(value: number, length: number): string {
  let text = ''
  for (let rest = value, i = 0; i < length; i++, rest = Math.floor(rest / 32)) {
    text = ALPHABET.charAt(rest % 32) + text
  }
  return text
}

/** Sorts before every time-ordered key that is made then or later, and behind all earlier ones. */
export function firstAt(at: number): string {
  return timeOrdered(Math.max(at, 0), 0, ZEROS)
}
const ZEROS = new Uint8Array(12)

/** Sorts behind every time-ordered key, in whatever order a database has its letters and signs. */
export const LAST_ID = 'z'.repeat(27)

/** When a time-ordered key was made. */
export function madeAt(id: string): number {
  let at = 0
  for (let i = 0; i < 10; i++) at = at * 32 + ALPHABET.indexOf(id.charAt(i))
  return at
}

/** One character per byte: the five low bits of each. */
function base32(chance: Uint8Array, length: number): string {
  let text = ''
  for (let i = 0; i < length; i++) text += ALPHABET[chance[i]! & 31]
  return text
}
