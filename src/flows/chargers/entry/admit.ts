/** Which chargers are let in, before their connection is made. */
import type { Charger, SecurityProfile } from '../../../domain/chargers/charger.ts'
import type { World } from '../../ports.ts'
import type { Tables } from '../../tables.ts'
import { passwordHash, passwordShown } from './password.ts'
import { unseen } from './register.ts'

/** A certificate of the operator's authority; `number` is its serial number (hex, lower case). */
export type ShownCertificate = {
  number: string
  names: string[]
  organisations: string[]
  /** So long is it valid. */
  until: number
}

/** What a charger shows at the door. */
export type Knock = {
  /** As its address says it, decoded and of the right shape. */
  identity: string
  /** The bytes it showed for this identity; null: none. */
  password: Uint8Array | null
  /** Over TLS. */
  isSecure: boolean
  /** What it showed of the operator's authority; null: no certificate. */
  certificate: ShownCertificate | null
  /** It showed one that has ended, or whose authority has. */
  isEnded: boolean
  /** Not too many have come for the first time from where it comes. */
  mayEnrol: boolean
}

/**
 * `enrolled`: it came for the first time, and is let in and recorded; `unknown`: nobody has
 * registered it; `wrong`: no or a wrong password; `insecure`: right, but less secure than is wanted
 * of it (OCPP 2.0.1, A00.FR.001); `rejected`: the operator wants it no more.
 */
export type Admission = 'in' | 'enrolled' | 'unknown' | 'wrong' | 'insecure' | 'rejected'

/**
 * `isProven`: it came over TLS and showed what only it can have; `certificate`: the number of the one by
 * which it did; `isEnded`: it showed one that is good no more for its age alone.
 */
export type Admitted = {
  admission: Admission
  isProven: boolean
  certificate: string | null
  isEnded: boolean
}

type Needs = Pick<World, 'store' | 'vault' | 'clock' | 'policy'>

/** Judges a charger at the door. Who comes for the first time is recorded, where that is wanted. */
export function admitCharger(needs: Needs) {
  return async (knock: Knock): Promise<Admitted> => {
    const { identity, password, certificate } = knock
    const charger = await needs.store.read.chargers.get(identity)
    const standing = certificate && (await standingOf(needs, identity, certificate))
    const isCertified = standing === 'own'
    const isEnded = knock.isEnded || standing === 'ended'
    const way = { ...knock, isCertified, isEnded }
    if (!charger) {
      const mayCome = needs.policy.ocpp.enrols && knock.mayEnrol
      return mayCome ? enrol(needs, way) : admitted('unknown', way, false)
    }
    const shown = password && passwordShown(needs.vault, charger, password)
    const admission = judged(charger, way, shown !== null)
    const isUsed = admission === 'in' && certificate !== null && isCertified
    // Revoked, or its charger removed, since it was looked at.
    if (isUsed && !(await use(needs, identity, certificate.number))) {
      return admitCharger(needs)(knock)
    }
    if (admission === 'in' && shown !== null) await settle(needs, charger, knock, shown)
    return admitted(admission, way, shown !== null)
  }
}

function admitted(
  admission: Admission,
  { isSecure, isCertified, certificate, isEnded }: Way,
  isRight: boolean,
): Admitted {
  const isProven = isSecure && (isCertified || isRight)
  const number = isCertified && certificate ? certificate.number : null
  return { admission, isProven, certificate: number, isEnded }
}

/** `isCertified`: it has shown a certificate that is its own. */
type Way = Knock & { isCertified: boolean }

/** Pure: what is shown against what is wanted. */
export function judged(
  {
    profile,
    passwordHash,
    registration,
  }: Pick<Charger, 'profile' | 'passwordHash' | 'registration'>,
  { isSecure, isCertified }: Pick<Way, 'isSecure' | 'isCertified'>,
  isRight: boolean,
): Admission {
  // A certificate is more than a password; without either only those come in of whom nothing is wanted.
  const isProven = isCertified || isRight || (profile === 0 && passwordHash === null)
  if (!isProven) return 'wrong'
  if (registration === 'rejected') return 'rejected'
  const shown: SecurityProfile = isCertified ? 3 : isSecure ? 2 : 1
  return shown < profile ? 'insecure' : 'in'
}

/** Its first password is trusted (there is nothing to compare it with), and asked for from then on. */
async function enrol(needs: Needs, way: Way): Promise<Admitted> {
  const { store, vault, clock } = needs
  const { identity, password, isSecure, isCertified } = way
  const charger: Charger = {
    ...unseen(identity, clock()),
    passwordHash: password && passwordHash(vault, identity, password),
    profile: isCertified ? 3 : password === null ? 0 : isSecure ? 2 : 1,
  }
  // Where two come at once with one identity, the second is judged by what the first has shown.
  const isNew = await store.write((tables) => tables.chargers.add(charger))
  if (!isNew) return admitCharger(needs)({ ...way, mayEnrol: false })
  return admitted('enrolled', way, password !== null)
}

/** A new password ends the old one by its first use; what an older key has hashed is hashed anew. */
async function settle(
  { store, vault }: Needs,
  charger: Charger,
  { identity, password }: Knock,
  shown: 'current' | 'next',
): Promise<void> {
  const hash = passwordHash(vault, identity, password!)
  if (shown === 'current' && charger.passwordHash === hash) return
  await store.write(async ({ chargers }: Tables) => {
    const now = await chargers.lock(identity)
    if (!now || passwordShown(vault, now, password!) !== shown) return
    const next = shown === 'next' ? null : now.nextPasswordHash
    await chargers.set({ ...now, passwordHash: hash, nextPasswordHash: next })
  })
}

/**
 * Whether a certificate of our authority is this charger's, and its time not over. One that was
 * signed here is known by its number, and no longer good once it was revoked or its charger removed;
 * of another one the identity is the common name or one of the names (2.0.1, A00.FR.511; A00.FR.509:
 * the organisation).
 */
async function standingOf(
  { store, policy, clock }: Needs,
  identity: string,
  { number, names, organisations, until }: ShownCertificate,
): Promise<'own' | 'ended' | 'foreign'> {
  const { organisation } = policy.ocpp
  if (organisation !== null && !organisations.includes(organisation)) return 'foreign'
  const signed = await store.read.certificates.get(number)
  const isOwn = signed
    ? signed.charger === identity && signed.revokedAt === null
    : names.includes(identity)
  if (!isOwn) return 'foreign'
  // A TLS session that goes on from an earlier one does not look at it again.
  return until <= clock() ? 'ended' : 'own'
}

/**
 * The first use of a certificate that was signed here: from now on its charger may come no other way
 * (2.0.1, A05; 1.6: upgrade of the security profile). false: it is good no more.
 */
async function use({ store, clock }: Needs, identity: string, number: string): Promise<boolean> {
  const known = await store.read.certificates.get(number)
  if (!known || known.usedAt !== null) return true
  return store.write(async ({ chargers, certificates }: Tables) => {
    const charger = await chargers.lock(identity)
    const certificate = await certificates.get(number)
    if (!charger || certificate?.charger !== identity || certificate.revokedAt !== null)
      return false
    await certificates.set({ ...certificate, usedAt: clock() })
    await chargers.set({ ...charger, profile: 3 })
    return true
  })
}
