/** What a car tells of itself at one moment, whichever dialect it speaks: the words telemetry is read into. */
import type { Position } from '../places/position.ts'

/**
 * One reading. What a dialect does not tell, or tells so that it cannot be read, is left out: the
 * last known value stands. The words are those of OVMS (facts of `v.c.state`, `v.c.substate`).
 */
export type Reading = {
  /** When it was so, in milliseconds since 1970 by the server's clock. */
  at: number
  /** Told after the fact, from the log of the module: its time is known, the world has gone on. */
  isLogged?: boolean
  /**
   * The charge state in the car's own word, lower case: charging, topoff, heating, prepare,
   * timerwait, done, stopped; '' where it says nothing; others exist (`derating`, `error`, …).
   */
  state?: string
  /** scheduledstop, scheduledstart, onrequest, timerwait, powerwait, stopped, interrupted; '' for none. */
  substate?: string
  /** The charging bit, which lives through a restart of the module while the state does not. */
  isCharging?: boolean
  isOn?: boolean
  speedKmh?: number
  isPortOpen?: boolean
  /** The pilot signal of the charging cable. */
  hasPilot?: boolean
  /** Percent. */
  soc?: number
  /** Percent at which the charge is meant to end; 0: no limit. */
  socLimit?: number
  /** Into the battery, in this charge. */
  energyKwh?: number
  /** From the grid, in this charge. */
  gridKwh?: number
  powerKw?: number
  voltage?: number
  current?: number
  mode?: string
  /** How long the charge has lasted, in seconds. */
  chargingS?: number
  /** End of the last charge, in milliseconds since 1970; may be a minute off. */
  endedAt?: number
  /** A good, fresh fix alone; null: the receiver says that it has none. */
  position?: Position | null
  odometerKm?: number
}

/** A line of the module's own log, as it is kept for its owner. */
export type LogRecord = {
  /** `*-LOG-Grid`, `*-LOG-Trip`, a script's own. */
  type: string
  /** The number the module gave it: for most types the version of their format. */
  number: number
  /** When it was written, in milliseconds since 1970. */
  at: number
  /** How long the module wants it kept, in seconds. */
  lifetimeS: number
  /** Comma-separated values. */
  data: string
}
