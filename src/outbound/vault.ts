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

/**
 * Master keys of 32 bytes, the current one first. Asked before anything new is made, for another
 * process may have rotated them; the same array means the same keys.
 */
export type Ring = () => Uint8Array[]

/** A vault on a ring of keys. */
export function openVault(ring: Ring): Vault {
  let masters: Uint8Array[] = []
  let keys: Key[] = []
  /** The keys as they are now; one that was known keeps what it has made. */
  const now = () => {
    const fresh = ring()
    if (fresh === masters) return keys
    if (fresh.length === 0) throw new RangeError('there is no master key')
    keys = fresh.map((master) => known(keyIdOf(master)) ?? keyOf(master))
    masters = fresh
    return keys
  }
  const known = (id: string) => keys.find((key) => key.id === id)
  const keyOfId = (id: string) => known(id) ?? now().find((key) => key.id === id)
  const current = () => now()[0]!
  now()
  return {
    keyIds: () => now().map(({ id }) => id),
    hash: (purpose, text) => led(current(), (key) => key.hash(purpose, text)),
    isHash: (purpose, text, hash) => {
      const [id, mac] = parted(hash)
      const key = keyOfId(id)
      return key !== undefined && isSame(key.hash(purpose, text), mac)
    },
    cellTokens: (salt, cells) =>
      now().map(({ id, cellToken }) => ({
        key: id,
        tokens: cells.map((cell) => cellToken(salt, cell)),
      })),
    seal: (text, bound) => led(current(), (key) => encrypt(key.sealing, text, bound)),
    open: (sealed, bound) => {
      const [id, box] = parted(sealed)
      const key = keyOfId(id)
      return key ? decrypt(key.sealing, box, bound) : null
    },
  }
}

/** What a key has made, behind its id and a dot. */
function led(key: Key, make: (key: Key) => string): string {
  return `${key.id}.${make(key)}`
}

function parted(text: string): [id: string, made: string] {
  const [id = '', made = ''] = text.split('.')
  return [id, made]
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
