/** A site over TLS with an authority of its own, which signs what its chargers ask for. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Overrides } from '../../../src/furnish.ts'
import { makeAuthority } from '../../../src/outbound/authority.ts'
import { authority, certificate } from '../../certificate.ts'
import { requestFor } from '../../csr.ts'
import { itemsOf, type Json, text } from '../../people.ts'
import { connect, type ConnectOptions, type TestCharger } from './charger.ts'
import { openSite } from './site.ts'

const YEARS_MS = 20 * 365 * 86_400_000

/** A folder with an authority behind another, older one, its key, and the settings that name them. */
export async function signingFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'chargeshare-authority-'))
  const server = certificate()
  const { certFile, keyFile } = server.files(folder)
  const [caFile, caKeyFile] = [join(folder, 'ca.pem'), join(folder, 'ca.key')]
  const older = authority()
  const made = await makeAuthority('Operator', Date.now(), YEARS_MS)
  writeFileSync(caFile, `${older.cert}\n${made.certificate}`)
  writeFileSync(caKeyFile, made.key, { mode: 0o600 })
  const env = {
    CHARGESHARE_TLS_CERT_FILE: certFile,
    CHARGESHARE_TLS_KEY_FILE: keyFile,
    CHARGESHARE_OCPP_CLIENT_CA_FILE: caFile,
    CHARGESHARE_OCPP_CLIENT_CA_KEY_FILE: caKeyFile,
    CHARGESHARE_OCPP_ORGANISATION: 'Operator',
    CHARGESHARE_OVMS_PORT: '0',
    CHARGESHARE_OVMS_TLS_PORT: '0',
    CHARGESHARE_MQTT_PORT: '0',
    CHARGESHARE_MQTT_TLS_PORT: '0',
  }
  return { folder, env, ca: server.cert, older, remove: () => rmSync(folder, { recursive: true }) }
}

/** Opens it; `more` is laid over its settings. */
export async function openSigning(overrides: Overrides = {}, more: Record<string, string> = {}) {
  const { env, ca, older, remove } = await signingFolder()
  const site = await openSite({ freePorts: true, ...overrides }, { ...env, ...more })
  const secure = { url: `https://127.0.0.1:${site.httpsPort}` }
  const comes = async (identity: string, options: ConnectOptions, to: { url: string } = secure) => {
    const charger = await connect(to, identity, { ca, ...options })
    // It is asked for its state, for it has not booted.
    charger.answers('TriggerMessage', () => ({ status: 'NotImplemented' }))
    return charger
  }
  /** Brings it what waits for it; resolves to the certificate, as it was called with it. */
  const brought = async (charger: TestCharger, says = 'Accepted'): Promise<Json> => {
    const told = new Promise<Json>((resolve) => {
      charger.answers('CertificateSigned', (payload) => {
        resolve(payload)
        return { status: says }
      })
    })
    await site.service.chargers.sendCommands(site.service.clock())
    return told
  }
  /** Registered, signed in by profile 2, and with a certificate of its own. */
  const certified = async (identity: string, options: ConnectOptions = {}) => {
    const password = await site.register(identity, { profile: 2 })
    const charger = await comes(identity, { password, ...options })
    const { csr, key } = await requestFor([identity])
    const said = await charger.call('SignCertificate', { csr })
    const payload = await brought(charger)
    await charger.close()
    return { said, password, key, cert: text(payload, 'certificateChain'), payload }
  }
  return {
    site,
    /** The other authority that is believed; what it gives names no organisation. */
    older,
    comes,
    brought,
    certified,
    /** As its operator sees them, the newest first. */
    certificatesOf: async (identity: string) =>
      itemsOf(await site.asks('GET', `/v1/chargers/${identity}/certificates`)),
    /** What was told about certificates of a charger, the newest first. */
    eventsOf: async (identity: string) =>
      itemsOf(await site.asks('GET', `/v1/chargers/${identity}/events?kind=certificate`)).map(
        ({ about }) => about as Json,
      ),
    close: async () => {
      await site.close()
      remove()
    },
  }
}
