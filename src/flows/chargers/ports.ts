/** What the memory keeps of chargers, and the lines to those that are connected here. */
import type { Setting } from '../../domain/chargers/commands/wishes.ts'
import type { Charger, Connector } from '../../domain/chargers/charger.ts'
import type { Survey } from '../../domain/chargers/commands/survey.ts'
import type { OcppAnswer, OcppVersion, Payload } from '../../domain/chargers/ocpp.ts'
import type { IdToken } from '../../domain/chargers/tokens/token.ts'
import type { Reading, Transaction } from '../../domain/chargers/transaction.ts'
import type { Page } from '../page.ts'

export type Chargers = {
  get: (id: string) => Promise<Charger | null>
  /** The same, held against other writers until the transaction ends. */
  lock: (id: string) => Promise<Charger | null>
  /** Several at once, in the order of their identities; those that are not there are left out. */
  lockAll: (ids: string[]) => Promise<Charger[]>
  /** Identities that differ from this one by case alone. */
  alike: (id: string) => Promise<string[]>
  /** By identity; `active`: connected now. */
  all: (page: Page, sieve?: { active?: boolean | undefined }) => Promise<Charger[]>
  /** Those that were let in and are open to everybody or this owner's, by identity. */
  openTo: (owner: string, limit: number) => Promise<Charger[]>
  /** Connected ones that use a local list, and whose list is made of other tokens than this. */
  behind: (stamp: string, page: Page) => Promise<Charger[]>
  /** False where the identity is taken. */
  add: (charger: Charger) => Promise<boolean>
  /** All but its identity and when it was added. */
  set: (charger: Charger) => Promise<void>
  /** A frame came. */
  see: (id: string, at: number) => Promise<void>
  /** With all that is kept about it. */
  remove: (id: string) => Promise<void>
  connectors: (charger: string) => Promise<Connector[]>
  /** Those of several chargers. */
  connectorsOf: (chargers: string[]) => Promise<Connector[]>
  /** Seals anew what an older key has sealed; returns the identities of the page. */
  reseal: (page: Page) => Promise<string[]>
  keepConnector: (connector: Connector) => Promise<void>
}

export type Transactions = {
  get: (id: string) => Promise<Transaction | null>
  byNumber: (number: number) => Promise<Transaction | null>
  /** 1.6: by what tells a repeated start from another one. */
  byStart: (charger: string, startKey: string) => Promise<Transaction | null>
  /** 1.6: the newest that a charger calls by a number that is not ours. */
  byAlias: (charger: string, alias: number) => Promise<Transaction | null>
  /** 2.x: the last twenty by the charger's own name for them, the newest first: some count anew. */
  byReference: (charger: string, reference: string) => Promise<Transaction[]>
  /** Those that are charging, the newest first. */
  open: (charger: string) => Promise<Transaction[]>
  /** Those that are charging by a tag, at any charger, whatever the tag's case. */
  openBy: (idTag: string) => Promise<Transaction[]>
  /** Those that were begun by a tag which was this owner's then, the newest first. */
  byOwner: (
    owner: string,
    page: Page,
    sieve?: { active?: boolean | undefined },
  ) => Promise<Transaction[]>
  /** The tags that they were begun by, as `tagKey` has them. */
  tagsOf: (owner: string) => Promise<string[]>
  /** They keep their figures, and neither the tag nor whose it was. */
  unname: (owner: string) => Promise<void>
  /** Chargers that have one that is charging, by identity. */
  charging: (page: Page) => Promise<string[]>
  /** The same of several chargers. */
  openOf: (chargers: string[]) => Promise<Transaction[]>
  /** A charger's, the newest first; `after` is the id of the last one seen. */
  of: (
    charger: string,
    page: Page,
    sieve?: { active?: boolean | undefined },
  ) => Promise<Transaction[]>
  /** All chargers' in the same way. */
  all: (page: Page, sieve?: { active?: boolean | undefined }) => Promise<Transaction[]>
  /** Ended ones of all chargers whose end lies in a stretch of time, by their end. */
  endedIn: (from: number, to: number, page: Page, newestFirst?: boolean) => Promise<Transaction[]>
  /** A number that no transaction ever had. */
  nextNumber: () => Promise<number>
  add: (transaction: Transaction) => Promise<void>
  set: (transaction: Transaction) => Promise<void>
  /**
   * Only what readings in their turn change: the last one, energy, highest power, when heard; and
   * those readings, which are later than all others of a transaction that is charging.
   */
  grow: (transaction: Transaction, readings: Reading[]) => Promise<void>
  /** Of two of one time, the later one adds what the first has not told. */
  addReadings: (id: string, readings: Reading[]) => Promise<void>
  /** Deletes readings of transactions that ended before a time; returns how many. */
  forgetReadings: (before: number) => Promise<number>
  /** By time. */
  readings: (id: string) => Promise<Reading[]>
}

