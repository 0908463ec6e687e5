/** Owners' passwords. */
import { describe, expect, test } from 'vitest'
import { passwords } from '../../src/outbound/passwords.ts'

describe('a password', () => {
  test('is kept as argon2id at the recommended cost, and opens only for itself', async () => {
    const kept = await passwords.hash('correct horse')
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await passwords.verify(kept, 'correct horse')).toBe(true)
    expect(await passwords.verify(kept, 'correct horsf')).toBe(false)
  })

  test('is salted: the same password looks different twice', async () => {
    expect(await passwords.hash('same')).not.toBe(await passwords.hash('same'))
  })

  test('opens nothing where the kept hash cannot be read', async () => {
    for (const kept of ['', 'plain', '$argon2id$v=19$m=19456,t=2,p=1$', '$2b$10$abc', '\0']) {
      expect(await passwords.verify(kept, 'any')).toBe(false)
    }
  })
})
