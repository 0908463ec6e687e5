/** What a charger does to have a certificate: it makes a key, and a request for it. */
import { generateKeyPairSync, webcrypto } from 'node:crypto'
import type { JsonName } from '@peculiar/x509'

type Kind = 'P-256' | 'P-384' | 'Ed25519' | number

/** Without an organisation: null. */
type Wish = { kind?: Kind; organisation?: string | null }

/** A request in PEM for a key of a curve or of so many bits, and the key (PEM). */
export async function requestFor(
  names: string[],
  { kind = 'P-256', organisation = 'Operator' }: Wish = {},
): Promise<{ csr: string; key: string }> {
  // The one wants what the other brings.
  await import('reflect-metadata')
  const { Pkcs10CertificateRequestGenerator } = await import('@peculiar/x509')
  const { publicKey, privateKey } = pairOf(kind)
  const algorithm =
    typeof kind === 'number'
      ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
      : kind === 'Ed25519'
        ? { name: 'Ed25519' }
        : { name: 'ECDSA', namedCurve: kind, hash: 'SHA-256' }
  const both = { public: 'spki', private: 'pkcs8' } as const
  const imported = (der: Buffer, type: 'public' | 'private') =>
    webcrypto.subtle.importKey(both[type], der, algorithm, true, [
      type === 'public' ? 'verify' : 'sign',
    ])
  const name: JsonName = [
    ...(organisation === null ? [] : [{ O: [organisation] }]),
    ...names.map((one) => ({ CN: [one] })),
  ]
  const request = await Pkcs10CertificateRequestGenerator.create({
    name,
    keys: {
      publicKey: await imported(publicKey.export({ type: 'spki', format: 'der' }), 'public'),
      privateKey: await imported(privateKey.export({ type: 'pkcs8', format: 'der' }), 'private'),
    },
    signingAlgorithm: algorithm,
  })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { csr: request.toString('pem'), key }
}

function pairOf(kind: Kind) {
  if (kind === 'Ed25519') return generateKeyPairSync('ed25519')
  if (typeof kind === 'number') return generateKeyPairSync('rsa', { modulusLength: kind })
  return generateKeyPairSync('ec', { namedCurve: kind })
}
