/** What an owner's own MQTT broker is told about its clients: who comes in, and which topics are whose. */
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { openTools, PASSWORD, type Tools } from './tools.ts'
import { signUp } from './visitors.ts'

let house: TestHouse
let tools: Tools
let secret: string
let token: string
/** Whose accounts were looked up. */
const asked: string[] = []
const brokerUrl = 'mqtt://share%20d:s3cret@localhost:1883'

beforeAll(async () => {
  house = await openTestHouse({ timer: false })
  const ann = await signUp(house, 'ann@example.org')
  token = ann.token
  secret = (await ann.addCar('ANN-1')).token
  const { owners } = house.world.store.read
  const account = { ...(await owners.byEmail('ann@example.org'))!, id: 'moved', email: 'm@x.org' }
  await house.world.store.write((tables) => tables.owners.add({ ...account, account: 'jimbo' }))
  const isAccount = (name: string) => {
    asked.push(name)
    return house.service.isAccount(name)
  }
  tools = await openTools(house, { brokerUrl }, { isAccount })
})
afterAll(async () => {
  await tools.close()
  await house.close()
})

/** As the broker's plug-in asks: by a form. */
const ask = (hook: string, fields: Record<string, string>) =>
  request(tools.url).post(`/mqapi/${hook}`).type('form').send(fields)
const auth = async (username: string, password: string) =>
  (await ask('auth', { username, password, topic: '', acc: '-1' })).status
const acl = async (username: string, topic: string) =>
  (await ask('acl', { username, topic, clientid: 'x', acc: '2' })).status

describe('a client comes in', () => {
  test('as an owner by e-mail or account, with the password or a token', async () => {
    expect(await auth('ann@example.org', PASSWORD)).toBe(200)
    expect(await auth('ann@example.org', token)).toBe(200)
    expect(await auth('Jimbo', PASSWORD)).toBe(200)
  })

  test('as a vehicle with its module’s secret', async () => {
    expect(await auth('ANN-1', secret)).toBe(200)
  })

  test('as a module under its owner’s name, known by its client id', async () => {
    const module = async (username: string, clientid: string, password = secret) =>
      (await ask('auth', { username, password, clientid })).status
    expect(await module('ann@example.org', 'ANN-1')).toBe(200)
    expect(await module('ann@example.org', 'ANN-1', 'wrong')).toBe(403)
    expect(await module('ann@example.org', 'ANN-2')).toBe(403)
    expect(await module('Jimbo', 'ANN-1')).toBe(403)
    expect(await module('bob@example.org', 'ANN-1')).toBe(403)
  })

  test('with nothing else', async () => {
    expect(await auth('ann@example.org', 'wrong')).toBe(403)
    expect(await auth('ann@example.org', secret)).toBe(403)
    expect(await auth('', '')).toBe(403)
    expect((await ask('auth', {})).status).toBe(403)
    expect(await auth('ann\0', PASSWORD)).toBe(403)
  })

  test('never as somebody whose account is called like his vehicle', async () => {
    const thief = await signUp(house, 'thief@example.org')
    await thief.post('/v1/vehicles').send({ vehicleId: 'Jimbo' }).expect(409)
    // The account may have come later than the vehicle.
    const { token: stolen } = await thief.addCar('Late')
    const { owners } = house.world.store.read
    const late = { ...(await owners.byEmail('ann@example.org'))!, id: 'late', email: 'l@x.org' }
    await house.world.store.write((tables) => tables.owners.add({ ...late, account: 'late' }))
    for (const name of ['Late', 'late', 'LATE']) expect(await auth(name, stolen)).toBe(403)
  })
})

describe('a topic is used', () => {
  test('by an owner below his name', async () => {
    expect(await acl('ann@example.org', 'ovms/ann@example.org/ANN-1/metric/v/b/soc')).toBe(200)
    expect(await acl('ann@example.org', 'ovms/ann@example.org/#')).toBe(200)
    expect(await acl('Jimbo', 'ovms/Jimbo/ROADSTER/event')).toBe(200)
  })

  test('by a vehicle where it is its own', async () => {
    expect(await acl('ANN-1', 'ovms/ANN-1/ann-1/client/+/active')).toBe(200)
    expect(await acl('ANN-1', 'ovms/ANN-1/ANN-2/event')).toBe(403)
    expect(await acl('ANN-1', 'ovms/ANN-1/#')).toBe(403)
  })

  test('by nobody else', async () => {
    const strange = ['ovms/bob@example.org/X/event', 'ovms/ann@example.or/x', '#', '$SYS/#', '']
    for (const topic of strange) expect(await acl('ann@example.org', topic), topic).toBe(403)
    expect(await acl('', 'ovms//x')).toBe(403)
    expect(await acl('nobody', 'ovms/nobody/CAR/event')).toBe(403)
    // PostgreSQL takes no NUL: it must not even be asked.
    expect(await acl('no\0', 'ovms/no\0/CAR/event')).toBe(403)
    expect(asked).toContain('nobody')
    expect(asked).not.toContain('no\0')
  })
})

describe('this server as a client of the broker', () => {
  test('comes in by what its address tells, and may do all', async () => {
    expect(await auth('share d', 's3cret')).toBe(200)
    expect(await auth('share d', 'wrong')).toBe(403)
    expect((await ask('superuser', { username: 'share d' })).status).toBe(200)
    expect((await ask('superuser', { username: 'ann@example.org' })).status).toBe(403)
  })

  test('is nobody where there is no such address', async () => {
    const fields = { username: '', password: '' }
    const own = (hook: string) =>
      request(house.url).post(`/mqapi/${hook}`).type('form').send(fields)
    await own('auth').expect(403)
    await own('superuser').expect(403)
  })
})

describe('the hooks', () => {
  test('take JSON too, and refuse what is neither', async () => {
    const post = () => request(tools.url).post('/mqapi/auth')
    await post().send({ username: 'ann@example.org', password: PASSWORD }).expect(200)
    await post()
      .send({ username: ['ann@example.org'], password: 7 })
      .expect(403)
    await post().send('[]').type('json').expect(403)
    await post().type('text/plain').send('username=ann@example.org').expect(415)
    await request(tools.url).get('/mqapi/auth').expect(404)
  })

  test('are not there for who comes through a proxy', async () => {
    const proxied = ask('auth', { username: 'ann@example.org', password: PASSWORD })
    await proxied.set('x-forwarded-for', '203.0.113.7').expect(404)
  })
})
