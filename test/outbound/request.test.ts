/** One request to the outside, over real sockets on loopback. */
import { afterEach, describe, expect, test } from 'vitest'
import { openGuard } from '../../src/outbound/guard.ts'
import type { Guard, Resolve } from '../../src/outbound/guard.ts'
import { openRequest } from '../../src/outbound/request.ts'
import { bodyOf, serve } from './loopback.ts'
import type { Listener } from './loopback.ts'

const NOW = Date.parse('2026-11-21T08:15:02Z')
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

function opened(guard: Guard = openGuard(true), timeoutMs?: number) {
  const request = openRequest(guard, () => NOW, timeoutMs)
  closing.push(request.close)
  return request
}

async function served(listener: Listener) {
  const server = await serve(listener)
  closing.push(server.close)
  return server
}

/** Names that lead to the given addresses, one after the other. */
function resolving(...addresses: string[]): Resolve {
  return (_host, _options, done) => done(null, [{ address: addresses.shift() ?? '', family: 4 }])
}

describe('a request', () => {
  test('carries its headers, body and our name, and brings back the answer', async () => {
    const { origin } = await served(async (request, response) => {
      const { method, url, headers } = request
      const seen = [
        method,
        url,
        headers['user-agent'],
        headers['x-a'],
        String(await bodyOf(request)),
      ]
      response.writeHead(202).end(JSON.stringify(seen))
    })
    const answer = await opened().post(`${origin}/hook?a=1`, { 'x-a': 'b' }, 'hello')
    expect(answer).toMatchObject({ status: 202, error: null, retryAfterMs: 0 })
    expect(JSON.parse(answer.body)).toEqual(['POST', '/hook?a=1', 'ChargeShare/1', 'b', 'hello'])
    expect(answer.ms).toBeGreaterThanOrEqual(0)
  })

  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const)(
    'is a %s where that is asked for',
    async (method) => {
      const { origin } = await served(async (request, response) => {
        const sent = String(await bodyOf(request))
        response.setHeader('link', ['<a>; rel="next"', '<b>; rel="last"'])
        response.writeHead(200, { 'x-method': String(request.method), 'x-sent': sent }).end('fine')
      })
      const body = method === 'GET' || method === 'OPTIONS' ? undefined : '{}'
      const answer = await opened().send(origin, { method, ...(body && { body }) })
      expect(answer).toMatchObject({ status: 200, body: 'fine', error: null })
      expect(answer.headers).toMatchObject({
        'x-method': method,
        'x-sent': body ?? '',
        link: '<a>; rel="next", <b>; rel="last"',
      })
    },
  )

  test('reads as much of an answer as it is told to', async () => {
    const { origin } = await served((_request, response) => void response.end('x'.repeat(10_000)))
    const read = async (answerBytes: number) =>
      (await opened().send(origin, { method: 'GET', answerBytes })).body.length
    expect([await read(10), await read(9000), await read(20_000)]).toEqual([10, 9000, 10_000])
  })

  test('does not follow a redirect', async () => {
    const paths: unknown[] = []
    const { origin } = await served((request, response) => {
      paths.push(request.url)
      response.writeHead(307, { location: '/secret' }).end()
    })
    expect(await opened().post(`${origin}/hook`, {}, '')).toMatchObject({
      status: 307,
      error: null,
    })
    expect(paths).toEqual(['/hook'])
  })

  test('reads 4 KiB of an endless answer and hangs up', async () => {
    let hungUp = () => {}
    const gone = new Promise<void>((resolve) => (hungUp = resolve))
    const { origin } = await served((_request, response) => {
      const pour = () => void (response.write('x'.repeat(10_000)) && setImmediate(pour))
      response.on('drain', pour).on('close', hungUp)
      pour()
    })
    const answer = await opened().post(origin, {}, '')
    expect(answer).toMatchObject({ status: 200, error: null, body: 'x'.repeat(4096) })
    await gone
  })
})

describe('a wait that the other side asks for', () => {
  test.each([
    ['120', 120_000],
    ['0', 0],
    [new Date(NOW + 60_000).toUTCString(), 60_000],
    [new Date(NOW - 60_000).toUTCString(), 0],
    ['99999999999999999999', 86_400_000],
    ['Fri, 01 Jan 2100 00:00:00 GMT', 86_400_000],
    ['soon', 0],
    ['-5', 0],
  ])('%s is %d ms', async (header, ms) => {
    const { origin } = await served((_request, response) => {
      response.writeHead(429, { 'retry-after': header }).end()
    })
    expect(await opened().post(origin, {}, '')).toMatchObject({ status: 429, retryAfterMs: ms })
  })
})

