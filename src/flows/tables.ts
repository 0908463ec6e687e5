/** The memory as the flows see it: one small port for each noun. */
import type { Fact } from '../domain/charging/message.ts'
import type { Session } from '../domain/charging/session.ts'
import type { Hit, Place } from '../domain/places/place.ts'
import type { Position } from '../domain/places/position.ts'
import type { Consent } from '../domain/sharing/consent.ts'
import type { Flag } from '../domain/sharing/flag.ts'
import type { Question, QuestionKind } from '../domain/sharing/question.ts'
import type { Given } from '../domain/sharing/undo.ts'
import type { Vehicle } from '../domain/sharing/vehicle.ts'
import type { Topic } from '../domain/topic.ts'
import type { ChargerTables } from './chargers/tables.ts'
import type { Contributions } from './contributions/ports.ts'
import type { CheckIns, Listings } from './directory/ports.ts'
import type { Notices, Owners, Proofs, Subscriptions } from './owners/ports.ts'
import type { Peers } from './ocpi/ports.ts'
import type { Outlook, Tallies, Tally, Watched } from './operator/ports.ts'
import type { Page } from './page.ts'
import type { Bulks, Feed } from './feed/ports.ts'
import type { Deliveries, Lanes, Letters, Notes, Partners } from './partners/sending.ts'
import type { Stations } from './stations/ports.ts'
import type { Records, RecordSum, Vehicles, Watches, Word } from './telemetry/ports.ts'

export type {
  ChargerEvent,
  ChargerEvents,
  Chargers,
  Command,
  Commands,
  Holders,
  IdTokens,
  KeptVariable,
  LocalLists,
  Surveys,
  Transactions,
  Variables,
} from './chargers/ports.ts'
export type {
  DeviationCount,
  Dispensed,
  LogEntry,
  LogSieve,
  OcppLog,
  Reports,
} from './chargers/log/logbook.ts'
export type { Certificate, Certificates } from './chargers/entry/ports.ts'
export type { Meetings } from './chargers/meeting/meetings.ts'
export type { Upstreams } from './chargers/router/ports.ts'
export type { CheckIns, CheckInWish, Listings, Posting } from './directory/ports.ts'
export type {
  Climb,
  DueProof,
  Login,
  Notice,
  Owner,
  Owners,
  ProofKind,
  Subscription,
} from './owners/ports.ts'

export type { DeliverySieve } from './partners/sending.ts'
export type { Bulk, Bulks, Entry, Feed, FeedState } from './feed/ports.ts'
export type { Bounds, Circle, Near, Stations } from './stations/ports.ts'
export type { Gathering, Latest, Peers } from './ocpi/ports.ts'
export type {
  Contributions,
  Outlook,
  Page,
  Records,
  RecordSum,
  Tallies,
  Tally,
  Vehicles,
  Watched,
  Watches,
  Word,
}

export type Consents = {
  add: (consent: Consent) => Promise<void>
  /** Oldest first. */
  of: (vehicles: string[]) => Promise<Consent[]>
}

/** How many charges were made and forgotten at a place in a month (`2026-11`). */
export type Month = { place: string; month: string; charges: number }

export type Places = {
  get: (id: string) => Promise<Place | null>
  these: (ids: string[]) => Promise<Place[]>
  /** The places that a position may belong to; which of them it does, `placeAt` says. */
  near: (vehicle: Vehicle, position: Position) => Promise<Hit[]>
  of: (vehicles: string[], page: Page) => Promise<Place[]>
  /** Adds a place with its cells, or keeps its flag, name and position anew. */
  keep: (place: Place, vehicle: Vehicle) => Promise<void>
  /** Makes a place's tokens anew, by the current key, around a position. */
  retoken: (place: Place, vehicle: Vehicle, centre: Position) => Promise<void>
  remove: (id: string) => Promise<void>
  /** Places that keep nothing but months and counts. */
  forgetful: (page: Page) => Promise<Place[]>
  count: (month: Month) => Promise<void>
  months: (vehicles: string[]) => Promise<Month[]>
  /** Removes places with one of these flags that have seen no charge since a time; returns how many. */
  removeUnvisited: (flags: Flag[], since: number) => Promise<number>
}

