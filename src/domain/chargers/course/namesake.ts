/** Which transaction an event of 2.x is of, where its charger has called more than one by the same name. */
import type { Transaction } from '../transaction.ts'
import type { EventTold } from './event.ts'
import { isSameTag, isStill, isThere } from './fit.ts'
import { isTimeless } from './oddity.ts'
import { isOver } from './steps.ts'

/** What is looked at of an event. */
export type Hint = Pick<EventTold, 'kind' | 'seqNo' | 'when' | 'evse'> &
  Pick<Transaction, 'idTag' | 'meterStartWh'>

/** A start that is told again with the time of the telling comes within this. */
const AGAIN_MS = 10 * 60_000
/** The clock of a charger is read at different moments for an event and what goes with it. */
const SLACK_MS = 60_000

/**
 * Of those that a charger calls by one name, the newest first, the one that an event is of; null: a
 * new one. Names ought to be used once, but some chargers count theirs anew from each boot.
 */
export function namesake(known: Transaction[], hint: Hint): Transaction | null {
  if (known.length === 0) return null
  return hint.kind === 'Started' ? begunBy(known, hint) : goingOn(known, hint)
}

/** The one with this start, or one that waits for it. */
function begunBy(known: Transaction[], hint: Hint): Transaction | null {
  const there = known.filter((one) => isThere(one, hint.evse))
  return there.find((one) => isBegun(one, hint)) ?? awaiting(there, hint)
}

/** Whether this start has been told of it, maybe with another time; what is over begins no more. */
function isBegun(one: Transaction, { when: { at, odd }, ...start }: Hint): boolean {
  if (lacksStart(one)) return false
  if (one.startedAt === at) return true
  const isSame =
    (one.idTag === null || start.idTag === null || isSameTag(one.idTag, start.idTag)) &&
    isSameRegister(one.meterStartWh, start.meterStartWh)
  // Of a time that is ours nothing follows.
  if (isTimeless(odd)) return isSame
  if (isOver(one)) return one.startedAt < at && at <= one.endedAt!
  return isSame && Math.abs(at - one.startedAt) <= AGAIN_MS
}

function isSameRegister(one: number | null, other: number | null): boolean {
  return one === null || other === null || one === other
}

/** The first one after a start, unless that has a start of its own; one that ended before has none. */
function awaiting(there: Transaction[], { when: { at } }: Hint): Transaction | null {
  const open = there.filter((one) => !isOver(one) || at <= one.endedAt!)
  const [next] = open
    .filter((one) => one.startedAt >= at || lacksStart(one))
    .sort((a, b) => a.startedAt - b.startedAt)
  return next && lacksStart(next) ? next : null
}

/** By the time and the number of the event: the surest sign first. */
function goingOn(
  known: Transaction[],
  { when: { at, odd }, seqNo, evse }: Hint,
): Transaction | null {
  const here = known.filter((one) => isThere(one, evse))
  const those = (here.length > 0 ? here : known).toSorted((a, b) => b.startedAt - a.startedAt)
  const isNew = (one: Transaction) => !isSeen(one, seqNo)
  const open = those.find((one) => !isOver(one))
  if (isTimeless(odd)) return open ?? those[0]!
  return (
    those.find((one) => !isNew(one) && one.startedAt <= at && at <= endOf(one)) ??
    those.find((one) => isWithin(one, at)) ??
    those.findLast((one) => lacksStart(one) && one.startedAt >= at && isNew(one)) ??
    (open && open.startedAt <= at + SLACK_MS ? open : undefined) ??
    those.find((one) => isNew(one) && goesWith(one, { at, seqNo })) ??
    open ??
    (those.every((one) => at > endOf(one) + SLACK_MS) ? null : those[0]!)
  )
}

/** Fills a gap, or comes late after the end. */
function goesWith(one: Transaction, { at, seqNo }: { at: number; seqNo: number }): boolean {
  return seqNo < (one.seqNo ?? -1) || (one.startedAt <= at && isStill(one, at))
}

function isSeen({ seen }: Transaction, seqNo: number): boolean {
  return seen.some(([from, to]) => from <= seqNo && seqNo <= to)
}

function isWithin(one: Transaction, at: number): boolean {
  return one.startedAt <= at && (!isOver(one) || at <= endOf(one))
}

/** The latest that is known of it: the end, or what was read after it. */
function endOf({ endedAt, last }: Transaction): number {
  return Math.max(endedAt ?? -Infinity, last?.at ?? -Infinity)
}

function lacksStart({ oddities }: Transaction): boolean {
  return oddities.includes('no-start')
}
