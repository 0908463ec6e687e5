/** Chargers' passwords: made by chance, kept as keyed hashes, recognised in either form. */
import { randomBytes } from 'node:crypto'
import type { Charger } from '../../../domain/chargers/charger.ts'
import { passwordBytes } from '../../../domain/chargers/entry/password.ts'
import type { Vault } from '../../ports.ts'

const PURPOSE = 'charger'

/** 20 bytes as 40 hex digits: fits AuthorizationKey of 1.6 and BasicAuthPassword of 2.x. */
export function newPassword(): string {
  return randomBytes(20).toString('hex')
}

/** What is kept of a password; `shown` are its bytes, or the hex digits of them. */
export function passwordHash(
  vault: Pick<Vault, 'hash'>,
  identity: string,
  shown: Uint8Array,
): string {
  return vault.hash(PURPOSE, told(identity, shown))
}

/**
 * Which of a charger's passwords this is, also where an older key has hashed it; null: neither.
 * `next` is one that was given to it and is used for the first time.
 */
export function passwordShown(
  vault: Pick<Vault, 'isHash'>,
  { id, passwordHash, nextPasswordHash }: PasswordOf,
  shown: Uint8Array,
): 'current' | 'next' | null {
  const text = told(id, shown)
  const fits = (hash: string | null) => hash !== null && vault.isHash(PURPOSE, text, hash)
  if (fits(passwordHash)) return 'current'
  return fits(nextPasswordHash) ? 'next' : null
}

type PasswordOf = Pick<Charger, 'id' | 'passwordHash' | 'nextPasswordHash'>

function told(identity: string, shown: Uint8Array): string {
  return `${identity} ${Buffer.from(passwordBytes(shown)).toString('hex')}`
}
