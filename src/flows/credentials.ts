/** Who is calling: credentials are shown once and kept only as hashes. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Partner } from '../domain/partners/partner.ts'
import type { Vehicle } from '../domain/sharing/vehicle.ts'
import type { World } from './ports.ts'
import type { Owner } from './tables.ts'
import { Refusal } from './refusal.ts'

type Needs = Pick<World, 'store' | 'vault' | 'clock'>

/** Readable prefixes: what a found token opens is seen at once. */
export type Prefix = 'csv' | 'cso' | 'csp' | 'csa'

/** A new credential of 256 bits. */
export function newToken(prefix: Prefix): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`
}

/**
 * What is kept of a credential. Our own tokens are too long to be guessed and need no key, so that
 * they outlive a lost one; a password that an owner chose for a module is hashed under the
 * server's key and with the vehicle's id, so that equal ones cannot be told.
 */
export function credentialHash(
  { vault }: Pick<World, 'vault'>,
  kind: 'vehicle' | 'owner' | 'partner',
  token: string,
  vehicle = '',
): string {
  if (!/^cs[vop]_[\w-]{43}$/.test(token)) return vault.hash(kind, `${vehicle} ${token}`)
  return createHash('sha256').update(`${kind} ${token}`).digest('base64url')
}

const unauthorized = () => new Refusal('unauthorized', 'no or wrong credential')

/** The vehicle that a module speaks for; `forbidden` where its token is another vehicle's. */
export async function moduleOf(needs: Needs, id: string, token: string): Promise<Vehicle> {
  const hash = credentialHash(needs, 'vehicle', token, id.toLowerCase())
  const vehicle = await needs.store.read.vehicles.get(id.toLowerCase())
  if (vehicle?.secretHash === hash) return vehicle
  if (!(await needs.store.read.vehicles.bySecret(hash))) throw unauthorized()
  throw vehicle
    ? new Refusal('forbidden', 'this token belongs to another vehicle')
    : new Refusal('missing', 'no such vehicle')
}

/** The owner who is signed in with a token. */
export async function ownerOf(needs: Needs, token: string): Promise<Owner> {
  const { owners } = needs.store.read
  const login = await owners.login(credentialHash(needs, 'owner', token))
  if (!login || login.expiresAt <= needs.clock()) throw unauthorized()
  const owner = await owners.get(login.owner)
  if (!owner) throw unauthorized()
  return owner
}

/** The partner that a token belongs to. */
export async function partnerOf(needs: Needs, token: string): Promise<Partner> {
  const hash = credentialHash(needs, 'partner', token)
  const partner = await needs.store.read.partners.byToken(hash, needs.clock())
  if (!partner) throw unauthorized()
  return partner
}

/** The token inside a push: it opens one question and nothing else. Derived, so never kept. */
export function questionToken({ vault }: Pick<World, 'vault'>, question: string): string {
  return `csq_${vault.hash('question', question)}${vault.hash('question, again', question)}`
}

/** The id of the owner who answers a question: by its own token, or signed in. */
export async function answererOf(needs: Needs, id: string, token: string): Promise<string> {
  if (!token.startsWith('csq_')) return (await ownerOf(needs, token)).id
  const question = await needs.store.read.questions.get(id)
  if (!question || !same(token, questionToken(needs, id))) throw unauthorized()
  return question.owner
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
