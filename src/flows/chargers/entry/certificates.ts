/** Certificates of chargers: which there are, which end soon, and which are to be good no more. */
import {
  type AuthorityState,
  authorityState,
  RENEWAL,
  renewalCall,
} from '../../../domain/chargers/entry/certificate.ts'
import { rfc3339 } from '../../../domain/text.ts'
import type { Authority, Line, World } from '../../ports.ts'
import { found } from '../../refusal.ts'
import type { Certificate, Page, Tables } from '../../tables.ts'
import { commandOf } from '../commands/row.ts'
import type { Due } from './ports.ts'

/** So many are looked at in one go. */
const AT_ONCE = 200
/** Nobody waits for the answer: what it brings comes as a call of its own. */
const EXPIRES_MS = 300_000

type Needs = Pick<World, 'store' | 'ids' | 'authority' | 'clock' | 'policy'>

/** All that is done with certificates that were signed here. */
export function certifying(world: World) {
  return {
    listCertificates: listCertificates(world),
    revokeCertificate: revokeCertificate(world),
    revokeCertificates: revokeCertificates(world),
    showAuthority: showAuthority(world),
    renewCertificates: renewCertificates(world),
  }
}

/** Until when the authority is valid that signs here; null: none does. */
export type AuthoritySeen = { until: number; state: AuthorityState } | null

function showAuthority({ authority, clock }: Pick<Needs, 'authority' | 'clock'>) {
  return (): AuthoritySeen =>
    authority && { until: authority.until, state: authorityState(authority.until, clock()) }
}

/**
 * Tells the operator once of each certificate in use that ends soon, and asks its charger, while it is
 * connected, for a request for another one, each day until it has one. Where another one would end no
 * later the charger is not asked: it would be asked for ever.
 */
function renewCertificates(world: Needs) {
  return async (now: number): Promise<void> => {
    const { read, write } = world.store
    const reach = world.authority && signedUntil(world, world.authority, now)
    for (const { number, charger } of await read.certificates.ending({ now, reach }, AT_ONCE)) {
      await write((tables) => renew(world, tables, { number, charger: charger!, now, reach }))
    }
  }
}

/** When a certificate ends that is signed now: it is worth nothing without its authority's own. */
export function signedUntil(
  { policy }: Pick<World, 'policy'>,
  { until }: Pick<Authority, 'until'>,
  now: number,
): number {
  return Math.min(now + policy.ocpp.certificateMs, until)
}

type Ending = Due & { number: string; charger: string }

async function renew({ ids }: Needs, tables: Tables, { number, charger, now, reach }: Ending) {
  const known = await tables.chargers.lock(charger)
  const certificate = await tables.certificates.get(number)
  if (!known || !certificate) return
  if (certificate.warnedAt === null) {
    const why = whyWarned(certificate, reach)
    const about = { why, number, validUntil: rfc3339(certificate.validUntil) }
    const event = { id: ids.next(), charger, at: now, kind: 'certificate', evse: 0, about }
    await tables.chargerEvents.add(event)
  }
  const { version, holder } = known
  const isDue = isLonger(certificate, reach) && (certificate.askedAt ?? 0) <= now - RENEWAL.againMs
  const isAsked = isDue && holder !== null && version !== null
  if (isAsked) {
    const asked = { charger, ...renewalCall(version), askedBy: 'certificate' }
    await tables.commands.add(commandOf(asked, ids.next(), now, EXPIRES_MS))
  }
  const askedAt = isAsked ? now : certificate.askedAt
  await tables.certificates.set({ ...certificate, warnedAt: certificate.warnedAt ?? now, askedAt })
}

/** Whether one that is signed now would end later. */
function isLonger({ validUntil }: Certificate, reach: number | null): boolean {
  return reach !== null && reach > validUntil
}

function whyWarned(certificate: Certificate, reach: number | null): string {
  if (reach === null || isLonger(certificate, reach)) return 'its certificate ends soon'
  return "its certificate ends soon, and the authority's own with it: another authority is needed"
}

/** A charger's certificates, the newest first. */
function listCertificates({ store: { read } }: Needs) {
  return async (charger: string, page: Page): Promise<Certificate[]> => {
    found(await read.chargers.get(charger), 'charger')
    return read.certificates.of(charger, page)
  }
}

/** What is said to whoever came by one. */
export const REVOKED = 'its certificate was revoked'

type Revoking = Pick<World, 'store' | 'lines' | 'clock'>

/**
 * A certificate that is good no more; its charger's connection ends, for it may have come by it. Where
 * another process holds that, it does so with its next look.
 */
function revokeCertificate({ store, lines, clock }: Revoking) {
  return async (charger: string, number: string): Promise<void> => {
    await store.write(async ({ chargers, certificates }) => {
      await chargers.lock(charger)
      const known = await certificates.get(number)
      const certificate = found(known?.charger === charger ? known : null, 'certificate')
      await certificates.set({ ...certificate, revokedAt: certificate.revokedAt ?? clock() })
    })
    lines.get(charger)?.close(1008, REVOKED)
  }
}

/** The same with all of a charger's that are good. */
function revokeCertificates({ store, lines, clock }: Revoking) {
  return async (charger: string): Promise<void> => {
    await store.write(async ({ chargers, certificates }) => {
      found(await chargers.lock(charger), 'charger')
      await certificates.revokeAll(charger, clock())
    })
    lines.get(charger)?.close(1008, REVOKED)
  }
}

/** Which of the certificates that lines came by are good no more; most came by none. */
export async function revokedOf(
  { certificates }: Pick<Tables, 'certificates'>,
  lines: Pick<Line, 'certificate'>[],
): Promise<Set<string>> {
  const numbers = lines.flatMap(({ certificate }) => certificate ?? [])
  return new Set(numbers.length === 0 ? [] : await certificates.revoked(numbers))
}
