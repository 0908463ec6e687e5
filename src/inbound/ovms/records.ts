/** The messages h and H of OVMS v2: lines of a module's own log, some of which tell of charging. */
import type { LogRecord, Reading } from '../../domain/telemetry/reading.ts'
import { numberIn, positionIn, put, wordIn } from './fields.ts'

/** A line of the log, and what the module waits to hear of it; null: nothing. */
export type Logged = { ack: string | null; record: LogRecord | null; reading: Reading | null }

const YEAR_S = 366 * 86_400
const TYPE = /^[^,\p{Cc}]{1,64}$/u
const ACK = /^[^,\p{Cc}]{1,32}$/u
const GRID = /^\*-log-grid$/i

/** `code,timediff,type,number,lifetime,data`: wants to hear its code again. */
export function readAcknowledged(data: string, now: number): Logged {
  const [ack, rest] = cut(data)
  const [since, line] = cut(rest ?? '')
  // A clock that runs ahead tells of times to come.
  const at = now + (numberIn(since, -YEAR_S, 0) ?? 0) * 1000
  return { ...readRecord(line ?? '', Math.trunc(at)), ack: ACK.test(ack) ? ack : null }
}

/** `type,number,lifetime,data`. */
export function readRecord(line: string, at: number): Logged {
  const [type, afterType] = cut(line)
  const [number, afterNumber] = cut(afterType ?? '')
  const [lifetime, data] = cut(afterNumber ?? '')
  if (data === null || !TYPE.test(type)) return { ack: null, record: null, reading: null }
  const record: LogRecord = {
    type,
    number: Math.trunc(numberIn(number, -2e9, 2e9) ?? 0),
    at,
    lifetimeS: Math.trunc(numberIn(lifetime, 0, 1e9) ?? 0),
    // No database keeps a zero byte in a text.
    data: data.replaceAll('\0', ''),
  }
  return { ack: null, record, reading: GRID.test(type) ? gridIn(data.split(','), at) : null }
}

/** What stands before the first comma and after it; null where there is none. */
function cut(text: string): [string, string | null] {
  const comma = text.indexOf(',')
  return comma < 0 ? [text, null] : [text.slice(0, comma), text.slice(comma + 1)]
}

/** The log of charges, one line at each change of state. */
function gridIn(fields: string[], at: number): Reading {
  const [lock, lat, lon, , , , state, substate, mode, , , limit] = fields
  const reading: Reading = { at, isLogged: true }
  put(reading, 'position', positionIn(lat, lon, lock === '1'))
  put(reading, 'state', wordIn(state))
  put(reading, 'substate', wordIn(substate))
  put(reading, 'mode', wordIn(mode) || undefined)
  put(reading, 'socLimit', numberIn(limit, 0, 100))
  put(reading, 'chargingS', numberIn(fields[19], 0, 7 * 86_400))
  put(reading, 'energyKwh', numberIn(fields[20], 0, 10_000))
  put(reading, 'gridKwh', numberIn(fields[21], 0, 10_000))
  put(reading, 'soc', numberIn(fields[27], Number.MIN_VALUE, 100))
  put(reading, 'odometerKm', numberIn(fields[44], Number.MIN_VALUE, 10_000_000))
  return reading
}
