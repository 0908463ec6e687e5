/** What the memory keeps of chargers, and the lines to those that are connected here. */
import type { Charger, Connector } from '../../domain/chargers/charger.ts'
import type { Deviation, OcppAnswer, OcppVersion, Payload } from '../../domain/chargers/ocpp.ts'
import type { IdToken } from '../../domain/chargers/token.ts'
import type { Reading, Transaction } from '../../domain/chargers/transaction.ts'
import type { Page } from '../page.ts'

export type Chargers = {
  get: (id: string) => Promise<Charger | null>
  /** The same, held against other writers until the transaction ends. */
  lock: (id: string) => Promise<Charger | null>
  /** Identities that differ from this one by case alone. */
  alike: (id: string) => Promise<string[]>
  /** By identity; `active`: connected now. */
  all: (page: Page, sieve?: { active?: boolean | undefined }) => Promise<Charger[]>
  /** False where the identity is taken. */
  add: (charger: Charger) => Promise<boolean>
  /** All but its identity and when it was added. */
  set: (charger: Charger) => Promise<void>
  /** A frame came. */
  see: (id: string, at: number) => Promise<void>
  /** With all that is kept about it. */
  remove: (id: string) => Promise<void>
  connectors: (charger: string) => Promise<Connector[]>
  keepConnector: (connector: Connector) => Promise<void>
}

export type Transactions = {
  get: (id: string) => Promise<Transaction | null>
  byNumber: (number: number) => Promise<Transaction | null>
  /** 2.x: by the charger's own name for it. */
  byReference: (charger: string, reference: string) => Promise<Transaction | null>
  /** Those that are charging, the newest first. */
  open: (charger: string) => Promise<Transaction[]>
  /** A charger's, the newest first; `after` is the id of the last one seen. */
  of: (
    charger: string,
    page: Page,
    sieve?: { active?: boolean | undefined },
  ) => Promise<Transaction[]>
  /** Ended ones of all chargers whose end lies in a stretch of time, by their end. */
  endedIn: (from: number, to: number, page: Page) => Promise<Transaction[]>
  /** A number that no transaction ever had. */
  nextNumber: () => Promise<number>
  add: (transaction: Transaction) => Promise<void>
  set: (transaction: Transaction) => Promise<void>
  /** Readings that are known already are not added again. */
  addReadings: (id: string, readings: Reading[]) => Promise<void>
  /** By time. */
  readings: (id: string) => Promise<Reading[]>
}

export type IdTokens = {
  get: (idTag: string) => Promise<IdToken | null>
  all: (page: Page, sieve?: { unknown?: boolean | undefined }) => Promise<IdToken[]>
  of: (owner: string) => Promise<IdToken[]>
  /** Adds it or keeps it anew. */
  put: (token: IdToken) => Promise<void>
  remove: (idTag: string) => Promise<void>
}

/** Which way a call went. */
export type Direction = 'in' | 'out'

/**
 * One call with what came of it, or a frame that was none. `request` and `answer` are the frames as
 * they were, secrets masked; `error` is the OCPP error code, or a word of ours for what was no call.
 */
export type LogEntry = {
  id: string
  charger: string
  at: number
  direction: Direction
  version: OcppVersion | null
  action: string | null
  message: string | null
  request: string
  answer: string | null
  error: string | null
  /** From the request to the answer. */
  ms: number | null
  deviations: Deviation[]
}

export type LogSieve = {
  action?: string | undefined
  direction?: Direction | undefined
  /** A text that the frames hold. */
  text?: string | undefined
  deviating?: boolean | undefined
  from?: number | undefined
  to?: number | undefined
}

export type OcppLog = {
  add: (entries: LogEntry[]) => Promise<void>
  get: (id: string) => Promise<LogEntry | null>
  /** Newest first; null: of all chargers. */
  of: (charger: string | null, page: Page, sieve?: LogSieve) => Promise<LogEntry[]>
  /** How often each rule was broken by a charger, and when last. */
  deviations: (charger: string) => Promise<{ rule: string; count: number; at: number }[]>
  removeBefore: (at: number) => Promise<number>
}

/** What the operator, an owner or a backend wants a charger to do; a row before it is sent. */
export type Command = {
  id: string
  charger: string
  action: string
  payload: Payload
  /** `operator`, `owner:{id}`, `upstream:{name}`, or what of ours it serves (`local list`). */
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
  add: (command: Command) => Promise<void>
  set: (command: Command) => Promise<void>
  /** Waiting ones for these chargers, the oldest first. */
  waiting: (chargers: string[], now: number) => Promise<Command[]>
  /** Newest first. */
  of: (charger: string, page: Page) => Promise<Command[]>
  removeBefore: (at: number) => Promise<number>
}

/** What became of a call to a charger: its answer, or that none came in time, or that it went away. */
export type Called = OcppAnswer | 'silent' | 'away'

/** One charger's connection to this process. */
export type Line = {
  version: OcppVersion
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
