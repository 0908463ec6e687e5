/** How a transaction goes on, in whatever order its charger tells of it: each step gives the next one. */
import type { OcppVersion } from '../ocpp.ts'
import { marked, type Oddity, unmarked } from './oddity.ts'
import type { Reading, Transaction } from '../transaction.ts'
import { oddOf, type When } from './clock.ts'
import { endingOf, isFlowing, isOpenToDoubt } from './ending.ts'
import type { Metered } from './meter.ts'
import { hasGap, withNumber } from './seen.ts'
import { grown, tallied, weighed } from './tally.ts'

/** By what a transaction is known. */
export type Names = Pick<Transaction, 'id' | 'number' | 'charger' | 'reference' | 'alias'>

/** What is told when one starts. */
export type Start = Pick<
  Transaction,
  'evse' | 'connector' | 'idTag' | 'owner' | 'verdict' | 'meterStartWh' | 'startedBy' | 'startKey'
> & { when: When }

/** What is told when one ends. */
export type End = {
  version: OcppVersion
  when: When
  meterStopWh: number | null
  reason: string | null
  trigger: string | null
  /** The charger says that the connector has a fault. */
  isFaulted: boolean
}

/** A transaction of which nothing is known yet but that it is; its start may yet be told. */
export function unstarted(names: Names, { at, odd }: When, heardAt: number): Transaction {
  return {
    ...names,
    evse: 0,
    connector: 0,
    startKey: null,
    idTag: null,
    owner: null,
    verdict: null,
    acceptedBy: null,
    status: 'charging',
    startedAt: at,
    endedAt: null,
    heardAt,
    meterStartWh: null,
    meterStopWh: null,
    energyWh: null,
    last: null,
    maxPowerW: null,
    socStart: null,
    stopReason: null,
    isProvisional: false,
    isFault: false,
    seqNo: null,
    seen: [],
    oddities: marked([], 'no-start', ...odd),
    startedBy: null,
  }
}

/** Its start is told, maybe after other things; `readings` are all that are known of it. */
export function started(before: Transaction, start: Start, readings: Reading[]): Transaction {
  const { when, ...told } = start
  const { endedAt } = before
  const next: Transaction = {
    ...before,
    ...told,
    evse: told.evse || before.evse,
    connector: told.connector || before.connector,
    idTag: told.idTag ?? before.idTag,
    owner: told.owner ?? before.owner,
    startKey: told.startKey ?? before.startKey,
    verdict: told.verdict ?? before.verdict,
    startedBy: told.startedBy ?? before.startedBy,
    meterStartWh: told.meterStartWh ?? before.meterStartWh,
    startedAt: when.at,
    endedAt: endedAt === null ? null : Math.max(endedAt, when.at),
    oddities: marked(
      unmarked(before.oddities, 'no-start'),
      ...when.odd,
      ...(isOver(before) ? turnedBack(when.at, endedAt!) : []),
    ),
  }
  return tallied(reconsidered(next, readings), readings)
}

/**
 * Meter values came. `readings` are all that are known with the new ones among them, or null where
 * these come in their turn.
 */
export function read(
  before: Transaction,
  { readings: fresh, odd }: Pick<Metered, 'readings' | 'odd'>,
  readings: Reading[] | null,
): Transaction {
  const told = odder(before, ...odd)
  if (readings === null) return grown(told, fresh)
  const next = resumed(told, fresh.at(-1)?.at ?? -Infinity)
  return tallied(reconsidered(next, readings), readings)
}

/**
 * It was under way at a time: an end before it that was only thought of is none, but for one that
 * made room for another transaction, which only moves.
 */
export function resumed(before: Transaction, at: number): Transaction {
  if (!before.isProvisional || at <= before.endedAt!) return before
  if (before.stopReason === 'superseded') return { ...before, endedAt: at }
  return {
    ...before,
    status: 'charging',
    endedAt: null,
    stopReason: null,
    isProvisional: false,
    isFault: false,
  }
}

/** An event of 2.x came by its number. */
export function counted(before: Transaction, number: number): Transaction {
  const seen = withNumber(before.seen, number)
  if (seen === before.seen) return before
  return {
    ...before,
    seen,
    seqNo: Math.max(before.seqNo ?? number, number),
    oddities: hasGap(seen) ? marked(before.oddities, 'gap') : unmarked(before.oddities, 'gap'),
  }
}