export type IdTokens = {
  get: (idTag: string) => Promise<IdToken | null>
  all: (page: Page, sieve?: { unknown?: boolean | undefined }) => Promise<IdToken[]>
  /** How many only came along. */
  countUnknown: () => Promise<number>
  /** Of those that came along at a charger, keeps so many: those that were seen last. */
  forgetUnknown: (seenOn: string, keep: number) => Promise<void>
  /** Registered ones, by the tag: those that may charge first; what local lists are made of. */
  registered: (limit: number) => Promise<IdToken[]>
  of: (owner: string) => Promise<IdToken[]>
  /** Adds it or keeps it anew. */
  put: (token: IdToken) => Promise<void>
  /** Adds one that is not there yet. */
  add: (token: IdToken) => Promise<void>
  /** It was shown: when, at which charger, and of which type, where that is not known. */
  see: (idTag: string, at: number, charger: string, type: string | null) => Promise<void>
  remove: (idTag: string) => Promise<void>
  /** With all that tells where it charged before anybody owned it: transactions lose the tag. */
  forget: (idTag: string) => Promise<void>
}

/** One value that a charger told of itself, and when. */
export type Variable = Setting & { at: number }

/** The same with what the operator wished it to be, and what the charger said to that; null: not yet. */
export type KeptVariable = Variable & {
  wished: string | null
  wishAnswer: string | null
  /** The firmware that has answered and was not seen to have taken it; '': unknown. */
  wishFirmware: string | null
}

export type Variables = {
  /** Adds each or keeps it anew; an empty `about` leaves what was told before. */
  put: (charger: string, variables: Variable[]) => Promise<void>
  /** What it was asked to be, and what its charger said. */
  wish: (charger: string, variable: KeptVariable) => Promise<void>
  /** By component, place and name. */
  of: (charger: string) => Promise<KeptVariable[]>
  /** Those that have a wish, in the same order. */
  wished: (charger: string) => Promise<KeptVariable[]>
  /** The values of a variable of this name, whatever its case, of any component. */
  named: (charger: string, variable: string) => Promise<Variable[]>
  /** How many are kept of a charger. */
  count: (charger: string) => Promise<number>
}

/** What chargers were asked about their settings, one row for each. */
export type Surveys = {
  get: (charger: string) => Promise<Survey | null>
  put: (survey: Survey) => Promise<void>
}

/** Something that happened at a charger; `kind` is a word that stays the same. */
export type ChargerEvent = {
  id: string
  charger: string
  /** When it was heard. */
  at: number
  kind: string
  evse: number
  about: Payload
}

export type ChargerEvents = {
  add: (event: ChargerEvent) => Promise<void>
  /** Newest first; `after` is the id of the last one seen. */
  of: (
    charger: string,
    page: Page,
    sieve?: { kind?: string | undefined },
  ) => Promise<ChargerEvent[]>
  removeBefore: (at: number) => Promise<number>
}

