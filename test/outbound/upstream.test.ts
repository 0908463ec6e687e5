/** Lines to backends that behave oddly: what went wrong is told in words, and each is met again after a while. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createServer as createTls } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createServer as createPlain } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import type { Address, Log, Trunk } from '../../src/flows/ports.ts'
import { openGuard } from '../../src/outbound/guard.ts'
import { openTrunks, pause } from '../../src/outbound/upstream.ts'
import { certificate } from '../certificate.ts'

const PASSWORD = 'a very secret password'
const logged: string[] = []
const note: Log['info'] = (what, text) => void logged.push(`${text} ${JSON.stringify(what)}`)

const open: (() => unknown)[] = []
afterEach(() => {
  for (const close of open.splice(0).reverse()) close()
})

/** Dials, and resolves to what is told of the line: an opening or problems, so many. */
function dials(to: Partial<Address> & { url: string }, count = 1): Promise<string[]> {
  const trunks = openTrunks({
    ...{ guard: openGuard(true), chance: () => 0, firstMs: 1, nextId: () => 'id' },
    log: { info: note, warn: note, error: note },
    lookFor: () => Promise.resolve(null),
  })
  open.push(trunks.close)
  return new Promise((resolve) => {
    const told: string[] = []
    const tell = (what: string) => {
      told.push(what)
      if (told.length === count) resolve(told)
    }
    const address = {
      identity: 'CP 1',
      password: PASSWORD,
      version: '1.6' as const,
      hops: [],
      ...to,
    }
    const trunk: Trunk = trunks.dial(address, {
      opened: () => tell('opened'),
      closed: tell,
      asked: () => Promise.resolve({ result: {} }),
      odd: () => {},
    })
    open.push(trunk.close)
  })
}

async function listening(server: Server | ReturnType<typeof createPlain>): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections()
    server.close()
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A server that answers each upgrade by this. */
function answering(response: string): Promise<string> {
  const server = createServer()
  server.on('upgrade', (_, socket) => socket.end(`HTTP/1.1 ${response}\r\n\r\n`))
  return listening(server)
}

describe('a line that is not made says why', () => {
  it.each([
    ['302 Found\r\nLocation: ws://127.0.0.1:1/', /^it answered 302: it has moved/],
    ['400 Bad Request', /^it answered 400: .*version/],
    ['401 Unauthorized', /^it answered 401: .*password/],
    ['404 Not Found', /^it answered 404: .*charger/],
    ['503 its own words', /^it answered 503$/],
    ['508 Loop Detected', /leads back/],
  ])('to %j', async (response, problem) => {
    expect(await dials({ url: `ws://${await answering(response)}` })).toEqual([
      expect.stringMatching(problem),
    ])
  })

  it('where nobody listens, where somebody hangs up, and where there is no TLS', async () => {
    const server = createPlain((socket) =>
      socket.on('error', () => {}).once('data', () => socket.destroy()),
    )
    const host = await listening(server)
    expect(await dials({ url: `ws://${host}` })).toEqual([expect.stringMatching(/^it hung up/)])
    const plain = await answering('400 Bad Request')
    expect(await dials({ url: `wss://${plain}` })).toEqual([expect.stringMatching(/TLS|hung up/)])
    const gone = createPlain()
    const nowhere = await listening(gone)
    await new Promise((resolve) => gone.close(resolve))
    expect(await dials({ url: `ws://${nowhere}` })).toEqual(['nobody listens there (ECONNREFUSED)'])
  })

  it('to a server whose certificate nobody else has signed', async () => {
    const { cert, key } = certificate()
    const host = await listening(createTls({ cert, key }))
    expect(await dials({ url: `wss://${host}` })).toEqual([
      expect.stringMatching(/^its certificate is (signed by nobody else|of an authority)/),
    ])
  })

  it('to one that speaks another version of OCPP, or takes none', async () => {
    const server = createServer()
    const sockets = new WebSocketServer({ server, handleProtocols: () => false })
    open.push(() => sockets.close())
    const host = await listening(server)
    expect(await dials({ url: `ws://${host}` })).toEqual(['it does not speak this version of OCPP'])
  })

  it('to an address that may not be used, without dialing it', async () => {
    expect(await dials({ url: 'ws://169.254.169.254/ocpp' })).toEqual(['must be public'])
    expect(await dials({ url: 'ws://user:word@127.0.0.1:9' })).toEqual([
      'must not hold a user name or password',
    ])
  })
})

describe('a backend that closes as soon as it has accepted', () => {
  it('is met again and again, and later each time', async () => {
    const server = createServer()
    const sockets = new WebSocketServer({ server })
    sockets.on('connection', (socket) => socket.close(1008, 'its own words'))
    open.push(() => sockets.close())
    const url = `ws://${await listening(server)}`
    const told = await dials({ url }, 8)
    expect(told).toEqual(
      Array.from({ length: 8 }, (_, i) => (i % 2 ? 'it closed (1008)' : 'opened')),
    )
  })

  it('waits twice as long each time, up to two minutes, and never all at the same moment', () => {
    const waits = (chance: number) => [0, 1, 2, 10, 1000].map((tries) => pause(tries, chance))
    expect(waits(1)).toEqual([1000, 2000, 4000, 120_000, 120_000])
    expect(waits(0)).toEqual([500, 1000, 2000, 60_000, 60_000])
  })
})

it('no note of all this holds a password, nor what the other side has written', () => {
  expect(logged.length).toBeGreaterThan(5)
  const secrets = [PASSWORD, Buffer.from(`CP 1:${PASSWORD}`).toString('base64'), 'its own words']
  for (const secret of secrets) expect(logged.join('\n')).not.toContain(secret)
})
