/** What chargers want of a certificate authority: one's own chargers get certificates to come here by. */
import { X509Certificate } from 'node:crypto'
import type { OCPP21 } from 'typed-ocpp'
import {
  LONGEST_CSR,
  signedCall,
  unfit,
  unfitUse,
} from '../../../domain/chargers/entry/certificate.ts'
import type { ChargerCall, OcppAnswer, Payload } from '../../../domain/chargers/ocpp.ts'
import { rfc3339 } from '../../../domain/text.ts'
import type { Asking, Authority } from '../../ports.ts'
import type { Tables } from '../../tables.ts'
import { commandOf } from '../commands/row.ts'
import { revokedOf, signedUntil } from '../entry/certificates.ts'
import { type Around, type Handler, tellEvent } from './handler.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Clocks of chargers that have just been switched on are behind. */
const EARLY_MS = HOUR_MS
/** More certificates than that in a day are signed for nobody … */
const MOST_A_DAY = 10
/** … and no more requests of one charger are looked at in an hour: to read one takes milliseconds. */
const MOST_AN_HOUR = 20
/** After that a charger asks anew (2.0.1, A02.FR.17: CertSigningWaitMinimum). */
const EXPIRES_MS = 300_000
/** As much as is kept of a request that is too long. */
const BEGINNING = 200

const SIGN = 'SignCertificate'

type Wanted = { csr: string; certificateType?: unknown; requestId?: unknown }

/**
 * A charger asks for a certificate (2.0.1, A02 and A03; 1.6: security extension). Accepted: it follows
 * by a call of ours. Else the request is kept with the reason, so that the operator can mend the one
 * or have the other signed by his own means.
 */
export const signCertificate: Handler = async (call, around) => {
  const wanted = call.payload as Wanted
  if (await isTooOften(around)) return rejected(call, 'it has asked too often within an hour')
  const why = await unsigned(call, wanted, around)
  if (why === null) return { result: { status: 'Accepted' } }
  const csr = wanted.csr.length > LONGEST_CSR ? wanted.csr.slice(0, BEGINNING) : wanted.csr
  await tellEvent(around, 'certificate', { why, action: call.action, ...wanted, csr })
  return rejected(call, why)
}

function rejected({ version }: ChargerCall, why: string): OcppAnswer {
  const statusInfo = { reasonCode: 'InvalidCSR', additionalInfo: why }
  return { result: { status: 'Rejected', ...(version !== '1.6' && { statusInfo }) } }
}

async function isTooOften({ tables, charger, now }: Around): Promise<boolean> {
  const page = { after: null, limit: 2 * MOST_AN_HOUR }
  const last = await tables.chargerEvents.of(charger.id, page, { kind: 'certificate' })
  // One that was cut is a long request.
  const asked = last.filter(({ about }) => about['action'] === SIGN || 'beginsWith' in about)
  return asked.filter(({ at }) => at > now - HOUR_MS).length >= MOST_AN_HOUR
}

/** Signs it and lets it follow; else says why not. */
async function unsigned(call: ChargerCall, wanted: Wanted, around: Around): Promise<string | null> {
  const { authority } = around.world
  if (authority === null) {
    return 'this server has no key to sign with (CHARGESHARE_OCPP_CLIENT_CA_KEY_FILE)'
  }
  const refused = unfitUse(wanted.certificateType) ?? (await unentitled(call, around))
  if (refused !== null) return refused
  const asking = wanted.csr.length > LONGEST_CSR ? null : await authority.read(wanted.csr)
  if (!asking) return `it is no PKCS#10 request in PEM of at most ${LONGEST_CSR} characters`
  const fault = await unsound(asking, around)
  if (fault !== null) return fault
  if (authority.until <= around.now) return "the authority's own certificate has ended"
  await sign(call, asking, around, authority)
  return null
}

/** Why this charger is signed nothing now, whatever it is. */
async function unentitled(call: ChargerCall, { tables, charger, now }: Around) {
  if (!call.isProven) return 'it did not come over TLS with its password or a certificate'
  const revoked = await revokedOf(tables, [call])
  if (revoked.size > 0) return 'the certificate that it came by was revoked'
  if (charger.registration !== 'accepted') return 'its operator has not accepted this charger yet'
  const count = await tables.certificates.countSince(charger.id, now - DAY_MS)
  return count < MOST_A_DAY ? null : `it has had ${count} certificates within a day`
}

/** What costs least is looked at first: the signature is tried of keys alone that may be signed for. */
async function unsound(asking: Asking, { tables, charger, world }: Around): Promise<string | null> {
  const { id: identity, serial } = charger
  const { organisation } = world.policy.ocpp
  const fault = unfit(asking, { identity, serial, organisation })
  if (fault !== null) return fault
  const name = asking.names[0]!
  const isOthers = name !== identity && (await tables.chargers.get(name)) !== null
  if (isOthers) return `${name} is the identity of another charger`
  return (await asking.isProven()) ? null : 'it is not signed by the key that it is for'
}

async function sign(call: ChargerCall, asking: Asking, around: Around, authority: Authority) {
  const { tables, charger, now, world } = around
  const terms = {
    number: authority.newNumber(),
    name: asking.names[0]!,
    organisation: asking.organisations[0] ?? null,
    from: now - EARLY_MS,
    until: signedUntil(world, authority, now),
  }
  const chain = await asking.sign(terms)
  const { number, name, from: validFrom, until: validUntil } = terms
  const untold = { said: null, usedAt: null, warnedAt: null, askedAt: null, revokedAt: null }
  const certificate = { number, charger: charger.id, name, signedAt: now, validFrom, validUntil }
  await tables.certificates.add({ ...certificate, ...untold })
  const { requestId } = call.payload
  const brought = { charger: charger.id, ...signedCall(call.version, chain, requestId) }
  const command = { ...brought, askedBy: 'certificate' }
  await tables.commands.add(commandOf(command, world.ids.next(), now, EXPIRES_MS))
  const about = { number, name, validUntil: rfc3339(validUntil), action: call.action }
  await tellEvent(around, 'certificate', about)
}

/** What a charger has said of a certificate that it was brought. */
export async function learnSigned(
  tables: Tables,
  { certificateChain }: Payload,
  { status }: Payload,
): Promise<void> {
  const number = numberIn(String(certificateChain))
  const certificate = number === null ? null : await tables.certificates.get(number)
  if (certificate) await tables.certificates.set({ ...certificate, said: String(status) })
}

/** null: it is none that could be read. */
function numberIn(chain: string): string | null {
  try {
    return new X509Certificate(chain).serialNumber.toLowerCase()
  } catch {
    return null
  }
}

/** Plug and charge: the contract is somebody else's. */
export const get15118EVCertificate: Handler = async ({ payload }, around) => {
  const { action, iso15118SchemaVersion } = payload
  await tellEvent(around, 'certificate', { action, iso15118SchemaVersion })
  return { result: { status: 'Failed', exiResponse: '' } }
}

export const getCertificateStatus: Handler = () => Promise.resolve({ result: { status: 'Failed' } })

export const getCertificateChainStatus: Handler = ({ payload }, { now }) => {
  const { certificateStatusRequests: asked = [] } =
    payload as Partial<OCPP21.GetCertificateChainStatusRequest>
  const certificateStatus = asked.map(({ certificateHashData, source }) => ({
    certificateHashData,
    source,
    status: 'Failed',
    // How long a charger need not ask again for what could not be told.
    nextUpdate: rfc3339(now + DAY_MS),
  }))
  return Promise.resolve({ result: { certificateStatus } })
}
