/** Which transaction is meant by a charger that calls it by a number of its own, or by none. */
import { tagKey } from '../tokens/authorise.ts'
import type { Transaction } from '../transaction.ts'
import { isTimeless } from './oddity.ts'
import { isOver } from './steps.ts'

/** What is known of the one that is meant. */
export type Clue = {
  /** null: not told. 0: the charger as a whole. */
  evse: number | null
  at: number
  idTag: string | null
}

/** The clock of a charger is read at different moments for a start and what goes with it. */
const SLACK_MS = 60_000

/**
 * Of a charger's last transactions, the newest first, the one that fits: on its connector, begun
 * before and not yet ended; an open one rather than one that is over. null: none does.
 */
export function fitting(recent: Transaction[], clue: Clue): Transaction | null {
  const fits = recent.filter(
    (one) => isThere(one, clue.evse) && one.startedAt <= clue.at + SLACK_MS && lasts(one, clue.at),
  )
  const same = fits.filter(({ idTag }) => isSameTag(idTag, clue.idTag))
  const those = same.length > 0 ? same : fits
  return latestOf(those.filter((one) => !isOver(one))) ?? latestOf(those)
}

function latestOf(those: Transaction[]): Transaction | null {
  return those.reduce<Transaction | null>(
    (latest, one) => (latest && latest.startedAt >= one.startedAt ? latest : one),
    null,
  )
}

/** Whether it is at an EVSE; null or 0: at any. */
export function isThere({ evse }: Transaction, told: number | null): boolean {
  return told === null || told === 0 || evse === 0 || evse === told
}

/** An end that was only thought of may have been later. */
function lasts(transaction: Transaction, at: number): boolean {
  return !isOver(transaction) || transaction.endedAt! >= at
}

/** Tags are compared without case (OCPP 1.6, 7.28). */
export function isSameTag(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && tagKey(one) === tagKey(other)
}

/** A record that waits for its start longer than this is of another one. */
const LONGEST_MS = 3 * 86_400_000

/**
 * Of transactions whose start was not told, the one that a start belongs to: the first that is known
 * to have gone on after it, on its connector and by its tag as far as they are known.
 */
export function startless(recent: Transaction[], start: Clue): Transaction | null {
  const fits = recent.filter(
    (one) =>
      one.oddities.includes('no-start') &&
      one.reference === null &&
      isThere(one, start.evse) &&
      (one.idTag === null || isSameTag(one.idTag, start.idTag)) &&
      (one.endedAt ?? Infinity) >= start.at &&
      one.startedAt >= start.at - SLACK_MS &&
      one.startedAt <= start.at + LONGEST_MS,
  )
  return fits.sort((a, b) => a.startedAt - b.startedAt)[0] ?? null
}

/** A charger that calls one by its own number goes on doing so a while after the end. */
const AFTER_MS = 3_600_000

/** Whether one that a charger calls by its own number may still be meant: it uses them again. */
export function isStill(one: Transaction, at: number): boolean {
  return !isOver(one) || at <= one.endedAt! + AFTER_MS
}

/**
 * Who gives way on a connector where only one can charge: the older ones of those that are open, or
 * the one that was told last, where it is itself an older one.
 */
export function givingWay(open: Transaction[], told: Transaction): Transaction[] {
  const there = open.filter(
    (one) => one.id !== told.id && one.evse === told.evse && told.evse !== 0 && !isOver(one),
  )
  if (told.status !== 'charging') return []
  // By such a clock one cannot tell which of two was first.
  const isClockless = isTimeless(told.oddities) || told.oddities.includes('clock-skew')
  const isLate = !isClockless && there.some((one) => one.startedAt > told.startedAt)
  return isLate ? [told] : there.filter((one) => one.status === 'charging')
}
