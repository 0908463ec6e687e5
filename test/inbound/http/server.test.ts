/** What strangers are answered who send what no client of ours would, or who never finish. */
import { once } from 'node:events'
import net from 'node:net'
import { gzipSync } from 'node:zlib'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { as, join, signUp } from './visitors.ts'

let house: TestHouse
let ann: Awaited<ReturnType<typeof signUp>>

beforeAll(async () => {
  house = await openTestHouse({ timer: false })
  ann = await signUp(house, 'ann@example.org')
})
afterAll(() => house.close())

describe('a body', () => {
  const post = (body: string) =>
    request(house.url).post('/v1/owners').set('content-type', 'application/json').send(body)
  const nested = (inner: string) => '['.repeat(100_000) + inner + ']'.repeat(100_000)

  test('nested 100,000 levels deep is judged like any other', async () => {
    await post(nested('')).expect(422)
    await post(nested('"\\u0041"')).expect(422)
    const { body } = await post(nested('{"__proto__":1}')).expect(422)
    expect(body.detail).toBe('the key __proto__ is not allowed')
  })

  test('is told where the key lies that reaches into prototypes', async () => {
    const { body } = await post('{"a":[{"b/c":{"constructor":1}}]}').expect(422)
    expect(body.errors).toEqual([
      { pointer: '/a/0/b~1c/constructor', detail: 'not allowed', code: 'unknown' },
    ])
  })

  test('that is compressed is refused as such', async () => {
    const answer = await fetch(`${house.url}/v1/owners`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync('{}'),
    })
    expect(answer.status).toBe(415)
    expect(answer.headers.get('accept-encoding')).toBe('identity')
  })
})

describe('a NUL', () => {
  test('in the URL is refused before any database sees it', async () => {
    await ann.get('/v1/questions/%00').expect(400)
    await as(house, 'csq_x').get('/v1/questions/%00').expect(400)
  })

  test('in an address of any kind is a bad field', async () => {
    const partner = await join(house)
    const push = { url: 'https://example.org/\u0000', enabled: true }
    await partner.patch('/v1/partners/me').send({ push }).expect(422)
    const login = { email: 'a\u0000@example.org', password: 'a long pass phrase' }
    await request(house.url).post('/v1/sessions').send(login).expect(422)
  })
})

describe('a password that the module already has', () => {
  test.each(['two words', 'schlüssel'])('may be %j', async (password) => {
    const vehicleId = password.replaceAll(/\W/g, '-')
    await ann.post('/v1/vehicles').send({ vehicleId, password }).expect(201)
    const authorization = `Bearer ${Buffer.from(password).toString('latin1')}`
    const answer = await fetch(`${house.url}/v1/vehicles/${vehicleId}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ type: 'telemetry', at: '2026-11-21T08:15:02Z' }),
    })
    expect(answer.status).toBe(202)
  })
})

describe("the web app's cookie", () => {
  const from = (site: string) => {
    const headers = { cookie: `session=${ann.token}`, 'sec-fetch-site': site }
    return {
      get: () => request(house.url).get('/v1/vehicles').set(headers),
      post: () => request(house.url).post('/v1/vehicles').set(headers).send({ vehicleId: 'X' }),
    }
  }

  test.each(['cross-site', 'same-site'])('changes nothing for a %s page', async (site) => {
    await from(site).post().expect(401)
    await from(site).get().expect(200)
  })

  test('serves the app itself', () => from('same-origin').post().expect(201))
})

test('a page of the feed that is known already is not sent again, however its tag is written', async () => {
  const partner = await join(house)
  const pull = () => partner.get('/v1/charges')
  const etag = String((await pull().expect(200)).headers['etag'])
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    await pull().set('if-none-match', known).expect(304)
  }
  await pull().set('if-none-match', '"other"').expect(200)
})

test('the API document shows our API and nobody else’s', async () => {
  await request(house.url).get('/docs/swagger-ui.css').expect(200)
  await request(house.url).get('/docs/index.html').expect(404)
})

test('the server closes at once beside connections that never said a word', async () => {
  const closing = await openTestHouse({ timer: false })
  const silent = net.connect(Number(new URL(closing.url).port), '127.0.0.1')
  await once(silent, 'connect')
  const gone = once(silent, 'close')
  const began = performance.now()
  await Promise.all([closing.close(), gone])
  // Those who go on asking are cut off after four seconds.
  expect(performance.now() - began).toBeLessThan(4000)
})

test('the server closes in seconds beside a request that is never finished, and calls it no fault of ours', async () => {
  const faults: string[] = []
  const log = {
    info: () => {},
    warn: () => {},
    error: (_: object, text: string) => void faults.push(text),
  }
  const closing = await openTestHouse({ timer: false, log })
  const slow = net.connect(Number(new URL(closing.url).port), '127.0.0.1')
  slow.write('POST /v1/owners HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n')
  slow.write('Content-Type: application/json\r\nExpect: 100-continue\r\n\r\n{')
  await once(slow, 'data')
  const gone = once(slow, 'close')
  await Promise.all([closing.close(), gone])
  expect(faults).toEqual([])
}, 6000)
