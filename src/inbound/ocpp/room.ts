/** What every line of the OCPP room may use. */
import type { Log, LogEntry } from '../../flows/ports.ts'
import type { Service } from '../../flows/service.ts'

export type Room = { service: Service; log: Log }

/** A frame that was no call, or a call of ours with its answer, for the log of messages. */
export type Noted = Omit<LogEntry, 'id' | 'charger' | 'version'>
