/** The words of OCPP that every room shares: versions, calls, answers, and what was not as it should be. */
import { z } from 'zod'

/** The versions that are spoken, the newest last; on the wire `ocpp1.6`, `ocpp2.0.1`, `ocpp2.1`. */
export const OcppVersion = z.enum(['1.6', '2.0.1', '2.1'])
export type OcppVersion = z.infer<typeof OcppVersion>

/** What a call or its answer carries. */
export type Payload = { [key: string]: unknown }

/**
 * What was not as OCPP wants it and was understood all the same. `rule` is a word that stays the same
 * (`time-without-zone`), `path` a JSON Pointer into the payload, `was` how it was said, at most 60
 * characters.
 */
export type Deviation = { rule: string; path: string; was: string }

/** What may be wrong with a call; each version spells some of them its own way (OCPP-J, 4.2.3). */
export type ErrorCode =
  | 'NotImplemented'
  | 'NotSupported'
  | 'InternalError'
  | 'ProtocolError'
  | 'SecurityError'
  | 'FormatViolation'
  | 'PropertyConstraintViolation'
  | 'OccurrenceConstraintViolation'
  | 'TypeConstraintViolation'
  | 'MessageTypeNotSupported'
  | 'RpcFrameworkError'
  | 'GenericError'

/** A call that a charger made: repaired, checked, and understood. */
export type ChargerCall = {
  /** The charger's identity as it is registered. */
  charger: string
  version: OcppVersion
  /** The message id as it came; repeats usually carry another one. */
  id: string
  /** The bare name: `Authorize`. */
  action: string
  payload: Payload
  /** When it came, by our clock. */
  at: number
  /** The frame as it came. */
  frame: string
  deviations: Deviation[]
  /** Its line came over TLS, by a password or a certificate: nobody else can have said it. */
  isProven?: boolean
  /** The number of the certificate by which its line came in; null: by none. */
  certificate?: string | null
}

/** What a call is answered, in either direction. `code` of what came from outside may be any word. */
export type OcppAnswer =
  | { result: Payload }
  | { error: { code: ErrorCode | (string & {}); description: string } }
