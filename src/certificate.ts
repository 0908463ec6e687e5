/** The certificate of the server, read and tried. */
import { readFileSync } from 'node:fs'
import { createSecureContext, type SecureContextOptions } from 'node:tls'
import type { Settings } from './config.ts'
import { Misset } from './settings.ts'

/** The certificate for all that is served over TLS. */
export function certificateOf({ tlsCertFile, tlsKeyFile }: Settings): SecureContextOptions | null {
  if (tlsCertFile === null && tlsKeyFile === null) return null
  if (tlsCertFile === null || tlsKeyFile === null) {
    throw new Misset(['CHARGESHARE_TLS_CERT_FILE and CHARGESHARE_TLS_KEY_FILE go together'])
  }
  const pem = (name: string, file: string) => {
    try {
      return readFileSync(file)
    } catch (error) {
      throw new Misset([`${name}: ${(error as Error).message}`])
    }
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
