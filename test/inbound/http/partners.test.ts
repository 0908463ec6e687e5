/** What partners are answered: sign-up under the licence, the feed, and where pushes go. */
import { gunzipSync } from 'node:zlib'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openReceiver, type Receiver } from '../../outbound/receiver.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { join, signUp } from './visitors.ts'

let house: TestHouse
let partner: Awaited<ReturnType<typeof join>>
let receiver: Receiver
let now = Date.parse('2026-11-21T12:00:00Z')
let charges = 0

beforeAll(async () => {
  house = await openTestHouse({ clock: () => now, timer: false })
  receiver = await openReceiver(() => now)
  partner = await join(house)
  const owner = await signUp(house, 'sharer@example.org')
  const car = await owner.addCar('SHARER')
  plugIn = async () => {
    charges++
    now += 600_000
    const at = new Date(now).toISOString()
    const position = { lat: 10, lon: 20 }
    const message = { id: `c-${charges}`, type: 'charge.started', at, position }
    await request(house.url)
      .post('/v1/vehicles/SHARER/messages')
      .set('authorization', `Bearer ${car.token}`)
      .send(message)
      .expect(202)
  }
  await plugIn()
  const { body } = await owner.get('/v1/locations')
  await owner.patch(`/v1/locations/${body.items[0].id}`).send({ flag: 'always' }).expect(200)
  for (let i = 0; i < 4; i++) await plugIn()
})
afterAll(async () => {
  await house.close()
  await receiver.close()
})

let plugIn: () => Promise<void>
type Listed = {
  items: { cursor: string; publishedAt: string; session: { id: string } }[]
  next: string
  more: boolean
}
const pull = async (query = '') =>
  (await partner.get(`/v1/charges${query}`).expect(200)).body as Listed

describe('signing up', () => {
  const body = { name: 'Map', email: 'a@example.org', acceptLicense: 'CC-BY-4.0' }
  const post = (content: object) => request(house.url).post('/v1/partners').send(content)

  test('needs nothing but the licence', async () => {
    const answer = await post(body).expect(201)
    expect(answer.body.token).toMatch(/^csp_/)
    expect(answer.body.pushSecret).toMatch(/^whsec_/)
    expect(answer.body.partner.push).toMatchObject({ url: null, enabled: false, state: 'none' })
  })

  test('without the licence is refused, and the refusal names it', async () => {
    const without = await post({ name: 'Map', email: 'a@example.org' }).expect(422)
    expect(without.body.errors).toEqual([
      { pointer: '/acceptLicense', detail: expect.stringContaining('licence'), code: 'required' },
    ])
    await post({ ...body, acceptLicense: 'WTFPL' }).expect(422)
  })

  test('shows the licence to everybody', async () => {
    const license = await request(house.url).get('/v1/license').expect(200)
    expect(license.body).toMatchObject({
      id: 'CC-BY-4.0',
      url: expect.stringContaining('creativecommons.org'),
    })
    expect(license.body.text.length).toBeGreaterThan(200)
  })

  test('refuses an address to push to that cannot be', async () => {
    const { body: problem } = await post({
      ...body,
      push: { url: 'ftp://x', enabled: true },
    }).expect(422)
    expect(problem.errors[0].pointer).toBe('/push/url')
    await post({ ...body, push: { enabled: true } }).expect(422)
  })
})

describe('pulling', () => {
  test('from cursor to cursor gives every event once and in order', async () => {
    const all = await pull()
    expect(all.items.length).toBeGreaterThan(5)
    const seen: string[] = []
    for (let page = await pull('?limit=2'); ; page = await pull(`?limit=2&after=${page.next}`)) {
      seen.push(...page.items.map(({ cursor }) => cursor))
      expect(page.next).toBeTruthy()
      if (!page.more) break
    }
    expect(seen).toEqual(all.items.map(({ cursor }) => cursor))
  })

  test('goes on from the cursor of any event', async () => {
    const all = await pull()
    const rest = await pull(`?after=${all.items[1]!.cursor}`)
    expect(rest.items).toEqual(all.items.slice(2))
  })

  test('since a time of publication includes that time', async () => {
    const all = await pull()
    const at = all.items[3]!.publishedAt
    const since = await pull(`?since=${encodeURIComponent(at)}`)
    expect(since.items).toEqual(all.items.filter(({ publishedAt }) => publishedAt >= at))
    await partner.get('/v1/charges?since=2026-11-21T12:00:00').expect(422)
    await partner.get(`/v1/charges?since=${at}&after=${all.next}`).expect(422)
  })

  test('waits for the first event where it is asked to', async () => {
    const { next } = await pull()
    const waiting = pull(`?after=${next}&wait=20`)
    await plugIn()
    expect((await waiting).items.length).toBeGreaterThan(0)
    expect((await pull(`?after=${(await pull()).next}&wait=0`)).items).toEqual([])
    await partner.get('/v1/charges?wait=31').expect(422)
  })

  test('streams lines, the last one with the cursor', async () => {
    const all = await pull()
    const { text, headers } = await partner
      .get('/v1/charges')
      .set('accept', 'application/x-ndjson')
      .buffer(true)
      .parse(asText)
      .expect(200)
      .then((r) => ({ text: String(r.body), headers: r.headers }))
    expect(headers['content-type']).toContain('application/x-ndjson')
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.slice(0, -1)).toEqual(all.items)
    expect(lines.at(-1)).toEqual({ next: all.next })
    await partner.get('/v1/charges').set('accept', 'image/png').expect(406)
  })

  test('an unchanged page is a 304, a page is gzipped', async () => {
    const first = await partner.get('/v1/charges').expect(200)
    await partner.get('/v1/charges').set('if-none-match', String(first.headers['etag'])).expect(304)
    const zipped = await partner
      .get('/v1/charges')
      .set('accept-encoding', 'gzip')
      .buffer(true)
      .parse(asBytes)
    expect(zipped.headers['content-encoding']).toBe('gzip')
    const plain =
      zipped.body[0] === 0x1f ? gunzipSync(zipped.body as Buffer) : (zipped.body as Buffer)
    expect(JSON.parse(plain.toString())).toEqual(first.body)
    expect(first.headers['vary']).toContain('Authorization')
  })

  test('with a cursor that is none is 422, with one of another feed 410', async () => {
    await partner.get('/v1/charges?after=hello').expect(422)
    const foreign = Buffer.from('otherepoch.3.1000').toString('base64url')
    const { body } = await partner.get(`/v1/charges?after=${foreign}`).expect(410)
    expect(body.type).toBe('/problems/cursor-expired')
  })

  test('needs a partner', async () => {
    await request(house.url).get('/v1/charges').expect(401)
    await request(house.url).get('/v1/charges').set('authorization', 'Bearer csp_guess').expect(401)
    await partner.get('/v1/charges?limit=1001').expect(422)
  })
})

