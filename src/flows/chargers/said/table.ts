/** Who answers what: every action that a charger may say, by the version that it speaks. */
import type { OcppVersion } from '../../../domain/chargers/ocpp.ts'
import { authorize16, authorize2 } from './authorize.ts'
import { bootNotification, heartbeat } from './boot.ts'
import {
  get15118EVCertificate,
  getCertificateChainStatus,
  getCertificateStatus,
  signCertificate,
} from './certificates.ts'
import { dataTransfer } from './data.ts'
import { transactionEvent } from './event.ts'
import type { Handler, Handlers } from './handler.ts'
import { meterValues16, meterValues2 } from './meter.ts'
import { notices16, notices2, notices21 } from './notices.ts'
import { notifyMonitoringReport, notifyReport } from './reports.ts'
import { startTransaction } from './start.ts'
import { notifyEvent, statusNotification16, statusNotification2 } from './state.ts'
import { stopTransaction } from './stop.ts'

/** Core, firmware, and the security extension. */
export const said16: Handlers = {
  ...notices16,
  Authorize: authorize16,
  BootNotification: bootNotification,
  DataTransfer: dataTransfer,
  Heartbeat: heartbeat,
  MeterValues: meterValues16,
  SignCertificate: signCertificate,
  StartTransaction: startTransaction,
  StatusNotification: statusNotification16,
  StopTransaction: stopTransaction,
}

export const said201: Handlers = {
  ...notices2,
  Authorize: authorize2,
  BootNotification: bootNotification,
  DataTransfer: dataTransfer,
  Get15118EVCertificate: get15118EVCertificate,
  GetCertificateStatus: getCertificateStatus,
  Heartbeat: heartbeat,
  MeterValues: meterValues2,
  NotifyEvent: notifyEvent,
  NotifyMonitoringReport: notifyMonitoringReport,
  NotifyReport: notifyReport,
  SignCertificate: signCertificate,
  StatusNotification: statusNotification2,
  TransactionEvent: transactionEvent,
}

export const said21: Handlers = {
  ...said201,
  ...notices21,
  GetCertificateChainStatus: getCertificateChainStatus,
}

const TABLES: Record<OcppVersion, Handlers> = { '1.6': said16, '2.0.1': said201, '2.1': said21 }

/** null: this server does not take it. */
export function handlerOf(version: OcppVersion, action: string): Handler | null {
  const table = TABLES[version]
  return Object.hasOwn(table, action) ? table[action]! : null
}
