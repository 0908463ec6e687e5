/** What a TransactionEvent of 2.x makes of a transaction: in any order, and as often as it comes. */
import type { Reading, Transaction } from '../transaction.ts'
import { marked } from './oddity.ts'
import type { Metered } from './meter.ts'
import {
  begun,
  counted,
  type End,
  ended,
  odder,
  read,
  resumed,
  type Start,
  started,
} from './steps.ts'

/** An event; `start` is what it says of the start if it is that, `end` what it says of the end. */
export type EventTold = Pick<Start, 'evse' | 'connector' | 'idTag' | 'owner' | 'verdict'> &
  Pick<Start, 'when' | 'startedBy'> & {
    kind: 'Started' | 'Updated' | 'Ended'
    seqNo: number
    isOffline: boolean
    meter: Metered
    end: Omit<End, 'meterStopWh' | 'when'>
  }

/** `readings` are all that are known with those of the event, or null where these come in turn. */
export function followed(
  before: Transaction,
  told: EventTold,
  readings: Reading[] | null,
): Transaction {
  const known = counted(filled(before, told), told.seqNo)
  const { meter, when } = told
  if (told.kind === 'Ended') return finished(known, told, readings ?? meter.readings)
  const begins = told.kind === 'Started' ? begunBy(known, told, readings ?? []) : known
  return read(resumed(begins, when.at), meter, readings)
}

/** A start that was told stands, whatever the time with which it is told again. */
function begunBy(known: Transaction, told: EventTold, readings: Reading[]): Transaction {
  const isAgain = !known.oddities.includes('no-start') && known.startedAt !== told.when.at
  return isAgain ? odder(known, 'repeated-start') : started(known, startIn(told), readings)
}

/** What any event may tell besides. */
function filled(before: Transaction, told: EventTold): Transaction {
  const { when, kind, isOffline } = told
  const isStartless = before.oddities.includes('no-start')
  // Who ends it need not be who began it.
  const isDriver = kind !== 'Ended' && before.idTag === null
  return {
    ...before,
    evse: before.evse || told.evse,
    connector: before.connector || told.connector,
    idTag: isDriver ? told.idTag : before.idTag,
    owner: isDriver ? told.owner : before.owner,
    verdict: isDriver ? told.verdict : before.verdict,
    startedBy: before.startedBy ?? told.startedBy,
    startedAt: isStartless ? Math.min(before.startedAt, when.at) : before.startedAt,
    oddities: marked(before.oddities, ...(isOffline ? ['offline' as const] : []), ...when.odd),
  }
}

function startIn({ meter, ...told }: EventTold): Start {
  const { when, evse, connector, idTag, owner, verdict, startedBy } = told
  const driver = { idTag, owner, verdict, startedBy }
  return { when, evse, connector, ...driver, meterStartWh: firstRegister(meter), startKey: null }
}

/** The register that a start tells; null: none. */
export function firstRegister({ beginWh, readings }: Metered): number | null {
  return beginWh ?? readings.find(({ wh }) => wh !== null)?.wh ?? null
}

function finished(known: Transaction, { meter, when, end }: EventTold, readings: Reading[]) {
  const meterStopWh = meter.endWh ?? meter.readings.findLast(({ wh }) => wh !== null)?.wh ?? null
  const told = { ...known, oddities: marked(known.oddities, ...meter.odd) }
  return ended(begun(told, meter.beginWh), { ...end, when, meterStopWh }, readings)
}
