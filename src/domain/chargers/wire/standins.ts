/** What stands for members that a charger left out of what it tells of transactions: to refuse it would lose it. */
import type { Payload } from '../ocpp.ts'

/**
 * Connector 0 is the charger as a whole, a time that says nothing is that of hearing it, and what a
 * meter did not say stays open. Below 1 there is no number of a transaction.
 */
const STAND_INS: Record<string, Payload> = {
  StartTransaction: { connectorId: 0, idTag: '', meterStart: 0, timestamp: '' },
  StopTransaction: { transactionId: 0, meterStop: null, timestamp: '' },
  MeterValues: { connectorId: 0, evseId: 0, meterValue: [] },
  TransactionEvent: { eventType: 'Updated', triggerReason: 'Trigger', seqNo: 0, timestamp: '' },
}

/** The payload with all that its handler relies on; null where nobody can tell what it is about. */
export function completed(action: string, payload: Payload): Payload | null {
  const whole = { ...STAND_INS[action], ...payload }
  return action === 'TransactionEvent' && !('transactionInfo' in whole) ? null : whole
}
