/** The keys: stable, kept apart, and silent to whoever lacks the master key. */
import { createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openVault } from '../../src/outbound/vault.ts'

const key = new Uint8Array(32).fill(7)
const vault = openVault(() => [key])
const other = openVault(() => [new Uint8Array(32).fill(8)])

const hkdf = (from: Uint8Array, salt: string, info: string) =>
  new Uint8Array(hkdfSync('sha256', from, salt, `chargeshare ${info}`, 32))

describe('hashes', () => {
  test('are 22 characters, the same each time, and other for another purpose, text or key', () => {
    const hash = vault.hash('vehicle', 'csv_1')
    expect(hash).toMatch(/^[\w-]{22}$/)
    expect(openVault(() => [key]).hash('vehicle', 'csv_1')).toBe(hash)
    const others = [vault.hash('owner', 'csv_1'), vault.hash('vehicle', 'csv_2')]
    expect(new Set([hash, ...others, other.hash('vehicle', 'csv_1')]).size).toBe(4)
  })

  test('keep purpose and text apart', () => {
    expect(vault.hash('a', 'bc')).not.toBe(vault.hash('ab', 'c'))
  })
})

describe('cell tokens', () => {
  test('are HMAC-SHA256 under a key derived from the pepper and the salt', () => {
    const secret = hkdf(hkdf(key, '', 'cells'), 'salt', 'vehicle')
    const mac = createHmac('sha256', secret).update('11:8b411b2d0281fff').digest()
    expect(vault.cellToken('salt', '8b411b2d0281fff')).toBe(mac.toString('base64url', 0, 16))
  })

  test('differ between two vehicles in one cell, and between two servers', () => {
    const tokens = [vault.cellToken('a', 'x'), vault.cellToken('b', 'x'), other.cellToken('a', 'x')]
    expect(new Set(tokens).size).toBe(3)
  })

  test('stay the same when more vehicles come than the vault remembers', () => {
    const before = vault.cellToken('first', 'x')
    for (let i = 0; i < 20_001; i++) vault.cellToken(`s${i}`, 'x')
    expect(vault.cellToken('first', 'x')).toBe(before)
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
    expect(vault.keyId()).toMatch(/^[0-9a-f]{8}$/)
    expect(sealed.startsWith(`${vault.keyId()}.`)).toBe(true)
    expect(vault.seal('{"lat":22.2809}', 'place p1')).not.toBe(sealed)
  })

  test('do not open in another row, nor by another key, nor under a forged key id', () => {
    expect(vault.open(sealed, 'place p2')).toBeNull()
    expect(other.open(sealed, 'place p1')).toBeNull()
    expect(vault.open(sealed.replace(vault.keyId(), other.keyId()), 'place p1')).toBeNull()
    expect(other.open(sealed.replace(vault.keyId(), other.keyId()), 'place p1')).toBeNull()
  })

  test('do not open when any byte was changed or cut off', () => {
    const [id, box = ''] = sealed.split('.')
    const bytes = Buffer.from(box, 'base64url')
    for (let i = 0; i < bytes.length; i++) {
      const damaged = Buffer.from(bytes)
      damaged[i] = damaged[i]! ^ 1
      expect(vault.open(`${id}.${damaged.toString('base64url')}`, 'place p1')).toBeNull()
      const short = bytes.subarray(0, i).toString('base64url')
      expect(vault.open(`${id}.${short}`, 'place p1')).toBeNull()
    }
    expect(vault.open('', 'place p1')).toBeNull()
    expect(vault.open(vault.keyId(), 'place p1')).toBeNull()
  })
})

test('a master key of another length is refused', () => {
  expect(() => openVault(() => [new Uint8Array(31)])).toThrow('32 bytes')
})
