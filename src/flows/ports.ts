/** What the flows need of the world: the clock, the keys, the store, and the ways out. */
import type { Doors } from '../domain/doors.ts'
import type { Ids } from '../domain/ids.ts'
import type { Party } from '../domain/ocpi/peer.ts'
import type { Signing } from '../domain/partners/partner.ts'
import type { Ocm } from './directory/ports.ts'
import type { Authority } from './chargers/entry/ports.ts'
import type { LogEntry } from './chargers/log/logbook.ts'
import type { OcppPolicy } from './chargers/policy.ts'
import type { Lines } from './chargers/ports.ts'
import type { RouterMeter, Trunks } from './chargers/router/ports.ts'
import type { Ocpi } from './ocpi/ports.ts'
import type { Depot } from './feed/ports.ts'
import type { Subscription, Tables } from './tables.ts'

export type { Asking, Authority, Terms } from './chargers/entry/ports.ts'
export type { LogEntry } from './chargers/log/logbook.ts'
export type { Called, Line, Lines } from './chargers/ports.ts'
export type {
  Address,
  Ears,
  Fault,
  Replied,
  RouterMeter,
  Trunk,
  Trunks,
} from './chargers/router/ports.ts'

export type { Depot } from './feed/ports.ts'

export type { Ocm, Posted } from './directory/ports.ts'

/** Milliseconds since 1970. */
export type Clock = () => number

/** Chance in 0..1, for jitter and random order. */
export type Chance = () => number

/**
 * The server's keys. What it makes says nothing to whoever holds the database alone. The current
 * key makes all that is new; older ones still open and recognise what they made.
 */
export type Vault = {
  /** Names of the keys, 8 characters, the current one first. */
  keyIds: () => string[]
  /** A keyed hash of a text: its key's name, a dot, 22 characters. `purpose` keeps uses apart. */
  hash: (purpose: string, text: string) => string
  /** Whether this is a hash of the text, by the current key or an older one. */
  isHash: (purpose: string, text: string, hash: string) => boolean
  /** The tokens of grid cells for one vehicle, 22 characters each, by every key. */
  cellTokens: (salt: string, cells: string[]) => { key: string; tokens: string[] }[]
  /**
   * AES-256-GCM, behind its key's name and a dot; `bound` ties the text to its row and must be the
   * same when it is opened.
   */
  seal: (text: string, bound: string) => string
  /** null where the key is lost or the text was moved to another row. */
  open: (sealed: string, bound: string) => string | null
}

/** Passwords of owners (argon2id). */
export type Passwords = {
  hash: (password: string) => Promise<string>
  verify: (hash: string, password: string) => Promise<boolean>
  /**
   * `foreign`: another server has made this hash; it can be verified, and is made anew as soon as
   * its password is known. `unknown`: none that could be verified.
   */
  kindOf: (hash: string) => 'ours' | 'foreign' | 'unknown'
}

/** Thrown by a store that can take no writes now (disk full, connection lost): try again later. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
}

/** The memory. A promise of `write` is kept only after its changes are durable. */
export type Store = {
  read: Tables
  /** One transaction: all of it or, where `work` throws, nothing. */
  write: <T>(work: (tables: Tables) => Promise<T>) => Promise<T>
  /** Makes sure that what was erased stands in no log of the database either. */
  scrub: () => Promise<void>
  /** Copies the whole database to a file while it is used (SQLite), without any key. */
  backup: (file: string) => Promise<void>
  close: () => Promise<void>
}

/** What became of one request to the outside. `status` is null where no answer came. */
export type Answered = {
  status: number | null
  /** The first kilobytes of the answer. */
  body: string
  /** dns, connect, tls, timeout, blocked, …; null where an answer came. */
  error: string | null
  retryAfterMs: number
  ms: number
}

/** Web push (RFC 8030, 8291, 8292). */
export type Push = {
  publicKey: string
  send: (
    to: Pick<Subscription, 'endpoint' | 'p256dh' | 'auth'>,
    payload: string,
    options: { ttlS: number; topic: string; urgency?: Urgency },
  ) => Promise<Answered>
}

/** RFC 8030, 5.3: what the battery of a sleeping phone is spent for. Without one: high. */
export type Urgency = 'normal' | 'high'

/** A message to an ntfy topic; `click` is what a tap opens. */
export type Publication = { title: string; message: string; click: string; urgency: Urgency }

/** Messages to topics of ntfy servers that owners name (docs.ntfy.sh/publish). */
export type Ntfy = {
  /** `topic` is the topic's own address. */
  publish: (topic: string, publication: Publication) => Promise<Answered>
  /** Why an address may not be used, or null. */
  refusal: (topic: string) => string | null
}

/** An e-mail to an owner; a POST to `unsubscribe` ends more of them (RFC 8058); null: he asked for it. */
export type Letter = {
  to: string
  subject: string
  text: string
  html: string
  language: string
  /** null: what its reader has asked for, and must know. */
  unsubscribe: string | null
}

/** E-mail by the operator's mail server; `status` is the reply code of SMTP (RFC 5321, 4.2). */
export type Mail = { send: (letter: Letter) => Promise<Answered> }

/** Where a message goes, and what signs it: every one of these, by HMAC (v1) or ed25519 (v1a). */
export type Endpoint = { url: string; signings: Signing[]; how: 'v1' | 'v1a' }

/** A message: the webhook-id, this attempt's own id, and the time that is signed in milliseconds. */
export type Message = { id: string; request: string; body: string; at: number }

