/** Meter values, in a transaction or outside of one (OCPP 1.6, 4.7; 2.1, J01). */
import type { OCPP16, OCPP21 } from 'typed-ocpp'
import { fitting } from '../../../domain/chargers/course/fit.ts'
import { type Metered, metered } from '../../../domain/chargers/course/meter.ts'
import { read } from '../../../domain/chargers/course/steps.ts'
import { keepTransaction } from '../course/kept.ts'
import { keepReadings, meantBy, orphanOf } from '../course/transactions.ts'
import type { Around, Handler } from './handler.ts'

/** Whatever they say, there is one answer: to any other one a charger says it all again. */
const TAKEN = { result: {} }

/** Those of no transaction are kept in the log alone. */
export const meterValues16: Handler = async ({ payload }, around) => {
  const { connectorId, transactionId, meterValue } = payload as unknown as OCPP16.MeterValuesRequest
  const meter = metered(meterValue, around.now)
  const latest = meter.readings.at(-1)
  if (!latest || (connectorId === 0 && !transactionId)) return TAKEN
  const clue = { evse: connectorId, at: latest.at, idTag: null }
  const found = await meantBy(around, transactionId ?? null, clue)
  if (found) await keepReadings(around, found, meter, transactionId ?? null)
  else if (transactionId !== undefined && transactionId > 0) {
    await keepOrphan(around, { number: transactionId, evse: connectorId }, meter)
  }
  return TAKEN
}

/** Of a transaction whose start was never told. Below 1 there is no such number, and nothing is meant. */
async function keepOrphan(
  around: Around,
  { number, evse }: { number: number; evse: number },
  meter: Metered,
): Promise<void> {
  const when = { at: meter.readings[0]!.at, odd: [] }
  const orphan = await orphanOf(around, number, when, { evse })
  await keepTransaction(around, null, read(orphan, meter, meter.readings), meter.readings)
}

/** 2.x tells those of a transaction by its events; these are of the EVSE, whatever goes on there. */
export const meterValues2: Handler = async ({ payload }, around) => {
  const { evseId, meterValue } = payload as unknown as OCPP21.MeterValuesRequest
  const meter = metered(meterValue, around.now)
  const latest = meter.readings.at(-1)
  if (!latest || evseId === 0) return TAKEN
  const open = await around.tables.transactions.open(around.charger.id)
  const found = fitting(open, { evse: evseId, at: latest.at, idTag: null })
  if (found) await keepReadings(around, found, meter, null)
  return TAKEN
}
