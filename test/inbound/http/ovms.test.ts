/** The tools that OVMS owners have already: they are pointed here and find what they know. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import request from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { LogRecord } from '../../../src/domain/telemetry/reading.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { tracesIn } from '../../traces.ts'
import { connectModule } from '../ovms/module.ts'
import { openEvcc } from './evcc.ts'
import { by, charging, cookieIn, lineOf, openTools, PASSWORD, says, type Tools } from './tools.ts'
import { as, signUp } from './visitors.ts'

let now = Date.parse('2026-11-21T12:00:00Z')
let house: TestHouse
let tools: Tools
let car: Awaited<ReturnType<Awaited<ReturnType<typeof signUp>>['addCar']>>
let token: string
const notes: string[] = []
const note = (what: object, text: string) => void notes.push(`${text} ${JSON.stringify(what)}`)
const log = { info: note, warn: note, error: note }

beforeAll(async () => {
  house = await openTestHouse({ clock: () => now, timer: false })
  const ann = await signUp(house, 'ann@example.org')
  token = ann.token
  car = await ann.addCar('Ann-1')
  await ann.addCar('ANN-2', false)
  await (await signUp(house, 'bob@example.org')).addCar('BOB-1')
})
beforeEach(async () => {
  await tools?.close()
  tools = await openTools(house, { log })
})
afterAll(async () => {
  await tools.close()
  await house.close()
})

const call = (method: 'get' | 'put' | 'post' | 'delete', path: string) =>
  request(tools.url)[method](path)
const ann = (path: string) => call('get', by('ann@example.org', PASSWORD, path))
const minutes = (count: number) => (now += count * 60_000)
const signIn = async () => cookieIn(await ann('/api/cookie').expect(200))

describe('evcc', () => {
  test('signs in when it must, becomes a peer, and reads charge, odometer and position', async () => {
    const told = lineOf(tools.garage, 'ann-1')
    says(tools.garage, 'ann-1', charging)
    const evcc = openEvcc(tools.url, 'ann@example.org', PASSWORD, 'ANN-1')
    expect(await evcc.read()).toEqual({
      isOnline: true,
      status: 'C',
      soc: 45,
      rangeKm: 150,
      minutesLeft: 264,
      odometerKm: 57_823.1,
      ageS: 0,
      position: [52.370216, 4.895168],
    })
    expect(told).toEqual(['Z0', 'Z1'])
    expect(evcc.asked).toEqual([
      '/api/charge/ANN-1 401',
      '/api/cookie 200',
      '/api/vehicle/ANN-1 200',
      '/api/charge/ANN-1 200',
      '/api/status/ANN-1 200',
      '/api/location/ANN-1 200',
    ])
  })

  test('goes on with its cookie, and signs in again where that was not used for long', async () => {
    says(tools.garage, 'ann-1', charging)
    const evcc = openEvcc(tools.url, 'ann@example.org', PASSWORD, 'ANN-1')
    await evcc.read()
    evcc.asked.length = 0
    minutes(4)
    expect(await evcc.read()).toMatchObject({ ageS: 240 })
    expect(evcc.asked).toHaveLength(3)
    minutes(5)
    await evcc.read()
    expect(evcc.asked.slice(3, 5)).toEqual(['/api/charge/ANN-1 401', '/api/cookie 200'])
  })
})

test('a module that speaks v2 is told that evcc listens, and what it says then is read', async () => {
  const whole = await openTestHouse({ timer: false, freePorts: true })
  const eve = await signUp(whole, 'eve@example.org')
  const { token: password } = await eve.addCar('EVE-1')
  const v2 = { port: whole.ovms.port!, type: 'C', vehicleId: 'EVE-1', password } as const
  const module = await connectModule(v2)
  expect(await module.next()).toBe('Z0')
  const evcc = openEvcc(whole.url, 'eve@example.org', PASSWORD, 'EVE-1')
  expect(await evcc.read()).toMatchObject({ isOnline: true, status: 'A', soc: 0 })
  expect(await module.next()).toBe('Z1')
  module.says(...Object.entries(charging).map(([code, data]) => code + data))
  await expect.poll(evcc.read).toMatchObject({ status: 'C', soc: 45, odometerKm: 57_823.1 })
  await module.close()
  await whole.close()
})

test('Home Assistant reads a value by a command line, with name and password each time', async () => {
  says(tools.garage, 'ann-1', charging)
  const args = ['-s', '-G', `${tools.url}/api/charge/ANN-1`]
  const query = ['username=ann@example.org', `password=${PASSWORD}`]
  const curl = [...args, ...query.flatMap((pair) => ['--data-urlencode', pair])]
  const { stdout } = await promisify(execFile)('curl', curl)
  expect(stdout).toMatch(/^\{"batt_capacity":"58\.0".*\}\n$/)
  expect(JSON.parse(stdout)).toMatchObject({ soc: '45.0', chargestate: 'charging' })
})

describe('who may read', () => {
  const opens = (name: string, password: string, path = '/api/vehicles') =>
    call('get', by(name, password, path))

  test('an owner, by his password or a token of his, or by HTTP Basic', async () => {
    await opens('Ann@Example.org', PASSWORD).expect(200)
    await opens('ann@example.org', token).expect(200)
    await call('get', '/api/vehicles').auth('ann@example.org', PASSWORD).expect(200)
    await call('get', '/api/vehicles').auth('ann@example.org', 'wrong').expect(401)
  })

  test('nobody without a password, with a wrong one, or with that of somebody else', async () => {
    const { text, headers } = await call('get', '/api/vehicles').expect(401)
    expect(text).toBe('Authentication failed\n')
    expect(headers['content-type']).toMatch('text/plain')
    expect(headers).not.toHaveProperty('www-authenticate')
    await opens('ann@example.org', 'a wrong pass phrase').expect(401)
    await opens('bob@example.org', token).expect(401)
    await opens('nobody@example.org', PASSWORD).expect(401)
    await opens('ANN-1', PASSWORD).expect(401)
    await opens('', '').expect(401)
    await call('get', '/api/vehicles').auth('ann\0@example.org', PASSWORD).expect(401)
    await call('get', '/api/vehicles?username=a&username=b&password=c').expect(401)
  })

  test('an owner sees his own vehicles alone', async () => {
    lineOf(tools.garage, 'ann-1')
    expect((await ann('/api/vehicles').expect(200)).body).toEqual([
      { id: 'Ann-1', v_apps_connected: 0, v_btcs_connected: 0, v_net_connected: 1 },
      { id: 'ANN-2', v_apps_connected: 0, v_btcs_connected: 0, v_net_connected: 0 },
    ])
    says(tools.garage, 'bob-1', charging)
    const told = lineOf(tools.garage, 'bob-1')
    const kinds = 'vehicle protocol status charge location tpms historical'.split(' ')
    for (const kind of kinds) {
      const { text } = await ann(`/api/${kind}/BOB-1`).expect(403)
      expect(text).toBe('Forbidden\n')
      await ann(`/api/${kind}/NOBODY`).expect(403)
      await ann(`/api/${kind}`).expect(403)
    }
    expect(told).toEqual(['Z0'])
  })

  test('a vehicle by its module’s secret sees itself alone, until the secret is another', async () => {
    const ann1 = (path: string) => opens('ANN-1', car.token, path)
    expect((await ann1('/api/vehicles').expect(200)).body).toMatchObject([{ id: 'Ann-1' }])
    await ann1('/api/status/ann-1').expect(200)
    await ann1('/api/status/ANN-2').expect(403)
    const cookie = cookieIn(await ann1('/api/cookie').expect(200))
    await call('get', '/api/status/ANN-1').set('cookie', cookie).expect(200)
    const renewed = await as(house, token).post('/v1/vehicles/ANN-1/token').expect(201)
    await call('get', '/api/status/ANN-1').set('cookie', cookie).expect(401)
    await ann1('/api/vehicles').expect(401)
    car.token = String(renewed.body.token)
    await ann1('/api/vehicles').expect(200)
  })
})

describe('what a module logged', () => {
  const line = (at: number, number: number, data: string): LogRecord => {
    return { type: '*-LOG-Grid', number, at, lifetimeS: 86_400, data }
  }

  test('is summed up, and read again from a time on', async () => {
    const at = Date.parse('2026-11-21T08:15:02.300Z')
    const module = await house.service.moduleOf('ann-1', car.token)
    const records = [line(at, 2, 'a,b,c'), line(at + 60_000, 2, 'd,e,f')]
    await house.service.observe(module, { readings: [], records }, 'test')
    const [sum] = (await ann('/api/historical/ANN-1').expect(200)).body
    expect(sum).toMatchObject({
      h_recordtype: '*-LOG-Grid',
      distinctrecs: 1,
      totalrecs: 2,
      totalsize: expect.stringMatching(/^\d+$/),
      first: '2026-11-21 08:15:02',
      last: '2026-11-21 08:16:02',
    })
    const lines = async (since = '') =>
      (await ann(`/api/historical/ANN-1/*-LOG-Grid${since}`).expect(200)).body
    expect(await lines()).toMatchObject([
      { h_timestamp: '2026-11-21 08:15:02', h_recordnumber: 2 },
      { h_timestamp: '2026-11-21 08:16:02', h_recordnumber: 2 },
    ])
    expect(await lines('?since=2026-11-21%2008:15:02')).toHaveLength(1)
    expect(await lines('?since=2026-11-21T10:15:00.5%2B02:00')).toHaveLength(2)
    expect(await lines('?since=2026-11-22')).toEqual([])
    const { text } = await ann('/api/historical/ANN-1?since=yesterday').expect(400)
    expect(text).toBe('since is not a time\n')
    expect((await ann('/api/historical/ANN-1/None').expect(200)).body).toEqual([])
  })

  test('is asked for in UTC, wherever the server stands', async () => {
    const zone = process.env['TZ']
    process.env['TZ'] = 'Asia/Hong_Kong'
    const lines = await ann('/api/historical/ANN-1/*-LOG-Grid?since=2026-11-21%2008:15:02')
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
    expect(lines.body).toHaveLength(1)
  })
})

describe('what is not to be had', () => {
  test('of a car that encrypts what it tells is said to be so', async () => {
    tools.garage.hear('ann-1', 'E', 'T1234567890123456789012')
    for (const kind of ['status', 'charge', 'location', 'tpms']) {
      const { text } = await ann(`/api/${kind}/ANN-1`).expect(502)
      expect(text).toBe('Paranoid vehicles not supported by api\n')
    }
  })

  test('is said to be not implemented where the reference says so, to those who are signed in', async () => {
    const undone: ['get' | 'put' | 'post' | 'delete', string][] = [
      ['put', 'charge/ANN-1'],
      ['delete', 'charge/ANN-1'],
      ['get', 'lock/ANN-1'],
      ['put', 'lock/ANN-1'],
      ['delete', 'valet/ANN-1'],
      ['get', 'features/ANN-1'],
      ['put', 'parameters/ANN-1'],
      ['put', 'reset/ANN-1'],
      ['put', 'homelink/ANN-1'],
      ['get', 'token'],
      ['post', 'token'],
      ['delete', 'token/x'],
    ]
    for (const [method, path] of undone) {
      await call(method, `/api/${path}`).expect(401)
      const { text } = await call(method, by('ann@example.org', PASSWORD, `/api/${path}`)).expect(
        501,
      )
      expect(text).toBe('Not yet implemented\n')
    }
  })

  test('is 404 where there is no such call, in words', async () => {
    for (const path of ['/api', '/api/', '/api/nothing', '/api/constructor', '/api/%2e%2e/x']) {
      const { text, headers } = await ann(path).expect(404)
      expect(text).toBe('Unrecognised API call\n')
      expect(headers['access-control-allow-origin']).toBe('*')
    }
    await call('post', '/api/vehicles').expect(404)
    await call('get', '/api/status/%E0%A4%A').expect(400)
  })
})

test('the notes of the server tell which calls were made, and nothing of who, where or how', async () => {
  says(tools.garage, 'ann-1', charging)
  notes.length = 0
  await signIn()
  await ann('/api/location/ANN-1').expect(200)
  await call('get', by('ann@example.org', token, '/api/charge/ANN-1')).expect(200)
  await call('get', '/api/secret-path').expect(404)
  await expect.poll(() => notes.length).toBe(4)
  expect(notes.join()).toMatch(/answered \{"method":"GET","path":"\/api\/location","status":200/)
  expect(notes.join()).not.toMatch(/ann|pass|cso_|secret|[0-9a-f]{8}-/i)
  expect(tracesIn(Buffer.from(notes.join()), { ann: { lat: 52.370216, lon: 4.895168 } })).toEqual(
    [],
  )
})
