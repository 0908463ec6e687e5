/** The shapes of the wire that partners and the operator see, as the server's API document says them. */
import type { Position, Time } from '../wire.ts'

export type EventType =
  | 'charge.started'
  | 'charge.updated'
  | 'charge.completed'
  | 'charge.aborted'
  | 'charge.withdrawn'
/** Degrees and metres; a box whose west lies east of its east goes across ±180°. */
export type Region =
  | { circle: Position & { radiusM: number } }
  | { box: { south: number; west: number; north: number; east: number } }

/** What a partner wishes of its pushes; null: as usual, or all. */
export type Wishes = {
  url: string | null
  enabled: boolean
  events: EventType[] | null
  region: Region | null
  /** Messages a minute. */
  rate: number | null
  batch: number
  signature: 'v1' | 'v1a'
  payload: 'full' | 'thin'
  states: 'every' | 'last'
  retryS: number[] | null
}

/** `GET /v1/partners/me`. */
export type Partner = {
  id: string
  name: string
  email: string
  license: string
  createdAt: Time
  push: Wishes & {
    state: 'none' | 'unproven' | 'proven' | 'gone' | 'disabled'
    allowedRate: number | null
    publicKey: string | null
    oldSecretUntil: Time | null
    failures: number
    failingSince: Time | null
    nextTryAt: Time | null
    breaker: 'closed' | 'open'
    deadLetters: number
    /** Events that were published and not pushed yet. */
    behind: number
    problem: string | null
  }
}
/** `POST /v1/partners`. */
export type Joined = { partner: Partner; token: string; pushSecret: string }
/** `GET /v1/license`. */
export type LicenseText = { id: string; url: string; text: string }

export type Delivery = {
  id: string
  message: string
  kind: 'events' | 'verification' | 'test'
  at: Time
  events: number
  superseded: number
  status: number | null
  error: string | null
  ms: number
}
export type DeliveryInFull = Delivery & { answer: string }
export type DeadLetter = {
  id: string
  message: string
  session: string | null
  at: Time
  tries: number
  status: number | null
}
export type Note = { id: string; kind: string; at: Time }

export type Bulk = {
  name: string
  url: string
  builtAt: Time
  events: number
  size: number
  sha256: string
  next: string
}

/** `GET /v1/stations`; counts are null where too few cars were there to tell. */
export type Station = {
  id: string
  name: string | null
  operator: string | null
  position: Position
  posts: string[]
  listing: { title: string; licence: string; attribution: string; url: string | null } | null
  inUse: number | null
  sessions: number | null
  successRate: { rate: number; low: number; high: number; of: number } | null
  lastSuccessAt: Time | null
  faults: { at: Time | null; post: string | null }[] | null
  typicalPowerKw: number | null
}
/** `GET /v1/stations/occupied`. */
export type Occupied = { data: { stations: { id: string; inUse: number }[] } }

export type Peer = {
  standing: 'offered' | 'calling' | 'registered'
  version: string | null
  versionsUrl: string | null
  parties: { countryCode: string; partyId: string; name: string }[]
  observations: boolean
  since: Time
  push: { url: string | null; failures: number; nextTryAt: Time | null; problem: string | null }
}
/** `POST /v1/partners/me/ocpi`; the token is shown this once. */
export type Begun = { ocpi: Peer; versionsUrl: string; token: string | null }

export type Standing = 'waiting' | 'approved' | 'refused'
export type Contribution = {
  id: string
  kind: 'photo' | 'facts'
  station: string
  state: Standing
  at: Time
  decidedAt: Time | null
  photo: { width: number; height: number } | null
  facts: {
    posts?: number
    plugs?: string[]
    access?: 'public' | 'customers' | 'private'
    price?: string
  } | null
}
