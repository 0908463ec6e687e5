/** Puts declared routes on Express: credential, limits, checks, then the handler. */
import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { z } from 'zod'
import type { Log } from '../../flows/ports.ts'
import { Refusal, type Service } from '../../flows/service.ts'
import { isEmpty, readJson } from './body.ts'
import { COOKIES, cookieOf, READERS } from './cookies.ts'
import { escaped, faultsOf, Problem } from './problem.ts'
import type { AnyRoute, Auth, Callers, Reply } from './route.ts'
import { WORDED } from './wording.ts'

/** What the mounted routes need beside the service. */
export type Mounting = {
  limits?: Limits
  /** For tests: an answer that is not what the API document says is a fault. */
  checkAnswers?: boolean
  /** Every call but those of modules, which are counted and too many to tell of, is noted here. */
  log?: Log
}

/** The limiters of calls, by the name a route asks for; none where limits are off. */
export type Limits = Partial<Record<NonNullable<AnyRoute['limit']>, RequestHandler>>

/** A router of the routes; a path that exists under other methods is answered 405. */
export function mounted(routes: AnyRoute[], service: Service, mounting: Mounting = {}): Router {
  const router = Router({ caseSensitive: true })
  for (const one of routes) {
    router[one.method](expressPath(one.path), handlerOf(one, service, mounting))
  }
  for (const path of new Set(routes.map((one) => one.path))) {
    const allow = routes.filter((one) => one.path === path).map((one) => one.method.toUpperCase())
    router.all(expressPath(path), () => {
      throw new Problem(405, `allowed here: ${allow.join(', ')}`, [], { allow: allow.join(', ') })
    })
  }
  return router
}

function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}

function handlerOf(one: AnyRoute, service: Service, mounting: Mounting): RequestHandler {
  const limit = one.limit && mounting.limits?.[one.limit]
  return async (req, res) => {
    if (mounting.log && one.auth !== 'module') noteAnswer(mounting.log, one, res)
    const { token, caller } = await knownBy(tokensOf(req, one), (token) =>
      callerOf(one.auth, service, token, req),
    )
    const sent = one.body && (one.bare && isEmpty(req) ? {} : await readJson(req))
    const faults: Problem['faults'] = []
    const params = checked(one.params, req.params, faults)
    const query = checked(one.query, req.query, faults)
    if (one.auth === 'operator') faults.push(...strangers(one.query, req.query))
    const body = checked(one.body, sent, faults)
    const headers = checked(one.headers, req.headers, faults)
    if (faults.length > 0) throw new Problem(422, 'the request is not valid', faults)
    const call = { caller, token, params, query, body, headers, req, res }
    if (limit) await passed(limit, Object.assign(req, { call }), res)
    const reply = await one.handle(call as Parameters<typeof one.handle>[0])
    if (reply && mounting.checkAnswers) one.answers[reply.status]?.schema?.parse(reply.body)
    if (reply) send(res, reply)
  }
}

/** The path as it is declared: what was filled in says who somebody is. */
function noteAnswer(log: Log, { method, path }: AnyRoute, res: Response): void {
  const began = performance.now()
  res.once('close', () => {
    const ms = Math.round(performance.now() - began)
    log.info({ method: method.toUpperCase(), path, status: res.statusCode, ms }, 'answered')
  })
}

/** Resolves where the limiter lets the call through; throws its problem where it does not. */
function passed(limit: RequestHandler, req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    void limit(req, res, (problem?: unknown) => (problem ? reject(problem) : resolve()))
  })
}

function checked(
  schema: z.ZodType | undefined,
  value: unknown,
  faults: Problem['faults'],
): unknown {
  if (!schema) return undefined
  const result = schema.safeParse(value, WORDED)
  if (!result.success) faults.push(...faultsOf(result.error))
  return result.data
}

/**
 * What the route does not know in the query. An operator who misspells a sieve would be shown all, and
 * bill it; others may send what an older or a newer server knows.
 */
function strangers(schema: z.ZodObject | undefined, query: object): Problem['faults'] {
  const known = Object.keys(schema?.shape ?? {})
  const strange = Object.keys(query).filter((key) => !known.includes(key))
  const here = known.length > 0 ? `; known here: ${known.join(', ')}` : ''
  const detail = `unknown key${here}`
  return strange.map((key) => ({ pointer: `/${escaped(key)}`, detail, code: 'unknown' }))
}

/** Who calls, by the first token that is good: a partner's cookie may be stale where an owner's is not. */
async function knownBy<T>(
  tokens: string[],
  who: (token: string) => Promise<T>,
): Promise<{ token: string; caller: T }> {
  const [token = '', ...others] = tokens
  try {
    return { token, caller: await who(token) }
  } catch (error) {
    const isUnknown = error instanceof Refusal && error.kind === 'unauthorized'
    if (!isUnknown || others.length === 0) throw error
    return knownBy(others, who)
  }
}

/**
 * The bearer token; who uses a page of ours may come with its cookies instead. A module's password is
 * one that its owner chose: it may hold spaces, and letters that come as the bytes of UTF-8.
 */
function tokensOf(req: Request, { auth, tokenInQuery }: AnyRoute): string[] {
  const header = /^Bearer +(.+)$/i.exec(req.headers.authorization ?? '')?.[1]
  if (header !== undefined) return [ASCII.test(header) ? header : utf8(header)]
  if (tokenInQuery && typeof req.query['token'] === 'string') return [req.query['token']]
  if (isFromElsewhere(req)) return []
  const names = auth === 'reader' ? READERS : [cookies[auth] ?? '']
  return names.map((name) => cookieOf(req, name)).filter((value) => value !== '')
}

const cookies: Partial<Record<Auth, string>> = COOKIES

const ASCII = /^[\x20-\x7e]*$/

/** Node reads headers as Latin-1. */
function utf8(header: string): string {
  return Buffer.from(header, 'latin1').toString()
}

/** A form or a script of another site, also of one beside ours that SameSite lets pass. */
function isFromElsewhere(req: Request): boolean {
  const site = req.headers['sec-fetch-site'] ?? 'none'
  return req.method !== 'GET' && req.method !== 'HEAD' && site !== 'none' && site !== 'same-origin'
}

async function callerOf(
  auth: Auth,
  service: Service,
  token: string,
  req: Request,
): Promise<Callers[Auth]> {
  if (auth === 'anyone') return null
  if (token === '') {
    throw new Problem(401, 'no or wrong credential', [], { 'www-authenticate': 'Bearer' })
  }
  switch (auth) {
    case 'module':
      return service.moduleOf(String(req.params['vehicleId']), token)
    case 'owner':
      return service.ownerOf(token)
    case 'partner':
      return service.partnerOf(token)
    case 'answerer':
      return service.answererOf(String(req.params['id']), token)
    case 'operator':
      return service.operatorBy(token)
    case 'reader':
      return service.readerOf(token)
  }
}

function send(res: Response, { status, body, headers = {} }: NonNullable<Reply>): void {
  if (body === undefined) {
    res.writeHead(status, headers).end()
    return
  }
  const text = JSON.stringify(body)
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...headers,
  })
  res.end(text)
}
