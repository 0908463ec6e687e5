/** The shapes of the wire that the operator sees of chargers, as the server's API document says them. */
import type { Partner } from '../portal/wire.ts'
import type { ChargerWitness, Position, Time } from '../wire.ts'

export type Connector = {
  /** 1.6: the connector; 0: the charger as a whole. */
  evse: number
  connector: number
  status: string
  error: string | null
  vendorError: string | null
  info: string | null
  since: Time
}

export type Reading = {
  at: Time
  energyWh: number | null
  powerKw: number | null
  soc: number | null
  currentA: number | null
  voltageV: number | null
}

export type TransactionStatus = 'charging' | 'completed' | 'aborted' | 'unknown'
export type Transaction = {
  id: string
  number: number
  charger: string
  connectorId: number
  connector: number
  reference: string | null
  idTag: string | null
  /** What was answered about its card when it began; null: it was not judged. */
  verdict: string | null
  /** The other backend whose word let it charge, and on whose account it is. */
  acceptedBy: string | null
  status: TransactionStatus
  startedAt: Time
  endedAt: Time | null
  heardAt: Time
  meterStartWh: number | null
  meterStopWh: number | null
  energyKwh: number | null
  powerKw: number | null
  soc: number | null
  lastValue: Reading | null
  stopReason: string | null
  /** Its end was not told and may be corrected. */
  isProvisional: boolean
  isFault: boolean
  oddities: string[]
  startedBy: string | null
  evidence: ('vehicle' | 'charger')[]
  contradictions: ChargerWitness['contradictions']
}
export type TransactionInFull = Transaction & { series: Reading[] }

export type Version = '1.6' | '2.0.1' | '2.1'
export type Registration = 'accepted' | 'pending' | 'rejected'
export type Role = 'primary' | 'listener'
export type Upstream = {
  name: string
  url: string
  identity?: string | null
  role: Role
  mayCommand: string[] | boolean
  hasPassword?: boolean
  isConnected?: boolean
  /** `greeting`: it has not taken the charger's boot. */
  state?: 'away' | 'greeting' | 'open'
  since?: Time
  /** Why it is not open. */
  problem?: string | null
  /** What went wrong last, be it over. */
  lastProblem?: { text: string; at: Time } | null
  queued?: number
  dropped?: number
  /** How many of its answers the charger was given. */
  answers?: number
  deviations?: { rule: string; count: number; lastAt: Time; last: string }[]
}
export type Charger = {
  identity: string
  name: string | null
  position: Position | null
  stationName: string | null
  post: string | null
  access: 'public' | 'private'
  /** The e-mail address of whose charger it is. */
  owner: string | null
  profile: 0 | 1 | 2 | 3
  registration: Registration
  version: Version | null
  vendor: string | null
  model: string | null
  serial: string | null
  firmware: string | null
  bootedAt: Time | null
  lastSeenAt: Time | null
  connectedAt: Time | null
  disconnectedAt: Time | null
  isConnected: boolean
  skewS: number | null
  hasPassword: boolean
  connectors: Connector[]
  /** What charges there now. */
  active: Transaction[]
  /** Not in lists. */
  deviations?: { rule: string; count: number; lastAt: Time }[]
  upstreams?: Upstream[]
  /** How the answers of several backends make one. */
  authorisation?: 'any' | 'all' | 'primary' | 'ours'
}
/** `POST /v1/chargers`; the password is shown this once. */
export type Added = { charger: Charger; password: string | null }

/** What the server itself is told of chargers beside what they are. */
export type Variable = {
  component: string
  evse: number
  connector: number
  variable: string
  attribute: string
  value: string | null
  at: Time
  /** What it was asked to be, and what it said; null: not yet. */
  wish?: { value: string; answer: string | null } | null
}
export type ChargerEvent = { id: string; at: Time; kind: string; evse: number; about: object }

export type Command = {
  id: string
  action: string
  payload: unknown
  askedBy: string
  at: Time
  state: 'waiting' | 'sent' | 'answered' | 'silent' | 'away'
  answer: unknown
  sentAt: Time | null
  answeredAt: Time | null
}
/** `GET /v1/ocpp/actions`. */
export type Action = { action: string; schema: Schema }
/** As much of JSON Schema as an example is made of. */
export type Schema = {
  type?: string | string[]
  $ref?: string
  enum?: unknown[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema | Schema[]
  format?: string
  definitions?: Record<string, Schema>
}

export type Direction = 'in' | 'out'
export type Deviation = { rule: string; path: string; was: string }
export type Entry = {
  id: string
  charger: string
  at: Time
  direction: Direction
  version: Version | null
  action: string | null
  messageId: string | null
  request: unknown
  answer: unknown
  error: string | null
  ms: number | null
  deviations: Deviation[]
}

export type TokenStatus = 'Accepted' | 'Blocked' | 'Expired' | 'Invalid'
export type Token = {
  idTag: string
  status: TokenStatus
  parent: string | null
  expiresAt: Time | null
  owner: string | null
  isUnknown: boolean
  seenAt: Time | null
  seenOn: string | null
}

/** `GET /v1/reports/transactions`. */
export type Completed = Pick<
  Transaction,
  | 'charger'
  | 'id'
  | 'number'
  | 'connectorId'
  | 'idTag'
  | 'verdict'
  | 'startedAt'
  | 'endedAt'
  | 'energyKwh'
  | 'meterStopWh'
  | 'stopReason'
  | 'status'
>
export type Month = {
  items: Completed[]
  next: string | null
  totals: { transactions: number; energyKwh: number }
}

/** A day of a month, in UTC. */
export type Day = { day: string; transactions: number; energyKwh: number }
/** `GET /v1/reports/months`. */
export type MonthSums = { days: Day[]; totals: Month['totals']; months: string[] }

export type PartnerSeen = Partner & { suspendedAt: Time | null }
/** `GET /v1/operator/health`. */
export type Health = {
  at: Time
  version: string
  store: 'ok' | 'failing'
  chargers: { connected: number; expected: number; pending: number; rejected: number }
  charging: number
  commandsWaiting: number
  deviationsToday: number
  partners: { all: number; suspended: number; failing: number }
  deliveries: { lagS: number }
  lastBackupAt: Time | null
  /** What signs certificates of chargers; null: nothing does. */
  authority: { validUntil: Time; state: 'good' | 'soon' | 'ended' } | null
  /** Where chargers come: as the operator says it, and by our own TLS. */
  ocpp: { url: string | null; tlsPort: number | null }
}

/** What a change was about, as the live stream says. */
export type Topic =
  | 'chargers'
  | 'transactions'
  | 'messages'
  | 'tokens'
  | 'commands'
  | 'partners'
  | 'contributions'

/** `GET /v1/ocpp/knocks`: who was turned away, by its status in HTTP. */
export type Knock = {
  identity: string
  at: Time
  status: number
  why: string
  count: number
  /** It was its certificate that has ended. */
  isEnded: boolean
}
