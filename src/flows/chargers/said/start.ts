/** OCPP 1.6, 4.8: a charger has started a transaction; that cannot be refused. */
import type { OCPP16 } from 'typed-ocpp'
import { idTagInfo } from '../../../domain/chargers/tokens/authorise.ts'
import { oddOf, type When, whenOf } from '../../../domain/chargers/course/clock.ts'
import { isSameTag, startless } from '../../../domain/chargers/course/fit.ts'
import type { Oddity } from '../../../domain/chargers/course/oddity.ts'
import { registerOf } from '../../../domain/chargers/course/sample.ts'
import { isOver, odder, started } from '../../../domain/chargers/course/steps.ts'
import type { OcppAnswer } from '../../../domain/chargers/ocpp.ts'
import type { Transaction } from '../../../domain/chargers/transaction.ts'
import { keepTransaction } from '../course/kept.ts'
import { judge } from '../tokens/tokens.ts'
import {
  commandFor,
  heard,
  makeRoom,
  newTransaction,
  recentOf,
  withAll,
} from '../course/transactions.ts'
import type { Around, Handler } from './handler.ts'

type Told = {
  connectorId: number
  idTag: string
  meterStart: number
  /** The same; null: no register can be so. */
  startWh: number | null
  timestamp: string
  when: When
}

/** Answers with the number of the transaction: the same one to a start that is told again. */
export const startTransaction: Handler = async ({ payload }, around) => {
  const said = payload as unknown as OCPP16.StartTransactionRequest
  const when = whenOf(said.timestamp, around.now)
  const told = { ...said, idTag: said.idTag.trim(), when, startWh: registerOf(said.meterStart) }
  const known = await toldBefore(told, around)
  return known ? repeat(known, told, around) : begin(told, around)
}

/**
 * Repeats carry new message ids: they are known by all that they say. Where the clock was not set
 * two starts may say the same; of those only one that goes on is the same.
 */
async function toldBefore(told: Told, { tables, charger }: Around): Promise<Transaction | null> {
  const known = await tables.transactions.byStart(charger.id, keyOf(told))
  if (known && isToldOf(known, told)) return known
  if (!known && told.when.odd.length === 0) return null
  const open = await tables.transactions.open(charger.id)
  return open.find((one) => isSameAsOf(one, told)) ?? null
}

/** Without the tag: it is kept for good, also where whose tag it was is forgotten. */
function keyOf({ connectorId, timestamp, meterStart }: Told): string {
  return `${connectorId} ${timestamp} ${meterStart}`
}

/** One whose tag is forgotten is known by the rest, if its clock tells it from others. */
function isToldOf(known: Transaction, { idTag, when }: Told): boolean {
  const isClear = when.odd.length === 0
  if (known.idTag === null) return isClear
  return isSameTag(known.idTag, idTag) && (isClear || !isOver(known))
}

function isSameAsOf(one: Transaction, { connectorId, idTag, startWh, when }: Told): boolean {
  const isSame = one.evse === connectorId && one.meterStartWh === startWh
  return (
    isSame && isSameTag(one.idTag, idTag) && when.odd.every((odd) => one.oddities.includes(odd))
  )
}

/** The same number and, whatever has been decided about the tag since, the same status. */
async function repeat(known: Transaction, told: Told, around: Around): Promise<OcppAnswer> {
  const judged = await judgeAt(told, around)
  await keepTransaction(around, known, heard(odder(known, 'repeated-start'), around))
  return answer(known, { ...judged, status: known.verdict ?? judged.status })
}

async function begin(told: Told, around: Around): Promise<OcppAnswer> {
  const judged = await judgeAt(told, around)
  const recent = await recentOf(around)
  const clue = { evse: told.connectorId, at: told.when.at, idTag: told.idTag }
  const orphan = told.when.odd.length === 0 ? startless(recent, clue) : null
  const isTaken =
    (await around.tables.transactions.byStart(around.charger.id, keyOf(told))) !== null
  const start = {
    evse: told.connectorId,
    connector: 1,
    idTag: told.idTag,
    owner: judged.owner,
    meterStartWh: told.startWh,
    startedBy: await commandFor(around, { ...clue, remoteStartId: null }),
    startKey: isTaken ? null : keyOf(told),
    when: { ...told.when, odd: [...told.when.odd, ...oddOf(around.charger.skewMs)] },
    verdict: judged.status,
  }
  const before = orphan ?? (await newTransaction(around, told.when))
  const readings = orphan ? await withAll(around, orphan, []) : []
  const begun = odder(started(before, start, readings), ...oddIn(told))
  const after = overlapping(begun, recent)
  const kept = await makeRoom(around, heard(after, around))
  await keepTransaction(around, orphan, kept)
  return answer(kept, judged)
}

function oddIn({ startWh }: Told): Oddity[] {
  return startWh === null ? ['bad-value'] : []
}

/** Marked where it began before the one before it ended. */
function overlapping(transaction: Transaction, recent: Transaction[]): Transaction {
  const { id, evse, startedAt } = transaction
  const isWithin = recent.some(
    (one) =>
      one.id !== id &&
      one.evse === evse &&
      isOver(one) &&
      one.startedAt <= startedAt &&
      one.endedAt! > startedAt,
  )
  return isWithin ? odder(transaction, 'overlap') : transaction
}

function judgeAt({ idTag, connectorId }: Told, around: Around) {
  return judge(around, { id: idTag, type: null }, { evse: connectorId })
}

function answer({ number }: Transaction, judged: Parameters<typeof idTagInfo>[0]): OcppAnswer {
  return { result: { transactionId: number, idTagInfo: idTagInfo(judged) } }
}
