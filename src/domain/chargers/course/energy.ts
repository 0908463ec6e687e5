/** What was drawn: the register's way from start to stop, whatever the register does on it. */
import { isTimeless, type Oddity } from './oddity.ts'
import type { Reading, Transaction } from '../transaction.ts'
import { rounded } from './sample.ts'

/** Registers are told in whole watt-hours here and in hundredths of kWh there. */
const BLUR_WH = 10
/** No charger gives more. */
const MOST_W = 400_000
const SLACK_WH = 1000

/** What `energyOf` says of a register's ways. */
export const REGISTER: Oddity[] = ['baseline-latched', 'register-fell', 'register-jumped']

type Start = Pick<Transaction, 'startedAt' | 'meterStartWh' | 'oddities'>
type Ends = Start & Pick<Transaction, 'meterStopWh' | 'endedAt'>
/** A register at a time. */
type Point = { at: number; wh: number }

/**
 * The energy of a transaction by its start, its stop and all readings in the order of time; null: no
 * register was told since its start. It is never negative: of a register that fell, the rising steps count.
 */
export function energyOf(ends: Ends, readings: Reading[]): { wh: number | null; odd: Oddity[] } {
  const told = pointsOf(ends, readings)
  if (told.length === 0) return { wh: null, odd: [] }
  const isLatched = lacksStart(ends, told[0]!)
  const start = isLatched || ends.meterStartWh === null ? [] : [ends.meterStartWh]
  const { wh, odd } = wayOf([...start, ...told.map((point) => point.wh)])
  return { wh, odd: isLatched ? ['baseline-latched', ...odd] : odd }
}

/** The registers after the start, the one that the stop told at their end. */
function pointsOf({ startedAt, endedAt, meterStopWh }: Ends, readings: Reading[]): Point[] {
  const last = endedAt ?? Infinity
  const within = readings.flatMap(({ at, wh }) =>
    wh !== null && at >= startedAt && at <= last ? [{ at, wh }] : [],
  )
  return meterStopWh === null
    ? within
    : [...within, { at: endedAt ?? within.at(-1)?.at ?? startedAt, wh: meterStopWh }]
}

/**
 * Whether a transaction began without a register: it told none, or told 0 before its meter was
 * ready, which shows when the next one is more than any charger can have given since.
 */
export function lacksStart(
  { startedAt, meterStartWh, oddities }: Start,
  { at, wh }: Point,
): boolean {
  if (meterStartWh === null) return true
  // Of times that are not the charger's nothing follows.
  if (isTimeless(oddities)) return false
  const most = SLACK_WH + (MOST_W * Math.max(0, at - startedAt)) / 3_600_000
  return meterStartWh === 0 && wh > most
}

/** Whether a register goes on from another one, give or take how it is rounded. */
export function goesOn(before: number, after: number): boolean {
  return after >= before - BLUR_WH
}

/** From the first register to the last, where it rises all the way. */
function wayOf(registers: number[]): { wh: number; odd: Oddity[] } {
  if (isRising(registers)) return { wh: spanOf(registers), odd: [] }
  const smooth = registers.filter((_, i) => !isJump(registers, i))
  if (isRising(smooth)) return { wh: spanOf(smooth), odd: ['register-jumped'] }
  return { wh: risesOf(smooth), odd: ['register-fell'] }
}

function isRising(registers: number[]): boolean {
  return registers.every((wh, i) => i === 0 || goesOn(registers[i - 1]!, wh))
}

/** One that its neighbours do without: they rise, and it does not lie between them. */
function isJump(registers: number[], i: number): boolean {
  const [before, wh, after] = [registers[i - 1], registers[i]!, registers[i + 1]]
  if (before === undefined || after === undefined || !goesOn(before, after)) return false
  return !goesOn(before, wh) || !goesOn(wh, after)
}

function spanOf(registers: number[]): number {
  return rounded(Math.max(0, registers.at(-1)! - registers[0]!))
}

function risesOf(registers: number[]): number {
  const steps = registers.map((wh, i) => (i === 0 ? 0 : Math.max(0, wh - registers[i - 1]!)))
  return rounded(steps.reduce((all, step) => all + step, 0))
}
