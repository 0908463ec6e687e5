/** Keys made by us: time-ordered ones for rows, random ones for what strangers may see. */

/** Where new keys come from; randomness is handed in. */
export type Ids = {
  /** A key that sorts by the time it was made, so that fresh rows lie together. */
  next: () => string
  /** A key that says nothing, not even when it was made. */
  random: () => string
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** 26 characters: ten of time, sixteen of chance (80 bits), in Crockford's base 32. */
export function timeOrdered(now: number, chance: Uint8Array): string {
  let time = ''
  for (let rest = now, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) {
    time = ALPHABET.charAt(rest % 32) + time
  }
  return time + base32(chance, 16)
}

/** 26 characters of pure chance (130 bits). */
export function unordered(chance: Uint8Array): string {
  return base32(chance, 26)
}

/** One character per byte: the five low bits of each. */
function base32(chance: Uint8Array, length: number): string {
  let text = ''
  for (let i = 0; i < length; i++) text += ALPHABET.charAt((chance[i] ?? 0) & 31)
  return text
}
