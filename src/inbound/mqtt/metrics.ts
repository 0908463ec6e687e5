/** The metrics of OVMS v3, read as what a car tells at one moment. */
import type { Reading } from '../../domain/telemetry/reading.ts'
import { numberIn, positionIn, put, wordIn } from '../ovms/fields.ts'

/** What a car said last of each metric; names as they stand in topics: `v/b/soc`. */
export type Said = ReadonlyMap<string, string>

const YEAR_2000_S = 946_684_800
const LONGEST_S = 366 * 86_400
const FARTHEST_KM = 10_000_000

const [LATITUDE, LONGITUDE, LOCK] = ['v/p/latitude', 'v/p/longitude', 'v/p/gpslock']

/** The metrics that make a position; it is read where all of an instant are there. */
export const PLACE: ReadonlySet<string> = new Set([LATITUDE, LONGITUDE, LOCK])

type Field = (reading: Reading, text: string, said: Said) => void

const nothing: Field = () => {}

/** What each metric says in a reading; of the position, `placeOf` says it. */
const FIELDS = new Map<string, Field>([
  ['v/c/state', readState],
  ['v/c/substate', (reading, text) => put(reading, 'substate', wordIn(text))],
  ['v/c/charging', (reading, text) => put(reading, 'isCharging', yesNo(text))],
  ['v/e/on', (reading, text) => put(reading, 'isOn', yesNo(text))],
  ['v/p/speed', (reading, text) => put(reading, 'speedKmh', speedIn(text))],
  ['v/d/cp', (reading, text) => put(reading, 'isPortOpen', yesNo(text))],
  ['v/c/pilot', (reading, text) => put(reading, 'hasPilot', yesNo(text))],
  ['v/b/soc', (reading, text) => put(reading, 'soc', numberIn(text, 0, 100))],
  ['v/c/limit/soc', (reading, text) => put(reading, 'socLimit', numberIn(text, 0, 100))],
  ['v/c/kwh', (reading, text) => put(reading, 'energyKwh', numberIn(text, 0, 10_000))],
  ['v/c/kwh/grid', (reading, text) => put(reading, 'gridKwh', numberIn(text, 0, 10_000))],
  ['v/c/power', (reading, _, said) => put(reading, 'powerKw', powerOf(said))],
  ['v/b/power', (reading, _, said) => put(reading, 'powerKw', powerOf(said))],
  ['v/c/voltage', (reading, text) => put(reading, 'voltage', numberIn(text, -5000, 5000))],
  ['v/c/current', (reading, text) => put(reading, 'current', numberIn(text, -5000, 5000))],
  ['v/c/mode', (reading, text) => put(reading, 'mode', wordIn(text) || undefined)],
  ['v/c/time', (reading, text) => put(reading, 'chargingS', numberIn(text, 0, LONGEST_S))],
  ['v/c/timestamp', (reading, text) => put(reading, 'endedAt', timeIn(text))],
  ['v/p/odometer', (reading, text) => put(reading, 'odometerKm', numberIn(text, 0, FARTHEST_KM))],
  [LATITUDE, nothing],
  [LONGITUDE, nothing],
  [LOCK, nothing],
])

/** Whether something of charging is read out of a metric. */
export function feeds(name: string): boolean {
  return FIELDS.has(name)
}

/** What the `fresh` ones of a car's metrics tell; what cannot be read is left out. */
export function readingOf(said: Said, fresh: Iterable<string>, at: number): Reading {
  const reading: Reading = { at }
  for (const name of fresh) {
    const text = said.get(name)
    if (text !== undefined) FIELDS.get(name)?.(reading, text, said)
  }
  return reading
}

/** Where the car is; null: the receiver says that it has no fix, undefined: nothing is said. */
export function placeOf(said: Said): Reading['position'] {
  const lock = yesNo(said.get(LOCK))
  if (lock === undefined) return undefined
  return lock ? positionIn(said.get(LATITUDE), said.get(LONGITUDE), true) : null
}

/** Whether exactly one half of a position is among the names; its other half may be on its way. */
export function isHalf(names: ReadonlySet<string>): boolean {
  return names.has(LATITUDE) !== names.has(LONGITUDE)
}

/** Only metrics that changed are sent: a substate that is not sent with a state still stands. */
function readState(reading: Reading, text: string, said: Said): void {
  put(reading, 'state', wordIn(text))
  put(reading, 'substate', wordIn(said.get('v/c/substate')))
}

function yesNo(text: string | undefined): boolean | undefined {
  return text === 'yes' ? true : text === 'no' ? false : undefined
}

function speedIn(text: string): number | undefined {
  const speed = numberIn(text, -1000, 1000)
  return speed === undefined ? undefined : Math.abs(speed)
}

/** What the charger takes; where the car does not know, what goes into the battery (out is +). */
function powerOf(said: Said): number | undefined {
  const power = numberIn(said.get('v/c/power'), -2000, 2000)
  const battery = numberIn(said.get('v/b/power'), -2000, 2000)
  // A charger at zero beside a battery that is filled is one that nobody measures.
  return power || battery === undefined ? power : 0 - battery
}

/** Seconds since 1970, or a date that says that it is UTC; of any other the zone is not known. */
function timeIn(text: string): number | undefined {
  const seconds = numberIn(text, YEAR_2000_S, 1e11)
  if (seconds !== undefined) return Math.round(seconds * 1000)
  const date = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/.exec(text)
  const at = date ? Date.parse(`${date[1]}T${date[2]}Z`) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}
