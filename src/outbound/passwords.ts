/** Owners' passwords: argon2id, the slow hash that OWASP recommends, and what other servers kept. */
import { hash, verify } from '@node-rs/argon2'
import type { Passwords } from '../flows/ports.ts'
import { isPhpass, openPhpass } from './phpass.ts'

// OWASP's smallest setting for argon2id, the library's default algorithm: about 30 ms a password.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const OURS = '$argon2id$v=19$m=19456,t=2,p=1$'
/** With other costs, up to 100 MB. */
const ARGON2 = /^\$argon2(id|i|d)\$v=19\$m=\d{1,5},t=\d,p=\d\$/

const verifyPhpass = openPhpass()

export const passwords: Passwords = {
  hash: (password) => hash(password, COST),
  verify: async (kept, password) => {
    if (isPhpass(kept)) return verifyPhpass(kept, password)
    try {
      return await verify(kept, password)
    } catch {
      return false // a kept hash that cannot be read opens nothing
    }
  },
  kindOf: (kept) => {
    if (kept.startsWith(OURS)) return 'ours'
    return isPhpass(kept) || ARGON2.test(kept) ? 'foreign' : 'unknown'
  },
}
