/** What is remembered of a car between two readings, so that charges can be read out of telemetry. */
import type { Message } from '../charging/message.ts'
import type { Position } from '../places/position.ts'
import type { Fix } from './fix.ts'
import type { Known } from './known.ts'

/** All that is remembered of one car between two readings; plain JSON. */
export type Watch = {
  /** What was told last of each thing. */
  known: Known
  /** When it was heard before the latest reading: what lies long between was lost. */
  heardAt: number | null
  /** Where the car was seen last. */
  fix: Fix | null
  /** When it was last seen without charging. */
  idleAt: number | null
  /** The charge that is open or whose end is held. */
  charge: Charge | null
  /** An end that is final at its `dueAt` unless the charge goes on. */
  ending: Ending | null
  /** The latest charges that are over, or were told by the module's log alone. */
  past: Past[]
}

/** What one step makes of a watch, and what it makes the car say, in order. */
export type Watched = { watch: Watch; messages: Message[] }

/** How long an end is held, so that a car that stops and starts makes one charge; milliseconds. */
export type WatchRules = {
  settleMs: number
  /** A fix that was told so long ago is forgotten. */
  fixMs: number
}

export const unwatched: Watch = {
  known: {},
  heardAt: null,
  fix: null,
  idleAt: null,
  charge: null,
  ending: null,
  past: [],
}

/** A charge that telemetry tells of. */
export type Charge = {
  startedAt: number
  /** Where it is, once that is certain. */
  position: Position | null
  /** When the last known position is taken for good though nothing has confirmed it. */
  placeDueAt: number | null
  /** What was told last, and when. */
  toldAt: number
  toldSoc: number | null
  toldKwh: number | null
  /** What the counter had reached before it began at zero again within the charge. */
  earlierKwh: number
}

/** How sure an end is: from a guess by the state of charge to a line of the module's log. */
type Certainty = 1 | 2 | 3 | 4

/** How a charge has ended. */
export type Manner = {
  type: 'charge.completed' | 'charge.aborted'
  reason: string | null
  certainty: Certainty
}

/** An end that is held until `dueAt`, as it is to be told. */
export type Ending = Manner & {
  at: number
  dueAt: number
  /** When it was first noticed. */
  seenAt: number
  soc: number | null
  energyKwh: number | null
}

/** A charge of the past; its end may still stand in a line of the log that is to come. */
export type Past = { startedAt: number; endedAt: number | null }
