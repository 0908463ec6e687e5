/** What owners' tools read from an OVMS server, under the same addresses and names: evcc, Home Assistant, scripts. */
import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { Log } from '../../flows/ports.ts'
import type { Service } from '../../flows/service.ts'
import type { Garage } from '../ovms/garage.ts'
import { type Answer, CALL_NAMES, callOf, text } from './calls.ts'
import { address, bucket } from './limits.ts'
import { signingIn } from './login.ts'
import { problemOf } from './problem.ts'
import { openSessions, type Session } from './sessions.ts'

export type OvmsApi = { service: Service; garage: Garage; limited: boolean; log: Log }

/** As in the OVMS server: a burst of calls from one address, and sixty a minute after it. */
const BURST = 120
const PACE_MS = 1000

/** `/api/…`. Nothing here changes anything but who counts as a car's peer. */
export function ovmsRoutes({ service, garage, limited, log }: OvmsApi): Router {
  const sessions = openSessions(garage, service.clock)
  const signIn = signingIn(service, limited)
  const calls = bucket({ most: BURST, everyMs: PACE_MS, clock: service.clock })

  /** By name and password where they are told, else by the cookie. */
  async function sessionOf(req: Request): Promise<Session | null> {
    const told = credentialsOf(req)
    if (!told) return sessions.find(cookieOf(req))
    const caller = await signIn(told.name, told.password, address(req))
    return caller && sessions.of(caller)
  }

  async function answer(req: Request, name: string, path: string[]): Promise<Answer> {
    const wait = limited ? calls.wait(address(req)) : 0
    if (wait > 0) return text(429, 'Too many requests', { 'retry-after': String(wait) })
    if (limited) calls.take(address(req))
    const handle = callOf(req.method, name)
    if (!handle) return text(404, 'Unrecognised API call')
    const session = await sessionOf(req)
    if (!session) return text(401, 'Authentication failed')
    const { query, secure } = req
    return handle({ session, sessions, service, garage, path, query, secure })
  }

  return Router().use('/api', serving(answer, log))
}

type Answering = (req: Request, name: string, path: string[]) => Promise<Answer>

function serving(answer: Answering, log: Log): RequestHandler {
  return async (req, res) => {
    const [name = '', ...path] = req.path.slice(1).split('/').map(decodeURIComponent)
    note(log, req.method, name, res)
    send(res, await answer(req, name, path).catch(inWords))
  }
}

/** In the query, as ever, or as HTTP Basic. */
function credentialsOf(req: Request): { name: string; password: string } | null {
  const { username, password } = req.query
  if (typeof username === 'string' && typeof password === 'string') {
    return { name: username, password }
  }
  const basic = /^Basic +(\S+)$/i.exec(req.headers.authorization ?? '')?.[1] ?? ''
  const told = Buffer.from(basic, 'base64').toString()
  const colon = told.indexOf(':')
  return colon < 0 ? null : { name: told.slice(0, colon), password: told.slice(colon + 1) }
}

/** No page of another site speaks by the cookie, nor of one beside ours, which SameSite lets pass. */
function cookieOf(req: Request): string {
  const site = req.headers['sec-fetch-site'] ?? 'none'
  if (site !== 'none' && site !== 'same-origin') return ''
  return /(?:^|;\s*)ovmsapisession="?([\w-]+)/.exec(req.headers.cookie ?? '')?.[1] ?? ''
}

/** The call's name alone: what follows it says whose car it is, and the query holds a password. */
function note(log: Log, method: string, name: string, res: Response): void {
  const began = performance.now()
  const path = CALL_NAMES.has(name) ? `/api/${name}` : '/api'
  res.once('close', () => {
    const ms = Math.round(performance.now() - began)
    log.info({ method, path, status: res.statusCode, ms }, 'answered')
  })
}

/** Refusals are texts here; what is a fault of ours goes the way of all faults. */
function inWords(error: unknown): Answer {
  const problem = problemOf(error)
  if (!problem) throw error
  return text(problem.status, problem.message, problem.headers)
}

function send(res: Response, { status, body, headers }: Answer): void {
  const isText = typeof body === 'string'
  const content = isText ? body : `${JSON.stringify(body)}\n`
  res.writeHead(status, {
    'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(content),
    'cache-control': 'no-store',
    // For whoever has a name and a password; what the cookie opens no browser shows to other sites.
    'access-control-allow-origin': '*',
    ...headers,
  })
  res.end(content)
}
