/** The server's keys: hashes, cell tokens and sealed texts, all from a ring of master keys. */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import type { BinaryLike, KeyObject } from 'node:crypto'
import type { Vault } from '../flows/ports.ts'

const IV = 12
const TAG = 16
const CACHED_VEHICLES = 20_000

/** What one master key makes. */
type Key = {
  id: string
  hash: (purpose: string, text: string) => string
  cellToken: (salt: string, cell: string) => string
  sealing: KeyObject
}

/** Master keys of 32 bytes, the current one first; asked for again when a key is not known. */
export type Ring = () => Uint8Array[]

/** A vault on a ring of keys. */
export function openVault(ring: Ring): Vault {
  let keys = ring().map(keyOf)
  const current = () => keys[0]!
  const known = (id: string) => keys.find((key) => key.id === id)
  const lost = new Set<string>()
  /** Another process may have rotated the keys since this one read them. */
  const sought = (id: string) => {
    if (!known(id) && !lost.has(id)) keys = ring().map(keyOf)
    if (!known(id)) lost.add(id)
    return known(id)
  }
  if (keys.length === 0) throw new RangeError('there is no master key')
  return {
    keyId: () => current().id,
    hash: (purpose, text) => current().hash(purpose, text),
    isHash: (purpose, text, hash) => keys.some((key) => isSame(key.hash(purpose, text), hash)),
    cellToken: (salt, cell) => current().cellToken(salt, cell),
    cellTokens: (salt, cell) => keys.map((key) => key.cellToken(salt, cell)),
    seal: (text, bound) => `${current().id}.${encrypt(current().sealing, text, bound)}`,
    open: (sealed, bound) => {
      const [id = '', box = ''] = sealed.split('.')
      const key = sought(id)
      return key ? decrypt(key.sealing, box, bound) : null
    },
  }
}

/** The public name of a master key. */
export function keyIdOf(master: Uint8Array): string {
  return createHash('sha256').update(master).digest('hex').slice(0, 8)
}

function keyOf(master: Uint8Array): Key {
  if (master.length !== 32) throw new RangeError('a master key must have 32 bytes')
  const hashing = derive(master, '', 'hash')
  const pepper = derive(master, '', 'cells')
  const vehicleKey = remembered(CACHED_VEHICLES, (salt) => derive(pepper, salt, 'vehicle'))
  return {
    id: keyIdOf(master),
    hash: (purpose, text) => mac(hashing, `${purpose}\0${text}`),
    cellToken: (salt, cell) => mac(vehicleKey(salt), `11:${cell}`),
    sealing: derive(master, '', 'seal'),
  }
}

/** In a time that does not tell how much of it is right. */
function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
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
