/** Signed messages to partners: Standard Webhooks 1.0.0, symmetric (v1) and asymmetric (v1a). */
import { createHmac, createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { Endpoint, Message, Webhook } from '../flows/ports.ts'
import type { Guard } from './guard.ts'
import type { Request } from './request.ts'

type Needs = {
  request: Request
  guard: Guard
  /** Who asks an endpoint how much it allows. */
  publicUrl: () => string
}

/** Asked for: far more than is ever sent. */
const REQUESTED_RATE = 6000

export function openWebhook({ request, guard, publicUrl }: Needs): Webhook {
  return {
    post: (to, message, signal) => {
      const { id, request: requestId, body, at } = message
      const headers = {
        'content-type': 'application/json',
        'x-request-id': requestId,
        'webhook-id': id,
        'webhook-timestamp': String(secondsOf(at)),
        'webhook-signature': signatures(to, message),
      }
      return request.send(to.url, { method: 'POST', headers, body, ...(signal && { signal }) })
    },
    // CloudEvents HTTP 1.1 Web Hooks, 4.1 and 4.2.
    allowedRate: async (url) => {
      const headers = {
        'webhook-request-origin': new URL(publicUrl()).host,
        'webhook-request-rate': String(REQUESTED_RATE),
      }
      const { headers: said } = await request.send(url, { method: 'OPTIONS', headers })
      const rate = said['webhook-allowed-rate'] ?? ''
      return /^[1-9]\d{0,8}$/.test(rate) ? Number(rate) : null
    },
    newSigning: () => ({
      // Standard Webhooks: 24 to 64 random bytes, base64.
      secret: `whsec_${randomBytes(32).toString('base64')}`,
      key: newKey(),
    }),
    publicKeyOf: (key) => `whpk_${bytesOf(key).subarray(SEED).toString('base64')}`,
    refusal: guard.refusal,
  }
}

/** Parted by spaces: by every secret that is live, so that a receiver finds the one it knows. */
function signatures({ signings, how }: Endpoint, { id, body, at }: Message): string {
  const signed = `${id}.${secondsOf(at)}.${body}`
  return signings
    .map(({ secret, key }) => (how === 'v1' ? byHmac(secret, signed) : byKey(key, signed)))
    .join(' ')
}

/** `secret` is `whsec_` and base64. */
export function byHmac(secret: string, signed: string): string {
  return `v1,${createHmac('sha256', bytesOf(secret)).update(signed).digest('base64')}`
}

function byKey(key: string, signed: string): string {
  return `v1a,${sign(null, Buffer.from(signed), privateKey(key)).toString('base64')}`
}

const SEED = 32

/** `whsk_`, and in base64 the seed with the public key behind it (RFC 8032, 5.1.5). */
function newKey(): string {
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  const both = [d, x].map((part) => Buffer.from(part ?? '', 'base64url'))
  return `whsk_${Buffer.concat(both).toString('base64')}`
}

function privateKey(key: string) {
  const bytes = bytesOf(key)
  const d = bytes.subarray(0, SEED).toString('base64url')
  const x = bytes.subarray(SEED).toString('base64url')
  return createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d, x }, format: 'jwk' })
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text.replace(/^wh(sec|sk)_/, ''), 'base64')
}

function secondsOf(at: number): number {
  return Math.floor(at / 1000)
}
