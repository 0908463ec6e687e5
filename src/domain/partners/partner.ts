/** A partner, how far the feed was pushed to it, and what became of each attempt. */
import type { Breaker } from './breaker.ts'
import type { Stretch } from './parcel.ts'
import type { Wishes } from './wishes.ts'

/**
 * The address to push to: none, not proven yet, proven by challenge, gone (it answered 410), or
 * disabled after days of nothing but failures.
 */
export type PushState = 'none' | 'unproven' | 'proven' | 'gone' | 'disabled'

/**
 * What a partner's pushes are signed with: a Standard Webhooks secret (`whsec_…`) and an ed25519
 * key (`whsk_…`); partners are shown its public half (`whpk_…`).
 */
export type Signing = { secret: string; key: string }

/** While a new one is taken into use the old one signs as well, until a time. */
export type Secrets = { current: Signing; old: (Signing & { until: number }) | null }

export type Partner = {
  id: string
  name: string
  email: string
  license: string
  createdAt: number
  pushUrl: string | null
  pushEnabled: boolean
  pushState: PushState
  /** Since when the operator lets it have nothing; null: it is not suspended. */
  suspendedAt: number | null
  wishes: Wishes
  /** null where the key that sealed them is lost. */
  secrets: Secrets | null
}

/** How far the feed was pushed to a partner. */
export type Lane = {
  partner: string
  /** The last feed number that the partner has received. */
  cursorSeq: number
  /** The message that was begun reaches so far, however often it is tried; null: none was. */
  aimSeq: number | null
  /** Failures in a row, and when the next try is due (null: at once). */
  tries: number
  dueAt: number | null
  /** Since when there was no success; null: the last attempt was one. */
  failingSince: number | null
  breaker: Breaker
  /** Messages a minute that the endpoint itself allows (`WebHook-Allowed-Rate`); null: any. */
  allowedRate: number | null
  paidUntil: number
}

/**
 * What goes to a partner beside the feed's own course: halves of what it refused, single events it
 * refuses, and what it asked to have again. `dead`: its tries are over. `superseded`: a newer state
 * of its session was taken meanwhile.
 */
export type Letter = Stretch & {
  id: string
  partner: string
  at: number
  /** The session of a single event that was refused. */
  about: string | null
  isReplay: boolean
  state: 'waiting' | 'dead' | 'superseded'
  tries: number
  dueAt: number
  /** What the partner answered last. */
  status: number | null
}

/** One attempt to push; its id is the `x-request-id` that went along. */
export type Delivery = {
  id: string
  partner: string
  /** The webhook-id, the same for every try of a message. */
  message: string
  kind: 'events' | 'verification' | 'test'
  at: number
  firstSeq: number | null
  lastSeq: number | null
  events: number
  /** Older states of the same sessions that it spared the partner. */
  superseded: number
  status: number | null
  error: string | null
  ms: number
  /** How the answer begins. */
  answer: string
}

/** What a partner is told of its pushes beside them. */
export type Note = {
  id: string
  partner: string
  kind: 'push.gone' | 'push.disabled' | 'secret.renewed'
  at: number
}
