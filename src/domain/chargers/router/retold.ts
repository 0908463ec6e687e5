/** What a backend is told that was not there when the charger said it. */
import { rfc3339 } from '../../text.ts'
import type { Charger, Connector } from '../charger.ts'
import type { OcppVersion, Payload } from '../ocpp.ts'
import type { Transaction } from '../transaction.ts'

/** How a charger presents itself: as it last did, or with what else is known of it. */
export function bootOf(charger: Charger, version: OcppVersion): Payload {
  const is16 = version === '1.6'
  // A boot in the words of another version would not be understood.
  if (charger.boot && 'chargingStation' in charger.boot !== is16) return charger.boot
  const { vendor, model, serial, firmware } = charger
  const named = { vendorName: vendor ?? 'unknown', model: model ?? 'unknown' }
  if (!is16) {
    const rest = told({ serialNumber: serial, firmwareVersion: firmware })
    return { reason: 'Unknown', chargingStation: { ...named, ...rest } }
  }
  const rest = told({ chargePointSerialNumber: serial, firmwareVersion: firmware })
  return { chargePointVendor: named.vendorName, chargePointModel: named.model, ...rest }
}

/** How a connector stands. */
export function statusOf(connector: Connector, version: OcppVersion): Payload {
  const { evse, status, error, vendorError, info } = connector
  const timestamp = rfc3339(connector.since)
  if (version !== '1.6') {
    return { timestamp, connectorStatus: status, evseId: evse, connectorId: connector.connector }
  }
  const rest = told({ vendorErrorCode: vendorError, info })
  return { connectorId: evse, status, errorCode: error ?? 'NoError', timestamp, ...rest }
}

/** The start of a transaction as its charger must have told it (1.6). */
export function startOf(transaction: Transaction): Payload {
  return {
    connectorId: transaction.evse,
    idTag: transaction.idTag ?? '',
    meterStart: Math.round(transaction.meterStartWh ?? 0),
    timestamp: rfc3339(transaction.startedAt),
  }
}

/** What is known of these. */
function told(fields: Record<string, string | null>): Payload {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}
