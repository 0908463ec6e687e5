/** Keys made by us: time-ordered ones for rows, random ones for what strangers may see. */

/** Where new keys come from; randomness is handed in. */
export type Ids = {
  /** A key that sorts by the time it was made, so that fresh rows lie together. */
  next: () => string
  /** A key that says nothing, not even when it was made. */
  random: () => string
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * 26 characters in Crockford's base 32: ten of time, four that count those made in the same
 * millisecond, twelve of chance (60 bits).
 */
export function timeOrdered(now: number, count: number, chance: Uint8Array): string {
  return number(now, 10) + number(count, 4) + base32(chance, 12)
}

/** 26 characters of pure chance (130 bits). */
export function unordered(chance: Uint8Array): string {
  return base32(chance, 26)
}

function number(value: number, length: number): string {
  let text = ''
  for (let rest = value, i = 0; i < length; i++, rest = Math.floor(rest / 32)) {
    text = ALPHABET.charAt(rest % 32) + text
  }
  return text
}

/** One character per byte: the five low bits of each. */
function base32(chance: Uint8Array, length: number): string {
  let text = ''
  for (let i = 0; i < length; i++) text += ALPHABET.charAt((chance[i] ?? 0) & 31)
  return text
}
