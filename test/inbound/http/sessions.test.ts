/** Sessions of owners' tools: cookies and peers that live as long as they are used, and are nobody else's. */
import request from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Caller } from '../../../src/inbound/http/login.ts'
import { openSessions } from '../../../src/inbound/http/sessions.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { by, charging, cookieIn, lineOf, openTools, PASSWORD, says, type Tools } from './tools.ts'
import { as, signUp } from './visitors.ts'

let now = Date.parse('2026-11-21T12:00:00Z')
let house: TestHouse
let tools: Tools
let token: string

beforeAll(async () => {
  house = await openTestHouse({ clock: () => now, timer: false })
  const ann = await signUp(house, 'ann@example.org')
  token = ann.token
  await ann.addCar('ANN-1')
  await signUp(house, 'bob@example.org')
})
beforeEach(async () => {
  await tools?.close()
  tools = await openTools(house)
})
afterAll(async () => {
  await tools.close()
  await house.close()
})

const call = (method: 'get' | 'delete', path: string) => request(tools.url)[method](path)
const ann = (path: string) => call('get', by('ann@example.org', PASSWORD, path))
const minutes = (count: number) => (now += count * 60_000)
const signIn = async () => cookieIn(await ann('/api/cookie').expect(200))

describe('a cookie', () => {
  const withCookie = (cookie: string, path: string) => call('get', path).set('cookie', cookie)

  test('lives for five minutes after each use', async () => {
    const cookie = await signIn()
    minutes(4)
    await withCookie(cookie, '/api/vehicles').expect(200)
    minutes(4)
    await withCookie(cookie, '/api/vehicles').expect(200)
    minutes(5)
    await withCookie(cookie, '/api/vehicles').expect(401)
  })

  test('is nothing any more after a logout, or a new login by it', async () => {
    const cookie = await signIn()
    const next = cookieIn(await withCookie(cookie, '/api/cookie').expect(200))
    await withCookie(cookie, '/api/vehicles').expect(401)
    await withCookie(next, '/api/vehicles').expect(200)
    const { text } = await call('delete', '/api/cookie').set('cookie', next).expect(200)
    expect(text).toBe('Logout ok\n')
    await withCookie(next, '/api/vehicles').expect(401)
  })

  test('ends with the token by which it was got', async () => {
    const login = { email: 'ann@example.org', password: PASSWORD }
    const { body } = await request(house.url).post('/v1/sessions').send(login).expect(201)
    const other = String(body.token)
    const cookie = cookieIn(await call('get', by('ann@example.org', other, '/api/cookie')))
    await withCookie(cookie, '/api/vehicles').expect(200)
    await as(house, other).delete('/v1/sessions/current').expect(204)
    await withCookie(cookie, '/api/vehicles').expect(401)
  })

  test('ends with the password by which it was got', async () => {
    const login = { email: 'ann@example.org', password: PASSWORD }
    const { body } = await request(house.url).post('/v1/sessions').send(login).expect(201)
    const change = (from: string, to: string) =>
      as(house, String(body.token))
        .patch('/v1/owners/me')
        .send({ password: { old: from, new: to } })
        .expect(200)
    const cookie = await signIn()
    await withCookie(cookie, '/api/vehicles').expect(200)
    await change(PASSWORD, 'another pass phrase')
    await withCookie(cookie, '/api/vehicles').expect(401)
    await change('another pass phrase', PASSWORD)
  })

  test('is for no script and for no other site', async () => {
    const { headers } = await ann('/api/cookie').expect(200)
    expect(String(headers['set-cookie'])).toMatch(/; Path=\/api; HttpOnly; SameSite=Strict$/)
    const cookie = cookieIn({ headers })
    for (const site of ['cross-site', 'same-site']) {
      await withCookie(cookie, '/api/vehicles').set('sec-fetch-site', site).expect(401)
    }
    const own = await withCookie(cookie, '/api/vehicles').set('sec-fetch-site', 'same-origin')
    expect(own.status).toBe(200)
    expect(own.headers['access-control-allow-origin']).toBe('*')
    expect(own.headers).not.toHaveProperty('access-control-allow-credentials')
  })

  test('that is made up opens nothing, nor do the sessions of others without one', async () => {
    await ann('/api/vehicles').expect(200)
    const made = ['', 'x', 'each call of owner x', '../..', '00000000-0000-4000-8000-000000000000']
    for (const cookie of made) {
      await withCookie(`ovmsapisession=${cookie}`, '/api/vehicles').expect(401)
    }
    await withCookie(`session=${token}`, '/api/vehicles').expect(401)
  })

  test('never leads to a session of someone who signs in with each call', async () => {
    const sessions = openSessions(tools.garage, () => now)
    const caller = { kind: 'owner', id: 'ann', holds: () => Promise.resolve(true) } as Caller
    expect(await sessions.find(sessions.of(caller).key)).toBeNull()
    expect(await sessions.find(sessions.begin(caller).key)).not.toBeNull()
  })

  test('is one of few: with the twentyfirst of an owner his oldest ends, nobody else’s', async () => {
    const bobs = cookieIn(await call('get', by('bob@example.org', PASSWORD, '/api/cookie')))
    const first = await signIn()
    for (let i = 0; i < 20; i++) await signIn()
    await withCookie(first, '/api/vehicles').expect(401)
    await withCookie(bobs, '/api/vehicles').expect(200)
  })
})

describe('a peer of a car', () => {
  const connect = async (path = '/api/vehicle/ANN-1') => (await ann(path).expect(200)).body

  test('is told whether the car is here, and when it spoke last', async () => {
    expect(await connect()).toEqual({
      v_apps_connected: 1,
      v_btcs_connected: 0,
      v_first_peer: 1,
      v_net_connected: 0,
    })
    says(tools.garage, 'ann-1', charging)
    minutes(1)
    expect(await connect()).toMatchObject({
      v_apps_connected: 1,
      v_first_peer: 0,
      m_msgage_s: 60,
      m_msgtime_s: new Date(now - 60_000).toISOString().slice(0, 19).replace('T', ' '),
    })
  })

  test('counts until he leaves, signs out, or has not called for five minutes', async () => {
    const told = lineOf(tools.garage, 'ann-1')
    const cookie = await signIn()
    const mine = (method: 'get' | 'delete', path: string) =>
      call(method, path).set('cookie', cookie).expect(200)
    await mine('get', '/api/vehicle/ANN-1')
    expect((await mine('delete', '/api/vehicle/ANN-1')).text).toBe('Disconnect OK\n')
    await mine('get', '/api/vehicle/ANN-1')
    await mine('delete', '/api/cookie')
    expect(told).toEqual(['Z0', 'Z1', 'Z0', 'Z1', 'Z0'])
    await connect()
    minutes(4)
    await ann('/api/vehicles').expect(200)
    minutes(4)
    tools.garage.sweep(0)
    expect(told.at(-1)).toBe('Z1')
    minutes(1)
    tools.garage.sweep(0)
    expect(told.at(-1)).toBe('Z0')
  })
})
