/** The server's keys: hashes, cell tokens and sealed texts, all from one master key. */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
} from 'node:crypto'
import type { BinaryLike, KeyObject } from 'node:crypto'
import type { Vault } from '../flows/ports.ts'

const IV = 12
const TAG = 16
const CACHED_VEHICLES = 20_000

/** A vault on a master key of 32 bytes. */
export function openVault(key: Uint8Array): Vault {
  if (key.length !== 32) throw new RangeError('the master key must have 32 bytes')
  const keyId = createHash('sha256').update(key).digest('hex').slice(0, 8)
  const hashing = derive(key, '', 'hash')
  const sealing = derive(key, '', 'seal')
  const pepper = derive(key, '', 'cells')
  const vehicleKey = remembered(CACHED_VEHICLES, (salt) => derive(pepper, salt, 'vehicle'))
  return {
    keyId,
    hash: (purpose, text) => mac(hashing, `${purpose}\0${text}`),
    cellToken: (salt, cell) => mac(vehicleKey(salt), `11:${cell}`),
    seal: (text, bound) => `${keyId}.${encrypt(sealing, text, bound)}`,
    open: (sealed, bound) => {
      const [id, box] = sealed.split('.')
      return id === keyId && box !== undefined ? decrypt(sealing, box, bound) : null
    },
  }
}

/** HKDF-SHA256 (RFC 5869); `info` keeps the uses of one key apart. */
function derive(key: BinaryLike | KeyObject, salt: string, info: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', key, salt, `chargeshare ${info}`, 32)))
}

/** 128 bits are enough against guessing and keep the index small. */
function mac(key: KeyObject, message: string): string {
  return createHmac('sha256', key).update(message).digest().toString('base64url', 0, 16)
}

function encrypt(key: KeyObject, text: string, bound: string): string {
  const iv = randomBytes(IV)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound))
  const parts = [iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]
  return Buffer.concat(parts).toString('base64url')
}

function decrypt(key: KeyObject, box: string, bound: string): string | null {
  const bytes = Buffer.from(box, 'base64url')
  if (bytes.length < IV + TAG) return null
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV))
    .setAAD(Buffer.from(bound))
    .setAuthTag(bytes.subarray(-TAG))
  const text = decipher.update(bytes.subarray(IV, -TAG), undefined, 'utf8')
  try {
    return text + decipher.final('utf8')
  } catch {
    return null
  }
}

/** Makes each value once; a full memory starts anew. */
function remembered<T>(most: number, make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>()
  return (name) => {
    const known = made.get(name)
    if (known !== undefined) return known
    if (made.size === most) made.clear()
    const value = make(name)
    made.set(name, value)
    return value
  }
}
