/** What chargers say to a server, in each version of OCPP. */
import type { OcppVersion } from '../ocpp.ts'

const SAID_16 = [
  'Authorize',
  'BootNotification',
  'DataTransfer',
  'DiagnosticsStatusNotification',
  'FirmwareStatusNotification',
  'Heartbeat',
  'LogStatusNotification',
  'MeterValues',
  'SecurityEventNotification',
  'SignCertificate',
  'SignedFirmwareStatusNotification',
  'StartTransaction',
  'StatusNotification',
  'StopTransaction',
]

const SAID_201 = [
  'Authorize',
  'BootNotification',
  'ClearedChargingLimit',
  'DataTransfer',
  'FirmwareStatusNotification',
  'Get15118EVCertificate',
  'GetCertificateStatus',
  'Heartbeat',
  'LogStatusNotification',
  'MeterValues',
  'NotifyChargingLimit',
  'NotifyCustomerInformation',
  'NotifyDisplayMessages',
  'NotifyEVChargingNeeds',
  'NotifyEVChargingSchedule',
  'NotifyEvent',
  'NotifyMonitoringReport',
  'NotifyReport',
  'PublishFirmwareStatusNotification',
  'ReportChargingProfiles',
  'ReservationStatusUpdate',
  'SecurityEventNotification',
  'SignCertificate',
  'StatusNotification',
  'TransactionEvent',
]

const SAID_21 = [
  ...SAID_201,
  'BatterySwap',
  'ClosePeriodicEventStream',
  'GetCertificateChainStatus',
  'NotifyDERAlarm',
  'NotifyDERStartStop',
  'NotifyPeriodicEventStream',
  'NotifyPriorityCharging',
  'NotifySettlement',
  'OpenPeriodicEventStream',
  'PullDynamicScheduleUpdate',
  'ReportDERControl',
  'VatNumberValidation',
]

const SAID: Record<OcppVersion, Set<string>> = {
  '1.6': new Set(SAID_16),
  '2.0.1': new Set(SAID_201),
  '2.1': new Set(SAID_21),
}

/** What is told of money and energy: to refuse it would lose it, or have it repeated for ever. */
const OF_TRANSACTIONS = ['StartTransaction', 'StopTransaction', 'MeterValues', 'TransactionEvent']

/** Whether chargers of this version say it to us. */
export function isSaid(version: OcppVersion, action: string): boolean {
  return SAID[version].has(action)
}

export function isOfTransaction(action: string): boolean {
  return OF_TRANSACTIONS.includes(action)
}