/** Where in a vehicle's time a late message falls; see `History`. */
export type Stretch = { before: Session | null; sessions: Session[] }

/** Which sessions are meant; what is not told matters not. Times are those of their start. */
export type Sieve = {
  place?: string | undefined
  /** Inclusive. */
  from?: number | undefined
  /** Exclusive. */
  to?: number | undefined
  status?: Session['status'] | undefined
  shared?: boolean | undefined
}

/** A session as it counts in its month. */
export type Sum = Pick<Session, 'place' | 'startedAt' | 'energyKwh' | 'witness'>

export type Sessions = {
  get: (id: string) => Promise<Session | null>
  these: (ids: string[]) => Promise<Session[]>
  latest: (vehicle: string) => Promise<Session | null>
  /** The session that began last at or before `at`, all after it, and the one before it. */
  stretch: (vehicle: string, at: number) => Promise<Stretch>
  /** The charging session at a place, if any. */
  openAt: (vehicle: string, place: string) => Promise<Session | null>
  /** Sessions at a place that are or will be published, or have an open question about sharing. */
  unsettledAt: (vehicle: string, place: string) => Promise<Session[]>
  /** Sessions by their ids, and those of a vehicle whose flags come from these answers. */
  touched: (vehicle: string, ids: string[], answers: string[]) => Promise<Session[]>
  /** Newest first; `after` is the id of the last one seen. */
  of: (vehicles: string[], page: Page, sieve?: Sieve) => Promise<Session[]>
  /** How often a vehicle has charged at each of these places. */
  visits: (vehicles: string[], places: string[]) => Promise<Map<string, number>>
  /** What is needed to sum sessions up. */
  sums: (vehicles: string[]) => Promise<Sum[]>
  /** How often and when last a vehicle charged at each of its places. */
  tally: (vehicle: string) => Promise<Map<string, { charges: number; last: Session }>>
  /** Ended sessions at a place that were not heard of since a time. */
  endedAt: (vehicle: string, place: string, heardBefore: number) => Promise<Session[]>
  /** Published sessions of a vehicle. */
  published: (vehicle: string) => Promise<Session[]>
  /** Charging sessions not heard of since a server time. */
  silentSince: (heardAt: number, limit: number) => Promise<Session[]>
  /** Ended sessions that may be published but are not, whose end lies before a time. */
  unpublished: (endedBefore: number, limit: number) => Promise<Session[]>
  /** Ended sessions of which partners know an older state alone, since a day before a time. */
  untold: (before: number, limit: number) => Promise<Session[]>
  add: (session: Session) => Promise<void>
  /** All but the time of its first message. */
  set: (session: Session) => Promise<void>
  /** The time of its first message, after its history was told anew. */
  retime: (session: Session) => Promise<void>
  remove: (id: string) => Promise<void>
}

/** A message that was kept before. `digest` tells whether a repeat says the same. */
export type KeptMessage = { digest: string; session: string | null }

export type Messages = {
  get: (vehicle: string, key: string) => Promise<KeptMessage | null>
  add: (vehicle: string, fact: Fact, kept: KeptMessage, receivedAt: number) => Promise<void>
  /** The messages of sessions, each with its session. */
  of: (sessions: string[]) => Promise<{ fact: Fact; session: string | null }[]>
  /** All that is kept of a vehicle's messages, oldest first. */
  held: (vehicle: string) => Promise<Fact[]>
  move: (vehicle: string, key: string, session: string) => Promise<void>
  /** Empties the messages of a session; what is left makes their repeats harmless. */
  forget: (session: string) => Promise<void>
  /**
   * Deletes all that was received before a time, and before another one telemetry and what is left
   * of forgotten charges; returns how many.
   */
  removeBefore: (all: number, passing: number) => Promise<number>
}

