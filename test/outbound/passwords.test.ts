/** Owners' passwords. */
import { hash as argon2 } from '@node-rs/argon2'
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

  test('that another server has hashed opens too, and is known as such', async () => {
    const drupal = '$S$5FIcboyzv1ZD/OZDb4w/4HSlnsPlwbr/PWLWrHPWrJp8eXOQQaWJ'
    expect(passwords.kindOf(drupal)).toBe('foreign')
    expect(await passwords.verify(drupal, 'DifficultPassword123')).toBe(true)
    expect(await passwords.verify(drupal, 'DifficultPassword124')).toBe(false)

    const cheap = await argon2('any', { memoryCost: 8192, timeCost: 3, parallelism: 1 })
    expect(passwords.kindOf(cheap)).toBe('foreign')
    expect(await passwords.verify(cheap, 'any')).toBe(true)
  })

  test('is ours as we hash it, and unknown where nobody could verify it', async () => {
    expect(passwords.kindOf(await passwords.hash('any'))).toBe('ours')
    const costly = '$argon2id$v=19$m=999999999,t=9,p=9$c2FsdHNhbHQ$aGFzaA'
    for (const kept of ['', 'plain', '$2y$10$abc', '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0', costly]) {
      expect(passwords.kindOf(kept), kept).toBe('unknown')
    }
  })
})
