/** A car that speaks MQTT: what it said last, and what of that is still to be handed on. */
import type { LogRecord, Reading } from '../../domain/telemetry/reading.ts'
import type { Module } from '../../flows/service.ts'
import type { Code } from './lines.ts'

/** Called once what was heard is durable or needs not be; with an error where it was not kept. */
export type Answer = (error: Error | null) => void

/** What is handed on at once. */
export type Batch = { readings: Reading[]; records: LogRecord[]; waiting: Answer[] }

/** What the garage was told of a car. */
export type Shown = {
  /** Messages that would read differently now. */
  dirty: Set<Code>
  saidAt: Map<Code, number>
  timer: NodeJS.Timeout | null
  /** Takes the car out of the garage; null where it is not in it. */
  leave: (() => void) | null
  /** Who listens, as the car was told last, and when. */
  peers: number
  peersAt: number
  /** Commands that wait for an answer, by the number under which they were passed on. */
  asked: Map<string, string>
  /** How many were passed on. */
  commands: number
}

/** One car, in memory alone: its positions are here, and nowhere else in clear. */
export type Car = {
  id: string
  /** Whose world of topics it is in; '' where there is but one. */
  realm: string
  /** What its topics begin with, as the module writes them. */
  prefix: string
  module: Module
  said: Map<string, string>
  /** What was said since it was handed on last; of the position apart. */
  fresh: Set<string>
  moved: Set<string>
  /** Since when one half of a position waits for the other. */
  halfAt: number | null
  heardAt: number
  readings: Reading[]
  records: LogRecord[]
  waiting: Answer[]
  isDue: boolean
  isBusy: boolean
  /** It was asked for its metrics in this charge. */
  isAsked: boolean
  shown: Shown
}

/** A car that nothing is known of yet. */
export function newCar(module: Module, realm: string, prefix: string): Car {
  return {
    id: module.id,
    realm,
    prefix,
    module,
    said: new Map(),
    fresh: new Set(),
    moved: new Set(),
    halfAt: null,
    heardAt: 0,
    readings: [],
    records: [],
    waiting: [],
    isDue: false,
    isBusy: false,
    isAsked: false,
    shown: newShown(),
  }
}

function newShown(): Shown {
  return {
    dirty: new Set(),
    saidAt: new Map(),
    timer: null,
    leave: null,
    peers: 0,
    peersAt: 0,
    asked: new Map(),
    commands: 0,
  }
}