/** Its end is told; the first one that is told stands. `readings` are all that are known of it. */
export function ended(before: Transaction, end: End, readings: Reading[]): Transaction {
  if (isOver(before)) {
    return tallied(isSameEnd(before, end) ? before : odder(before, 'stop-conflict'), readings)
  }
  const endedAt = endIn(before, end.when)
  const isStartless = before.oddities.includes('no-start')
  const next: Transaction = {
    ...before,
    ...endingOf({
      ...end,
      isRefused: isRefused(before),
      isFlowing: isFlowing(readings, endedAt),
    }),
    endedAt,
    meterStopWh: end.meterStopWh,
    stopReason: end.reason,
    isProvisional: false,
    oddities: marked(
      before.oddities,
      ...end.when.odd,
      ...(isStartless ? [] : turnedBack(before.startedAt, end.when.at)),
      ...(before.isProvisional ? ['late-end' as const] : []),
    ),
  }
  return tallied(next, readings)
}

/** What some ends mean hangs on what may be told after them: the start, and the last readings. */
function reconsidered(before: Transaction, readings: Reading[]): Transaction {
  const { stopReason, endedAt, isFault } = before
  if (!isOver(before) || isFault || !isOpenToDoubt(stopReason)) return before
  const told = { version: '2.1' as const, reason: stopReason, trigger: null, isFaulted: false }
  const flows = isFlowing(readings, endedAt!)
  return { ...before, ...endingOf({ ...told, isRefused: isRefused(before), isFlowing: flows }) }
}

/** We have not accepted its tag, so that the charger had to end it. */
function isRefused({ verdict }: Transaction): boolean {
  return verdict !== null && verdict !== 'Accepted'
}

/** Whether its end was told. */
export function isOver({ status, isProvisional }: Transaction): boolean {
  return status !== 'charging' && !isProvisional
}

function isSameEnd(before: Transaction, { when, meterStopWh, reason }: End): boolean {
  // Where the time was ours it is another one each time.
  const isThen = when.odd.length > 0 || before.endedAt === endIn(before, when)
  return isThen && before.meterStopWh === meterStopWh && before.stopReason === reason
}

/** Nothing ends before it started, whatever the clock did in the meantime. */
function endIn({ startedAt, oddities }: Transaction, { at }: When): number {
  return oddities.includes('no-start') ? at : Math.max(at, startedAt)
}

/** An end that was told well before its start: the clock was set in between. */
function turnedBack(startedAt: number, endedAt: number): Oddity[] {
  return oddOf(Math.max(0, startedAt - endedAt))
}

/** What a reading of the context Transaction.Begin says, where the start told no register. */
export function begun(before: Transaction, beginWh: number | null): Transaction {
  return before.meterStartWh === null ? { ...before, meterStartWh: beginWh } : before
}

/** The same with more that is odd about it. */
export function odder(before: Transaction, ...odd: Oddity[]): Transaction {
  const oddities = marked(before.oddities, ...odd)
  return oddities === before.oddities ? before : { ...before, oddities }
}

/** Why an end is thought of that was not told; these stand for the reason. */
export type Doubt = 'faulted' | 'unplugged' | 'rebooted' | 'superseded' | 'silent' | 'lost'

const DOUBTS: Record<Doubt, Pick<Transaction, 'status' | 'isFault'>> = {
  faulted: { status: 'aborted', isFault: true },
  rebooted: { status: 'aborted', isFault: true },
  unplugged: { status: 'aborted', isFault: false },
  // Nothing says how it ended, only that it has.
  superseded: { status: 'unknown', isFault: false },
  silent: { status: 'unknown', isFault: false },
  lost: { status: 'unknown', isFault: false },
}

/** It is thought to have ended, at a time or with its last reading; what is told later corrects that. */
export function doubted(before: Transaction, doubt: Doubt, at: number | null): Transaction {
  const latest = before.last?.at ?? before.startedAt
  return weighed({
    ...before,
    ...DOUBTS[doubt],
    endedAt: Math.max(before.startedAt, latest, at ?? latest),
    stopReason: doubt,
    isProvisional: true,
  })
}
