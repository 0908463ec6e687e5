/** Base64 from bytes to bytes, without a text in between: each line of each car comes through here. */

const NONE = 255
const PAD = '='.charCodeAt(0)
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const valueOf = new Uint8Array(256).fill(NONE)
for (let i = 0; i < ALPHABET.length; i++) valueOf[ALPHABET.charCodeAt(i)] = i

/**
 * Writes what `bytes` from `start` up to `end` encode to the begin of `out`, which must be as long.
 * Returns how many bytes that are; -1 where it is no base64. Padding may be missing.
 */
export function fromBase64(bytes: Uint8Array, start: number, end: number, out: Uint8Array): number {
  let stop = end
  while (stop > start && bytes[stop - 1] === PAD) stop--
  let [from, to, seen] = [start, 0, 0]
  for (; from + 3 < stop; from += 4) {
    const a = valueOf[bytes[from]!]!
    const b = valueOf[bytes[from + 1]!]!
    const c = valueOf[bytes[from + 2]!]!
    const d = valueOf[bytes[from + 3]!]!
    seen |= a | b | c | d
    out[to++] = (a << 2) | (b >> 4)
    out[to++] = (b << 4) | (c >> 2)
    out[to++] = (c << 6) | d
  }
  const rest = stop - from
  if (rest === 1) return -1
  if (rest > 1) {
    const [a, b] = [valueOf[bytes[from]!]!, valueOf[bytes[from + 1]!]!]
    const c = rest > 2 ? valueOf[bytes[from + 2]!]! : 0
    seen |= a | b | c
    out[to++] = (a << 2) | (b >> 4)
    if (rest > 2) out[to++] = (b << 4) | (c >> 2)
  }
  // Only a byte that is no letter of the alphabet has one of the two upper bits.
  return seen > 63 ? -1 : to
}
