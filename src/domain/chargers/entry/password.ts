/** A charger's password: one secret, whether it is shown as bytes, as text or as hex digits. */
import { z } from 'zod'
import type { OcppVersion } from '../ocpp.ts'

/**
 * What an operator may choose. Old chargers of 1.6 are lenient about its length; where it is sent to
 * the charger `unfit` says whether that may be.
 */
export const ChargerPassword = z
  .string()
  .regex(/^[\x20-\x7e]{8,64}$/, 'must be 8 to 64 printable ASCII characters')

const HEX = /^(?:[0-9a-f]{2})+$/i

/**
 * The bytes that a password stands for. In OCPP 1.6 (security whitepaper, A00.FR.205) it is 16 to 20
 * bytes that are set as hex digits, and chargers show either the bytes or the digits; 2.x has texts.
 * So hex digits of a fitting length are read as what they stand for, and both are one password.
 */
export function passwordBytes(shown: Uint8Array): Uint8Array {
  const text = Buffer.from(shown).toString('latin1')
  return HEX.test(text) && text.length >= 16 ? Buffer.from(text, 'hex') : shown
}

/** How it is said in the call that sets it: 1.6 wants hex digits (AuthorizationKey), 2.x the text. */
export function asSet(version: OcppVersion, password: string): string {
  if (version !== '1.6') return password
  return Buffer.from(passwordBytes(Buffer.from(password))).toString('hex')
}

/** Why a password cannot be set by a call in this version; null where it can. */
export function unfit(version: OcppVersion, password: string): string | null {
  if (version === '1.6') {
    const { length } = passwordBytes(Buffer.from(password))
    return length >= 16 && length <= 20 ? null : 'must be 16 to 20 bytes for OCPP 1.6'
  }
  const most = version === '2.0.1' ? 40 : 64
  const fits = password.length >= 16 && password.length <= most
  return fits ? null : `must have 16 to ${most} characters for OCPP ${version}`
}
