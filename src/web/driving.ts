/** The shapes of the wire about chargers of this server, as their drivers see them. */
import type { Moment, Time } from './wire.ts'

/** An idTag that the operator has given the owner. */
export type OwnTag = {
  idTag: string
  status: 'Accepted' | 'Blocked' | 'Expired' | 'Invalid'
  expiresAt: Time | null
}
type Standing = {
  identity: string
  stationName: string | null
  post: string | null
}
/** `GET /v1/owners/me/chargers`: where a tag of the owner's lets him charge. */
export type OpenCharger = Standing & {
  isConnected: boolean
  connectors: { evse: number; status: string; isReady: boolean }[]
}
/** `GET /v1/owners/me/chargings`: by a tag of the owner's. */
export type Charging = {
  id: string
  charger: Standing & { isConnected: boolean }
  /** The charge of a car of his that it is one with; null: no car told of it. */
  charge: string | null
  evse: number
  status: Moment
  startedAt: Time
  endedAt: Time | null
  heardAt: Time
  energyKwh: number | null
  powerKw: number | null
  soc: number | null
  /** When that was measured. */
  lastAt: Time | null
  stopReason: string | null
  isFault: boolean
}
export type ChargingInFull = Charging & {
  meterStartWh: number | null
  /** `energyWh` is the charger's register. */
  series: { at: Time; energyWh: number | null; powerKw: number | null; soc: number | null }[]
}

/** What helps where a charger has said no, by what its connector says. */
export function hintFor(status: string): 'plugIn' | 'plugAnew' | 'inUse' | 'ask' {
  if (status === 'Available') return 'plugIn'
  if (status === 'Finishing') return 'plugAnew'
  return /^(Charging|Suspended)/.test(status) ? 'inUse' : 'ask'
}
