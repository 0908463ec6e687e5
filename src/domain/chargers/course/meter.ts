/** Meter values of chargers as readings: phases joined, doubles dropped, one reading for each time. */
import type { Oddity } from './oddity.ts'
import type { Reading } from '../transaction.ts'
import { whenOf } from './clock.ts'
import { type Quantity, rounded, type Sample, sampleOf } from './sample.ts'

/** What meter values say. The registers at begin and end are told by the context of a value. */
export type Metered = {
  /** By time, none of them empty. */
  readings: Reading[]
  beginWh: number | null
  endWh: number | null
  odd: Oddity[]
}

/** Nothing was measured. */
export const blank: Omit<Reading, 'at'> = {
  wh: null,
  powerW: null,
  soc: null,
  currentA: null,
  voltageV: null,
}

/** The energy that counts is that which leaves the charger. */
const LOCATIONS = ['Outlet', 'Cable', 'Body', 'Inlet', 'EV']
const BEGIN = 'Transaction.Begin'
const END = 'Transaction.End'

/** Reads `meterValue` of a MeterValues or TransactionEvent, or `transactionData` of 1.6. */
export function metered(told: unknown, heardAt: number): Metered {
  const values = Array.isArray(told) ? told : told === undefined || told === null ? [] : [told]
  const heard = values.map((value) => heardIn(value, heardAt))
  const registers = (context: string) =>
    heard.map(({ samples }) =>
      quantityOf(
        'wh',
        samples.filter((one) => one.context === context),
      ),
    )
  return {
    readings: joined(heard.map(({ reading }) => reading)),
    beginWh: registers(BEGIN).find((wh) => wh !== null) ?? null,
    endWh: registers(END).findLast((wh) => wh !== null) ?? null,
    odd: heard.flatMap(({ odd }) => odd),
  }
}

/** Two of the same time as one: what the later one says counts. */
function joined(readings: Reading[]): Reading[] {
  const byTime = new Map<number, Reading>()
  for (const reading of readings) {
    const before = byTime.get(reading.at)
    byTime.set(reading.at, before ? filled(reading, before) : reading)
  }
  return [...byTime.values()].filter(isTelling).sort((a, b) => a.at - b.at)
}

function isTelling({ wh, powerW, soc, currentA, voltageV }: Reading): boolean {
  return [wh, powerW, soc, currentA, voltageV].some((value) => value !== null)
}

/** A reading, with what it does not say taken from another one. */
export function filled(reading: Reading, other: Reading): Reading {
  return {
    at: reading.at,
    wh: reading.wh ?? other.wh,
    powerW: reading.powerW ?? other.powerW,
    soc: reading.soc ?? other.soc,
    currentA: reading.currentA ?? other.currentA,
    voltageV: reading.voltageV ?? other.voltageV,
  }
}

type Heard = { reading: Reading; samples: Sample[]; odd: Oddity[] }

/** One element of `meterValue`. */
function heardIn(told: unknown, heardAt: number): Heard {
  const value = Object(told) as Record<string, unknown>
  const list = value['sampledValue'] ?? []
  const all = (Array.isArray(list) ? list : [list]).map(sampleOf)
  const { samples, odd } = singled(all.filter((one) => one !== null && one !== 'bad'))
  const when = whenOf(value['timestamp'], heardAt)
  const bad: Oddity[] = all.includes('bad') ? ['bad-value'] : []
  return { reading: readingOf(when.at, samples), samples, odd: [...when.odd, ...odd, ...bad] }
}

/**
 * One of each. What is told twice counts as it was told last; but where all of it is told equally
 * often, whole sets follow one another, and nobody knows which is meant: the first one counts.
 */
function singled(samples: Sample[]): { samples: Sample[]; odd: Oddity[] } {
  const byName = new Map<string, Sample[]>()
  for (const sample of samples) {
    const { quantity, phase, location, context } = sample
    const name = `${quantity} ${phase} ${location} ${context}`
    const known = byName.get(name)
    if (known) known.push(sample)
    else byName.set(name, [sample])
  }
  const same = [...byName.values()]
  const times = same[0]?.length ?? 1
  const areSets = same.length > 1 && times > 1 && same.every((told) => told.length === times)
  return {
    samples: same.map((told) => told.at(areSets ? 0 : -1)!),
    odd: areSets ? ['two-sets'] : [],
  }
}

function readingOf(at: number, samples: Sample[]): Reading {
  const of = (quantity: Quantity) => quantityOf(quantity, samples)
  return {
    at,
    wh: of('wh'),
    powerW: of('powerW'),
    soc: of('soc'),
    currentA: of('currentA'),
    voltageV: of('voltageV'),
  }
}

/** What the samples say of one quantity: the total where it is told, else its phases joined. */
function quantityOf(quantity: Quantity, samples: Sample[]): number | null {
  const all = samples.filter((sample) => sample.quantity === quantity)
  if (all.length === 0) return null
  // A register of the begin that is told along with one of now is history.
  const later = all.filter(({ context }) => context !== BEGIN)
  const of = later.length > 0 ? later : all
  const place = LOCATIONS.find((name) => of.some(({ location }) => location === name))
  const here = place === undefined ? of : of.filter(({ location }) => location === place)
  const total = here.findLast(({ phase }) => phase === '')
  return total ? total.value : JOIN[quantity](here)
}

/** L1 and L1-N is the same to whoever sums: chargers use either. */
const LIVE = /^L[123](-N)?$/

/** How phases become one value; null where there is none to join. */
const JOIN: Record<Quantity, (phases: Sample[]) => number | null> = {
  wh: (phases) => joinedBy(sum, phases),
  powerW: (phases) => joinedBy(sum, phases),
  // What the cable carries at most.
  currentA: (phases) => joinedBy((values) => Math.max(...values), phases),
  // A phase that is not connected has none.
  voltageV: (phases) => joinedBy(meanOfLive, phases) ?? meanOfLive(phases.map(valueIn)),
  soc: (phases) => phases.at(-1)?.value ?? null,
}

function joinedBy(join: (values: number[]) => number | null, phases: Sample[]): number | null {
  const values = phases.filter(({ phase }) => LIVE.test(phase)).map(valueIn)
  return values.length === 0 ? null : join(values)
}

function valueIn({ value }: Sample): number {
  return value
}

function sum(values: number[]): number {
  return rounded(values.reduce((total, value) => total + value, 0))
}

function meanOfLive(values: number[]): number {
  const live = values.filter((value) => value > 0)
  return live.length === 0 ? 0 : rounded(sum(live) / live.length)
}
