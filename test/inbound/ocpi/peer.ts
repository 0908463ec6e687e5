/** A partner's own OCPI server on loopback: registers, is registered with, and takes sessions in. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Inbox, openInbox } from '../../outbound/inbox.ts'
import { bodyOf, serve } from '../../outbound/loopback.ts'
import { type Json, text } from '../../people.ts'
import { Credentials, Envelope, Patch, Session } from './schemas.ts'

export type Version = '2.2.1' | '2.3.0'

/** A request that came, as it came. */
export type Heard = { method: string; path: string; headers: Record<string, unknown>; body: Json }

/** What a server of ours answered. */
export type Answer = { status: number; headers: Headers; code: number; data: unknown; said: string }

export type PeerOptions = {
  versions?: string[]
  /** How it reads and writes tokens. */
  encoding?: 'base64' | 'raw'
  /** How it spoils what it answers, as servers in the field do. */
  twist?: (envelope: Json) => unknown
  /** Modules beside its credentials. */
  endpoints?: Json[]
  /** What it does before it answers. */
  before?: (heard: Heard) => Promise<void>
  /** Answers in place of everything else, null where it has nothing special to say. */
  instead?: (method: string, path: string) => { status: number; body?: unknown } | 'hang up' | null
}

export type OcpiPeer = {
  versionsUrl: string
  options: PeerOptions
  /** What it was told of each session, by id, and all requests in their order. */
  sessions: Map<string, Json>
  heard: Heard[]
  /** The same, each once it was answered. */
  inbox: Inbox<Heard>
  /** What was wrong with what it was told. */
  faults: string[]
  /** The token that it wants to see. */
  token: string
  /** What it may call us with, and what it got in its own handshakes. */
  theirs: string
  ask: (method: string, url: string, body?: unknown, token?: string) => Promise<Answer>
  /** The credentials it gives of itself. */
  credentials: (token?: string) => Json
  close: () => Promise<void>
}

const TIMESTAMP = '2026-11-21T12:00:00' // without its Z, as many write it

export async function openPeer(options: PeerOptions = {}): Promise<OcpiPeer> {
  const { origin, close } = await serve((request, response) => take(peer, request, response))
  const peer: OcpiPeer = {
    ...{ versionsUrl: `${origin}/versions`, options, token: 'token-a', theirs: '' },
    ...{ sessions: new Map(), heard: [], inbox: openInbox(), faults: [], close },
    ask: (method, url, body, token = peer.theirs) =>
      ask({ method, url, token, encoding: peer.options.encoding ?? 'base64' }, body),
    credentials: (token = `renewed-${peer.heard.length}`) => {
      peer.token = token
      const role = { role: 'NSP', business_details: { name: 'Map' }, party_id: 'MAP' }
      return { token, url: peer.versionsUrl, roles: [{ ...role, country_code: 'NL' }] }
    },
  }
  return peer
}

/** As the specification writes it, or as it is. */
export function header(token: string, encoding: 'base64' | 'raw' = 'base64'): string {
  return `Token ${encoding === 'raw' ? token : Buffer.from(token).toString('base64')}`
}

async function ask(
  shown: { method: string; url: string; token: string; encoding: 'base64' | 'raw' },
  body: unknown,
): Promise<Answer> {
  const { method, url, token, encoding } = shown
  const response = await fetch(url, {
    method,
    headers: {
      authorization: header(token, encoding),
      'x-request-id': 'request-1',
      'x-correlation-id': 'correlation-1',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const envelope = Envelope.parse(await response.json())
  const { status_code: code, status_message: said = '', data } = envelope
  return { status: response.status, headers: response.headers, code, data, said }
}

async function take(peer: OcpiPeer, request: IncomingMessage, response: ServerResponse) {
  const sent = (await bodyOf(request)).toString()
  const { method = '', url: path = '', headers } = request
  const body = (sent === '' ? {} : JSON.parse(sent)) as Json
  const heard = { method, path, headers, body }
  peer.heard.push(heard)
  response.once('close', () => peer.inbox.put(heard))
  await peer.options.before?.(heard)
  const instead = peer.options.instead?.(method, path)
  if (instead === 'hang up') return void request.socket.destroy()
  const known = headers.authorization === header(peer.token, peer.options.encoding)
  const { status, ...said } = instead ?? (known ? answer(peer, request, path, body) : unknown)
  response.writeHead(status, { 'content-type': 'application/json' })
  if (instead) return void response.end(JSON.stringify(instead.body ?? ''))
  const envelope = { ...said, timestamp: TIMESTAMP } as Json
  response.end(JSON.stringify(peer.options.twist?.(envelope) ?? envelope))
}

const unknown = { status: 401, status_code: 2000, status_message: 'who are you' }

function answer(peer: OcpiPeer, request: IncomingMessage, path: string, body: Json) {
  const origin = `http://${request.headers.host}`
  const { versions = ['2.2.1', '2.3.0'] } = peer.options
  if (path === '/versions') {
    return ok(versions.map((version) => ({ version, url: `${origin}/${version}` })))
  }
  const [, version = '', module, , , id] = path.split('/')
  const { endpoints = [receiving(origin, version)] } = peer.options
  const own = { identifier: 'credentials', role: 'SENDER', url: `${origin}/${version}/credentials` }
  if (module === undefined) return ok({ version, endpoints: [own, ...endpoints] })
  if (module === 'credentials') return credentials(peer, request.method, body)
  return session(peer, version === '2.3.0' ? '2.3.0' : '2.2.1', request.method, id ?? '', body)
}

function receiving(origin: string, version: string): Json {
  return { identifier: 'sessions', role: 'RECEIVER', url: `${origin}/${version}/sessions` }
}

function credentials(peer: OcpiPeer, method: string | undefined, body: Json) {
  if (method === 'DELETE') return ok(undefined)
  check(peer, 'credentials', Credentials.safeParse(body).error)
  peer.theirs = text(body, 'token')
  return ok(peer.credentials())
}

/** As the receiver's side of the module says: PUT replaces, PATCH changes what is there. */
function session(
  peer: OcpiPeer,
  version: Version,
  method: string | undefined,
  id: string,
  body: Json,
) {
  const before = peer.sessions.get(id)
  if (method === 'GET') return before ? ok(before) : { status: 404, status_code: 2003 }
  if (method === 'PATCH') {
    check(peer, `PATCH ${id}`, Patch[version].safeParse(body).error)
    if (!before) return { status: 404, status_code: 2003, status_message: 'no such session' }
    peer.sessions.set(id, { ...before, ...body })
    return ok(undefined)
  }
  check(peer, `PUT ${id}`, Session[version].safeParse(body).error)
  if (body['id'] !== id) peer.faults.push(`another id at ${id}`)
  peer.sessions.set(id, body)
  return { status: before ? 200 : 201, status_code: 1000 }
}

function check(peer: OcpiPeer, what: string, error: Error | undefined): void {
  if (error) peer.faults.push(`${what}: ${error.message}`)
}

function ok(data: unknown) {
  return { status: 200, status_code: 1000, ...(data !== undefined && { data }) }
}
