/** Lines of a module's own log, as they may be kept: without the positions in them. */
import type { LogRecord } from './reading.ts'

/** The logs of charges and of trips begin alike: lock, latitude, longitude, altitude, place name. */
const PLACED = /^\*-LOG-(Grid|Trip)$/i
/** Some cars log where they are every few seconds, `RT-GPS-Log` and its like. */
const TRACK = /-GPS-Log$/i

/** The record without its position; what a script writes is its owner's own affair. */
export function withoutPosition(record: LogRecord): LogRecord {
  if (!PLACED.test(record.type)) return record
  const [lock = '', , , , , ...rest] = record.data.split(',')
  return { ...record, data: [lock, '', '', '', '', ...rest].join(',') }
}

/** Whether such lines say where the car drives and hardly anything else. */
export function isTrack(type: string): boolean {
  return TRACK.test(type)
}
