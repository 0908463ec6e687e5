/** What chargers may have signed: a certificate of their own, in their own name, with a key that is strong enough. */
import type { Asked } from '../commands/driving.ts'
import type { OcppVersion, Payload } from '../ocpp.ts'

/** A public key as it is judged: `bits` of its modulus, or the name of its curve. */
export type PublicKey = { kind: 'rsa'; bits: number } | { kind: 'ec'; curve: string } | null

/** What a request for a certificate (PKCS#10, RFC 2986) says. */
export type CertificateRequest = {
  /** The common names of its subject, and the organisations. */
  names: string[]
  organisations: string[]
  /** null: of a kind that is not signed here. */
  key: PublicKey
}

/** Whom a certificate may be for; `organisation`: null where any will do. */
export type Holder = { identity: string; serial: string | null; organisation: string | null }

/** As long as every version lets a request be (its schema: `csr`). */
export const LONGEST_CSR = 5500

/** NIST's names; the weakest equals a symmetric key of 128 bits. */
const CURVES = ['P-256', 'P-384', 'P-521']
/** Longer keys would be no safer, and slow to check. */
const RSA_BITS = { least: 2048, most: 8192 }
/** X.520 lets names be so long. */
const LONGEST_NAME = 64

/** The one use that is signed for: to come to this server (2.0.1, A02.FR.01). Not said: for that. */
const USE = 'ChargingStationCertificate'

const DAY_MS = 86_400_000

/**
 * When a charger is asked for a new certificate: in the last part of the validity of the one that it
 * has, at most so long before its end, and again after a while until there is a new one.
 */
export const RENEWAL = { part: 3, mostMs: 30 * DAY_MS, againMs: DAY_MS }

/** To bring all chargers another authority takes that long, if they are asked one by one. */
const CHANGE_MS = 180 * DAY_MS

/** How it stands with the authority's own certificate, without which those of chargers are worth nothing. */
export type AuthorityState = 'good' | 'soon' | 'ended'

/** `until`: so long is it valid. */
export function authorityState(until: number, now: number): AuthorityState {
  if (until <= now) return 'ended'
  return until - now < CHANGE_MS ? 'soon' : 'good'
}

/** Why a certificate is not signed for such a use; null: it may be. */
export function unfitUse(use: unknown): string | null {
  if (use === undefined || use === USE) return null
  return `this server signs for ${USE} alone: contracts and V2G have another authority`
}

/**
 * Why a request is not signed for this charger; null: it may be. Its one common name is the serial
 * number that it booted with (2.0.1, A00.FR.511) or, as most chargers of 1.6 have it, its identity;
 * its organisation is the operator's, where he says which (A00.FR.509); its key is worth 112 bits
 * at least (A00.FR.501 to 503).
 */
export function unfit({ names, organisations, key }: CertificateRequest, to: Holder) {
  return unfitName(names, to) ?? unfitOrganisation(organisations, to.organisation) ?? unfitKey(key)
}

function unfitName(names: string[], { identity, serial }: Holder): string | null {
  const [name] = names
  if (name === undefined || names.length > 1) return 'its subject must have one common name (CN)'
  if (name === identity || (name !== '' && name === serial)) return null
  const either = serial === null ? '' : ` or its serial number ${serial}`
  return `its common name (CN) must be the charger's identity ${identity}${either}`
}

function unfitOrganisation(organisations: string[], wanted: string | null): string | null {
  if (organisations.length > 1) return 'its subject may have one organisation (O) alone'
  const [organisation = ''] = organisations
  if (organisation.length > LONGEST_NAME) return 'its organisation (O) is too long'
  return wanted === null || organisation === wanted
    ? null
    : `its organisation (O) must be ${wanted}`
}

function unfitKey(key: PublicKey): string | null {
  if (key === null) return `its key must be RSA, or of one of the curves ${CURVES.join(', ')}`
  if (key.kind === 'ec') {
    return CURVES.includes(key.curve) ? null : `the curve of its key must be ${CURVES.join(', ')}`
  }
  const { least, most } = RSA_BITS
  return key.bits >= least && key.bits <= most
    ? null
    : `its RSA key must have ${least} to ${most} bits`
}

/** The call that brings a charger its certificate with that of the authority behind it (PEM). */
export function signedCall(
  version: OcppVersion,
  certificateChain: string,
  requestId: unknown,
): Asked {
  const payload: Payload = { certificateChain }
  if (version !== '1.6') payload['certificateType'] = USE
  if (version === '2.1' && typeof requestId === 'number') payload['requestId'] = requestId
  return { action: 'CertificateSigned', payload }
}

/** The call that has a charger ask for a new certificate (1.6: security extension; 2.x: A02). */
export function renewalCall(version: OcppVersion): Asked {
  return version === '1.6'
    ? {
        action: 'ExtendedTriggerMessage',
        payload: { requestedMessage: 'SignChargePointCertificate' },
      }
    : { action: 'TriggerMessage', payload: { requestedMessage: `Sign${USE}` } }
}
