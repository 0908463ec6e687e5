/** OCPP 1.6, 4.10: a charger has ended a transaction, maybe long ago, maybe one that nobody knows. */
import type { OCPP16 } from 'typed-ocpp'
import { idTagInfo } from '../../../domain/chargers/tokens/authorise.ts'
import { type When, whenOf } from '../../../domain/chargers/course/clock.ts'
import { type Metered, metered } from '../../../domain/chargers/course/meter.ts'
import { begun, ended, odder } from '../../../domain/chargers/course/steps.ts'
import type { Transaction } from '../../../domain/chargers/transaction.ts'
import { keepTransaction } from '../course/kept.ts'
import { judge } from '../tokens/tokens.ts'
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
  const after = await end(around, found ?? (await orphan(around, told)), told)
  await keepTransaction(around, found, heard(after, around), meter.readings)
  return { result: told.idTag === null ? {} : { idTagInfo: await judged(around, told.idTag) } }
}

async function end(
  around: Around,
  before: Transaction,
  { said, when, meter }: Told,
): Promise<Transaction> {
  const told = {
    version: '1.6' as const,
    when,
    meterStopWh: said.meterStop,
    reason: said.reason || null,
    trigger: null,
    isFaulted: await isFaulted(around, before),
  }
  const meant = begun(called(before, said.transactionId), meter.beginWh)
  return ended(odder(meant, ...meter.odd), told, await withAll(around, before, meter.readings))
}

function orphan(around: Around, { said, when, meter, idTag }: Told): Promise<Transaction> {
  const at = Math.min(meter.readings[0]?.at ?? when.at, when.at)
  return orphanOf(around, said.transactionId, { ...when, at }, { idTag })
}

/** Whoever ends a transaction does not begin another one. */
async function judged(around: Around, idTag: string) {
  return idTagInfo(await judge(around, { id: idTag, type: null }, { evse: null }))
}
