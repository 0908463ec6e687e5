/** The same over TLS: where a certificate is set, all of HTTP is served so too, and ends with the house. */
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import https from 'node:https'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { certificate } from '../../certificate.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'

const { cert: ca, files } = certificate()
const folder = mkdtempSync(join(tmpdir(), 'chargeshare-tls-'))
const { certFile, keyFile } = files(folder)
const env = { CHARGESHARE_TLS_CERT_FILE: certFile, CHARGESHARE_TLS_KEY_FILE: keyFile }
const open = (more = {}) => openTestHouse({ timer: false, freePorts: true }, { ...env, ...more })

let house: TestHouse
beforeAll(async () => {
  house = await open()
})
afterAll(async () => {
  await house.close()
  rmSync(folder, { recursive: true })
})

/** One request; the certificate must be right for the host. */
async function get(port: number, path: string, agent = new https.Agent({ ca })) {
  const [answer] = (await once(
    https.get({ host: '127.0.0.1', port, path, agent }),
    'response',
  )) as [import('node:http').IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk as Buffer)
  return { status: answer.statusCode, headers: answer.headers, body: String(Buffer.concat(chunks)) }
}

describe('with a certificate', () => {
  test('pages, API and the tools’ API are served over TLS as well', async () => {
    const port = house.httpsPort!
    expect(await get(port, '/readyz')).toMatchObject({ status: 200, body: '{"status":"ready"}' })
    expect(await get(port, '/')).toMatchObject({ status: 200 })
    expect(await get(port, '/api/vehicles')).toMatchObject({ status: 401 })
    expect((await fetch(`${house.url}/readyz`)).status).toBe(200)
  })

  test('the operator learns where chargers come by it', async () => {
    const own = await open({ CHARGESHARE_PUBLIC_URL: 'http://charge.example/sub/' })
    const headers = { authorization: `Bearer ${own.secrets.operatorToken}` }
    const answer = await fetch(`${own.url}/v1/operator/health`, { headers })
    const url = 'ws://charge.example/sub/ocpp'
    expect(await answer.json()).toMatchObject({ ocpp: { url, tlsPort: own.httpsPort } })
    await own.close()
  })

  test('the cookie of the tools’ API is for TLS alone', async () => {
    await fetch(`${house.url}/v1/owners`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ann@example.org', password: 'a long pass phrase' }),
    })
    const path = '/api/cookie?username=ann@example.org&password=a%20long%20pass%20phrase'
    const { status, headers } = await get(house.httpsPort!, path)
    expect(status).toBe(200)
    expect(String(headers['set-cookie'])).toMatch(/; Secure$/)
  })

  test('whoever speaks without TLS there gets nothing, and harms nobody', async () => {
    const plain = net.connect(house.httpsPort!, '127.0.0.1')
    plain.on('error', () => {})
    plain.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(plain, 'close')
    expect(await get(house.httpsPort!, '/healthz')).toMatchObject({ status: 200 })
  })

  test('the house closes at once beside connections that are idle or never asked anything', async () => {
    const closing = await open()
    const port = closing.httpsPort!
    const agent = new https.Agent({ ca, keepAlive: true })
    await get(port, '/healthz', agent)
    const silent = net.connect(port, '127.0.0.1')
    await once(silent, 'connect')
    const greeted = tls.connect({ port, host: '127.0.0.1', ca })
    await once(greeted, 'secureConnect')
    const gone = Promise.all([once(silent, 'close'), once(greeted, 'close')])
    silent.on('error', () => {})
    greeted.on('error', () => {})
    const began = performance.now()
    await Promise.all([closing.close(), gone])
    // Those who go on asking are cut off after four seconds.
    expect(performance.now() - began).toBeLessThan(4000)
    agent.destroy()
  })
})

describe('without', () => {
  test('nothing is served over TLS', async () => {
    const plain = await openTestHouse({ timer: false })
    expect(plain.httpsPort).toBeNull()
    await plain.close()
  })

  test('or with the port set to 0, neither', async () => {
    const plain = await open({ CHARGESHARE_HTTPS_PORT: '0' })
    expect(plain.httpsPort).toBeNull()
    await plain.close()
  })

  test('its key the house does not open, and says why', async () => {
    const alone = { CHARGESHARE_TLS_KEY_FILE: '' }
    await expect(open(alone)).rejects.toThrow('go together')
    writeFileSync(join(folder, 'empty.pem'), '')
    const gone = { CHARGESHARE_TLS_KEY_FILE: join(folder, 'nowhere.pem') }
    await expect(open(gone)).rejects.toThrow('CHARGESHARE_TLS_KEY_FILE: ENOENT')
  })
})

test('a port that is taken stops the start, and closes what was open', async () => {
  const taken = { CHARGESHARE_HTTPS_PORT: String(house.httpsPort) }
  const settings = openTestHouse({ timer: false }, { ...env, ...taken })
  await expect(settings).rejects.toThrow('EADDRINUSE')
})
