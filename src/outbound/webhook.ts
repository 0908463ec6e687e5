/** Signed messages to partners: Standard Webhooks 1.0.0, symmetric signatures (v1). */
import { createHmac } from 'node:crypto'
import type { Webhook } from '../flows/ports.ts'
import type { Guard } from './guard.ts'
import type { Request } from './request.ts'

export function openWebhook({ request, guard }: { request: Request; guard: Guard }): Webhook {
  return {
    post: (url, secret, id, body, at) => {
      const seconds = Math.floor(at / 1000)
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(seconds),
        'webhook-signature': signature(secret, id, seconds, body),
      }
      return request.post(url, headers, body)
    },
    refusal: guard.refusal,
  }
}

/** `secret` is `whsec_` and base64; time in seconds. */
export function signature(secret: string, id: string, seconds: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`
}
