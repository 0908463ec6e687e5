/** The cryptography of OVMS v2, scheme 0: HMAC-MD5 proves the password, RC4 hides the lines. */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a stream of RC4 remembers: its permutation of all bytes, and where it stands in it. */
const STATE = 258
const AT_I = 256
const AT_J = 257
/** The first bytes of RC4 tell of its key, and are thrown away. */
const SKIPPED = 1024

/** Where the stream of each direction lies in `Streams`; both begin alike. */
export const RECEIVED = 0
export const SENT = STATE

/** The two streams of one connection, in one piece of memory. */
export type Streams = Uint8Array

/** HMAC-MD5 under a password, as UTF-8. */
export function proofOf(password: string, text: string): Buffer {
  return createHmac('md5', Buffer.from(password, 'utf8')).update(text).digest()
}

/** Whether a digest in base64, padded or not, proves that its maker knows the password. */
export function isProof(password: string, token: string, digest: string): boolean {
  const shown = Buffer.from(digest.replace(/=+$/, ''), 'latin1')
  const right = Buffer.from(proofOf(password, token).toString('base64').replace(/=+$/, ''))
  return shown.length === right.length && timingSafeEqual(shown, right)
}

/** The streams of a connection: their key is proven from both tokens, the server's first. */
export function streamsOf(password: string, serverToken: string, clientToken: string): Streams {
  const streams = new Uint8Array(2 * STATE)
  schedule(streams, proofOf(password, serverToken + clientToken))
  encipher(streams, RECEIVED, new Uint8Array(SKIPPED), 0, SKIPPED)
  streams.copyWithin(SENT, RECEIVED, STATE)
  return streams
}

function schedule(state: Uint8Array, key: Uint8Array): void {
  for (let i = 0; i < 256; i++) state[i] = i
  let j = 0
  for (let i = 0; i < 256; i++) {
    const held = state[i]!
    j = (j + held + key[i % key.length]!) & 255
    state[i] = state[j]!
    state[j] = held
  }
}

/** Enciphers or deciphers bytes in their place; the stream goes on from where it was. */
export function encipher(
  streams: Streams,
  stream: typeof RECEIVED | typeof SENT,
  bytes: Uint8Array,
  from: number,
  to: number,
): void {
  let i = streams[stream + AT_I]!
  let j = streams[stream + AT_J]!
  for (let at = from; at < to; at++) {
    i = (i + 1) & 255
    const a = streams[stream + i]!
    j = (j + a) & 255
    const b = streams[stream + j]!
    streams[stream + i] = b
    streams[stream + j] = a
    bytes[at]! ^= streams[stream + ((a + b) & 255)]!
  }
  streams[stream + AT_I] = i
  streams[stream + AT_J] = j
}
