/** What a charger is asked where a driver starts and stops from afar, as each version of OCPP wants it. */
import type { OcppVersion, Payload } from '../ocpp.ts'
import type { IdToken } from '../tokens/token.ts'
import type { Transaction } from '../transaction.ts'

/** A call that a charger is to be asked. */
export type Asked = { action: string; payload: Payload }

/** Starts at a connector by a driver's tag; `number` is what 2.x knows this start by, below 2^31. */
export function startAt(
  version: OcppVersion,
  evse: number,
  { label, type }: Pick<IdToken, 'label' | 'type'>,
  number: number,
): Asked {
  if (version === '1.6') {
    return { action: 'RemoteStartTransaction', payload: { connectorId: evse, idTag: label } }
  }
  const idToken = { idToken: label, type: type ?? 'Central' }
  return {
    action: 'RequestStartTransaction',
    payload: { evseId: evse, idToken, remoteStartId: number },
  }
}

/** Stops a transaction that is charging. */
export function stopOf(
  version: OcppVersion,
  { number, reference }: Pick<Transaction, 'number' | 'reference'>,
): Asked {
  return version === '1.6'
    ? { action: 'RemoteStopTransaction', payload: { transactionId: number } }
    : { action: 'RequestStopTransaction', payload: { transactionId: reference ?? String(number) } }
}

/** States in which a cable may be plugged in, or already is (OCPP 1.6, 4.9; 2.0.1, G01). */
const FREE = ['Available', 'Preparing', 'Finishing', 'Occupied']

/** Whether a start makes sense at a connector in this state. */
export function isReady(status: string): boolean {
  return FREE.includes(status)
}
