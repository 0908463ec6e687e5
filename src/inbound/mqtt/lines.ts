/** The metrics of a car, told as the messages S, D, L and F of OVMS v2, so that its apps can read them. */
import { numberIn } from '../ovms/fields.ts'
import type { Said } from './metrics.ts'

/** The messages that are made. */
export const CODES = ['S', 'D', 'L', 'F'] as const
export type Code = (typeof CODES)[number]

type Write = (said: Said) => string

/** A field, and the metrics it is made of. */
type Field = { of: string[]; write: Write }

function value(said: Said, name: string): number {
  return numberIn(said.get(name), -1e12, 1e12) ?? 0
}

/** Always the same. */
function fixed(text: string): Field {
  return { of: [], write: () => text }
}

/** A number with so many digits after its point; 0 where nothing was said. */
function number(name: string, digits = 0): Field {
  return { of: [name], write: (said) => value(said, name).toFixed(digits) }
}

/** In tenths. */
function tenths(name: string): Field {
  return { of: [name], write: (said) => String(Math.round(value(said, name) * 10)) }
}

/** A number, or another one where nothing was said. */
function numberOr(name: string, otherwise: string): Field {
  return {
    of: [name],
    write: (said) => (said.has(name) ? value(said, name).toFixed(0) : otherwise),
  }
}

/** Unknown ones are told as they are by the firmware. */
function degrees(name: string): Field {
  return { of: [name], write: (said) => (said.has(name) ? value(said, name).toFixed(6) : '0') }
}

/** What would end the line or the field is told by another sign, as modules do. */
function text(name: string, otherwise = ''): Field {
  const write = (said: Said) => (said.get(name) || otherwise).replaceAll(',', ';')
  return { of: [name], write: (said) => write(said).replaceAll(/[\r\n]+/g, ' ') }
}

function choice(name: string, yes: string, no: string): Field {
  return { of: [name], write: (said) => (said.get(name) === 'yes' ? yes : no) }
}

/** The sum of the bits of those metrics that say yes. */
function bits(names: Record<string, number>): Field {
  const all = Object.entries(names)
  const write = (said: Said) =>
    String(all.reduce((sum, [name, bit]) => sum + (said.get(name) === 'yes' ? bit : 0), 0))
  return { of: Object.keys(names), write }
}

/** The number that stands for a word. */
function numbered(name: string, words: Record<string, number>, otherwise: number): Field {
  const numbers = new Map(Object.entries(words))
  return { of: [name], write: (said) => String(numbers.get(said.get(name) ?? '') ?? otherwise) }
}

const STATES = {
  charging: 1,
  topoff: 2,
  done: 4,
  prepare: 13,
  timerwait: 14,
  heating: 15,
  stopped: 21,
}
const SUBSTATES = {
  scheduledstop: 1,
  scheduledstart: 2,
  onrequest: 3,
  timerwait: 5,
  powerwait: 7,
  stopped: 13,
  interrupted: 14,
}
const MODES = { standard: 0, storage: 1, range: 3, performance: 4 }

const LIMITS = ['v/c/duration/range', 'v/c/duration/soc']

/** Minutes to the limit that is reached first. */
function minutesToLimit(said: Said): string {
  const minutes = LIMITS.map((name) => value(said, name)).filter((minutes) => minutes > 0)
  return String(minutes.length > 0 ? Math.round(Math.min(...minutes)) : 0)
}

/** Into the battery while it is charged. */
function batteryPower(said: Said): string {
  return (said.get('v/c/charging') === 'yes' ? 0 - value(said, 'v/b/power') : 0).toFixed(2)
}

function timerStart(said: Said): string {
  const clock = /^(\d\d):(\d\d):(\d\d)$/.exec(said.get('v/c/timerstart') ?? '')
  const [hours = 0, minutes = 0, seconds = 0] = clock?.slice(1).map(Number) ?? []
  return String(hours * 3600 + minutes * 60 + seconds)
}

/** Seconds since 1970; -1 where it is not known. */
function lastEnd(said: Said): string {
  const text = said.get('v/c/timestamp') ?? ''
  const at = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000
  return /UTC$|^\d/.test(text) && at > 0 ? String(Math.round(at)) : '-1'
}

