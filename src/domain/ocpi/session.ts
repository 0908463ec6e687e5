/** What a car told of its charge, in the words that OCPI has for it, and no others. */
import { LICENSE, type PublicSession } from '../sharing/event.ts'
import { rfc3339 } from '../text.ts'
import type { Party, Version } from './peer.ts'

/** A shared session as it stands; nothing is left of one that was taken back. */
export type Told = { id: string; updatedAt: number; session: PublicSession | null }

/**
 * `#NA` stands where a required text cannot exist (2.2.1, section 16.3): there is no contract and,
 * seen from the car, no number on the plug.
 */
const NONE = '#NA'

/**
 * The session as OCPI's object of that name; null where its energy is not known. OCPI has no word
 * for that, and zero would be a lie.
 *
 * Of what it must hold: nobody knows how the driver was authorised, and WHITELIST claims least;
 * XXX is ISO 4217 for no currency at all. The driver is a one-time user, and the uid, which is the
 * session's own id, leads to nothing else.
 */
export function sessionOf(told: Told, us: Party, version: Version) {
  const { session } = told
  if (session === null) return withdrawn(told, us)
  if (session.energyKwh === null) return null
  const ended = session.status === 'charging' ? null : session.endedAt
  return {
    ...frameOf(told, us),
    start_date_time: utc(session.startedAt),
    ...(ended !== null && { end_date_time: utc(ended) }),
    kwh: rounded(session.energyKwh),
    location_id: locationIdOf(session),
    evse_uid: ciString(session.location.station?.post ?? NONE, 36),
    charging_periods: [periodOf(session, session.energyKwh)],
    status: session.status === 'charging' ? ('ACTIVE' as const) : ('COMPLETED' as const),
    // 2.3.0 lets every object carry further fields, and forbids to refuse them (section 1.5.2).
    ...(version === '2.3.0' && { chargeshare: factsOf(session) }),
  }
}

export type OcpiSession = NonNullable<ReturnType<typeof sessionOf>>

/**
 * What may change while a car charges, for a PATCH; null where it does not charge. Periods are not
 * among it: a PATCH would add them to those that are there (2.2.1, section 9.2.2.3).
 */
export function growthOf(session: OcpiSession) {
  if (session.status !== 'ACTIVE') return null
  const { start_date_time, kwh, location_id, evse_uid, status, last_updated } = session
  const facts = session.chargeshare && { chargeshare: session.chargeshare }
  return { start_date_time, kwh, location_id, evse_uid, status, ...facts, last_updated }
}

/** What OCPI 2.2.1 has no place for, of one session, in a module of our own. */
export function observationOf({ id, updatedAt, session }: Told) {
  const last_updated = rfc3339(updatedAt)
  if (session === null) return { session_id: id, withdrawn: true, last_updated }
  const { energyKwh } = session
  const kwh = energyKwh === null ? {} : { kwh: rounded(energyKwh) }
  const location_id = locationIdOf(session)
  return {
    session_id: id,
    withdrawn: false,
    location_id,
    ...kwh,
    ...factsOf(session),
    last_updated,
  }
}

/**
 * Nothing can be deleted in OCPI, and INVALID comes nearest. The facts are gone: what must stand
 * there says nothing, the start is the moment at which it was taken back.
 */
function withdrawn(told: Told, us: Party) {
  return {
    ...frameOf(told, us),
    start_date_time: rfc3339(told.updatedAt),
    kwh: 0,
    location_id: NONE,
    evse_uid: NONE,
    status: 'INVALID' as const,
  }
}

function frameOf({ id, updatedAt }: Told, { countryCode, partyId }: Party) {
  const owner = { country_code: countryCode, party_id: partyId }
  return {
    ...owner,
    id,
    cdr_token: { ...owner, uid: id, type: 'AD_HOC_USER' as const, contract_id: NONE },
    auth_method: 'WHITELIST' as const,
    connector_id: NONE,
    currency: 'XXX',
    last_updated: rfc3339(updatedAt),
  }
}

/** One period over all of the session: no course of it is shared. */
function periodOf({ startedAt, soc, maxPowerKw }: PublicSession, energyKwh: number) {
  const dimensions = [
    { type: 'ENERGY', volume: rounded(energyKwh) },
    ...(maxPowerKw === null ? [] : [{ type: 'MAX_POWER', volume: rounded(maxPowerKw) }]),
    ...(soc.end === null ? [] : [{ type: 'STATE_OF_CHARGE', volume: rounded(soc.end) }]),
  ]
  return { start_date_time: utc(startedAt), dimensions }
}

/** Licence, driver, how it ended: with nothing left out that other partners get. */
function factsOf({ revision, status, vehicle, soc, abort, comment, evidence }: PublicSession) {
  const { handle, make, model } = vehicle
  return {
    license: LICENSE,
    revision,
    outcome: status,
    ...told({ handle, make, model, soc_start: soc.start, comment }),
    ...(abort && { abort: { ...told({ reason: abort.reason }), confirmed: abort.confirmed } }),
    evidence,
  }
}

/** OCPI leaves out what there is not. */
function told<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const known = Object.entries(fields).filter(([, value]) => value !== null)
  return Object.fromEntries(known) as { [K in keyof T]?: NonNullable<T[K]> }
}

/** The station's; where there is none, a name made of the position that was published anyway. */
export function locationIdOf({ location }: Pick<PublicSession, 'location'>): string {
  const { station, position } = location
  return station?.id ?? `at${position.lat.toFixed(5)},${position.lon.toFixed(5)}`
}

/** A text that is only kept where it is a CiString: printable ASCII, not longer than this. */
function ciString(text: string, max: number): string {
  return /^[ -~]+$/.test(text) && text.length <= max ? text : NONE
}

/** At most four digits behind the point (2.2.1, section 16.6). */
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000
}

function utc(time: string): string {
  return rfc3339(Date.parse(time))
}