describe('tokens', () => {
  test('are rotated; the old one works on for a day', async () => {
    const own = await join(house)
    const { body } = await own.post('/v1/partners/me/token').expect(201)
    await own.get('/v1/partners/me').expect(200)
    now += 25 * 3_600_000
    await own.get('/v1/partners/me').expect(401)
    await request(house.url)
      .get('/v1/partners/me')
      .set('authorization', `Bearer ${body.token}`)
      .expect(200)
  })
})

describe('pushes', () => {
  const push = (url: string, enabled = true) => ({ push: { url, enabled } })

  test('go to an address only after it was proven, then in order and signed', async () => {
    const own = await join(house)
    receiver.trust(own.pushSecret)
    const set = await own.patch('/v1/partners/me').send(push(receiver.url)).expect(200)
    expect(set.body.push.state).toBe('unproven')
    await plugIn()
    await house.service.deliverDue(now)
    expect((await own.get('/v1/partners/me')).body.push.state).toBe('proven')
    const { next } = await pull()
    expect(receiver.parcels.at(-1)?.body['next']).toBe(next)
    const { body } = await own.get('/v1/partners/me/deliveries').expect(200)
    expect(body.items.map(({ kind }: { kind: string }) => kind)).toEqual(['events', 'verification'])
  })

  test('are retried later where the receiver fails, and nothing is lost', async () => {
    const own = await join(house)
    receiver.trust(own.pushSecret)
    await own.patch('/v1/partners/me').send(push(receiver.url)).expect(200)
    await house.service.deliverDue(now)
    receiver.answer({ status: 500 })
    const before = receiver.items.length
    await plugIn()
    await house.service.deliverDue(now)
    const failing = (await own.get('/v1/partners/me')).body.push
    expect(failing).toMatchObject({ failures: 1 })
    receiver.answer(null)
    expect(await house.service.deliverDue(now)).toBe(0)
    now = Date.parse(failing.nextTryAt)
    await house.service.deliverDue(now)
    expect(receiver.items.length).toBeGreaterThan(before)
    expect((await own.get('/v1/partners/me')).body.push).toMatchObject({
      failures: 0,
      nextTryAt: null,
    })
  })

  test('stop for good where the address says that it is gone', async () => {
    const own = await join(house)
    receiver.trust(own.pushSecret)
    await own.patch('/v1/partners/me').send(push(receiver.url)).expect(200)
    await house.service.deliverDue(now)
    receiver.answer({ status: 410 })
    await plugIn()
    await house.service.deliverDue(now)
    receiver.answer(null)
    expect((await own.get('/v1/partners/me')).body.push).toMatchObject({
      state: 'gone',
      enabled: false,
    })
  })

  test('are tested and replayed on demand', async () => {
    const own = await join(house)
    await own.post('/v1/partners/me/push/test').expect(409)
    receiver.trust(own.pushSecret)
    await own.patch('/v1/partners/me').send(push(receiver.url)).expect(200)
    const proof = await own.post('/v1/partners/me/push/test').expect(200)
    expect(proof.body).toMatchObject({ kind: 'verification', error: null })
    const hello = await own.post('/v1/partners/me/push/test').expect(200)
    expect(hello.body).toMatchObject({ kind: 'test', status: 200 })
    const parcels = receiver.parcels.length
    await own.post('/v1/partners/me/replay').send({ since: '2026-11-21T00:00:00Z' }).expect(202)
    await house.service.deliverDue(now)
    const again = receiver.parcels.slice(parcels).flatMap(({ body }) => body['items'] as object[])
    expect(again).toEqual((await pull()).items)
    await own.post('/v1/partners/me/replay').send({ after: 'nonsense' }).expect(422)
    await own.post('/v1/partners/me/replay').send({}).expect(422)
  })

  test('get a new secret on demand', async () => {
    const own = await join(house)
    const { body } = await own.post('/v1/partners/me/push-secret').expect(201)
    expect(body.pushSecret).not.toBe(own.pushSecret)
  })
})

type Raw = { on: (event: string, done: (chunk: Buffer) => void) => void }
function asBytes(response: unknown, done: (error: Error | null, body: Buffer) => void): void {
  const chunks: Buffer[] = []
  ;(response as Raw).on('data', (chunk) => chunks.push(chunk))
  ;(response as Raw).on('end', () => done(null, Buffer.concat(chunks)))
}
function asText(response: unknown, done: (error: Error | null, body: string) => void): void {
  asBytes(response, (error, body) => done(error, body.toString()))
}