/** Signed HTTP to partners (Standard Webhooks). */
export type Webhook = {
  /** Where `signal` breaks it off, `error` is `recalled`; where the house closes, `cut`. */
  post: (to: Endpoint, message: Message, signal?: AbortSignal) => Promise<Answered>
  /** Messages a minute that an endpoint says to allow; null where it says nothing. */
  allowedRate: (url: string) => Promise<number | null>
  /** Keys for a new partner or a roll. */
  newSigning: () => Signing
  /** What a partner checks v1a signatures by: `whpk_…`. */
  publicKeyOf: (key: Signing['key']) => string
  /** Why an address may not be used, or null. */
  refusal: (url: string) => string | null
}

/** A JPEG, and its sides in pixels. */
export type Picture = { jpeg: Buffer; width: number; height: number }

/**
 * Strangers' pictures. `clean` gives one that shows the same and tells nothing else; null: it is
 * none; `busy`: so many wait already that this one was not looked at.
 */
export type Pictures = {
  clean: (bytes: Buffer) => Promise<Picture | 'busy' | null>
}

export type { Ocpi, OcpiAnswer, OcpiCall } from './ocpi/ports.ts'

/** Tells waiting readers and senders that the feed or a question is new; a hint, never a promise. */
export type Bell = {
  ring: () => void
  /** Resolves at the next ring, or after `ms`, or when the signal aborts. */
  wait: (ms: number, signal?: AbortSignal) => Promise<void>
  /** Tells those who listen for an owner, and nobody else, that something of his has changed. */
  stir: (owner: string) => void
  listen: (owner: string) => Ear
}

/** Somebody who listens for an owner, from now on until it is closed. */
export type Ear = {
  /** Resolves at the next stir, at once where one was missed, or after `ms`, or when it aborts. */
  next: (ms: number, signal: AbortSignal) => Promise<void>
  close: () => void
}

/**
 * Says at once, in this process, that what a vehicle's module or an owner has shown is no longer
 * valid; `of` is the vehicle's id or the owner's. A hint: rooms look by themselves as well.
 */
export type Locks = {
  changed: (of: string) => void
  watch: (hear: (of: string) => void) => void
}

/** Counts and times, for the operator. */
export type Meter = {
  message: (source: string, result: string) => void
  batch: (size: number, seconds: number) => void
  question: (kind: string, what: string) => void
  push: (result: string) => void
  /** A message to an owner by another channel than web push. */
  notice: (channel: string, result: string) => void
  delivery: (partner: string, result: string, seconds: number) => void
  /** A call from or to a charger with what came of it, or a frame that was none. */
  frame: (entry: Frame) => void
  /** What became of a command, or of so many; a word that stays the same. */
  command: (outcome: string, count?: number) => void
  /** More charges and transactions hang together than can be told apart. */
  crowd: () => void
} & RouterMeter

/** What is counted of an entry in the log of chargers. */
export type Frame = Pick<LogEntry, 'direction' | 'version' | 'action' | 'error' | 'ms'> & {
  deviations: { rule: string }[]
}

/** Structured notes; never a token, password or position. */
export type Log = {
  info: (what: object, text: string) => void
  warn: (what: object, text: string) => void
  error: (what: object, text: string) => void
}

/** The operator's wishes that the flows follow; times in milliseconds. */
export type Policy = {
  /** A restart at the same place within this time continues a session. */
  settleMs: number
  /** A charging session not heard of for so long is closed, its end unknown. */
  silenceMs: number
  radiusM: number
  /** An unanswered question is pushed again after this, and expires after that. */
  remindMs: number
  expireMs: number
  /** New owners may sign up by themselves. */
  signUp: boolean
  loginMs: number
  /** How long an old partner token works after rotation. */
  tokenGraceMs: number
  /** Kept messages, settled questions, last fixes and logs of deliveries are deleted after this. */
  messagesMs: number
  questionsMs: number
  fixMs: number
  /** Places that nobody visited for so long are forgotten: undecided ones, and private ones. */
  undecidedMs: number
  privateMs: number
  deliveriesMs: number
  /** How many messages to partners may be under way at once. */
  pushesAtOnce: number
  /** Cursors live so long, and superseded states of shared charges. */
  feedMs: number
  /** Where owners open the app: the public address of this server, without a slash at its end. */
  publicUrl: string
  /** Where modules reach this server. */
  modules: Doors
  /** Where the app's map gets its tiles; null: it makes do with what it ships with. */
  mapTiles: { url: string; attribution: string } | null
  /** How chargers are let in, and how long what they say is kept. */
  ocpp: OcppPolicy
  /** As whom we speak OCPI. */
  ocpi: Party
}

/** What every flow may use. Each flow names what it takes of it. */
export type World = {
  policy: Policy
  /** The hash of the operator's token. */
  operatorHash: string
  store: Store
  vault: Vault
  passwords: Passwords
  push: Push
  ntfy: Ntfy
  /** null where the operator has set no mail server. */
  mail: Mail | null
  webhook: Webhook
  /** Names this process in the leases it holds; alone on its database it finds its own again. */
  holder: string
  /** Names this database to other servers, the same for all its processes: 22 characters. */
  house: string
  ocm: Ocm
  depot: Depot
  ocpi: Ocpi
  clock: Clock
  chance: Chance
  ids: Ids
  pictures: Pictures
  bell: Bell
  locks: Locks
  lines: Lines
  trunks: Trunks
  /** null where the operator has set no key to sign with. */
  authority: Authority | null
  meter: Meter
  log: Log
}
