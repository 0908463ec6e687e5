/** What the memory keeps of vehicles: themselves, what each told last, and the lines of modules' own logs. */
import type { Channel, Fix, Trouble, Vehicle } from '../../domain/sharing/vehicle.ts'
import type { LogRecord } from '../../domain/telemetry/reading.ts'
import type { Watch } from '../../domain/telemetry/watch.ts'
import type { Page } from '../page.ts'

/** What is read out of a vehicle's telemetry; see `Watch`. */
export type Watches = {
  get: (vehicle: string) => Promise<Watch | null>
  /** `at` is the server's time. */
  keep: (vehicle: string, watch: Watch, at: number) => Promise<void>
  /** Vehicles with an end of charging that is final by now. */
  due: (now: number, limit: number) => Promise<string[]>
  /** Which of these vehicles are charging. */
  charging: (vehicles: string[]) => Promise<string[]>
  remove: (vehicle: string) => Promise<void>
  /**
   * Removes what was not touched since a time, and what was not touched since an earlier one though
   * a charge was open; returns how many.
   */
  removeBefore: (idle: number, charging: number) => Promise<number>
  /** Seals by the current key what an older one has sealed; returns the vehicles it has looked at. */
  reseal: (page: Page) => Promise<string[]>
}

/** How many lines of a type a vehicle's log has, and when the first and the last were written. */
export type RecordSum = {
  type: string
  lines: number
  characters: number
  firstAt: number
  lastAt: number
}

export type Records = {
  /** False, and nothing done, where the same line was kept for about the same time. */
  add: (id: string, vehicle: string, record: LogRecord, expiresAt: number) => Promise<boolean>
  /** Oldest first, of one type, written after a time. */
  of: (vehicle: string, type: string, since: number, limit: number) => Promise<LogRecord[]>
  sums: (vehicle: string, since: number) => Promise<RecordSum[]>
  /** How many characters are kept of a vehicle. */
  size: (vehicle: string) => Promise<number>
  /** All that is kept of a vehicle, oldest first. */
  held: (vehicle: string) => Promise<LogRecord[]>
  removeBefore: (expiresAt: number) => Promise<number>
  /** Seals by the current key what an older one has sealed; returns the lines it has looked at. */
  reseal: (page: Page) => Promise<string[]>
}

export type Vehicles = {
  get: (id: string) => Promise<Vehicle | null>
  /** The same, held against other writers until the transaction ends. */
  lock: (id: string) => Promise<Vehicle | null>
  these: (ids: string[]) => Promise<Vehicle[]>
  bySecret: (secretHash: string) => Promise<Vehicle | null>
  of: (owner: string, page: Page) => Promise<Vehicle[]>
  /** False where the id is taken. `secret` is kept sealed. */
  add: (vehicle: Vehicle, secret: string) => Promise<boolean>
  /** Everything but id, owner, secret, salt, creation and fix. */
  set: (vehicle: Vehicle) => Promise<void>
  setSecret: (id: string, secretHash: string, secret: string) => Promise<void>
  setFix: (id: string, fix: Fix | null) => Promise<void>
  /** What was made by chance for each of these vehicles when it was added, by id. */
  editions: (ids: string[]) => Promise<Map<string, string>>
  setTrouble: (id: string, trouble: Trouble | null) => Promise<void>
  /** A car was heard of, now; an older word changes nothing. */
  hear: (word: Word) => Promise<void>
  /** When each of these cars was last heard of, and how. */
  words: (ids: string[]) => Promise<Word[]>
  /** The module's secret in clear; null where there is no such vehicle, or its key is lost. */
  secret: (id: string) => Promise<string | null>
  /**
   * Vehicles that keep something under another key than the current one, they or their places,
   * held against other writers; `secret` is null where its key is lost.
   */
  older: (page: Page) => Promise<{ vehicle: Vehicle; secret: string | null }[]>
  /** Forgets last fixes that are older; returns how many. */
  forgetFixes: (before: number) => Promise<number>
  /** With all that is kept about it. */
  remove: (id: string) => Promise<void>
}

/** When a car was last heard of by a way in. */
export type Word = { vehicle: string; channel: Channel; at: number }
