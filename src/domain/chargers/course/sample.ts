/** One sampled value of a charger, in one unit: 1.6 and 2.x say the same in different words. */
import type { Reading } from '../transaction.ts'

/** What is measured, as our readings call it. */
export type Quantity = Exclude<keyof Reading, 'at'>

export type Sample = {
  quantity: Quantity
  value: number
  /** '' is the whole. */
  phase: string
  location: string
  context: string
}

/** What is not here is not kept (OCPP 1.6, 7.31; 2.1, MeasurandEnumType). */
const QUANTITIES: Record<string, Quantity> = {
  'Energy.Active.Import.Register': 'wh',
  'Power.Active.Import': 'powerW',
  'Current.Import': 'currentA',
  Voltage: 'voltageV',
  SoC: 'soc',
}

/** What each may be told in, how much of ours that is, and the most that can be. */
const MEASURES: Record<Quantity, { units: Record<string, number>; max: number }> = {
  wh: { units: { wh: 1, kwh: 1000 }, max: 1e11 },
  powerW: { units: { w: 1, kw: 1000 }, max: 1e7 },
  currentA: { units: { a: 1 }, max: 1e4 },
  voltageV: { units: { v: 1 }, max: 1e4 },
  soc: { units: { percent: 1, '%': 1 }, max: 100 },
}

const NUMBER = /^[+-]?(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/i

/** Reads one; null: not of interest, `bad`: no value that can be. */
export function sampleOf(told: unknown): Sample | 'bad' | null {
  const said = Object(told) as Record<string, unknown>
  const quantity = QUANTITIES[textOf(said['measurand']) || 'Energy.Active.Import.Register']
  // Signed data is for whoever bills; what it says is told in clear as well.
  if (quantity === undefined || said['format'] === 'SignedData') return null
  const value = valueOf(said, MEASURES[quantity])
  if (value === null) return 'bad'
  return {
    quantity,
    value,
    phase: textOf(said['phase']),
    location: textOf(said['location']) || 'Outlet',
    context: textOf(said['context']) || 'Sample.Periodic',
  }
}

/** A register that is told by itself, in watt-hours; null: none that can be. */
export function registerOf(wh: number): number | null {
  return wh >= 0 && wh <= MEASURES.wh.max ? wh : null
}

/** 2.x tells the unit and a power of ten beside it. */
function valueOf(
  said: Record<string, unknown>,
  { units, max }: (typeof MEASURES)[Quantity],
): number | null {
  const measure = Object(said['unitOfMeasure']) as Record<string, unknown>
  const unit = textOf(said['unit'] ?? measure['unit']).toLowerCase()
  const factor = unit === '' ? 1 : units[unit]
  const told = numberOf(said['value'])
  if (told === null || factor === undefined) return null
  const value = told * factor * 10 ** (numberOf(measure['multiplier']) ?? 0)
  return value >= 0 && value <= max ? rounded(value) : null
}

function numberOf(told: unknown): number | null {
  if (typeof told === 'number') return Number.isFinite(told) ? told : null
  return typeof told === 'string' && NUMBER.test(told.trim()) ? Number(told) : null
}

function textOf(told: unknown): string {
  return typeof told === 'string' ? told.trim() : ''
}

/** To a thousandth: 7.1 kWh are 7100 Wh and nothing beside. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
