/** Connections that offer to be more than HTTP: those of nobody go on as if they had not offered it. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { upgrading } from '../../src/inbound/upgrade.ts'
import { openTestHouse, type TestHouse } from '../house.ts'

describe('a server that takes upgrades', () => {
  let server: Server
  let port: number
  beforeAll(async () => {
    server = createServer((req, res) => {
      const hash = createHash('sha256')
      req.on('data', (part: Buffer) => hash.update(part))
      req.on('end', () => {
        const { method, url, headers } = req
        res.end(JSON.stringify({ method, url, headers, digest: hash.digest('hex') }))
      })
    })
    upgrading(server, 'connection', ({ url }, socket) => {
      if (url !== '/taken') return false
      socket.end('HTTP/1.1 299 Taken\r\ncontent-length: 2\r\n\r\n{}')
      return true
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => server.close())

  const offer = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAM' }
  const send = (method: string, path: string, body?: Buffer, headers = {}) =>
    new Promise<{ status: number; said: Record<string, unknown> }>((resolve, reject) => {
      const sent = request({
        agent: false,
        port,
        host: '127.0.0.1',
        method,
        path,
        headers: { ...offer, ...headers },
      })
      sent.once('response', (response) => {
        let text = ''
        response.on('data', (part) => (text += String(part)))
        response.once('end', () => {
          const said = JSON.parse(text) as Record<string, unknown>
          resolve({ status: response.statusCode!, said })
        })
      })
      sent.once('error', reject)
      sent.end(body)
    })

  it('gives those that are wanted to who wants them', async () => {
    expect((await send('GET', '/taken')).status).toBe(299)
  })

  it('answers an offer of HTTP/2 as it would without it', async () => {
    const { status, said } = await send('GET', '/other?a=%20', undefined, { 'x-some': 'thing' })
    expect(status).toBe(200)
    expect(said).toMatchObject({
      method: 'GET',
      url: '/other?a=%20',
      headers: { 'x-some': 'thing' },
    })
    expect(said['headers']).not.toHaveProperty('upgrade')
  })

  it.each([0, 1, 100_000, 3_000_000])('takes a body of %i bytes with it', async (size) => {
    const body = Buffer.alloc(size, 'a body that tells its parts apart by its numbers 0123456789')
    const { said } = await send('POST', '/other', body)
    expect(said['digest']).toBe(createHash('sha256').update(body).digest('hex'))
  })

  it('goes on with what follows on the same line', async () => {
    const head = 'host: x\r\nconnection: upgrade\r\nupgrade: x'
    const socket = connect(port, '127.0.0.1')
    const answered = async (path: string) => {
      for (let text = ''; !text.includes(`"${path}"`);) {
        const [part] = (await once(socket, 'data')) as [Buffer]
        text += String(part)
      }
    }
    for (const path of ['/first', '/second', '/third']) {
      socket.write(`POST ${path} HTTP/1.1\r\n${head}\r\ncontent-length: 3\r\n\r\nabc`)
      await answered(path)
    }
    socket.destroy()
    expect(socket.bytesRead).toBeGreaterThan(0)
  })
})

describe('the house', () => {
  let house: TestHouse
  beforeAll(async () => {
    house = await openTestHouse({ timer: false })
  })
  afterAll(() => house.close())

  const asks = (path: string, upgrade: string) =>
    new Promise((resolve, reject) => {
      const headers = { connection: 'Upgrade', upgrade }
      const sent = request(`${house.url}${path}`, { headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      sent.once('error', reject).end()
    })

  it('has doors for chargers alone', async () => {
    expect(await asks('/mqtt', 'websocket')).toBe(404)
    expect(await asks('/healthz', 'websocket')).toBe(200)
    expect(await asks('/healthz', 'h2c')).toBe(200)
    expect(await asks('/ocpp/CP1', 'h2c')).toBe(426)
    expect(await asks('/ocpp/CP1', 'websocket')).toBe(404)
  })
})