/** What each charger's local list says, by tag in lower case; texts are JSON. */
export type LocalLists = {
  of: (charger: string) => Promise<Map<string, string>>
  /** `full`: nothing else is in it from now on. null: the tag is in it no more. */
  keep: (charger: string, entries: Map<string, string | null>, full: boolean) => Promise<void>
}

/** What the operator, an owner or a backend wants a charger to do; a row before it is sent. */
export type Command = {
  id: string
  charger: string
  action: string
  payload: Payload
  /** `operator`, `owner:{id}`, `upstream:{name}`, or what of ours it serves (`server`, `local list`). */
  askedBy: string
  at: number
  /** Nobody waits for it any more, and it is not sent. */
  expiresAt: number
  state: 'waiting' | 'sent' | 'answered' | 'silent' | 'away'
  answer: OcppAnswer | null
  sentAt: number | null
  answeredAt: number | null
}

export type Commands = {
  get: (id: string) => Promise<Command | null>
  /** The same, held against other writers until the transaction ends. */
  lock: (id: string) => Promise<Command | null>
  /** What is secret in it is kept sealed, and no longer than it is under way. */
  add: (command: Command) => Promise<void>
  /** Its state, its answer and when. */
  set: (command: Command) => Promise<void>
  /** Chargers whose connection this process holds and for which some wait. */
  owed: (holder: string, now: number) => Promise<string[]>
  /** Waiting ones for a charger, the oldest first. */
  waiting: (charger: string, now: number) => Promise<Command[]>
  /** Newest first, secrets masked. */
  of: (charger: string, page: Page) => Promise<Command[]>
  /** Ends what nobody will answer: waiting ones that expired, and sent ones that did so long ago. */
  giveUp: (waitingBefore: number, sentBefore: number) => Promise<Record<'away' | 'silent', number>>
  removeBefore: (at: number) => Promise<number>
  /** All that somebody asked for, newest first, secrets masked. */
  askedBy: (who: string) => Promise<Command[]>
  /** Of those that are done, the ones whose payload holds a text, whatever its case. */
  holding: (text: string) => Promise<Command[]>
  /** By whom it was asked, its state and what it says, from now on without a secret. */
  reword: (command: Command) => Promise<void>
}

/** Processes that hold connections of chargers; each renews its lease, or is taken for dead. */
export type Holders = {
  renew: (holder: string, until: number) => Promise<void>
  remove: (holder: string) => Promise<void>
  /** Whether its lease is not over. */
  lives: (holder: string, now: number) => Promise<boolean>
  /** Chargers of the dead are connected no more; returns how many there were. */
  sweep: (now: number) => Promise<number>
  /** Takes those of these chargers that nobody holds. */
  adopt: (chargers: string[], holder: string, now: number) => Promise<void>
  /** Those of these chargers that another process holds, or that are not there any more. */
  elsewhere: (chargers: string[], holder: string) => Promise<string[]>
}

/** What became of a call to a charger: its answer, or that none came in time, or that it went away. */
export type Called = OcppAnswer | 'silent' | 'away'

/** One charger's connection to this process. */
export type Line = {
  version: OcppVersion
  /** The houses that it has come through: a house that shares it comes as the charger itself. */
  hops?: string[]
  /** The number of the certificate by which it came in; null: by none. */
  certificate?: string | null
  /** Sends a call when those before it are done; never throws. */
  call: (action: string, payload: Payload, timeoutMs: number) => Promise<Called>
  /** Closes it: 1000 to 1015 or 4000 to 4999 (RFC 6455, 7.4), and why. */
  close: (code: number, reason: string) => void
}

/** The chargers that are connected to this process, by identity. */
export type Lines = {
  /** A newer line takes the place of an older one, which is returned. */
  plug: (charger: string, line: Line) => Line | null
  /** Forgets it, if it is still this one; false where a newer one has come. */
  unplug: (charger: string, line: Line) => boolean
  get: (charger: string) => Line | null
  here: () => string[]
}
