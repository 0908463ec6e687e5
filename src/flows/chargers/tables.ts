/** The tables of chargers. */
import type { Certificates } from './entry/ports.ts'
import type { OcppLog, Reports } from './log/logbook.ts'
import type { Meetings } from './meeting/meetings.ts'
import type {
  ChargerEvents,
  Chargers,
  Commands,
  Holders,
  IdTokens,
  LocalLists,
  Surveys,
  Transactions,
  Variables,
} from './ports.ts'
import type { Upstreams } from './router/ports.ts'

/** Their part of `Tables`. */
export type ChargerTables = {
  chargers: Chargers
  certificates: Certificates
  commands: Commands
  holders: Holders
  idTokens: IdTokens
  transactions: Transactions
  ocppLog: OcppLog
  reports: Reports
  variables: Variables
  chargerEvents: ChargerEvents
  localLists: LocalLists
  surveys: Surveys
  meetings: Meetings
  upstreams: Upstreams
}
