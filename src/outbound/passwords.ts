/** Owners' passwords: argon2id, the slow hash that OWASP recommends. */
import { hash, verify } from '@node-rs/argon2'
import type { Passwords } from '../flows/ports.ts'

// OWASP's smallest setting for argon2id, the library's default algorithm: about 30 ms a password.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const passwords: Passwords = {
  hash: (password) => hash(password, COST),
  verify: async (kept, password) => {
    try {
      return await verify(kept, password)
    } catch {
      return false // a kept hash that cannot be read opens nothing
    }
  },
}
