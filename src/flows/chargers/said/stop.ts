/** OCPP 1.6, 4.10: a charger has ended a transaction, maybe long ago, maybe one that nobody knows. */
import type { OCPP16 } from 'typed-ocpp'
import { idTagInfo } from '../../../domain/chargers/tokens/authorise.ts'
import { type When, whenOf } from '../../../domain/chargers/course/clock.ts'
import { type Metered, metered } from '../../../domain/chargers/course/meter.ts'
import { registerOf } from '../../../domain/chargers/course/sample.ts'
import { begun, ended, odder } from '../../../domain/chargers/course/steps.ts'
import type { Transaction } from '../../../domain/chargers/transaction.ts'
import { keepTransaction } from '../course/kept.ts'
import { judge, type Known } from '../tokens/tokens.ts'
import { called, heard, isFaulted, meantBy, orphanOf, withAll } from '../course/transactions.ts'
import type { Around, Handler } from './handler.ts'

type Told = {
  said: OCPP16.StopTransactionRequest
  when: When
  meter: Metered
  idTag: string | null
}

/** Answers normally whatever it ends: to an error a charger says it again for ever. */
export const stopTransaction: Handler = async ({ payload }, around) => {
  const said = payload as unknown as OCPP16.StopTransactionRequest
  const when = whenOf(said.timestamp, around.now)
  const meter = metered(said.transactionData, around.now)
  const told = { said, when, meter, idTag: said.idTag?.trim() || null }
  const clue = { evse: null, at: when.at, idTag: told.idTag }
  const found = await meantBy(around, said.transactionId, clue)
  const judged = await judgedIn(around, told)
  const before = found ?? (await orphan(around, told, judged?.owner ?? null))
  const after = await end(around, before, told)
  await keepTransaction(around, found, heard(after, around), meter.readings)
  return { result: judged ? { idTagInfo: idTagInfo(judged) } : {} }
}

async function end(
  around: Around,
  before: Transaction,
  { said, when, meter }: Told,
): Promise<Transaction> {
  const meterStopWh = registerOf(said.meterStop)
  const odd = meterStopWh === null ? [...meter.odd, 'bad-value' as const] : meter.odd
  const told = {
    version: '1.6' as const,
    when,
    meterStopWh,
    reason: said.reason || null,
    trigger: null,
    isFaulted: await isFaulted(around, before),
  }
  const meant = begun(called(before, said.transactionId), meter.beginWh)
  return ended(odder(meant, ...odd), told, await withAll(around, before, meter.readings))
}

function orphan(
  around: Around,
  { said, when, meter, idTag }: Told,
  owner: string | null,
): Promise<Transaction> {
  const at = Math.min(meter.readings[0]?.at ?? when.at, when.at)
  return orphanOf(around, said.transactionId, { ...when, at }, { idTag, owner })
}

/** Whoever ends a transaction does not begin another one. */
async function judgedIn(around: Around, { idTag }: Told): Promise<Known | null> {
  return idTag === null ? null : judge(around, { id: idTag, type: null }, { evse: null })
}
