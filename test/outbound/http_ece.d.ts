/** The part of http_ece that the push service uses. */
declare module 'http_ece' {
  import type { ECDH } from 'node:crypto'

  /** RFC 8188 with the keys of RFC 8291. */
  export function decrypt(
    body: Uint8Array,
    keys: { version: 'aes128gcm'; privateKey: ECDH; authSecret: string },
  ): Buffer
}
