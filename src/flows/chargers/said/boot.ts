/** A charger has started, or says that it lives. */
import type { OCPP16, OCPP20, OCPP21 } from 'typed-ocpp'
import type { Charger } from '../../../domain/chargers/charger.ts'
import type { Payload } from '../../../domain/chargers/ocpp.ts'
import { rfc3339 } from '../../../domain/text.ts'
import { type Around, type Handler, keepCharger, tellEvent } from './handler.ts'

/** A charger that is not let in asks again at least so often (milliseconds). */
const RETRY_MS = 60_000

const STATUS = { accepted: 'Accepted', pending: 'Pending', rejected: 'Rejected' } as const

export const bootNotification: Handler = async ({ version, payload }, around) => {
  const { registration } = around.charger
  const { reason } = payload as Partial<OCPP20.BootNotificationRequest>
  // One that was only asked for is no restart.
  const isBoot = reason !== 'Triggered'
  const told = version === '1.6' ? machine16(payload) : machine2(payload)
  const bootedAt = isBoot ? around.now : around.charger.bootedAt
  await keepCharger(around, { ...told, version, boot: payload, bootedAt })
  await tellEvent(around, 'boot', payload)
  const { heartbeatMs } = around.world.policy.ocpp
  const ms = registration === 'accepted' ? heartbeatMs : Math.min(heartbeatMs, RETRY_MS)
  return {
    result: {
      status: STATUS[registration],
      currentTime: rfc3339(around.now),
      interval: Math.round(ms / 1000),
    },
  }
}

type Machine = Pick<Charger, 'vendor' | 'model' | 'serial' | 'firmware'>

function machine16(payload: Payload): Machine {
  const told = payload as Partial<OCPP16.BootNotificationRequest>
  return {
    vendor: told.chargePointVendor ?? null,
    model: told.chargePointModel ?? null,
    serial: told.chargePointSerialNumber ?? told.chargeBoxSerialNumber ?? null,
    firmware: told.firmwareVersion ?? null,
  }
}

function machine2(payload: Payload): Machine {
  const { chargingStation } = payload as Partial<OCPP21.BootNotificationRequest>
  return {
    vendor: chargingStation?.vendorName ?? null,
    model: chargingStation?.model ?? null,
    serial: chargingStation?.serialNumber ?? null,
    firmware: chargingStation?.firmwareVersion ?? null,
  }
}

export const heartbeat: Handler = (_, { now }: Around) =>
  Promise.resolve({ result: { currentTime: rfc3339(now) } })
