/** Takes what cars tell of themselves, in whichever dialect: charges are read out of it and kept. */
import type { LogRecord, Reading } from '../../domain/telemetry/reading.ts'
import type { Module } from '../charging/receive.ts'
import type { World } from '../ports.ts'

/** What a module told at once: what it read, and lines of its log. */
export type Telemetry = { readings: Reading[]; records?: LogRecord[] }

/** What the server makes of it. */
export type Observed = {
  /** Nothing is read out of the telemetry of a vehicle that is not opted in. */
  isOptedIn: boolean
  /** A charge is open, or has just ended. */
  isCharging: boolean
  /** A charge is open and no position of it is known. */
  isLost: boolean
}

/** Resolves once what was told is durable; what fails changes nothing and may be told again. */
export type Observe = (module: Module, told: Telemetry, source: string) => Promise<Observed>

export function observing(_world: World): Observe {
  return async () => ({ isOptedIn: false, isCharging: false, isLost: false })
}
