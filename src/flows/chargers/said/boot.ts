/** A charger has started, or says that it lives. */
import type { OCPP16, OCPP20, OCPP21 } from 'typed-ocpp'
import type { Charger } from '../../../domain/chargers/charger.ts'
import { masked } from '../../../domain/chargers/log/mask.ts'
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
  const isBoot = reason !== 'Triggered' && !(version === '1.6' && (await wasAsked(around)))
  const told = version === '1.6' ? machine16(payload) : machine2(payload)
  const bootedAt = isBoot ? around.now : around.charger.bootedAt
  const boot = JSON.parse(masked(JSON.stringify(payload))) as Payload
  await keepCharger(around, { ...told, version, boot, bootedAt })
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

/** So long after it was asked to, a charger may say who it is. */
const TRIGGERED_MS = 300_000

/** 1.6 does not say why it tells it; who has restarted has come by another connection. */
async function wasAsked({ tables, charger, now }: Around): Promise<boolean> {
  const last = await tables.commands.of(charger.id, { after: null, limit: 20 })
  return last.some(
    ({ payload, sentAt, answer }) =>
      payload['requestedMessage'] === 'BootNotification' &&
      sentAt !== null &&
      sentAt >= (charger.connectedAt ?? 0) &&
      now - sentAt < TRIGGERED_MS &&
      (answer === null || ('result' in answer && answer.result['status'] === 'Accepted')),
  )
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
