/** A partner's receiver on loopback: checks signatures, proves its address, collects events. */
import { createPublicKey, verify } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { openInbox } from './inbox.ts'
import { bodyOf, serve } from './loopback.ts'

/** An accepted message; `id` is its webhook-id. */
export type Parcel = { id: string; body: Record<string, unknown> }

/** How a receiver fails: with a status, late, or by hanging up. */
export type Failure = {
  status?: number
  headers?: Record<string, string>
  delayMs?: number
  drop?: boolean
  /** The text of its answer. */
  said?: string
  /** What it waits for before it answers. */
  after?: Promise<void>
}

export type Receiver = {
  url: string
  /** Signatures by this secret, or for this public key, are accepted, also while it is rotated. */
  trust: (secret: string) => void
  distrust: (secret: string) => void
  /** Lets it fail from now on, always or by what it is sent; null makes it well again. */
  answer: (failure: Failure | ((body: Parcel['body']) => Failure | null) | null) => void
  /** What it answers to OPTIONS, and in its 200s beside. */
  greets: (headers: Record<string, string>) => void
  /** The events taken in, in order; a repeated message counts once. */
  items: unknown[]
  /** All messages accepted, repeats too. */
  parcels: Parcel[]
  /** Messages that came, accepted or not. */
  requests: () => number
  /** Why messages were turned down. */
  refusals: string[]
  /** The oldest accepted message not taken yet, or the next one to come. */
  next: () => Promise<Parcel>
  close: () => Promise<void>
}

const TOLERANCE_S = 300

/** `clock` judges whether a signature is fresh, in milliseconds. */
export async function openReceiver(clock: () => number = Date.now): Promise<Receiver> {
  const secrets: string[] = []
  const items: unknown[] = []
  const refusals: string[] = []
  const seen = new Set<string>()
  const inbox = openInbox<Parcel>()
  let failure: Parameters<Receiver['answer']>[0] = null
  let greeting: Record<string, string> = {}
  let requests = 0

  function accept(request: IncomingMessage, text: string): Parcel {
    const id = verified(request, text, secrets, clock())
    const body = JSON.parse(text) as Parcel['body']
    if (!seen.has(id) && Array.isArray(body['items'])) items.push(...(body['items'] as unknown[]))
    seen.add(id)
    return { id, body }
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = (await bodyOf(request)).toString()
    if (request.method === 'OPTIONS') return void response.writeHead(200, greeting).end()
    requests += 1
    const failing =
      typeof failure === 'function' ? failure(JSON.parse(text) as Parcel['body']) : failure
    const { status, headers, delayMs, drop, said, after } = failing ?? {}
    await after
    if (drop) return void request.socket.destroy()
    if (delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, delayMs).unref())
    if (status !== undefined) return void response.writeHead(status, headers).end(said ?? 'told to')
    const parcel = accept(request, text)
    response.writeHead(200, { 'content-type': 'application/json' }).end(echo(parcel))
    inbox.put(parcel)
  }

  const { origin, close } = await serve((request, response) => {
    take(request, response).catch((error: Error) => {
      refusals.push(error.message)
      response.writeHead(401).end(error.message)
    })
  })

  return {
    url: `${origin}/chargeshare`,
    trust: (secret) => void secrets.push(secret),
    distrust: (secret) => void secrets.splice(secrets.indexOf(secret), 1),
    answer: (next) => (failure = next),
    greets: (headers) => (greeting = headers),
    items,
    parcels: inbox.all,
    requests: () => requests,
    refusals,
    next: inbox.next,
    close,
  }
}

/** The proof of the address; an empty object answers everything else. */
function echo({ body }: Parcel): string {
  const { type, challenge } = body as { type?: unknown; challenge?: unknown }
  return JSON.stringify(type === 'endpoint.verification' ? { challenge } : {})
}

/** The webhook-id of a message that is fresh and signed by a trusted secret. */
function verified(
  { headers }: IncomingMessage,
  text: string,
  secrets: string[],
  now: number,
): string {
  const id = String(headers['webhook-id'])
  const at = new Date(Number(headers['webhook-timestamp']) * 1000)
  const signatures = String(headers['webhook-signature']).split(' ')
  if (!(Math.abs(now - at.getTime()) <= TOLERANCE_S * 1000)) throw new Error('stale timestamp')
  const isSigned = secrets.some((secret) =>
    secret.startsWith('whpk_')
      ? signatures.some((one) => isSignedBy(secret, one, `${id}.${at.getTime() / 1000}.${text}`))
      : signatures.includes(new Webhook(secret).sign(id, at, text)),
  )
  if (!isSigned) throw new Error('no matching signature')
  return id
}

/** Standard Webhooks, v1a: ed25519 over the same text. */
function isSignedBy(key: string, signature: string, text: string): boolean {
  if (!signature.startsWith('v1a,')) return false
  const x = Buffer.from(key.slice('whpk_'.length), 'base64').toString('base64url')
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return verify(null, Buffer.from(text), publicKey, Buffer.from(signature.slice(4), 'base64'))
}
