/** What the memory keeps of what went over the lines to chargers, and what it sums up. */
import type { Deviation, OcppVersion } from '../../../domain/chargers/ocpp.ts'
import type { Page } from '../../page.ts'

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
  /** Only what other backends were told, or all but that. */
  backends?: boolean | undefined
  /** A text that the frames hold. */
  text?: string | undefined
  deviating?: boolean | undefined
  /** When it went, by our clock: then or later, and before. */
  from?: number | undefined
  to?: number | undefined
  /** Not beyond this entry. */
  until?: string | undefined
  oldestFirst?: boolean | undefined
}

/** How often a charger has broken a rule, and when last. */
export type DeviationCount = { rule: string; count: number; at: number }

export type Heard = { charger: string; action: string | null; id: string }

export type OcppLog = {
  /** Counts their deviations as well. */
  add: (entries: LogEntry[]) => Promise<void>
  get: (id: string) => Promise<LogEntry | null>
  /** Newest first; null: of all chargers. */
  of: (charger: string | null, page: Page, sieve?: LogSieve) => Promise<LogEntry[]>
  /** Of the next so many entries, whatever is in them, the last one's id; null: there are fewer. */
  edge: (
    charger: string | null,
    page: Page,
    sieve?: Pick<LogSieve, 'from' | 'oldestFirst'>,
  ) => Promise<string | null>
  /** The newest entry of each action of each charger that something went to or came from since. */
  heard: (since: number) => Promise<Heard[]>
  /** Its frames and deviations, whose counts stay as they are. */
  reword: (entry: LogEntry) => Promise<void>
  /** Of a charger since it is known here, the most frequent first. */
  deviations: (charger: string) => Promise<DeviationCount[]>
  /** At most so many of a charger's, and the counts of its deviations; returns how many. */
  forget: (charger: string, limit: number) => Promise<number>
  /** At most so many of the oldest; returns how many. */
  removeBefore: (at: number, limit: number) => Promise<number>
}

/** How much was dispensed by transactions that ended; energy is in watt-hours. */
export type Dispensed = { transactions: number; energyWh: number }

export type Reports = {
  /** Of all whose end lies in a stretch of time. */
  sum: (from: number, to: number) => Promise<Dispensed>
}
