/** How often strangers may try: sign-in, sign-up and pull are limited. */
import type { Request, RequestHandler } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import type { Partner } from '../../domain/partners/partner.ts'
import type { Limits } from './mount.ts'
import { Problem } from './problem.ts'

const MINUTE = 60_000

type Called = Request & { call?: { caller?: Partner | null; body?: { email?: string } } }

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
    pull: limiter(MINUTE, 600, (req) => req.call?.caller?.id ?? address(req)),
  }
}

function address(req: Request): string {
  return ipKeyGenerator(req.ip ?? '')
}

function limiter(windowMs: number, limit: number, key: (req: Called) => string): RequestHandler {
  return rateLimit({
    windowMs,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: key,
    handler: (_, res, next) => {
      const retryAfter = String(res.getHeader('retry-after') ?? Math.ceil(windowMs / 1000))
      next(new Problem(429, 'too many requests', [], { 'retry-after': retryAfter }))
    },
  })
}

function both(first: RequestHandler, second: RequestHandler): RequestHandler {
  return (req, res, next) =>
    void first(req, res, (problem?: unknown) =>
      problem ? next(problem) : void second(req, res, next),
    )
}
