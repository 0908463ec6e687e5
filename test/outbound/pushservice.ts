/** A push service on loopback (RFC 8030, 8291, 8292): what a browser maker runs for its browsers. */
import { createECDH, createPublicKey, randomBytes, verify } from 'node:crypto'
import type { ECDH } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { decrypt } from 'http_ece'
import { openInbox } from './inbox.ts'
import { bodyOf, serve } from './loopback.ts'

/** As a browser's `PushSubscription.toJSON()`. */
export type Device = { endpoint: string; keys: { p256dh: string; auth: string } }

export type Message = {
  endpoint: string
  payload: string
  ttl: number
  topic: string | null
  urgency: string | null
}

export type PushService = {
  origin: string
  /** A new device; where a server's VAPID key is given, no other server may push to it. */
  subscribe: (serverKey?: string) => Device
  /** Lets an endpoint answer so from now on; 201 makes it take messages again. */
  answer: (endpoint: string, status: number, headers?: Record<string, string>) => void
  /** All that was taken, decrypted, also what a newer message of its topic replaced. */
  messages: Message[]
  /** Why requests were turned down. */
  refusals: string[]
  /** Delivers the oldest message held, or the next one to come. */
  next: () => Promise<Message>
  /** Delivers all that is held, as to a device that comes online. */
  drain: () => Message[]
  close: () => Promise<void>
}

type Mailbox = {
  ecdh: ECDH
  auth: string
  serverKey: string | undefined
  answer: { status: number; headers: Record<string, string> }
}

const LARGEST = 4096

class Refused extends Error {
  readonly status: number
  constructor(status: number, text: string) {
    super(text)
    this.status = status
  }
}

export async function openPushService(): Promise<PushService> {
  const mailboxes = new Map<string, Mailbox>()
  const inbox = openInbox<Message>()
  const refusals: string[] = []

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const endpoint = origin + request.url
    const mailbox = mailboxes.get(endpoint)
    if (!mailbox) throw new Refused(404, 'no such endpoint')
    const message = open(mailbox, origin, endpoint, request.headers, await bodyOf(request))
    const { status, headers } = mailbox.answer
    if (status === 201) inbox.put(message, (held) => replaces(message, held))
    response.writeHead(status, headers).end()
  }

  const { origin, close } = await serve((request, response) => {
    take(request, response).catch((error: Error) => {
      refusals.push(error.message)
      response.writeHead(error instanceof Refused ? error.status : 400).end(error.message)
    })
  })

  return {
    origin,
    subscribe: (serverKey) => {
      const endpoint = `${origin}/push/${randomBytes(16).toString('base64url')}`
      const ecdh = createECDH('prime256v1')
      const p256dh = ecdh.generateKeys('base64url')
      const auth = randomBytes(16).toString('base64url')
      mailboxes.set(endpoint, { ecdh, auth, serverKey, answer: { status: 201, headers: {} } })
      return { endpoint, keys: { p256dh, auth } }
    },
    answer: (endpoint, status, headers = {}) => {
      const mailbox = mailboxes.get(endpoint)
      if (!mailbox) throw new Error(`no such endpoint: ${endpoint}`)
      mailbox.answer = { status, headers }
    },
    messages: inbox.all,
    refusals,
    next: inbox.next,
    drain: inbox.drain,
    close,
  }
}

/** A message of the same topic and endpoint takes the place of one not delivered (RFC 8030, 5.4). */
function replaces(message: Message, held: Message): boolean {
  return (
    message.topic !== null && held.topic === message.topic && held.endpoint === message.endpoint
  )
}

function open(
  { ecdh, auth, serverKey }: Mailbox,
  origin: string,
  endpoint: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
): Message {
  const key = vapidKey(headers.authorization ?? '', origin)
  if (serverKey !== undefined && serverKey !== key)
    throw new Refused(403, 'another server’s device')
  if (!/^\d+$/.test(String(headers['ttl']))) throw new Refused(400, 'no TTL')
  if (body.length > LARGEST) throw new Refused(413, 'too large')
  if (headers['content-encoding'] !== 'aes128gcm') throw new Refused(415, 'not aes128gcm')
  const text = decrypt(body, { version: 'aes128gcm', privateKey: ecdh, authSecret: auth })
  return {
    endpoint,
    payload: text.toString(),
    ttl: Number(headers['ttl']),
    topic: headers['topic']?.toString() ?? null,
    urgency: headers['urgency']?.toString() ?? null,
  }
}

/** The public key that signed a fresh token for us (RFC 8292). */
function vapidKey(authorization: string, origin: string): string {
  const [, token = '', key = ''] = /^vapid t=([^,\s]+), ?k=(\S+)$/.exec(authorization) ?? []
  const [head = '', claims = '', signature = ''] = token.split('.')
  if (!isSigned(`${head}.${claims}`, signature, key)) throw new Refused(401, 'VAPID signature')
  const { aud, exp, sub } = parsed(claims)
  const now = Date.now() / 1000
  if (aud !== origin) throw new Refused(401, `VAPID audience ${String(aud)}`)
  if (typeof exp !== 'number' || exp <= now || exp > now + 86_400) {
    throw new Refused(401, 'VAPID expiry')
  }
  if (!/^(mailto:|https:)/.test(String(sub))) throw new Refused(401, 'VAPID subject')
  return key
}

/** ES256 by an uncompressed point on P-256. */
function isSigned(text: string, signature: string, publicKey: string): boolean {
  const point = Buffer.from(publicKey, 'base64url')
  if (point.length !== 65) return false
  const [x, y] = [point.toString('base64url', 1, 33), point.toString('base64url', 33)]
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
  const bytes = Buffer.from(signature, 'base64url')
  return verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, bytes)
}

function parsed(base64url: string): Record<'aud' | 'exp' | 'sub', unknown> {
  return JSON.parse(Buffer.from(base64url, 'base64url').toString())
}
