/** A certificate for 127.0.0.1 and localhost that signs itself: Node has keys and signatures, but no maker of X.509. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const DAY = 86_400_000

/** A fresh one in PEM; `files` writes it into a folder and names the files for the settings. */
export function certificate() {
  const { cert, key } = signed({ subject: 'localhost', issuer: 'localhost', isAuthority: false })
  const files = (folder: string) => {
    const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
    writeFileSync(certFile, cert)
    writeFileSync(keyFile, key, { mode: 0o600 })
    return { certFile, keyFile }
  }
  return { cert, key, files }
}

/** An authority that gives certificates to others, by their common names. */
export function authority() {
  const issuer = 'an authority for tests'
  const { cert, key } = signed({ subject: issuer, issuer, isAuthority: true })
  const give = (subject: string, until?: number) =>
    signed({ subject, issuer, isAuthority: false, by: key, until })
  return { cert, give }
}

/** An authority's certificate for a key that it has already, PEM. */
export function renewed(key: KeyObject, from: number, until: number): string {
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString()
  const name = 'an authority for tests'
  const wish = { subject: name, issuer: name, isAuthority: true, key: pem, from, until }
  return signed(wish).cert
}

/** Who it is for, who gave it, and by whose key; without one, by its own. */
type Wish = { subject: string; issuer: string; isAuthority: boolean; by?: string } & Partial<{
  /** Its own, where it has one already. */
  key: string
  from: number
  until: number | undefined
}>

function signed(wish: Wish) {
  const privateKey =
    wish.key === undefined
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
      : createPrivateKey(wish.key)
  const publicKey = createPublicKey(privateKey)
  const told = toBeSigned(publicKey.export({ type: 'spki', format: 'der' }), wish, Date.now())
  const signature = sign('sha256', told, wish.by ?? privateKey)
  const der = sequence(told, ECDSA, tagged(0x03, Buffer.of(0), signature))
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { cert: pem('CERTIFICATE', der), key }
}

/** RFC 5280, section 4.1: version 3, a number, who, how long, whom, which key, under which names. */
function toBeSigned(
  publicKey: Buffer,
  { subject, issuer, isAuthority, from, until }: Wish,
  now: number,
) {
  const version = tagged(0xa0, tagged(0x02, Buffer.of(2)))
  const valid = sequence(utc(from ?? now - DAY), utc(until ?? now + DAY))
  const names = sequence(
    tagged(0x82, Buffer.from('localhost')),
    tagged(0x87, Buffer.of(127, 0, 0, 1)),
  )
  const extension = isAuthority
    ? sequence(BASIC_CONSTRAINTS, tagged(0x04, sequence(tagged(0x01, Buffer.of(255)))))
    : sequence(SUBJECT_ALT_NAME, tagged(0x04, names))
  const extensions = tagged(0xa3, sequence(extension))
  const number = tagged(0x02, Buffer.of(1))
  const [by, whom] = [nameOf(issuer), nameOf(subject)]
  return sequence(version, number, ECDSA, by, valid, whom, publicKey, extensions)
}

/** DER: a tag, how long, what. */
function tagged(tag: number, ...inner: Buffer[]): Buffer {
  const content = Buffer.concat(inner)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function sequence(...inner: Buffer[]): Buffer {
  return tagged(0x30, ...inner)
}

function identifier(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'))
}

function utc(at: number): Buffer {
  const digits = new Date(at).toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return tagged(0x17, Buffer.from(digits.slice(2)))
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').replaceAll(/.{64}/g, '$&\n')
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`
}

/** ecdsa-with-SHA256, 1.2.840.10045.4.3.2 */
const ECDSA = sequence(identifier('2a8648ce3d040302'))
/** 2.5.29.17 */
const SUBJECT_ALT_NAME = identifier('551d11')
/** 2.5.29.19 */
const BASIC_CONSTRAINTS = identifier('551d13')

/** A common name (2.5.4.3). */
function nameOf(name: string): Buffer {
  return sequence(tagged(0x31, sequence(identifier('550403'), tagged(0x0c, Buffer.from(name)))))
}
