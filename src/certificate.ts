/** The certificate of the server, and the authority of those of chargers, read and tried. */
import { readFileSync } from 'node:fs'
import { createSecureContext, type SecureContextOptions, type TlsOptions } from 'node:tls'
import type { Settings } from './config.ts'
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

function pem(name: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new Misset([`${name}: ${(error as Error).message}`])
  }
}
