/** Who is calling: credentials are shown once and kept only as hashes. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Partner } from '../domain/partners/partner.ts'
import type { Vehicle } from '../domain/sharing/vehicle.ts'
import type { Module } from './group.ts'
import { Unavailable, type World } from './ports.ts'
import type { Owner } from './tables.ts'
import { Refusal } from './refusal.ts'

type Needs = Pick<World, 'store' | 'vault' | 'clock'>

/** Readable prefixes: what a found token opens is seen at once. */
export type Prefix = 'csv' | 'cso' | 'csp' | 'csa' | 'csi'

/** A new credential of 256 bits. */
export function newToken(prefix: Prefix): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`
}

/** Our own tokens are too long to be guessed and need no key, so that they outlive a lost one. */
const OURS = /^cs[vop]_[\w-]{43}$/

/** What is kept of a token of ours, or of whatever claims to be one. */
export function tokenHash(
  kind: 'vehicle' | 'owner' | 'partner' | 'operator' | 'ocpi' | 'house',
  token: string,
): string {
  return createHash('sha256').update(`${kind} ${token}`).digest('base64url')
}

/**
 * What is kept of a module's secret: a password that its owner chose is hashed under the server's
 * key and with the vehicle's id, so that it cannot be guessed nor equal ones be told.
 */
export function secretHash(
  { vault }: Pick<World, 'vault'>,
  vehicle: string,
  secret: string,
): string {
  return OURS.test(secret)
    ? tokenHash('vehicle', secret)
    : vault.hash('vehicle', `${vehicle} ${secret}`)
}

function isSecret(
  { vault }: Pick<World, 'vault'>,
  { id, secretHash }: Pick<Vehicle, 'id' | 'secretHash'>,
  secret: string,
): boolean {
  if (OURS.test(secret)) return tokenHash('vehicle', secret) === secretHash
  return vault.isHash('vehicle', `${id} ${secret}`, secretHash)
}

const unauthorized = () => new Refusal('unauthorized', 'no or wrong credential')

/** How many modules are remembered. */
const REMEMBERED = 50_000

/**
 * The vehicle that a module speaks for; `forbidden` where its token is another vehicle's. Who has
 * shown his secret is remembered; that it still holds is seen again when messages are kept.
 */
export function knowingModules(needs: Needs) {
  const known = new Map<string, string>()
  return async (vehicleId: string, token: string): Promise<Module> => {
    const id = vehicleId.toLowerCase()
    const fits = (secretHash: string) => isSecret(needs, { id, secretHash }, token)
    // A new key hashes the same secret anew.
    const proven = (shown: string): Module => {
      return { id, holds: (secretHash) => secretHash === shown || fits(secretHash) }
    }
    const before = known.get(id)
    if (before !== undefined && fits(before)) return proven(before)
    const { secretHash } = await moduleOf(needs, id, token)
    if (known.size >= REMEMBERED) known.clear()
    known.set(id, secretHash)
    return proven(secretHash)
  }
}

async function moduleOf(needs: Needs, id: string, token: string): Promise<Vehicle> {
  const vehicle = await needs.store.read.vehicles.get(id)
  if (vehicle && isSecret(needs, vehicle, token)) return vehicle
  const other = await needs.store.read.vehicles.bySecret(tokenHash('vehicle', token))
  if (!other) throw unauthorized()
  throw vehicle
    ? new Refusal('forbidden', 'this token belongs to another vehicle')
    : new Refusal('missing', 'no such vehicle')
}

/**
 * For dialects that never say the secret but prove that they know it (OVMS v2): `judge` gets it in
 * clear and says what it makes of it, null where the proof fails. null too where nobody has it.
 */
export function provingModules(needs: Needs) {
  return async <T>(
    vehicleId: string,
    judge: (secret: string) => T | null,
  ): Promise<{ module: Module; vehicle: Vehicle; shown: T } | null> => {
    const id = vehicleId.toLowerCase()
    const { vehicles } = needs.store.read
    const [vehicle, secret] = [await vehicles.get(id), await vehicles.secret(id)]
    const shown = vehicle && secret !== null ? judge(secret) : null
    if (!vehicle || secret === null || shown === null) return null
    const { secretHash } = vehicle
    const holds = (kept: string) =>
      kept === secretHash || isSecret(needs, { id, secretHash: kept }, secret)
    return { module: { id, holds }, vehicle, shown }
  }
}

/**
 * The module behind a topic of another broker, which has seen its credential: `account` must be
 * its owner's e-mail address or account, or the vehicle id itself. null where it is not.
 */
export function trustingModules({ store }: Pick<World, 'store'>) {
  return async (account: string, vehicleId: string): Promise<Module | null> => {
    const id = vehicleId.toLowerCase()
    const vehicle = await store.read.vehicles.get(id)
    const owner = vehicle && (await store.read.owners.get(vehicle.owner))
    const names = [id, owner?.email, owner?.account?.toLowerCase()]
    return vehicle && names.includes(account.toLowerCase()) ? { id, holds: () => true } : null
  }
}

/** How many sign-ins are remembered, so that who calls each minute is not hashed slowly each time. */
const SIGNED_IN = 10_000

/**
 * The owner who signs in with each call, as the tools of OVMS do: by e-mail address or account, and
 * the password, or a token of his in its place.
 */
export function knowingOwners(needs: Needs & Pick<World, 'passwords'>) {
  const known = new Map<string, string>()
  const prove = provingOwners(needs)
  const proofOf = (owner: Owner, password: string) =>
    tokenHash('owner', `${owner.passwordHash} ${password}`)
  return async (name: string, password: string): Promise<Owner> => {
    const { owners } = needs.store.read
    const byEmail = await owners.byEmail(name.toLowerCase())
    const owner = byEmail ?? (await owners.byAccount(name))
    if (OURS.test(password)) {
      const signedIn = await ownerOf(needs, password)
      if (signedIn.id === owner?.id) return signedIn
      throw unauthorized()
    }
    if (owner && known.get(owner.id) === proofOf(owner, password)) return owner
    const proven = await prove(owner, password)
    if (!proven) throw unauthorized()
    if (known.size >= SIGNED_IN) known.clear()
    known.set(proven.id, proofOf(proven, password))
    return proven
  }
}

/**
 * The owner, if this is his password; null where it is not, after the same work where there is no
 * owner. What another server had hashed is kept by our own hash from then on.
 */
export function provingOwners({ store, passwords }: Pick<World, 'store' | 'passwords'>) {
  let nobody: Promise<string> | undefined
  return async (owner: Owner | null, password: string): Promise<Owner | null> => {
    nobody ??= passwords.hash('nobody')
    const kept = owner?.passwordHash ?? (await nobody)
    if (!(await passwords.verify(kept, password)) || !owner) return null
    if (passwords.kindOf(kept) !== 'foreign') return owner
    const passwordHash = await passwords.hash(password)
    try {
      await store.write((tables) => tables.owners.setPassword(owner.id, passwordHash))
    } catch (error) {
      // The next sign-in does it; this one needs no writing.
      if (error instanceof Unavailable) return owner
      throw error
    }
    return { ...owner, passwordHash }
  }
}

/** The owner who is signed in with a token. */
export async function ownerOf(needs: Needs, token: string): Promise<Owner> {
  const { owners } = needs.store.read
  const login = await owners.login(tokenHash('owner', token))
  if (!login || login.expiresAt <= needs.clock()) throw unauthorized()
  const owner = await owners.get(login.owner)
  if (!owner) throw unauthorized()
  return owner
}

/** The partner that a token belongs to. */
export async function partnerOf(needs: Needs, token: string): Promise<Partner> {
  const hash = tokenHash('partner', token)
  const partner = await needs.store.read.partners.byToken(hash, needs.clock())
  if (!partner) throw unauthorized()
  if (partner.suspendedAt !== null) throw suspended()
  return partner
}

/** Nothing is pushed to such a partner, and he may read nothing. */
export function suspended(): Refusal {
  const detail = 'the operator of this server has suspended this partner; nothing of yours is lost'
  return new Refusal('forbidden', detail, [], { code: 'suspended' })
}

/** Lets the operator pass; refuses everybody else. There is one operator, so he has no name. */
export function provingOperator({ operatorHash }: Pick<World, 'operatorHash'>) {
  return (token: string): null => {
    const shown = tokenHash('operator', token)
    if (timingSafeEqual(Buffer.from(shown), Buffer.from(operatorHash))) return null
    throw unauthorized()
  }
}

/** A partner, an owner or the operator, by the token's prefix; the operator has no id. */
export async function readerOf(
  needs: Needs & Pick<World, 'operatorHash'>,
  token: string,
): Promise<{ id: string } | null> {
  if (token.startsWith('csp_')) return partnerOf(needs, token)
  return token.startsWith('cso_') ? ownerOf(needs, token) : provingOperator(needs)(token)
}

/** The token inside a push: it opens one question and nothing else. Derived, so never kept. */
export function questionToken({ vault }: Pick<World, 'vault'>, question: string): string {
  return `csq_${vault.hash('question', question)}`
}

/** Pushes and mails lie about for years: what they hold opens nothing so long after all is settled. */
const SETTLED_MS = 7 * 86_400_000

/** The id of the owner who answers a question: by its own token, or signed in. */
export async function answererOf(needs: Needs, id: string, token: string): Promise<string> {
  if (!token.startsWith('csq_')) return (await ownerOf(needs, token)).id
  const question = await needs.store.read.questions.get(id)
  if (!question || !needs.vault.isHash('question', id, token.slice(4))) throw unauthorized()
  const settledAt = question.answeredAt ?? question.expiresAt
  if (needs.clock() > settledAt + SETTLED_MS) throw unauthorized()
  return question.owner
}