describe('a failure has its class, and is never thrown:', () => {
  test('timeout, also where the answer drips byte by byte', async () => {
    const { origin } = await served((_request, response) => {
      const drip = setInterval(() => response.write('.'), 10)
      response.on('close', () => clearInterval(drip))
    })
    const answer = await opened(openGuard(true), 150).post(origin, {}, '')
    expect(answer).toMatchObject({ status: null, error: 'timeout', body: '' })
    expect(answer.ms).toBeGreaterThanOrEqual(140)
    expect(answer.ms).toBeLessThan(15_000)
  })

  test('timeout, where nothing is answered', async () => {
    const { origin } = await served(() => {})
    expect(await opened(openGuard(true), 50).post(origin, {}, '')).toMatchObject({
      error: 'timeout',
    })
  })

  test('reset, where the other side hangs up', async () => {
    const { origin } = await served((request) => void request.socket.destroy())
    expect(await opened().post(origin, {}, '')).toMatchObject({ status: null, error: 'reset' })
  })

  test('connect, where nobody listens', async () => {
    const { origin, close } = await serve(() => {})
    await close()
    expect(await opened().post(origin, {}, '')).toMatchObject({ status: null, error: 'connect' })
  })

  test('tls, where the other side does not speak it', async () => {
    const { port } = await served(() => {})
    expect(await opened().post(`https://127.0.0.1:${port}/`, {}, '')).toMatchObject({
      error: 'tls',
    })
  })

  test('dns, where the name is not known', async () => {
    const guard = openGuard(true, (_host, _options, done) =>
      done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []),
    )
    expect(await opened(guard).post('http://nowhere.example', {}, '')).toMatchObject({
      error: 'dns',
    })
  })

  test('other, where the answer is not HTTP', async () => {
    const { origin } = await served((request) => void request.socket.end('SSH-2.0\r\n'))
    expect(await opened().post(origin, {}, '')).toMatchObject({ status: null, error: 'other' })
  })

  test('recalled, where it is broken off', async () => {
    const stop = new AbortController()
    const { origin } = await served(() => stop.abort())
    const answer = await opened().send(origin, { method: 'GET', signal: stop.signal })
    expect(answer).toMatchObject({ status: null, error: 'recalled' })
  })

  test('timeout, where it has less time than usual', async () => {
    const { origin } = await served(() => {})
    const answer = await opened().send(origin, { method: 'GET', timeoutMs: 30 })
    expect(answer).toMatchObject({ status: null, error: 'timeout' })
  })

  test('cut, where the room is closed under it', async () => {
    const request = opened()
    let arrived = () => {}
    const under = new Promise<void>((resolve) => (arrived = resolve))
    const { origin } = await served(() => arrived())
    const answer = request.post(origin, {}, '')
    await under
    await request.close()
    expect(await answer).toMatchObject({ status: null, error: 'cut' })
  })
})

describe('the guard holds', () => {
  /** Judges addresses strictly but lets http and any port pass, so that loopback can be tried. */
  const atDial = (resolve?: Resolve): Guard => ({
    refusal: () => null,
    lookup: openGuard(false, resolve).lookup,
  })

  test('against literals, for which a socket never asks its lookup', async () => {
    let hits = 0
    const { port } = await served((_request, response) => void response.end(String(hits++)))
    const request = opened(openGuard(false))
    for (const host of ['127.0.0.1', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1']) {
      for (const scheme of ['http', 'https']) {
        const answer = await request.post(`${scheme}://${host}:${port}/`, {}, '')
        expect(answer).toMatchObject({ status: null, error: 'blocked', ms: 0 })
      }
    }
    expect(hits).toBe(0)
  })

  test('against a name that was public when it was looked at and is loopback when dialed', async () => {
    let hits = 0
    const { port } = await served((_request, response) => void response.end(String(hits++)))
    const guard = atDial(resolving('93.184.216.34', '127.0.0.1'))
    const first = await new Promise((resolve) => {
      guard.lookup('rebind.example', {}, (error, address) => resolve(error ?? address))
    })
    expect(first).toBe('93.184.216.34')
    const answer = await opened(guard).post(`http://rebind.example:${port}/`, {}, '')
    expect(answer).toMatchObject({ status: null, error: 'blocked' })
    expect(hits).toBe(0)
  })

  test('against a socket that other code has opened to the same name', async () => {
    let hits = 0
    const { port } = await served((_request, response) => void response.end(String(hits++)))
    await (await fetch(`http://localhost:${port}/`)).text()
    const answer = await opened(atDial()).post(`http://localhost:${port}/`, {}, '')
    expect(answer).toMatchObject({ status: null, error: 'blocked' })
    expect(hits).toBe(1)
  })
})
