/** Which chargers are let in, before their connection is made. */
import type { Charger, SecurityProfile } from '../../../domain/chargers/charger.ts'
import type { World } from '../../ports.ts'
import type { Tables } from '../../tables.ts'
import { passwordHash, passwordShown } from './password.ts'
import { unseen } from './register.ts'

/** What a charger shows at the door. */
export type Knock = {
  /** As its address says it, decoded and of the right shape. */
  identity: string
  /** The bytes it showed for this identity; null: none. */
  password: Uint8Array | null
  /** Over TLS. */
  isSecure: boolean
  /** Its certificate was made by the operator's authority, and for this identity. */
  isCertified: boolean
  /** Not too many have come for the first time from where it comes. */
  mayEnrol: boolean
}

/**
 * `enrolled`: it came for the first time, and is let in and recorded; `unknown`: nobody has
 * registered it; `wrong`: no or a wrong password; `insecure`: right, but less secure than is wanted
 * of it (OCPP 2.0.1, A00.FR.001); `rejected`: the operator wants it no more.
 */
export type Admission = 'in' | 'enrolled' | 'unknown' | 'wrong' | 'insecure' | 'rejected'

type Needs = Pick<World, 'store' | 'vault' | 'clock' | 'policy'>

/** Judges a charger at the door. Who comes for the first time is recorded, where that is wanted. */
export function admitCharger(needs: Needs) {
  return async (knock: Knock): Promise<Admission> => {
    const charger = await needs.store.read.chargers.get(knock.identity)
    if (!charger) {
      const mayCome = needs.policy.ocpp.enrols && knock.mayEnrol
      return mayCome ? enrol(needs, knock) : 'unknown'
    }
    const shown = knock.password && passwordShown(needs.vault, charger, knock.password)
    const admission = judged(charger, knock, shown !== null)
    if (admission === 'in' && shown !== null) await settle(needs, charger, knock, shown)
    return admission
  }
}

/** Pure: what is shown against what is wanted. */
export function judged(
  {
    profile,
    passwordHash,
    registration,
  }: Pick<Charger, 'profile' | 'passwordHash' | 'registration'>,
  { isSecure, isCertified }: Pick<Knock, 'isSecure' | 'isCertified'>,
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
async function enrol(needs: Needs, knock: Knock): Promise<Admission> {
  const { store, vault, clock } = needs
  const { identity, password, isSecure, isCertified } = knock
  const charger: Charger = {
    ...unseen(identity, clock()),
    passwordHash: password && passwordHash(vault, identity, password),
    profile: isCertified ? 3 : password === null ? 0 : isSecure ? 2 : 1,
  }
  // Where two come at once with one identity, the second is judged by what the first has shown.
  const isNew = await store.write((tables) => tables.chargers.add(charger))
  return isNew ? 'enrolled' : admitCharger(needs)({ ...knock, mayEnrol: false })
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
