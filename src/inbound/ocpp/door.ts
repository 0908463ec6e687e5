/** What a charger shows when it knocks: its identity, its proof, and the versions that it speaks. */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { type PeerCertificate, TLSSocket } from 'node:tls'
import { Identity } from '../../domain/chargers/charger.ts'
import { OcppVersion } from '../../domain/chargers/ocpp.ts'

const BASE = /^\/+ocpp(?:\/+|$)/

/** Whether a URL is in the charge of this room. */
export function isOurs(url: string): boolean {
  return BASE.test(pathOf(url))
}

/**
 * The identity at the end of the path; null where there is none that could be one. Doubled and
 * trailing slashes and a query do no harm: chargers join addresses as they like.
 */
export function identityIn(url: string): string | null {
  const last = pathOf(url).replace(BASE, '').replace(/\/+$/, '')
  try {
    const { data } = Identity.safeParse(decodeURIComponent(last))
    return data ?? null
  } catch {
    return null // an escape that is none
  }
}

function pathOf(url: string): string {
  const end = url.search(/[?#]/)
  return end < 0 ? url : url.slice(0, end)
}

/**
 * The bytes of the password that is shown for this identity (RFC 7617). Identities may hold colons,
 * passwords of 1.6 any byte, so that the header is no text. null: none, or another's.
 */
export function passwordIn(header: string | undefined, identity: string): Uint8Array | null {
  const [, base64] = /^\s*basic\s+([\w+/=-]+)\s*$/i.exec(header ?? '') ?? []
  if (base64 === undefined) return null
  const shown = Buffer.from(base64, 'base64')
  const user = Buffer.from(`${identity}:`)
  if (!shown.subarray(0, user.length).equals(user)) return null
  return shown.subarray(user.length)
}

/** A version, and its name as the charger wrote it; null: it named none. */
export type Chosen = { version: OcppVersion; name: string | null }

/**
 * The first version in the charger's own order that is spoken here; null: there is none. `guesses16`:
 * who names none at all is taken to speak 1.6.
 */
export function versionIn(header: string | undefined, guesses16: boolean): Chosen | null {
  const names = (header ?? '').split(/[\s,]+/).filter((name) => name !== '')
  if (names.length === 0) return guesses16 ? { version: '1.6', name: null } : null
  for (const name of names) {
    const { data } = OcppVersion.safeParse(name.toLowerCase().replace(/^ocpp/, ''))
    if (data !== undefined && /^ocpp/i.test(name)) return { version: data, name }
  }
  return null
}

/** Whether the line is over TLS, and what certificate of the operator's authority is shown there. */
export function proofOf({ socket, headers }: IncomingMessage) {
  if (!(socket instanceof TLSSocket)) {
    const isSecure = isOwnProxy(socket) && headers['x-forwarded-proto'] === 'https'
    return { isSecure, certificate: null, isEnded: false }
  }
  const certificate = socket.authorized ? certificateOf(socket) : null
  return { isSecure: true, certificate, isEnded: !socket.authorized && isEnded(socket) }
}

/** Node says a code where its types say an error. */
function isEnded({ authorizationError }: TLSSocket): boolean {
  const said: unknown = authorizationError
  return said === 'CERT_HAS_EXPIRED'
}

/** Its names are the common ones, and those that it has besides; null: none was kept with the session. */
function certificateOf(socket: TLSSocket) {
  const shown: Partial<PeerCertificate> = socket.getPeerCertificate()
  const { serialNumber, subject, subjectaltname, valid_to: until = '' } = shown
  if (serialNumber === undefined) return null
  const besides = (subjectaltname ?? '').split(', ').map((name) => name.replace(/^\w+:/, ''))
  return {
    number: serialNumber.toLowerCase(),
    names: [subject?.CN ?? [], besides].flat(2),
    organisations: [subject?.O ?? []].flat(),
    until: Date.parse(until),
  }
}

/** Where it calls from: who speaks for it is believed only where he is on this machine. */
export function addressOf({ socket, headers }: IncomingMessage): string {
  const told = isOwnProxy(socket) ? headers['x-forwarded-for'] : undefined
  const [last] = String(told ?? '')
    .split(',')
    .slice(-1)
  return last?.trim() || (socket.remoteAddress ?? '')
}

function isOwnProxy({ remoteAddress = '' }: Socket): boolean {
  return remoteAddress === '::1' || /^(::ffff:)?127\./.test(remoteAddress)
}
