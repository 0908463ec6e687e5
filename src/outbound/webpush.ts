/** Web push: RFC 8291 encryption and VAPID by the web-push library, sent by our own transport. */
import { ECDH } from 'node:crypto'
import webpush from 'web-push'
import type { Push } from '../flows/ports.ts'
import type { Subscription } from '../flows/tables.ts'
import type { Request } from './request.ts'

/** Keys as base64url; `subject` is a mailto: or https: address of the operator. */
export type Vapid = { publicKey: string; privateKey: string; subject: string }

const LARGEST = 3 * 1024

/** New keys for a new server; new ones make every subscription void. */
export function makeVapidKeys(): Omit<Vapid, 'subject'> {
  return webpush.generateVAPIDKeys()
}

/** Throws where the keys or the subject are not usable. */
export function openPush({ vapid, request }: { vapid: Vapid; request: Request }): Push {
  const { publicKey, privateKey, subject } = vapid
  webpush.getVapidHeaders('https://push.example', subject, publicKey, privateKey, 'aes128gcm')
  return {
    publicKey,
    send: async (to, payload, { ttlS, topic, urgency = 'high' }) => {
      if (Buffer.byteLength(payload) > LARGEST) throw new RangeError('push payload over 3 KiB')
      if (!hasKeys(to)) return { status: null, body: '', error: 'keys', retryAfterMs: 0, ms: 0 }
      const { endpoint, headers, body } = webpush.generateRequestDetails(
        { endpoint: new URL(to.endpoint).href, keys: { p256dh: to.p256dh, auth: to.auth } },
        payload,
        { vapidDetails: vapid, contentEncoding: 'aes128gcm', TTL: ttlS, topic, urgency },
      )
      return request.post(endpoint, headers, body)
    },
  }
}

/** RFC 8291: a point on P-256, uncompressed, and 16 bytes; browsers give them, strangers may not. */
function hasKeys({ p256dh, auth }: Pick<Subscription, 'p256dh' | 'auth'>): boolean {
  try {
    ECDH.convertKey(p256dh, 'prime256v1', 'base64url')
    return bytes(p256dh) === 65 && bytes(auth) === 16
  } catch {
    return false
  }
}

function bytes(base64url: string): number {
  return Buffer.from(base64url, 'base64url').length
}
