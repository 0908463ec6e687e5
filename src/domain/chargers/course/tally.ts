/** What readings make of a transaction: by the newest alone while all goes in turn, else by all. */
import { marked, unmarked } from './oddity.ts'
import type { Reading, Transaction } from '../transaction.ts'
import { energyOf, lacksStart, REGISTER } from './energy.ts'
import { filled } from './meter.ts'
import { rounded } from './sample.ts'

/** Shorter ones of which no register was told are failed starts. */
const SHORT_MS = 60_000

/** All readings by time: those that are known, and fresh ones, which add what was not told. */
export function together(known: Reading[], fresh: Reading[]): Reading[] {
  const byTime = new Map(known.map((reading) => [reading.at, reading]))
  for (const reading of fresh) {
    const before = byTime.get(reading.at)
    byTime.set(reading.at, before ? filled(before, reading) : reading)
  }
  return [...byTime.values()].sort((a, b) => a.at - b.at)
}

/** The transaction as all its readings tell it. */
export function tallied(before: Transaction, readings: Reading[]): Transaction {
  const transaction = { ...before, startedAt: startOf(before, readings) }
  const { wh, odd } = energyOf(transaction, readings)
  const powers = readings.flatMap(({ powerW }) => (powerW === null ? [] : [powerW]))
  const whole = {
    ...transaction,
    energyWh: wh,
    last: readings.reduce(over, null),
    maxPowerW: powers.length === 0 ? null : powers.reduce((most, power) => Math.max(most, power)),
    socStart: readings.find(({ soc }) => soc !== null)?.soc ?? null,
  }
  const kept = unmarked(whole.oddities, ...REGISTER)
  return weighed({ ...whole, oddities: marked(kept, ...odd) })
}

/** Marks one that is over and has drawn nothing. */
export function weighed(transaction: Transaction): Transaction {
  const { oddities } = transaction
  const lacks = isEmpty(transaction)
  return {
    ...transaction,
    oddities: lacks ? marked(oddities, 'no-energy') : unmarked(oddities, 'no-energy'),
  }
}

/** Where no start was told it began at the latest with the first that is known of it. */
function startOf({ startedAt, endedAt, oddities }: Transaction, readings: Reading[]): number {
  if (!oddities.includes('no-start')) return startedAt
  return Math.min(startedAt, endedAt ?? startedAt, readings[0]?.at ?? startedAt)
}

/** A later reading, with what it does not tell as it was. */
function over(before: Reading | null, reading: Reading): Reading {
  return before ? filled(reading, before) : reading
}

function isEmpty({ status, energyWh, startedAt, endedAt }: Transaction): boolean {
  if (status === 'charging') return false
  return energyWh === null ? endedAt! - startedAt < SHORT_MS : energyWh === 0
}

/**
 * Whether these readings, which are by time, come in their turn: after all others, of a register
 * that has always risen. Then the newest tell enough, and the rest need not be looked at.
 */
export function isInTurn(transaction: Transaction, readings: Reading[]): boolean {
  const { status, oddities, startedAt, last } = transaction
  if (status !== 'charging') return false
  if (readings.length === 0) return true
  if (oddities.includes('register-fell') || oddities.includes('register-jumped')) return false
  // Of a register that has not risen since, nobody knows by this alone from where it counts.
  if (oddities.includes('baseline-latched') && transaction.energyWh === 0) return false
  const first = readings[0]!.at
  return first >= startedAt && first > (last?.at ?? -Infinity) && isRising(transaction, readings)
}

function isRising(transaction: Transaction, readings: Reading[]): boolean {
  let before = transaction.last?.wh ?? null
  for (const { at, wh } of readings) {
    if (wh === null) continue
    before ??= baseOf(transaction, { at, wh })
    if (wh < before) return false
    before = wh
  }
  return true
}

/** The register from which a transaction counts, by the first one that was told after its start. */
function baseOf(transaction: Transaction, first: { at: number; wh: number }): number {
  return lacksStart(transaction, first) ? first.wh : transaction.meterStartWh!
}

/** The transaction with readings that come in their turn. */
export function grown(transaction: Transaction, readings: Reading[]): Transaction {
  return readings.reduce(grownBy, transaction)
}

function grownBy(before: Transaction, reading: Reading): Transaction {
  const { last, maxPowerW, socStart } = before
  return {
    ...before,
    ...drawn(before, reading),
    last: over(last, reading),
    maxPowerW: reading.powerW === null ? maxPowerW : Math.max(maxPowerW ?? 0, reading.powerW),
    socStart: socStart ?? reading.soc,
  }
}

function drawn(
  before: Transaction,
  { at, wh }: Reading,
): Pick<Transaction, 'energyWh' | 'oddities'> {
  const { last, energyWh, oddities } = before
  if (wh === null) return { energyWh, oddities }
  const known = last?.wh ?? null
  const isLatched = known === null && lacksStart(before, { at, wh })
  const base = known === null ? baseOf(before, { at, wh }) : baseSince(before, known)
  return {
    energyWh: rounded(Math.max(0, wh - base)),
    oddities: isLatched ? marked(oddities, 'baseline-latched') : oddities,
  }
}

/** The same, when a register was told since the start. */
function baseSince({ oddities, energyWh, meterStartWh }: Transaction, known: number): number {
  return oddities.includes('baseline-latched') ? known - energyWh! : meterStartWh!
}