const S: Field[] = [
  number('v/b/soc', 1),
  fixed('K'),
  number('v/c/voltage'),
  number('v/c/current', 2),
  text('v/c/state', 'stopped'),
  text('v/c/mode', 'standard'),
  number('v/b/range/ideal'),
  number('v/b/range/est'),
  number('v/c/climit'),
  number('v/c/time'),
  fixed('0'),
  { of: ['v/c/kwh'], write: (said) => String(Math.floor(value(said, 'v/c/kwh') * 10 + 1e-6)) },
  numbered('v/c/substate', SUBSTATES, 0),
  numbered('v/c/state', STATES, 21),
  numbered('v/c/mode', MODES, 0),
  choice('v/c/timermode', '1', '0'),
  { of: ['v/c/timerstart'], write: timerStart },
  fixed('0'),
  number('v/b/cac', 2),
  number('v/c/duration/full'),
  { of: LIMITS, write: minutesToLimit },
  number('v/c/limit/range'),
  number('v/c/limit/soc'),
  choice('v/e/cooling', '0', '-1'),
  fixed('0,0,0'),
  numberOr('v/c/duration/range', '-1'),
  number('v/c/duration/soc'),
  number('v/b/range/full'),
  fixed('0'),
  { of: ['v/b/power', 'v/c/charging'], write: batteryPower },
  number('v/b/voltage', 2),
  number('v/b/soh', 2),
  number('v/c/power', 2),
  number('v/c/efficiency', 2),
  number('v/b/current', 2),
  number('v/b/range/speed', 1),
  number('v/c/kwh/grid', 1),
  number('v/c/kwh/grid/total', 1),
  number('v/b/capacity', 1),
  { of: ['v/c/timestamp'], write: lastEnd },
]

const TEMPERATURES = ['v/i/temp', 'v/m/temp', 'v/b/temp']

function hasTemperatures(said: Said): string {
  return TEMPERATURES.some((name) => said.has(name)) ? '1' : '0'
}

const D: Field[] = [
  bits({
    'v/d/fl': 1,
    'v/d/fr': 2,
    'v/d/cp': 4,
    'v/c/pilot': 8,
    'v/c/charging': 16,
    'v/e/handbrake': 64,
    'v/e/on': 128,
  }),
  bits({
    'v/e/locked': 8,
    'v/e/valet': 16,
    'v/e/headlights': 32,
    'v/d/hood': 64,
    'v/d/trunk': 128,
  }),
  choice('v/e/locked', '4', '5'),
  ...TEMPERATURES.map((name) => number(name)),
  tenths('v/p/trip'),
  tenths('v/p/odometer'),
  number('v/p/speed'),
  number('v/e/parktime'),
  number('v/e/temp'),
  bits({ 'v/e/awake': 1, 'v/e/cooling': 2, 'v/e/ctrl/login': 64, 'v/e/ctrl/config': 128 }),
  { of: TEMPERATURES, write: hasTemperatures },
  { of: ['v/e/temp'], write: (said) => (said.has('v/e/temp') ? '1' : '0') },
  number('v/b/12v/voltage', 1),
  bits({ 'v/e/alarm': 2 }),
  number('v/b/12v/voltage/ref', 1),
  bits({ 'v/d/rl': 1, 'v/d/rr': 2, 'v/e/charging12v': 16, 'v/e/aux12v': 32, 'v/e/hvac': 128 }),
  number('v/c/temp'),
  number('v/b/12v/current', 1),
  number('v/e/cabintemp'),
]

const L: Field[] = [
  degrees('v/p/latitude'),
  degrees('v/p/longitude'),
  number('v/p/direction', 1),
  number('v/p/altitude', 1),
  choice('v/p/gpslock', '1', '0'),
  // A metric has no age; a receiver without a lock has nothing fresh.
  choice('v/p/gpslock', '1', '0'),
  number('v/p/speed', 1),
  tenths('v/p/trip'),
  { of: ['v/e/drivemode'], write: (said) => value(said, 'v/e/drivemode').toString(16) },
  number('v/b/power', 3),
  number('v/b/energy/used', 3),
  number('v/b/energy/recd', 3),
  number('v/i/power'),
  number('v/i/efficiency'),
  text('v/p/gpsmode'),
  number('v/p/satcount'),
  number('v/p/gpshdop', 1),
  number('v/p/gpsspeed', 1),
  number('v/p/gpssq'),
]

/** Signal quality from 0 to 31; a metric tells dBm. */
function signal(said: Said): string {
  const dbm = value(said, 'm/net/sq')
  return String(dbm < 0 ? Math.max(0, Math.min(31, Math.round((dbm + 113) / 2))) : dbm)
}

const F: Field[] = [
  text('m/version'),
  text('v/vin'),
  { of: ['m/net/sq'], write: signal },
  fixed('1'),
  text('v/type'),
  text('m/net/provider'),
  numberOr('v/e/serv/range', '-1'),
  numberOr('v/e/serv/time', '-1'),
  text('m/hardware'),
  text('m/net/mdm/mode'),
]

const LINES: Record<Code, Field[]> = { S, D, L, F }

const SHOWN = new Map<string, Code[]>()
for (const code of CODES) {
  for (const name of new Set(LINES[code].flatMap(({ of }) => of))) {
    SHOWN.set(name, [...(SHOWN.get(name) ?? []), code])
  }
}

/** The messages that a metric shows itself in. */
export function shownIn(name: string): readonly Code[] {
  return SHOWN.get(name) ?? NOWHERE
}
const NOWHERE: readonly Code[] = []

/** The data of a message, as the firmware writes it; distances in kilometres. */
export function lineOf(code: Code, said: Said): string {
  return LINES[code].map(({ write }) => write(said)).join(',')
}
