/** What a server may ask of a charger, in each version of OCPP, and what is more urgent than the rest. */
import type { Deviation, OcppVersion, Payload } from '../ocpp.ts'

const IN_ALL = [
  'CancelReservation',
  'CertificateSigned',
  'ChangeAvailability',
  'ClearCache',
  'ClearChargingProfile',
  'DataTransfer',
  'DeleteCertificate',
  'GetCompositeSchedule',
  'GetInstalledCertificateIds',
  'GetLocalListVersion',
  'GetLog',
  'InstallCertificate',
  'ReserveNow',
  'Reset',
  'SendLocalList',
  'SetChargingProfile',
  'TriggerMessage',
  'UnlockConnector',
  'UpdateFirmware',
]
const IN_16 = [
  ...IN_ALL,
  'ChangeConfiguration',
  'ExtendedTriggerMessage',
  'GetConfiguration',
  'GetDiagnostics',
  'RemoteStartTransaction',
  'RemoteStopTransaction',
  'SignedUpdateFirmware',
]
const IN_201 = [
  ...IN_ALL,
  'ClearDisplayMessage',
  'ClearVariableMonitoring',
  'CostUpdated',
  'CustomerInformation',
  'GetBaseReport',
  'GetChargingProfiles',
  'GetDisplayMessages',
  'GetMonitoringReport',
  'GetReport',
  'GetTransactionStatus',
  'GetVariables',
  'PublishFirmware',
  'RequestStartTransaction',
  'RequestStopTransaction',
  'SetDisplayMessage',
  'SetMonitoringBase',
  'SetMonitoringLevel',
  'SetNetworkProfile',
  'SetVariableMonitoring',
  'SetVariables',
  'UnpublishFirmware',
]
const IN_21 = [
  ...IN_201,
  'AdjustPeriodicEventStream',
  'AFRRSignal',
  'ChangeTransactionTariff',
  'ClearDERControl',
  'ClearTariffs',
  'GetDERControl',
  'GetPeriodicEventStream',
  'GetTariffs',
  'NotifyAllowedEnergyTransfer',
  'NotifyWebPaymentStarted',
  'RequestBatterySwap',
  'SetDERControl',
  'SetDefaultTariff',
  'UpdateDynamicSchedule',
  'UsePriorityCharging',
]

/** What a server may ask, by version; all else is said by chargers alone. */
const OURS: Record<OcppVersion, Set<string>> = {
  '1.6': new Set(IN_16),
  '2.0.1': new Set(IN_201),
  '2.1': new Set(IN_21),
}

/** What does the same in the other generation of OCPP. */
const COUNTERPARTS: [in16: string, in2: string][] = [
  ['RemoteStartTransaction', 'RequestStartTransaction'],
  ['RemoteStopTransaction', 'RequestStopTransaction'],
  ['ChangeConfiguration', 'SetVariables'],
  ['GetConfiguration', 'GetVariables'],
  ['GetDiagnostics', 'GetLog'],
  ['ExtendedTriggerMessage', 'TriggerMessage'],
  ['SignedUpdateFirmware', 'UpdateFirmware'],
]

/** The names of all calls that a server may make in this version, by the alphabet. */
export function askable(version: OcppVersion): string[] {
  return [...OURS[version]].sort()
}

/** Why a charger of this version cannot be asked that, with what can be; null where it can. */
export function unaskable(version: OcppVersion, action: string): string | null {
  if (OURS[version].has(action)) return null
  const is16 = version === '1.6'
  const [, twin] = COUNTERPARTS.map(([a, b]) => (is16 ? [b, a] : [a, b])).find(
    ([other]) => other === action,
  ) ?? [null, null]
  const says = `a charger of OCPP ${version} cannot be asked ${action}`
  if (twin) return `${says}; there it is ${twin}`
  const bare = action.replace(/(Request|\.req)$/, '')
  if (OURS[version].has(bare)) return `${says}; the bare name is ${bare}`
  const near = [...OURS[version]].find((one) => one.toLowerCase() === bare.toLowerCase())
  return near ? `${says}; it is written ${near}` : says
}

/**
 * A remote start as it may be sent. Its profile is for the transaction that begins and so names none
 * (OCPP 1.6, 5.11; 2.0.1, F01.FR.11); published examples name one all the same, which is left out.
 */
export function repairedStart(
  action: string,
  payload: Payload,
): { payload: Payload; repairs: Deviation[] } {
  const profile = profileIn(action, payload)
  if (!profile || !('transactionId' in profile)) return { payload, repairs: [] }
  const { transactionId, ...chargingProfile } = profile
  const was = JSON.stringify(transactionId).slice(0, 60)
  const path = '/chargingProfile/transactionId'
  return {
    payload: { ...payload, chargingProfile },
    repairs: [{ rule: 'transaction-in-start', path, was }],
  }
}

/** What is wrong with a start though its schema takes it; null where nothing is. */
export function amiss(action: string, payload: Payload): { path: string; detail: string } | null {
  const profile = profileIn(action, payload)
  if (!profile || profile['chargingProfilePurpose'] === 'TxProfile') return null
  const path = '/chargingProfile/chargingProfilePurpose'
  return { path, detail: 'must be TxProfile in a remote start' }
}

function profileIn(action: string, { chargingProfile }: Payload): Payload | null {
  const isProfile = typeof chargingProfile === 'object' && chargingProfile !== null
  return isStart(action) && isProfile ? (chargingProfile as Payload) : null
}

const STARTS = new Set(['RemoteStartTransaction', 'RequestStartTransaction'])

/** Whether it is a start from afar. */
export function isStart(action: string): boolean {
  return STARTS.has(action)
}

/** Somebody stands at the charger and waits for these. */
const URGENT = new Set([
  ...STARTS,
  'RemoteStopTransaction',
  'RequestStopTransaction',
  'UnlockConnector',
  'CancelReservation',
  'ReserveNow',
])

/** Whether it goes before all others that wait for the same charger. */
export function isUrgent(action: string): boolean {
  return URGENT.has(action)
}
