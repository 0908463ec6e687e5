/** A charger (OCPP: charge point, charging station): who it is, where it stands, and its connectors. */
import { z } from 'zod'
import type { Position } from '../places/position.ts'
import type { OcppVersion, Payload } from './ocpp.ts'

/** At most 48 printable characters (OCPP 2.0.1, part 4; 1.6 by habit), no slash. */
export const Identity = z
  .string()
  .regex(/^[\x21-\x2e\x30-\x7e]{1,48}$/, 'must be 1 to 48 printable characters without a slash')
export type Identity = z.infer<typeof Identity>

/** 0: no password; 1: password; 2: password over TLS; 3: client certificate over TLS. */
export type SecurityProfile = 0 | 1 | 2 | 3

/** Who may charge at a charger: everybody, or those alone whom its owner lets. */
export const Access = z.enum(['public', 'private'])
export type Access = z.infer<typeof Access>

/** Where a charger stands, as its host told; kept sealed, since some stand where people live. */
export type Site = {
  position: Position | null
  /** What its host calls it. */
  name: string | null
  /** The station that its posts belong to, as partners may know it. */
  stationName: string | null
  post: string | null
}

/** Where nobody has told anything. */
export const nowhere: Site = { position: null, name: null, stationName: null, post: null }

export type Charger = {
  /** Its identity, as in its address `/ocpp/{identity}`. */
  id: string
  site: Site
  access: Access
  /** Whose it is; he alone sees and starts one that is private. null: nobody's that is known. */
  owner: string | null
  /** null: it was let in without one. Of two, the newer is `nextPasswordHash` until it is used. */
  passwordHash: string | null
  nextPasswordHash: string | null
  /** A connection that is less secure is refused. */
  profile: SecurityProfile
  /** `pending`: it came by itself and waits for the operator (OCPP: registration status). */
  registration: 'accepted' | 'pending' | 'rejected'
  version: OcppVersion | null
  vendor: string | null
  model: string | null
  serial: string | null
  firmware: string | null
  /** Its last BootNotification, in the words of its version. */
  boot: Payload | null
  bootedAt: number | null
  /** The last frame of any kind, to some seconds. */
  seenAt: number | null
  connectedAt: number | null
  disconnectedAt: number | null
  /** The process that holds its connection; null while there is none. */
  holder: string | null
  /** How far its clock is behind ours, in milliseconds; null: it has not been told. */
  skewMs: number | null
  /** When it was last asked for the state of its connectors. */
  askedAt: number | null
  /** The version of the local list that it holds; null: unknown, -1: it has none. */
  listVersion: number | null
  /** Which tokens its local list is made of; another one stands for other tokens. */
  listStamp: string | null
  /** Whether it is sent the local list by itself; null: if it says that it uses one. */
  wantsList: boolean | null
  createdAt: number
}

/** 1.6 knows nine states, 2.x five; both as their chargers say them. */
export type Connector = {
  charger: string
  /** 1.6: the connector; 2.x: the EVSE. 0 is the charger as a whole. */
  evse: number
  /** 1.6: always 1; 2.x: the EVSE's connector. */
  connector: number
  status: string
  /** 1.6: `errorCode`, where it is not NoError; 2.x: the problem of a NotifyEvent. */
  error: string | null
  vendorError: string | null
  info: string | null
  /** When it came to be so, by the charger's clock, and when we heard it. */
  since: number
  heardAt: number
}
