/** Structured notes, one JSON line each, without secrets and without places. */
import { destination as file, pino, stdTimeFunctions } from 'pino'
import type { DestinationStream, LevelWithSilent } from 'pino'
import type { Log } from '../flows/ports.ts'

const HIDDEN = 'token password secret authorization cookie position lat lon endpoint'.split(' ')

/** Hides what lies up to three levels deep; what is put into the text itself is not looked at. */
export function openLog(level: LevelWithSilent, destination: DestinationStream = file(1)): Log {
  const redact = HIDDEN.flatMap((key) => [key, `*.${key}`, `*.*.${key}`])
  return pino({ level, timestamp: stdTimeFunctions.isoTime, redact }, destination)
}
