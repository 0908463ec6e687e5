/** What the memory keeps of telemetry: what each car told last, and the lines of modules' own logs. */
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
