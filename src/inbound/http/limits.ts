/** How often somebody may try: sign-in, sign-up, trials of channels, pull and the tools of OVMS are limited. */
import type { Request, RequestHandler } from 'express'
import { ipKeyGenerator, MemoryStore, rateLimit } from 'express-rate-limit'
import type { Limits } from './mount.ts'
import { Problem } from './problem.ts'

const MINUTE = 60_000

type Called = Request & {
  call?: { caller?: { id: string } | null; body?: { email?: string; password?: unknown } }
}

/** The limiters; none where `on` is false. */
export function limits(on: boolean): Limits {
  if (!on) return {}
  return {
    // By address and by account, so that neither many accounts nor many addresses help a guesser.
    signIn: both(
      limiter(15 * MINUTE, 50, address),
      limiter(15 * MINUTE, 10, (req) => (req.call?.body?.email ?? '').toLowerCase()),
    ),
    signUp: limiter(60 * MINUTE, 20, address),
    visit: limiter(15 * MINUTE, 50, address),
    // Nobody's mailbox is filled, nor are many addresses tried out.
    forgotten: both(
      limiter(60 * MINUTE, 20, address),
      limiter(60 * MINUTE, 5, (req) => (req.call?.body?.email ?? '').toLowerCase()),
    ),
    // Who has somebody's cookie must not guess his password; other wishes are not counted.
    password: limiter(15 * MINUTE, 10, caller, {
      isFree: (req) => req.call?.body?.password === undefined,
    }),
    // A mail address may be a stranger's.
    trial: limiter(60 * MINUTE, 20, caller),
    // Each costs the server some work, and the operator a look.
    photo: limiter(60 * MINUTE, 60, caller),
    // Each has us call an address that may be a stranger's, or send again what was sent.
    push: limiter(60 * MINUTE, 60, caller),
    wish: limiter(60 * MINUTE, 120, caller),
    // Each has a charger do something.
    charge: limiter(15 * MINUTE, 60, caller),
    pull: limiter(MINUTE, 600, caller, { name: 'pull' }),
    // Each sends all there is.
    whole: limiter(60 * MINUTE, 120, caller, { name: 'whole' }),
  }
}

function caller(req: Called): string {
  return req.call?.caller?.id ?? address(req)
}

/** Where a call comes from: an IPv4 address, or the net of an IPv6 one. */
export function address(req: Request): string {
  return ipKeyGenerator(req.ip ?? '')
}

/** Every try counts, also one that is broken off: what it costs us was spent, what it found out is known. */
function limiter(
  windowMs: number,
  limit: number,
  key: (req: Called) => string,
  { name, isFree = () => false }: { name?: string; isFree?: (req: Called) => boolean } = {},
): RequestHandler {
  const store = new MemoryStore()
  const guard = rateLimit({
    store,
    windowMs,
    limit,
    standardHeaders: 'draft-8',
    ...(name !== undefined && { identifier: name }),
    legacyHeaders: false,
    keyGenerator: key,
    skip: isFree,
    handler: (_, res, next) => {
      const retryAfter = String(res.getHeader('retry-after') ?? Math.ceil(windowMs / 1000))
      next(new Problem(429, 'too many requests', [], { 'retry-after': retryAfter }))
    },
  })
  return (req, res, next) => {
    // Who is told in full that nothing has changed has cost almost nothing.
    res.once('finish', () => {
      if (res.statusCode === 304) void store.decrement(key(req))
    })
    return guard(req, res, next)
  }
}

function both(first: RequestHandler, second: RequestHandler): RequestHandler {
  return (req, res, next) =>
    void first(req, res, (problem?: unknown) =>
      problem ? next(problem) : void second(req, res, next),
    )
}

/** How many buckets are remembered at once. */
const BUCKETS = 10_000

type Bucket = { left: number; at: number }

/**
 * Buckets that hold `most` at first and get one more every `everyMs`. Unlike a window of time they
 * let a tool begin with a burst and go on evenly.
 */
export function bucket({
  most,
  everyMs,
  clock,
}: {
  most: number
  everyMs: number
  clock: () => number
}) {
  const buckets = new Map<string, Bucket>()
  const now = (key: string): Bucket => {
    const { left, at } = buckets.get(key) ?? { left: most, at: 0 }
    return { left: Math.min(most, left + (clock() - at) / everyMs), at: clock() }
  }
  const forget = () => {
    for (const key of buckets.keys()) if (now(key).left >= most) buckets.delete(key)
    // Strangers with ever new names must not fill the memory: the oldest tenth is forgotten.
    for (const key of buckets.keys()) if (buckets.size >= BUCKETS * 0.9) buckets.delete(key)
  }
  return {
    /** Seconds until there is one to take; 0: now. */
    wait: (key: string): number => {
      const { left } = now(key)
      return left >= 1 ? 0 : Math.ceil(((1 - left) * everyMs) / 1000)
    },
    take: (key: string): void => {
      if (buckets.size >= BUCKETS) forget()
      const { left, at } = now(key)
      buckets.delete(key)
      buckets.set(key, { left: left - 1, at })
    },
  }
}
