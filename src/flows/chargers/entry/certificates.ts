/** Certificates of chargers: which there are, which end soon, and which are to be good no more. */
import { renewalCall } from '../../../domain/chargers/entry/certificate.ts'
import { rfc3339 } from '../../../domain/text.ts'
import type { World } from '../../ports.ts'
import { found } from '../../refusal.ts'
import type { Certificate, Tables } from '../../tables.ts'
import { commandOf } from '../commands/row.ts'

/** So long before its end a charger is asked to renew its certificate. */
const SOON_MS = 30 * 86_400_000
/** So many are looked at in one go. */
const AT_ONCE = 200
/** Nobody waits for the answer: what it brings comes as a call of its own. */
const EXPIRES_MS = 300_000
/** So many of a charger are shown. */
const SHOWN = 20

type Needs = Pick<World, 'store' | 'ids' | 'authority'>

/** All that is done with certificates that were signed here. */
export function certifying(world: World) {
  return {
    listCertificates: listCertificates(world),
    revokeCertificate: revokeCertificate(world),
    renewCertificates: renewCertificates(world),
  }
}

/**
 * Tells the operator once of each certificate in use that ends within thirty days, and asks its
 * charger once for a request for another one, as soon as it is connected.
 */
function renewCertificates(world: Needs) {
  return async (now: number): Promise<void> => {
    const { read, write } = world.store
    const canSign = world.authority !== null
    for (const { number, charger } of await read.certificates.ending(
      now + SOON_MS,
      canSign,
      AT_ONCE,
    )) {
      await write((tables) => renew(world, tables, { number, charger: charger!, now }))
    }
  }
}

type Ending = { number: string; charger: string; now: number }

async function renew({ ids, authority }: Needs, tables: Tables, { number, charger, now }: Ending) {
  const known = await tables.chargers.lock(charger)
  const certificate = await tables.certificates.get(number)
  if (!known || !certificate) return
  if (certificate.warnedAt === null) {
    const why = 'its certificate ends soon'
    const about = { why, number, validUntil: rfc3339(certificate.validUntil) }
    const event = { id: ids.next(), charger, at: now, kind: 'certificate', evse: 0, about }
    await tables.chargerEvents.add(event)
  }
  const { version, holder } = known
  const isAsked = authority !== null && holder !== null && version !== null
  const isFirst = isAsked && certificate.askedAt === null
  if (isFirst) {
    const asked = { charger, ...renewalCall(version), askedBy: 'certificate' }
    await tables.commands.add(commandOf(asked, ids.next(), now, EXPIRES_MS))
  }
  const askedAt = isFirst ? now : certificate.askedAt
  await tables.certificates.set({ ...certificate, warnedAt: certificate.warnedAt ?? now, askedAt })
}

/** A charger's certificates, the newest first, and whether this server signs any. */
function listCertificates({ store: { read }, authority }: Needs) {
  return async (charger: string): Promise<{ certificates: Certificate[]; canSign: boolean }> => {
    found(await read.chargers.get(charger), 'charger')
    const certificates = await read.certificates.of(charger, SHOWN)
    return { certificates, canSign: authority !== null }
  }
}

/** A certificate that is good no more; its charger's connection ends, for it may have come by it. */
function revokeCertificate({ store, lines, clock }: Pick<World, 'store' | 'lines' | 'clock'>) {
  return async (charger: string, number: string): Promise<void> => {
    await store.write(async ({ chargers, certificates }) => {
      await chargers.lock(charger)
      const known = await certificates.get(number)
      const certificate = found(known?.charger === charger ? known : null, 'certificate')
      await certificates.set({ ...certificate, revokedAt: certificate.revokedAt ?? clock() })
    })
    lines.get(charger)?.close(1008, 'its certificate was revoked')
  }
}
