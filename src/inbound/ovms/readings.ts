/** The messages S, D and L of OVMS v2, read as what a car tells at one moment. */
import type { Reading } from '../../domain/telemetry/reading.ts'
import { KM_PER_MILE, numberIn, positionIn, put, stateIn, substateIn, wordIn } from './fields.ts'

/** What earlier messages of a car say about how its later ones are meant. */
export type Dialect = {
  /** Distances are in miles; null: not known yet. */
  isMiles: boolean | null
  /** Firmware of version 3, whose charge time is in seconds. */
  isV3: boolean
}

export const unheard: Dialect = { isMiles: null, isV3: false }

/** As many fields of S has no firmware before version 3. */
const V3_FIELDS = 31
const [PORT, PILOT, CHARGING, ON] = [4, 8, 16, 128]
const WEEK_S = 7 * 86_400
const FARTHEST_KM = 10_000_000

/** A message of firmware 1.2.0 has a comma too many. */
export function repaired(code: string, data: string): string {
  return code === 'S' && data.includes(',performance,,')
    ? data.replace(',performance,,', ',performance,')
    : data
}

/** What a message tells about all that follow it; the same where it tells nothing new. */
export function dialectAfter(before: Dialect, code: string, fields: string[]): Dialect {
  if (code === 'F') {
    const isV3 = before.isV3 || fields[0]!.startsWith('3')
    return isV3 === before.isV3 ? before : { ...before, isV3 }
  }
  if (code !== 'S') return before
  const isMiles = milesIn(fields[1]) ?? before.isMiles
  const isV3 = before.isV3 || fields.length >= V3_FIELDS
  return isMiles === before.isMiles && isV3 === before.isV3 ? before : { isMiles, isV3 }
}

function milesIn(unit: string | undefined): boolean | null {
  return unit === 'M' ? true : unit === 'K' ? false : null
}

/** What a message S, D or L tells; null for any other. `at`: when it came, in milliseconds. */
export function readingOf(
  code: string,
  fields: string[],
  dialect: Dialect,
  at: number,
): Reading | null {
  if (code === 'S') return statusIn(fields, dialect, at)
  if (code === 'D') return environmentIn(fields, dialect, at)
  return code === 'L' ? locationIn(fields, at) : null
}

function statusIn(fields: string[], { isV3 }: Dialect, at: number): Reading {
  const reading: Reading = { at }
  const [soc, , voltage, current, state, mode] = fields
  // What was never measured is told as 0, and a car with an empty battery cannot tell it.
  put(reading, 'soc', numberIn(soc, Number.MIN_VALUE, 100))
  put(reading, 'voltage', numberIn(voltage, -5000, 5000))
  put(reading, 'current', numberIn(current, -5000, 5000))
  put(reading, 'state', stateIn(state, fields[13]))
  put(reading, 'substate', substateIn(fields[12]))
  put(reading, 'mode', wordIn(mode) || undefined)
  if (isV3) put(reading, 'chargingS', numberIn(fields[9], 0, WEEK_S))
  const tenths = numberIn(fields[11], 0, 100_000)
  put(reading, 'energyKwh', tenths === undefined ? undefined : tenths / 10)
  put(reading, 'socLimit', numberIn(fields[22], 0, 100))
  put(reading, 'powerKw', powerIn(fields, reading))
  put(reading, 'gridKwh', numberIn(fields[38], 0, 10_000))
  const endedS = numberIn(fields[41], 1, 1e11)
  put(reading, 'endedAt', endedS === undefined ? undefined : endedS * 1000)
  return reading
}

/** From the grid, else into the battery, else as voltage and current make it. */
function powerIn(fields: string[], { voltage, current }: Reading): number | undefined {
  const [input, battery] = [numberIn(fields[34], 0, 2000), numberIn(fields[31], 0, 2000)]
  if (input) return input
  if (battery) return battery
  if (voltage === undefined || current === undefined) return input ?? battery
  const power = (voltage * current) / 1000
  return power >= 0 && power <= 2000 ? power : undefined
}

function environmentIn(fields: string[], { isMiles }: Dialect, at: number): Reading {
  const reading: Reading = { at }
  const doors = numberIn(fields[0], 0, 255)
  if (doors !== undefined) {
    reading.isPortOpen = (doors & PORT) !== 0
    reading.hasPilot = (doors & PILOT) !== 0
    reading.isCharging = (doors & CHARGING) !== 0
    reading.isOn = (doors & ON) !== 0
  }
  const scale = isMiles ? KM_PER_MILE : 1
  const tenths = numberIn(fields[7], 1, FARTHEST_KM)
  // Without its unit a distance cannot be compared with an earlier one.
  if (tenths !== undefined && isMiles !== null) reading.odometerKm = (tenths / 10) * scale
  const speed = numberIn(fields[8], -1000, 1000)
  if (speed !== undefined) reading.speedKmh = Math.abs(speed) * scale
  return reading
}

function locationIn(fields: string[], at: number): Reading {
  const [lat, lon, , , lock = '1', fresh = '1'] = fields
  const reading: Reading = { at }
  put(reading, 'position', positionIn(lat, lon, lock.trim() === '1' && fresh.trim() === '1'))
  return reading
}
