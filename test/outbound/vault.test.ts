/** The keys: stable, kept apart, and silent to whoever lacks the master key. */
import { createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Vault } from '../../src/flows/ports.ts'
import { openVault } from '../../src/outbound/vault.ts'

const key = new Uint8Array(32).fill(7)
const vault = openVault(() => [key])
const other = openVault(() => [new Uint8Array(32).fill(8)])
const id = vault.keyIds()[0]!

/** The token of one cell by the current key. */
function token({ cellTokens }: Vault, salt: string): string | undefined {
  return cellTokens(salt, ['x'])[0]?.tokens[0]
}

const hkdf = (from: Uint8Array, salt: string, info: string) =>
  new Uint8Array(hkdfSync('sha256', from, salt, `chargeshare ${info}`, 32))

describe('hashes', () => {
  test('name their key, are the same each time, and other for another purpose, text or key', () => {
    const hash = vault.hash('vehicle', 'csv_1')
    expect(hash).toMatch(/^[0-9a-f]{8}\.[\w-]{22}$/)
    expect(openVault(() => [key]).hash('vehicle', 'csv_1')).toBe(hash)
    const others = [vault.hash('owner', 'csv_1'), vault.hash('vehicle', 'csv_2')]
    expect(new Set([hash, ...others, other.hash('vehicle', 'csv_1')]).size).toBe(4)
  })

  test('keep purpose and text apart', () => {
    expect(vault.hash('a', 'bc')).not.toBe(vault.hash('ab', 'c'))
  })

  test('are known again by their purpose, text and key alone', () => {
    const hash = vault.hash('vehicle', 'csv_1')
    expect(vault.isHash('vehicle', 'csv_1', hash)).toBe(true)
    expect(vault.isHash('vehicle', 'csv_2', hash)).toBe(false)
    expect(vault.isHash('question', 'csv_1', hash)).toBe(false)
    expect(other.isHash('vehicle', 'csv_1', hash)).toBe(false)
    for (const guess of ['', '.', `${id}.`, hash.slice(9), hash.slice(0, -1), `${id}.${hash}`]) {
      expect(vault.isHash('vehicle', 'csv_1', guess)).toBe(false)
    }
  })
})

describe('cell tokens', () => {
  test('are HMAC-SHA256 under a key derived from the pepper and the salt', () => {
    const secret = hkdf(hkdf(key, '', 'cells'), 'salt', 'vehicle')
    const mac = createHmac('sha256', secret).update('11:8b411b2d0281fff').digest()
    expect(vault.cellTokens('salt', ['8b411b2d0281fff', 'x'])).toEqual([
      { key: id, tokens: [mac.toString('base64url', 0, 16), token(vault, 'salt')] },
    ])
  })

  test('differ between two vehicles in one cell, and between two servers', () => {
    const tokens = [token(vault, 'a'), token(vault, 'b'), token(other, 'a')]
    expect(new Set(tokens).size).toBe(3)
  })

  test('stay the same when more vehicles come than the vault remembers', () => {
    const before = token(vault, 'first')
    for (let i = 0; i < 20_001; i++) token(vault, `s${i}`)
    expect(token(vault, 'first')).toBe(before)
  })
})

describe('sealed texts', () => {
  const sealed = vault.seal('{"lat":22.2809}', 'place p1')

  test('open again, whatever the text', () => {
    expect(vault.open(sealed, 'place p1')).toBe('{"lat":22.2809}')
    for (const text of ['', 'Łódź 🔌', randomBytes(5000).toString('hex')]) {
      expect(openVault(() => [key]).open(vault.seal(text, 'b'), 'b')).toBe(text)
    }
  })

  test('name their key and never look the same twice', () => {
    expect(id).toMatch(/^[0-9a-f]{8}$/)
    expect(sealed.startsWith(`${id}.`)).toBe(true)
    expect(vault.seal('{"lat":22.2809}', 'place p1')).not.toBe(sealed)
  })

  test('do not open in another row, nor by another key, nor under a forged key id', () => {
    expect(vault.open(sealed, 'place p2')).toBeNull()
    expect(other.open(sealed, 'place p1')).toBeNull()
    expect(vault.open(sealed.replace(id, other.keyIds()[0]!), 'place p1')).toBeNull()
    expect(other.open(sealed.replace(id, other.keyIds()[0]!), 'place p1')).toBeNull()
  })

  test('do not open when any byte was changed or cut off', () => {
    const [, box = ''] = sealed.split('.')
    const bytes = Buffer.from(box, 'base64url')
    for (let i = 0; i < bytes.length; i++) {
      const damaged = Buffer.from(bytes)
      damaged[i] = damaged[i]! ^ 1
      expect(vault.open(`${id}.${damaged.toString('base64url')}`, 'place p1')).toBeNull()
      const short = bytes.subarray(0, i).toString('base64url')
      expect(vault.open(`${id}.${short}`, 'place p1')).toBeNull()
    }
    expect(vault.open('', 'place p1')).toBeNull()
    expect(vault.open(id, 'place p1')).toBeNull()
  })
})

describe('a ring that turns while the vault is in use', () => {
  const [old, fresh] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
  const turning = () => {
    const ring = { now: [old] }
    return { ring, vault: openVault(() => ring.now) }
  }

  test('makes all that is new by the new key', () => {
    const [id = ''] = openVault(() => [fresh]).keyIds()
    for (const made of [
      ({ seal }: Vault) => seal('a', 'b'),
      ({ hash }: Vault) => hash('a', 'b'),
      ({ cellTokens }: Vault) => cellTokens('salt', ['x'])[0]?.key,
      ({ keyIds }: Vault) => keyIds()[0],
    ]) {
      const { ring, vault } = turning()
      const before = made(vault)
      ring.now = [fresh, old]
      expect(made(vault)?.startsWith(id)).toBe(true)
      expect(before?.startsWith(id)).toBe(false)
    }
  })

  test('opens and knows what the old key made', () => {
    const { ring, vault } = turning()
    const [sealed, hash, cell] = [vault.seal('a', 'b'), vault.hash('a', 'b'), token(vault, 's')]
    ring.now = [fresh, old]

    expect(vault.open(sealed, 'b')).toBe('a')
    expect(vault.isHash('a', 'b', hash)).toBe(true)
    expect(vault.cellTokens('s', ['x'])[1]?.tokens).toEqual([cell])
  })

  test('opens at once what another process has made by a key it has not met', () => {
    const young = openVault(() => [fresh])
    const [sealed, hash] = [young.seal('a', 'b'), young.hash('a', 'b')]
    for (const knows of [
      (vault: Vault) => vault.open(sealed, 'b') === 'a',
      (vault: Vault) => vault.isHash('a', 'b', hash),
    ]) {
      const { ring, vault } = turning()
      expect(knows(vault)).toBe(false)
      ring.now = [fresh, old]
      expect(knows(vault)).toBe(true)
    }
  })

  test('opens nothing by a key that was dropped', () => {
    const { ring, vault } = turning()
    const sealed = vault.seal('a', 'b')
    ring.now = [fresh]
    expect(vault.keyIds()).toHaveLength(1)
    expect(vault.open(sealed, 'b')).toBeNull()
  })
})

test('a master key of another length is refused', () => {
  expect(() => openVault(() => [new Uint8Array(31)])).toThrow('32 bytes')
})
