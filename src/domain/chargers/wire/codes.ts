/** OCPP's words for what was wrong with a call, as each version spells them. */
import type { ErrorCode, OcppVersion } from '../ocpp.ts'

/** What every version has, spelt alike. */
const COMMON = [
  'NotImplemented',
  'NotSupported',
  'InternalError',
  'ProtocolError',
  'SecurityError',
  'PropertyConstraintViolation',
  'TypeConstraintViolation',
  'GenericError',
]

/**
 * How a code is told in a version. A charger may repeat for ever what was answered by a code that it
 * does not know, so that whatever a version lacks is told as GenericError. `Occurence` with one r and
 * `Formation` are the standard's own spellings (OCPP-J 1.6, 4.2.3; 2.0.1, 4.3), and not to be mended.
 */
export function spelt(code: ErrorCode | (string & {}), version: OcppVersion): string {
  if (COMMON.includes(code)) return code
  if (code === 'FormatViolation') return version === '1.6' ? 'FormationViolation' : code
  if (code === 'OccurrenceConstraintViolation') {
    return version === '2.1' ? code : 'OccurenceConstraintViolation'
  }
  const isOf2 = code === 'MessageTypeNotSupported' || code === 'RpcFrameworkError'
  return isOf2 && version !== '1.6' ? code : 'GenericError'
}
