/** The feed and the files made of it, as the store keeps them. */
import type { Draft } from '../../domain/sharing/event.ts'

/** A row of the feed; `body` is the event's JSON text without its cursor. */
export type Entry = {
  seq: number
  publishedAt: number
  type: string
  session: string
  body: string
}

/** How the feed stands; two that are equal give equal pages. */
export type FeedState = {
  /** Names this generation of the feed. */
  epoch: string
  /** Number and time of the last row, 0 where there is none. */
  last: number
  lastAt: number
  /** The number of the last withdrawal: every one blanks what was told before. */
  withdrawn: number
  /** Up to this number each session's last state alone is promised. */
  compacted: number
  /** How often rows were taken out. */
  sweeps: number
}

export type Feed = {
  /** Appends; a withdrawal also blanks what was told of its session before. */
  append: (event: Draft) => Promise<void>
  /** The events of a session, by the key that partners know it by. */
  told: (session: string) => Promise<Omit<Entry, 'body'>[]>
  /** In order, blanked rows left out. */
  after: (seq: number, limit: number) => Promise<Entry[]>
  /** The number of the last row, 0 where there is none. */
  last: () => Promise<number>
  /** The number of the last row published before a time, 0 where there is none. */
  lastBefore: (publishedAt: number) => Promise<number>
  state: () => Promise<FeedState>
  /** When a row was published; null where there is no such row. */
  timeOf: (seq: number) => Promise<number | null>
  /** The last event of a session, a withdrawal too. */
  latest: (session: string) => Promise<Entry | null>
  /**
   * The last state of each session as it was at row `upTo`, in order, those after row `seq`. What
   * was taken back is left out, also what was taken back since.
   */
  living: (seq: number, upTo: number, limit: number) => Promise<Entry[]>
  /** Whether a session that was told of up to a row was taken back after it. */
  isRecalled: (upTo: number) => Promise<boolean>
  /** The next rows, and whether a later one of their session says more. */
  standing: (
    seq: number,
    upTo: number,
    limit: number,
  ) => Promise<{ seq: number; isSuperseded: boolean }[]>
  /** Promises no more than last states up to a row. */
  expire: (upTo: number) => Promise<void>
  /** Takes rows out for good; at least one. */
  drop: (seqs: number[]) => Promise<void>
}

/** A file that holds each session's last state, for whoever wants all at once. */
export type Bulk = {
  /** `charges-2026-11-21-4711.ndjson.gz`: the day (UTC) and the last row of the feed that is in it. */
  name: string
  seq: number
  /** The cursor from which a pull goes on. */
  next: string
  builtAt: number
  events: number
  /** In bytes, packed. */
  size: number
  /** Of the packed bytes, in hexadecimal digits. */
  sha256: string
}

export type Bulks = {
  add: (bulk: Bulk) => Promise<void>
  get: (name: string) => Promise<Bulk | null>
  /** Newest first. */
  all: () => Promise<Bulk[]>
  remove: (name: string) => Promise<void>
}

/** The folder of large files that are made here for others to fetch, packed by gzip. */
export type Depot = {
  /** The file is there whole or not at all; size in bytes and hash are those of the packed file. */
  write: (name: string, texts: AsyncIterable<string>) => Promise<{ size: number; sha256: string }>
  /** Where it lies; null where it does not. */
  pathOf: (name: string) => string | null
  remove: (name: string) => void
}
