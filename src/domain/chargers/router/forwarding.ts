/** What of a charger's calls other backends are told, how surely, and whose answer counts. */
import type { ChargerCall, Payload } from '../ocpp.ts'

/**
 * `boot` and `status` are told anew to whoever comes later, only the newest of each; `letter` is kept
 * until it was taken; `live` is told to those who are there; `own`: each backend has a pulse of
 * its own, made by us.
 */
export type Way = 'boot' | 'status' | 'letter' | 'live' | 'own'

/** How a call goes on. */
export function wayOf({ version, action, payload }: ForwardedCall): Way {
  if (action === 'BootNotification') return 'boot'
  if (action === 'StatusNotification') return 'status'
  if (action === 'Heartbeat') return 'own'
  if (action === 'TransactionEvent' && version !== '1.6') return 'letter'
  if (version !== '1.6') return 'live'
  if (action === 'StartTransaction' || action === 'StopTransaction') return 'letter'
  return action === 'MeterValues' && payload['transactionId'] !== undefined ? 'letter' : 'live'
}

type ForwardedCall = Pick<ChargerCall, 'version' | 'action' | 'payload'>

/** Whether the answer lets a driver charge or not, which those who share the charger vote about. */
export function isVoted({ version, action, payload }: ForwardedCall): boolean {
  if (action === 'Authorize') return true
  if (version === '1.6') return action === 'StartTransaction'
  if (action !== 'TransactionEvent' || payload['eventType'] === 'Ended') return false
  return payload['idToken'] !== undefined
}

/** What asks about the tag of a call that is voted about, and about nothing else. */
export function authorizeOf({ version, payload }: ForwardedCall): Payload {
  const field = version === '1.6' ? 'idTag' : 'idToken'
  return { [field]: payload[field] }
}

/** Calls whose answers carry something that only a primary can know; all others are answered by us. */
const ASKING = new Set([
  'BatterySwap',
  'DataTransfer',
  'Get15118EVCertificate',
  'GetCertificateChainStatus',
  'GetCertificateStatus',
  'NotifyEVChargingNeeds',
  'NotifyEVChargingSchedule',
  'PullDynamicScheduleUpdate',
  'SignCertificate',
  'VatNumberValidation',
])

/** Whether the primary's answer is waited for. */
export function isAsking(action: string): boolean {
  return ASKING.has(action)
}

/** What tells the states of connectors apart: a newer one takes the place of an older one. */
export function connectorOf({ version, payload }: Omit<ForwardedCall, 'action'>): string {
  if (version === '1.6') return String(payload['connectorId'])
  return `${String(payload['evseId'])}.${String(payload['connectorId'])}`
}

/** Readings may be left out where a queue is full; starts and ends never. */
export function isReading({ version, action, payload }: ForwardedCall): boolean {
  if (version === '1.6') return action === 'MeterValues'
  return action === 'TransactionEvent' && payload['eventType'] === 'Updated'
}
