/** The certificate of the server, and the authority of those of chargers, read and tried. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext, type SecureContextOptions, type TlsOptions } from 'node:tls'
import type { Settings } from './config.ts'
import { readPrivate } from './files.ts'
import { type Issuer, unfitIssuer } from './outbound/authority.ts'
import { Misset } from './settings.ts'

/** The certificate for all that is served over TLS. */
export function certificateOf({ tlsCertFile, tlsKeyFile }: Settings): SecureContextOptions | null {
  if (tlsCertFile === null && tlsKeyFile === null) return null
  if (tlsCertFile === null || tlsKeyFile === null) {
    throw new Misset(['CHARGESHARE_TLS_CERT_FILE and CHARGESHARE_TLS_KEY_FILE go together'])
  }
  const tls = {
    cert: pem('CHARGESHARE_TLS_CERT_FILE', tlsCertFile),
    key: pem('CHARGESHARE_TLS_KEY_FILE', tlsKeyFile),
  }
  try {
    createSecureContext(tls)
  } catch (error) {
    const said = (error as Error).message
    throw new Misset([`CHARGESHARE_TLS_CERT_FILE and CHARGESHARE_TLS_KEY_FILE: ${said}`])
  }
  return tls
}

/**
 * What lets chargers prove themselves by a certificate of their own. It is asked for and not
 * demanded: who shows none may still have a password, and owners' browsers have neither.
 */
export function authorityOf({ ocpp, tlsCertFile }: Settings): TlsOptions {
  const name = 'CHARGESHARE_OCPP_CLIENT_CA_FILE'
  if (ocpp.clientCaFile === null) return {}
  if (tlsCertFile === null) throw new Misset([`${name} needs CHARGESHARE_TLS_CERT_FILE`])
  const ca = pem(name, ocpp.clientCaFile)
  try {
    createSecureContext({ ca })
  } catch (error) {
    throw new Misset([`${name}: ${(error as Error).message}`])
  }
  return { ca, requestCert: true, rejectUnauthorized: false }
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/**
 * What this server signs certificates of chargers with; null where no key is set. Of several
 * authorities in the file, as there are while one follows another, the key's own one; where it was
 * renewed for the same key, that which is valid now, and longest.
 */
export function issuerOf(
  { ocpp: { clientCaFile, clientCaKeyFile } }: Settings,
  now: number,
): Issuer | null {
  const [name, ca] = ['CHARGESHARE_OCPP_CLIENT_CA_KEY_FILE', 'CHARGESHARE_OCPP_CLIENT_CA_FILE']
  if (clientCaKeyFile === null) return null
  if (clientCaFile === null) throw new Misset([`${name} needs ${ca}`])
  const texts = pem(ca, clientCaFile).toString().match(CERTIFICATE) ?? []
  const key = reading(name, () => createPrivateKey(readPrivate(clientCaKeyFile)))
  const issuers = reading(ca, () =>
    texts.map((text) => ({ certificate: new X509Certificate(text), key })),
  )
  const fit = issuers.filter((one) => unfitIssuer(one) === null)
  const [issuer] = fit.sort((a, b) => standingAt(now, b) - standingAt(now, a))
  if (issuer) return issuer
  const why = issuers[0] ? unfitIssuer(issuers[0]) : 'is not the key of the certificate'
  throw new Misset([`${name} ${why} in ${ca}`])
}

/** The more, the better: when it ends; one that is not valid yet is worse than all that were. */
function standingAt(now: number, { certificate: { validFrom, validTo } }: Issuer): number {
  const until = Date.parse(validTo)
  return Date.parse(validFrom) > now ? until - Number.MAX_SAFE_INTEGER : until
}

function reading<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new Misset([`${name}: ${(error as Error).message}`])
  }
}

function pem(name: string, file: string): Buffer {
  return reading(name, () => readFileSync(file))
}
