/** An upstream: another backend (CSMS) that shares a charger with us, and what it may do there. */
import { z } from 'zod'
import { Identity } from '../charger.ts'
import type { OcppVersion, Payload } from '../ocpp.ts'
import { type Standing, unmet } from './standing.ts'

/**
 * Whose word counts when a driver wants to charge. `ours`: this server's alone. `primary`: the
 * primary's. `any`: one yes is enough. `all`: one no is enough. Who is away or says nothing in time
 * has no voice; where nobody else has spoken, ours counts. Whom this server has blocked nobody lets in.
 */
export const Authorisation = z.enum(['any', 'all', 'primary', 'ours'])
export type Authorisation = z.infer<typeof Authorisation>

/** The primary's answers go to the charger; those of listeners are only recorded. */
export const UpstreamRole = z.enum(['primary', 'listener'])
export type UpstreamRole = z.infer<typeof UpstreamRole>

/** Calls that it may make to the charger: all, none, or these. */
const Rights = z.union([z.boolean(), z.array(z.string().regex(/^[A-Za-z0-9]{1,50}$/)).max(100)])
export type Rights = z.infer<typeof Rights>

/** How the operator names a backend. What is left out is as by default, or as it was before. */
export const UpstreamWish = z.strictObject({
  /** Tells it from the others of the charger, for good. */
  name: z.string().regex(/^[\w.-]{1,40}$/, 'must be 1 to 40 letters, digits, dots or dashes'),
  /** Without the charger's identity, which is put behind it. */
  url: z
    .string()
    .max(500)
    .regex(/^wss?:\/\/[^\s?#]+$/, 'must be a ws:// or wss:// URL'),
  /** As whom the charger is known there; else as here. */
  identity: Identity.optional(),
  /** null: none. Left out: as before. */
  password: z.string().min(1).max(100).nullable().optional(),
  role: UpstreamRole.optional(),
  mayCommand: Rights.optional(),
})
export type UpstreamWish = z.infer<typeof UpstreamWish>

/** At most so many backends share one charger. */
const UPSTREAMS = 8

/** A charger's; each name once, at most one primary. */
export const UpstreamWishes = z
  .array(UpstreamWish)
  .max(UPSTREAMS)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
    message: 'must not name one twice',
  })
  .refine((all) => all.filter(({ role }) => role === 'primary').length <= 1, {
    message: 'must have one primary at most',
  })

export type Upstream = Standing & {
  charger: string
  name: string
  url: string
  identity: string
  /** null: none, or the key that sealed it is lost. */
  password: string | null
  role: UpstreamRole
  mayCommand: Rights
  /** How many of its answers the charger was given. */
  answers: number
  /** Messages that found no room in its queue, and those that it refused for good. */
  dropped: number
  createdAt: number
}

/** How a charger is shared. */
export type Relay = {
  charger: string
  authorisation: Authorisation
  /** When the operator changed it, or the backends below it. */
  changedAt: number
}

/**
 * A transaction message on its way to a backend, as the charger told it. `transaction`: our number
 * for it; null in 2.x, where it has the charger's own name everywhere.
 */
export type UpstreamLetter = {
  id: string
  charger: string
  upstream: string
  version: OcppVersion
  action: string
  payload: Payload
  transaction: number | null
  /** How often it was refused. */
  tries: number
  at: number
}

/** So many wait for a backend, with so many characters in all. */
export type Waiting = { n: number; size: number }

/** How a backend calls a transaction (2.x: as we do), and what it said of its idTag. */
export type Known = {
  charger: string
  upstream: string
  ours: number
  theirs: number
  status: string | null
  at: number
}

/** What a primary may do unless the operator says more: nothing that changes the charger itself. */
const USUAL: readonly string[] = [
  'CancelReservation',
  'ClearChargingProfile',
  'CostUpdated',
  'DataTransfer',
  'GetChargingProfiles',
  'GetCompositeSchedule',
  'GetConfiguration',
  'GetLocalListVersion',
  'GetTransactionStatus',
  'GetVariables',
  'RemoteStartTransaction',
  'RemoteStopTransaction',
  'RequestStartTransaction',
  'RequestStopTransaction',
  'ReserveNow',
  'SetChargingProfile',
  'TriggerMessage',
  'UnlockConnector',
]

/** What one may do of whom nothing is said: a listener listens. */
export function usualRights(role: UpstreamRole): Rights {
  return role === 'primary' ? [...USUAL] : false
}

/** Whether a backend may make this call. */
export function mayCommand(rights: Rights, action: string): boolean {
  return typeof rights === 'boolean' ? rights : rights.includes(action)
}

/** The backend as wished; `before` is the one of this name, if any. */
export function upstreamOf(
  charger: string,
  wish: UpstreamWish,
  before: Upstream | null,
  now: number,
): Upstream {
  const role = wish.role ?? before?.role ?? 'listener'
  const kept = before?.role === role ? before.mayCommand : usualRights(role)
  return {
    charger,
    name: wish.name,
    url: wish.url.replace(/\/+$/, ''),
    identity: wish.identity ?? before?.identity ?? charger,
    password: wish.password === undefined ? (before?.password ?? null) : wish.password,
    role,
    mayCommand: wish.mayCommand ?? kept,
    ...(before ? standingOf(before) : unmet(now)),
    answers: before?.answers ?? 0,
    dropped: before?.dropped ?? 0,
    createdAt: before?.createdAt ?? now,
  }
}

/** Of a backend only how it stands. */
export function standingOf(upstream: Upstream): Standing {
  const { state, since, connectedAt, problem, failure, failedAt } = upstream
  return { state, since, connectedAt, problem, failure, failedAt }
}

/** How a command, or a message in the log, says that it is a backend's. */
export function byBackend(name: string): string {
  return `upstream:${name}`
}

export function isBackend(text: string): boolean {
  return text.startsWith(byBackend(''))
}
