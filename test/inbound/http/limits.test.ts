/** How the server protects itself: guessers are slowed down, and no write is promised in vain. */
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Unavailable } from '../../../src/flows/ports.ts'
import { bucket } from '../../../src/inbound/http/limits.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { by, openTools } from './tools.ts'
import { join, signUp } from './visitors.ts'

let house: TestHouse
const silent = { info: () => {}, warn: () => {}, error: () => {} }
beforeAll(async () => {
  house = await openTestHouse({ timer: false, log: silent }, { CHARGESHARE_RATE_LIMITS: 'on' })
})
afterAll(() => house.close())

describe('a bucket', () => {
  let now = 1000
  const clock = () => now

  test('gives a burst, then one at a time, and never holds more than the burst', () => {
    const drops = bucket({ most: 3, everyMs: 1000, clock })
    const take = (count: number) => Array.from({ length: count }, () => drops.take('a'))
    take(3)
    expect(drops.wait('a')).toBe(1)
    expect(drops.wait('b')).toBe(0)
    now += 999
    expect(drops.wait('a')).toBe(1)
    now += 1
    expect(drops.wait('a')).toBe(0)
    take(1)
    expect(drops.wait('a')).toBe(1)
    now += 3_600_000
    take(3)
    expect(drops.wait('a')).toBe(1)
  })

  test('is forgotten among too many, the oldest first', () => {
    const drops = bucket({ most: 1, everyMs: 1000, clock })
    for (let i = 0; i <= 10_000; i++) drops.take(`stranger ${i}`)
    expect(drops.wait('stranger 0')).toBe(0)
    expect(drops.wait('stranger 10000')).toBe(1)
  })
})

describe('the tools of OVMS', () => {
  test('may call 120 times from one address, and then once a second', async () => {
    let now = Date.parse('2026-11-21T12:00:00Z')
    const tools = await openTools(house, { rateLimits: true }, { clock: () => now })
    const call = async () => (await request(tools.url).get('/api/vehicles')).status
    const calls = async (count: number) => {
      const statuses = await Promise.all(Array.from({ length: count }, call))
      return statuses.filter((status) => status !== 429).length
    }
    expect(await calls(130)).toBe(120)
    const { text, headers } = await request(tools.url).get('/api/vehicles').expect(429)
    expect(text).toBe('Too many requests\n')
    expect(headers['retry-after']).toBe('1')
    now += 60_000
    expect(await calls(70)).toBe(60)
    await tools.close()
  })

  test('are refused after ten wrong passwords, and told in words how long to wait', async () => {
    const tools = await openTools(house, { rateLimits: true })
    const guess = (name: string) => request(tools.url).get(by(name, 'guess', '/api/cookie'))
    for (let i = 0; i < 10; i++) await guess('victim@example.org').expect(401)
    const { text, headers } = await guess('victim@example.org').expect(429)
    expect(text).toBe('too many wrong passwords\n')
    expect(Number(headers['retry-after'])).toBeGreaterThan(60)
    await guess('another@example.org').expect(401)
    await tools.close()
  })
})

describe('limits', () => {
  test('a guesser of passwords is stopped, with the time to wait', async () => {
    const guess = () =>
      request(house.url)
        .post('/v1/sessions')
        .send({ email: 'victim@example.org', password: 'guess' })
    for (let i = 0; i < 10; i++) await guess().expect(401)
    const stopped = await guess().expect(429)
    expect(Number(stopped.headers['retry-after'])).toBeGreaterThan(0)
    expect(stopped.headers['content-type']).toBe('application/problem+json')
    const other = { email: 'another@example.org', password: 'guess' }
    await request(house.url).post('/v1/sessions').send(other).expect(401)
  })

  test('a partner sees how much he may still pull', async () => {
    const partner = await join(house)
    const { headers } = await partner.get('/v1/charges').expect(200)
    expect(headers['ratelimit']).toMatch(/r=599/)
    expect(headers['ratelimit-policy']).toMatch(/q=600; w=60/)
  })

  test('a partner has his pushes tried, renewed and repeated 60 times an hour in all', async () => {
    const [partner, another] = [await join(house), await join(house)]
    const status = async (path: string, who = partner) =>
      (await who.post(`/v1/partners/me/${path}`).send({ session: 'none' })).status
    const tests = Array.from({ length: 60 }, () => status('push/test'))
    expect(new Set(await Promise.all(tests)), 'there is no address').toEqual(new Set([409]))
    for (const path of ['push/test', 'push-secret', 'token', 'replay']) {
      expect(await status(path), path).toBe(429)
    }
    expect(await status('push-secret', another)).toBe(201)
  })

  test('a partner changes his wishes 120 times an hour', async () => {
    const partner = await join(house)
    const wish = async () => (await partner.patch('/v1/partners/me').send({ push: {} })).status
    const statuses = await Promise.all(Array.from({ length: 121 }, wish))
    expect(statuses.filter((status) => status === 429)).toHaveLength(1)
  })
})

test('while the store takes no writes, modules are told to come again, and nothing is promised', async () => {
  const owner = await signUp(house, 'ann@example.org')
  const car = await owner.addCar('ANN')
  const { write } = house.world.store
  house.world.store.write = () => Promise.reject(new Unavailable('database or disk is full'))
  const message = { type: 'charge.started', at: new Date().toISOString() }
  const post = () =>
    request(house.url)
      .post('/v1/vehicles/ANN/messages')
      .set('authorization', `Bearer ${car.token}`)
      .send(message)
  const refused = await post().expect(503)
  expect(refused.headers['retry-after']).toBe('5')
  expect(refused.body.detail).toBe('the store takes no writes')
  const unready = await request(house.url).get('/readyz').expect(503)
  expect(unready.body).toEqual({ status: 'the store takes no writes' })
  await request(house.url).get('/healthz').expect(200)
  house.world.store.write = write
  expect((await post().expect(202)).body.accepted[0].result).toBe('new')
})

test('a fault of our own is a 500 that tells nothing of our inside', async () => {
  const owner = await signUp(house, 'bob@example.org')
  const { read } = house.world.store
  const { of } = read.vehicles
  read.vehicles.of = () => Promise.reject(new Error('secret inside'))
  const { text } = await owner.get('/v1/vehicles').expect(500)
  expect(text).not.toContain('inside')
  read.vehicles.of = of
})

test('a way to a new password is asked for five times an hour for one address', async () => {
  const ask = async (email: string) =>
    (await request(house.url).post('/v1/sessions/forgotten').send({ email })).status
  const statuses = []
  for (let i = 0; i < 6; i++)
    statuses.push(await ask(i % 2 ? 'ann@example.org' : 'Ann@example.org'))
  expect(statuses).toEqual([202, 202, 202, 202, 202, 429])
  expect(await ask('bob@example.org')).toBe(202)
})
