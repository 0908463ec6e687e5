/** A yard of chargers for the operator's pages: one that charges, one that failed, one that is away, one nobody knows. */
import type { TestHouse } from '../house.ts'
import { connect, type TestCharger } from '../inbound/ocpp/charger.ts'
import { call, type Json, text } from '../people.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE

export type Yard = {
  /** Calls with the operator's token. */
  asks: (method: string, path: string, body?: unknown) => Promise<Json>
  /** Registers a charger and lets it come, boot and tell of its plugs. */
  plug: (identity: string, site?: object, statuses?: string[]) => Promise<TestCharger>
}

export function openYard(house: TestHouse): Yard {
  const token = house.secrets.operatorToken
  const asks: Yard['asks'] = (method, path, body) =>
    call(method, `${house.url}${path}`, { token, ...(body !== undefined && { body }) })
  return {
    asks,
    plug: async (identity, site = {}, statuses = ['Available']) => {
      const added = await asks('POST', '/v1/chargers', { identity, ...site })
      const charger = await connect(house, identity, { password: text(added, 'password') })
      await boot(charger)
      for (const [i, status] of statuses.entries()) await tell(charger, i + 1, status)
      return charger
    },
  }
}

export function boot(charger: TestCharger): Promise<Json> {
  return charger.call('BootNotification', {
    chargePointVendor: 'Voltwerk',
    chargePointModel: 'Duo 22',
    chargePointSerialNumber: 'VW-22-0815',
    firmwareVersion: '4.2.1',
  })
}

export function tell(charger: TestCharger, connectorId: number, status: string): Promise<Json> {
  const errorCode = status === 'Faulted' ? 'GroundFailure' : 'NoError'
  return charger.call('StatusNotification', { connectorId, status, errorCode })
}

/** Starts charging so many minutes ago; gives the number that it got. */
export async function start(
  charger: TestCharger,
  { idTag = 'BLUECARD', connectorId = 1, ago = 0 }: Partial<Started> = {},
): Promise<number> {
  const timestamp = new Date(Date.now() - ago * MINUTE).toISOString()
  const begun = { connectorId, idTag, meterStart: 1000, timestamp }
  const { transactionId } = await charger.call('StartTransaction', begun)
  return transactionId as number
}
type Started = { idTag: string; connectorId: number; ago: number }

/** One reading, so many minutes after the start. */
export function meter(
  charger: TestCharger,
  transactionId: number,
  { ago, wh, watts, soc }: { ago: number; wh: number; watts: number; soc: number },
): Promise<Json> {
  const timestamp = new Date(Date.now() - ago * MINUTE).toISOString()
  const sampled = (value: number, measurand: string, unit: string) => {
    return { value: String(value), measurand, unit }
  }
  return charger.call('MeterValues', {
    connectorId: 1,
    transactionId,
    meterValue: [
      {
        timestamp,
        sampledValue: [
          sampled(wh, 'Energy.Active.Import.Register', 'Wh'),
          sampled(watts, 'Power.Active.Import', 'W'),
          sampled(soc, 'SoC', 'Percent'),
        ],
      },
    ],
  })
}

/** A curve of the last so many minutes, as a car draws it. */
export async function curve(charger: TestCharger, number: number, minutes: number): Promise<void> {
  let wh = 1000
  for (let ago = minutes; ago >= 0; ago -= 3) {
    const part = (minutes - ago) / minutes
    const watts = Math.round(11_000 * Math.min(1, 0.3 + 3 * part) * (part > 0.7 ? 1.7 - part : 1))
    await meter(charger, number, {
      ago,
      wh: Math.round(wh),
      watts,
      soc: Math.round(22 + 55 * part),
    })
    wh += (watts * 3) / 60
  }
}

/** What was charged on earlier days of this month, and told today. */
export async function history(charger: TestCharger, days: number): Promise<void> {
  for (let day = days; day > 0; day--) {
    const from = Date.now() - day * DAY
    const begun = { connectorId: 1, idTag: 'BLUECARD', meterStart: 1000 }
    const timestamp = new Date(from).toISOString()
    const { transactionId } = await charger.call('StartTransaction', { ...begun, timestamp })
    await charger.call('StopTransaction', {
      transactionId,
      meterStop: 1000 + 4000 + ((day * 7919) % 31) * 900,
      timestamp: new Date(from + 95 * MINUTE).toISOString(),
      reason: day % 7 === 0 ? 'EmergencyStop' : 'EVDisconnected',
    })
  }
}
