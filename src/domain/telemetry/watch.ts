/** Reads charges out of telemetry: a pure state machine over what a car told last. */
import type { Message } from '../charging/message.ts'
import type { Reading } from './reading.ts'

/** All that is remembered of one car between two readings; plain JSON. */
export type Watch = {
  /** What was told last of each thing. */
  known: Partial<Reading>
  /** The charge that is open or whose end is held. */
  charge: { startedAt: number } | null
  /** An end that is final at `dueAt` unless the charge goes on. */
  ending: { at: number; dueAt: number } | null
}

export type Watched = { watch: Watch; messages: Message[] }

export type WatchRules = { settleMs: number }

export const unwatched: Watch = { known: {}, charge: null, ending: null }

/** What one reading changes, and what it makes the car say. */
export function watched(watch: Watch, _reading: Reading, _rules: WatchRules): Watched {
  return { watch, messages: [] }
}

/** What time alone changes: an end that nothing took back is told. */
export function elapsed(watch: Watch, _now: number): Watched {
  return { watch, messages: [] }
}
