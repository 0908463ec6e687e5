/** The shapes of the wire about chargers of this server, as their drivers see them. */
import type { Moment, Sample, Time } from './wire.ts'

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
  charger: Standing
  evse: number
  status: Moment
  startedAt: Time
  endedAt: Time | null
  heardAt: Time
  energyKwh: number | null
  powerKw: number | null
  soc: number | null
  stopReason: string | null
  isFault: boolean
}
export type ChargingInFull = Charging & { series: Sample[] }