export type Questions = {
  get: (id: string) => Promise<Question | null>
  /** False, and nothing done, where the session was already asked this. */
  add: (question: Question) => Promise<boolean>
  set: (question: Question) => Promise<void>
  drop: (session: string, kind: QuestionKind) => Promise<void>
  of: (owner: string, state: Question['state'] | 'all', page: Page) => Promise<Question[]>
  /** All questions about these sessions. */
  about: (sessions: string[]) => Promise<Question[]>
  /** Open questions of these sessions about sharing. */
  openFor: (sessions: string[]) => Promise<Question[]>
  /** Open questions about a vehicle's charges. */
  openOf: (vehicle: string) => Promise<Question[]>
  /** Open questions whose reminder or expiry is due. */
  due: (now: number, limit: number) => Promise<Question[]>
  /** Deletes settled questions that were asked before a time; returns how many. */
  removeBefore: (askedAt: number) => Promise<number>
}

/** Answers that may yet be undone. */
export type Answers = {
  /** A vehicle's, oldest first, given since a time. */
  of: (vehicle: string, since: number) => Promise<Given[]>
  /** When answers to these questions were given, by question, since a time. */
  times: (questions: string[], since: number) => Promise<Map<string, number>>
  /** Adds it, or keeps anew how things stood before it. */
  keep: (vehicle: string, given: Given) => Promise<void>
  remove: (id: string) => Promise<void>
  /** What was answered about a place, or all about a vehicle's, is final. */
  finish: (vehicle: string, place?: string) => Promise<void>
  removeBefore: (at: number) => Promise<number>
  /** What a key was used for, null where it was not. */
  byKey: (question: string, key: string) => Promise<string | null>
  addKey: (question: string, key: string, digest: string) => Promise<void>
}

/** What an owner's open pages show, as one short text for each; another text: it has changed. */
export type Signs = { of: (owner: string) => Promise<Record<Topic, string | null>> }

/** How many rows of a kind were made by a key, by the key's name. */
export type KeyUse = { key: string; kind: KeyUseKind; rows: number }
/** `place`: the tokens by which a place is found. `password`: a module's, chosen by its owner. */
export type KeyUseKind =
  | 'secret'
  | 'password'
  | 'fix'
  | 'position'
  | 'place'
  | 'telemetry'
  | 'record'
  | 'push secret'
  | 'ntfy address'
  | 'OCPI token'
  | 'charger site'
  | 'charger password'
  | 'charge witness'
  | 'tied transaction'
  | 'charger area'
  | 'upstream password'

export type Keys = {
  uses: () => Promise<KeyUse[]>
}

export type Meta = {
  get: (name: string) => Promise<string | null>
  set: (name: string, value: string) => Promise<void>
  /** Sets what is not set yet. */
  add: (name: string, value: string) => Promise<void>
  /** Sets a time to `until` where it is past or unset; of several who try, one gets true. */
  take: (name: string, now: number, until: number) => Promise<boolean>
}

export type Tables = ChargerTables & {
  meta: Meta
  owners: Owners
  vehicles: Vehicles
  consents: Consents
  places: Places
  sessions: Sessions
  messages: Messages
  watches: Watches
  records: Records
  questions: Questions
  answers: Answers
  signs: Signs
  subscriptions: Subscriptions
  notices: Notices
  proofs: Proofs
  partners: Partners
  lanes: Lanes
  letters: Letters
  deliveries: Deliveries
  notes: Notes
  peers: Peers
  feed: Feed
  bulks: Bulks
  stations: Stations
  listings: Listings
  checkIns: CheckIns
  contributions: Contributions
  tallies: Tallies
  outlook: Outlook
  keys: Keys
}
