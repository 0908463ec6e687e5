/** How the server protects itself: guessers are slowed down, and no write is promised in vain. */
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Unavailable } from '../../../src/flows/ports.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { join, signUp } from './visitors.ts'

let house: TestHouse
const silent = { info: () => {}, warn: () => {}, error: () => {} }
beforeAll(async () => {
  house = await openTestHouse({ timer: false, log: silent }, { CHARGESHARE_RATE_LIMITS: 'on' })
})
afterAll(() => house.close())

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
