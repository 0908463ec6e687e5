/** The lines of a module's own log, as its owner reads them again. */
import type { LogRecord } from '../../domain/telemetry/reading.ts'
import type { World } from '../ports.ts'
import type { RecordSum } from './ports.ts'

/** Lines of one type written after a time, oldest first. */
export function listRecords({ store }: Pick<World, 'store'>) {
  return (
    vehicle: string,
    { type, since, limit }: { type: string; since: number; limit: number },
  ): Promise<LogRecord[]> => store.read.records.of(vehicle.toLowerCase(), type, since, limit)
}

/** Which types of lines there are, and how many of each. */
export function sumRecords({ store }: Pick<World, 'store'>) {
  return (vehicle: string, since: number): Promise<RecordSum[]> =>
    store.read.records.sums(vehicle.toLowerCase(), since)
}
