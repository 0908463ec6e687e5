/** Chargers over TLS: by password, by certificate, and as securely as is wanted of them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authority, certificate } from '../../certificate.ts'
import { connect, type ConnectOptions } from './charger.ts'
import { openSite, type Site } from './site.ts'

const folder = mkdtempSync(join(tmpdir(), 'chargeshare-tls-'))
const server = certificate()
const ours = authority()
const { certFile, keyFile } = server.files(folder)
const caFile = join(folder, 'ca.pem')
let site: Site
let secure: { url: string }
beforeAll(async () => {
  writeFileSync(caFile, ours.cert)
  site = await openSite(
    { freePorts: true },
    {
      CHARGESHARE_RATE_LIMITS: 'on',
      CHARGESHARE_TLS_CERT_FILE: certFile,
      CHARGESHARE_TLS_KEY_FILE: keyFile,
      CHARGESHARE_OCPP_CLIENT_CA_FILE: caFile,
      CHARGESHARE_OVMS_PORT: '0',
      CHARGESHARE_OVMS_TLS_PORT: '0',
      CHARGESHARE_MQTT_PORT: '0',
      CHARGESHARE_MQTT_TLS_PORT: '0',
    },
  )
  secure = { url: `https://127.0.0.1:${site.httpsPort}` }
})
afterAll(async () => {
  await site.close()
  rmSync(folder, { recursive: true })
})

const tls = { ca: server.cert }
const comes = async (identity: string, options: ConnectOptions, to = secure) => {
  const charger = await connect(to, identity, { ...tls, ...options })
  const { currentTime } = await charger.call('Heartbeat')
  await charger.close()
  return currentTime
}

describe('a charger over TLS', () => {
  it('comes by its password (profile 2), and not without TLS', async () => {
    const password = await site.register('P2', { profile: 2 })
    expect(await comes('P2', { password })).toBeTruthy()
    await expect(comes('P2', { password: 'wrong' })).rejects.toThrow('HTTP 401')
    await expect(comes('P2', { password }, site)).rejects.toThrow('HTTP 403')
  })

  it('comes by a certificate in its name (profile 3), and by no password', async () => {
    await site.register('P3', { profile: 3 })
    expect(await comes('P3', ours.give('P3'))).toBeTruthy()
    await expect(comes('P3', {})).rejects.toThrow('HTTP 401')
    const password = await site.register('P3b', { profile: 3, password: 'a password as well' })
    await expect(comes('P3b', { password })).rejects.toThrow('HTTP 403')
  })

  it("is not let in by another's certificate, nor by one of another authority", async () => {
    await site.register('MINE', { profile: 3 })
    await expect(comes('MINE', ours.give('OTHER'))).rejects.toThrow('HTTP 401')
    await expect(comes('MINE', authority().give('MINE'))).rejects.toThrow('HTTP 401')
  })

  it('is told that its certificate has ended, and a guesser is slowed down as ever', async () => {
    await site.register('END', { profile: 3 })
    const ended = ours.give('END', Date.now() - 1000)
    await expect(comes('END', ended)).rejects.toThrow(/HTTP 401.*its certificate has ended/)
    for (let i = 0; i < 20; i++) {
      await comes('END', { ...ended, password: `guess ${i}` }).catch(() => null)
    }
    await expect(comes('END', { ...ended, password: 'one more' })).rejects.toThrow('HTTP 429')
  })

  it('of a lower profile may be more secure than is wanted', async () => {
    const password = await site.register('P1', { profile: 1 })
    expect(await comes('P1', { password })).toBeTruthy()
    expect(await comes('P1', ours.give('P1'))).toBeTruthy()
    expect(await comes('P1', { password }, site)).toBeTruthy()
  })
})

describe('everybody else over TLS', () => {
  it.each([{}, { connection: 'Upgrade', upgrade: 'h2c' }])(
    'needs no certificate, and may offer what nobody takes: %j',
    async (headers) => {
      const status = await new Promise((resolve, reject) => {
        const options = { ...tls, headers, agent: false }
        const asked = request(`${secure.url}/healthz`, options, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
        asked.once('error', reject).end()
      })
      expect(status).toBe(200)
    },
  )
})

describe('an authority that cannot be used', () => {
  it('stops the start with a line that names it', async () => {
    const name = 'CHARGESHARE_OCPP_CLIENT_CA_FILE'
    await expect(openSite({}, { [name]: caFile })).rejects.toThrow(`${name} needs`)
    const files = { CHARGESHARE_TLS_CERT_FILE: certFile, CHARGESHARE_TLS_KEY_FILE: keyFile }
    const lost = openSite({}, { ...files, [name]: join(folder, 'lost.pem') })
    await expect(lost).rejects.toThrow(`${name}: ENOENT`)
  })
})
