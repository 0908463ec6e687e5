/** The tables of chargers. */
import type { OcppLog, Reports } from './log/logbook.ts'
import type { Meetings } from './meeting/meetings.ts'
import type {
  ChargerEvents,
  Chargers,
  Commands,
  Holders,
  IdTokens,
  LocalLists,
  Transactions,
  Variables,
} from './ports.ts'
import type { Upstreams } from './router/ports.ts'

/** Their part of `Tables`. */
export type ChargerTables = {
  chargers: Chargers
  commands: Commands
  holders: Holders
  idTokens: IdTokens
  transactions: Transactions
  ocppLog: OcppLog
  reports: Reports
  variables: Variables
  chargerEvents: ChargerEvents
  localLists: LocalLists
  meetings: Meetings
  upstreams: Upstreams
}
