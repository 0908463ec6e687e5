/** The authority of one's own chargers: reads what they want signed, and signs it. */
import {
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  webcrypto,
  type X509Certificate,
} from 'node:crypto'
import type { Pkcs10CertificateRequest } from '@peculiar/x509'
import type { PublicKey } from '../domain/chargers/entry/certificate.ts'
import type { Asking, Authority, Terms } from '../flows/ports.ts'

/** Its certificate, and the private key that belongs to it (RSA or EC). */
export type Issuer = { certificate: X509Certificate; key: KeyObject }

type Library = typeof import('@peculiar/x509')

const PEM =
  /^\s*-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([A-Za-z\d+/=\s]+)-----END (?:NEW )?CERTIFICATE REQUEST-----\s*$/
/** RFC 5280, 4.2.1.12: TLS WWW client authentication. */
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2'
/** As node:crypto calls curves, and as everybody else does. */
const CURVES: Record<string, string> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
}
/** SHA-256 of the shorter keys is worth as much as they are (A00.FR.506). */
const HASH = 'SHA-256'

/** An authority that signs with this key. */
export function openAuthority(issuer: Issuer): Authority {
  return {
    until: Date.parse(issuer.certificate.validTo),
    ready: async () => void (await library()),
    newNumber,
    read: async (csr) => {
      const x509 = await library()
      const request = requestIn(x509, csr)
      return request && askingOf(x509, issuer, request)
    },
  }
}

let loaded: Promise<Library> | null = null

/** Megabytes that nobody needs who signs nothing; it wants `Reflect` to have metadata. */
function library(): Promise<Library> {
  loaded ??= import('reflect-metadata').then(() => import('@peculiar/x509'))
  return loaded
}

/** 32 hex digits that begin with 4 to 7: as long in every spelling, and above zero. */
function newNumber(): string {
  const bytes = randomBytes(16)
  bytes[0] = (bytes[0]! & 0x7f) | 0x40
  return bytes.toString('hex')
}

function requestIn({ Pkcs10CertificateRequest }: Library, csr: string) {
  const [, base64] = PEM.exec(csr) ?? []
  if (base64 === undefined) return null
  try {
    return new Pkcs10CertificateRequest(Buffer.from(base64, 'base64'))
  } catch {
    return null // no ASN.1, or of something else
  }
}

function askingOf(x509: Library, issuer: Issuer, request: Pkcs10CertificateRequest): Asking {
  const { subjectName } = request
  return {
    names: subjectName.getField('CN'),
    organisations: subjectName.getField('O'),
    key: keyIn(request.publicKey.rawData),
    isProven: () => request.verify().catch(() => false),
    sign: async (terms) => {
      const leaf = await signed(x509, issuer, request.publicKey.rawData, terms)
      return `${leaf.trim()}\n${issuer.certificate.toString().trim()}\n`
    },
  }
}

/** null: a kind that is not signed for, or none at all. */
function keyIn(spki: ArrayBuffer): PublicKey {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
    const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {}
    const isRsa = key.asymmetricKeyType === 'rsa' && modulusLength !== undefined
    if (isRsa) return { kind: 'rsa', bits: modulusLength }
    return namedCurve === undefined ? null : { kind: 'ec', curve: CURVES[namedCurve] ?? namedCurve }
  } catch {
    return null
  }
}

/** Only what is said here goes into it: extensions that were asked for are nobody's right. */
async function signed(
  x509: Library,
  { certificate, key }: Issuer,
  publicKey: ArrayBuffer,
  { number, name, organisation, from, until }: Terms,
): Promise<string> {
  const authority = new x509.X509Certificate(certificate.raw)
  const keyId = authority.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId
  const leaf = await x509.X509CertificateGenerator.create({
    serialNumber: number,
    issuer: authority.subjectName,
    subject: subjectOf(organisation, name),
    notBefore: new Date(from),
    notAfter: new Date(until),
    publicKey,
    signingKey: await signingKey(key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([CLIENT_AUTH]),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      ...(keyId === undefined ? [] : [new x509.AuthorityKeyIdentifierExtension(keyId)]),
    ],
  })
  return leaf.toString('pem')
}

/** A name as the library takes it. */
function subjectOf(organisation: string | null, name: string) {
  return [...(organisation === null ? [] : [{ O: [organisation] }]), { CN: [name] }]
}

/** The key as the library takes it. Old chargers know PKCS #1 v1.5, and not all know PSS. */
function signingKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const { namedCurve } = key.asymmetricKeyDetails ?? {}
  const algorithm =
    namedCurve === undefined
      ? { name: 'RSASSA-PKCS1-v1_5', hash: HASH }
      : { name: 'ECDSA', namedCurve: CURVES[namedCurve]!, hash: HASH }
  const der = key.export({ type: 'pkcs8', format: 'der' })
  return webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign'])
}

/** Whether such a key can sign here; else what it must be. */
export function unfitIssuer({ certificate, key }: Issuer): string | null {
  if (!certificate.checkPrivateKey(key)) return 'is not the key of the certificate'
  if (!certificate.ca) return 'belongs to a certificate that may sign no others (no CA)'
  const { namedCurve } = key.asymmetricKeyDetails ?? {}
  const isKnown = key.asymmetricKeyType === 'rsa' || CURVES[namedCurve ?? ''] !== undefined
  return isKnown ? null : 'must be an RSA key, or one of the curve P-256, P-384 or P-521'
}

/** Makes a new authority, valid for so long: its certificate and its key, PEM. */
export async function makeAuthority(
  organisation: string | null,
  now: number,
  validMs: number,
): Promise<{ certificate: string; key: string }> {
  const x509 = await library()
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const name = subjectOf(organisation, `Chargers ${randomBytes(4).toString('hex')}`)
  const { keyCertSign, cRLSign } = x509.KeyUsageFlags
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newNumber(),
    issuer: name,
    subject: name,
    notBefore: new Date(now),
    notAfter: new Date(now + validMs),
    publicKey: spki,
    signingKey: await signingKey(privateKey),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(keyCertSign | cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(spki),
    ],
  })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { certificate: certificate.toString('pem'), key }
}
