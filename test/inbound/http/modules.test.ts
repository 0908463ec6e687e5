/** What modules are answered: good messages, bad ones, and everything a broken one may send. */
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { signUp } from './visitors.ts'

let house: TestHouse
let car: { vehicleId: string; token: string }
let other: { vehicleId: string; token: string }
const now = Date.parse('2026-11-21T12:00:00Z')

beforeAll(async () => {
  house = await openTestHouse({ clock: () => now, timer: false })
  const owner = await signUp(house, 'module@example.org')
  car = await owner.addCar('CAR-1')
  other = await owner.addCar('CAR-2')
  await owner.addCar('CAR-OUT', false)
})
afterAll(() => house.close())

const started = { type: 'charge.started', at: '2026-11-21T08:15:02Z' }
const post = (body: unknown, { vehicleId, token } = car) =>
  request(house.url)
    .post(`/v1/vehicles/${vehicleId}/messages`)
    .set('authorization', `Bearer ${token}`)
    .set('content-type', 'application/json')
    .send(typeof body === 'string' ? body : JSON.stringify(body))

const sessions = async () => (await house.world.store.read.sessions.of(['car-1'], page)).length
const page = { after: null, limit: 1000 }

describe('a good message', () => {
  test('is accepted with its session, and as a duplicate when it comes again', async () => {
    const message = {
      ...started,
      id: 'c-1001',
      position: { lat: 22.2809, lon: 114.1588 },
      soc: 41.5,
    }
    const first = await post(message).expect(202)
    const [accepted] = first.body.accepted
    expect(accepted).toMatchObject({ index: 0, id: 'c-1001', result: 'new' })
    expect(accepted.session).toMatch(/^\w{26}$/)
    const again = await post(message).expect(202)
    expect(again.body.accepted).toEqual([{ ...accepted, result: 'duplicate' }])
  })

  test('without an id is the same message by its type and time', async () => {
    const message = { type: 'charge.updated', at: '2026-11-21T08:20:00Z', soc: 45 }
    expect((await post(message)).body.accepted[0].result).toBe('new')
    expect((await post(message)).body.accepted[0].result).toBe('duplicate')
  })

  test('is found by a vehicle id in any case', async () => {
    const message = { type: 'telemetry', at: '2026-11-21T08:21:00Z' }
    await post(message, { ...car, vehicleId: 'car-1' }).expect(202)
  })

  test('of a vehicle that is opted out is ignored, and nothing is kept', async () => {
    const owner = await signUp(house, 'out@example.org')
    const out = await owner.addCar('QUIET', false)
    const answer = await post(started, out).expect(202)
    expect(answer.body.accepted[0]).toMatchObject({ result: 'ignored', session: null })
    expect(await house.world.store.read.sessions.of(['quiet'], page)).toEqual([])
  })

  test('0,0 is no error but no fix: no place is made of it', async () => {
    const at = '2026-11-21T09:00:00Z'
    await post({ type: 'charge.started', at, position: { lat: 0, lon: 0 } }, other).expect(202)
    expect(await house.world.store.read.places.of(['car-2'], page)).toEqual([])
  })

  test('keys that we do not know yet are passed over', async () => {
    await post({ type: 'telemetry', at: '2026-11-21T08:22:00Z', cabinTemperature: 21 }).expect(202)
  })
})

describe('a batch', () => {
  test('keeps the good ones and names the bad ones', async () => {
    const batch = [
      { type: 'charge.updated', at: '2026-11-21T08:30:00Z' },
      { type: 'charge.updated', at: 'yesterday', soc: 120 },
      { type: 'charge.completed', at: '2026-11-21T08:40:00Z' },
    ]
    const { body } = await post(batch).expect(202)
    expect(body.accepted.map(({ index }: { index: number }) => index)).toEqual([0, 2])
    expect(body.rejected).toEqual([
      {
        index: 1,
        status: 422,
        errors: [
          { pointer: '/at', detail: 'must be an RFC 3339 time with a zone', code: 'format' },
          { pointer: '/soc', detail: expect.stringContaining('100'), code: 'tooLarge', limit: 100 },
        ],
      },
    ])
  })

  test('with a reused id and other content gets a 409 in that row', async () => {
    const { body } = await post([
      { id: 'c-1001', type: 'charge.started', at: '2026-11-21T07:00:00Z' },
      { type: 'telemetry', at: '2026-11-21T08:50:00Z' },
    ]).expect(202)
    expect(body.rejected).toEqual([
      {
        index: 0,
        status: 409,
        errors: [{ pointer: '/id', detail: expect.any(String), code: 'idUsed' }],
      },
    ])
  })

  test('of which nothing is good is a 422 that names every field', async () => {
    const { body, headers } = await post([{ type: 'charge.started' }, 7]).expect(422)
    expect(headers['content-type']).toBe('application/problem+json')
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/0/at', '/1'])
    expect(body.rejected).toHaveLength(2)
  })

  test('of more than a thousand is refused whole', async () => {
    const before = await sessions()
    const batch = Array.from({ length: 1001 }, (_, i) => ({
      type: 'charge.started',
      at: new Date(now - i * 1000).toISOString(),
    }))
    await post(batch).expect(422)
    expect(await sessions()).toBe(before)
  })
})

describe('a bad message changes nothing and is told what is wrong', () => {
  const bad: [string, object, string[]][] = [
    ['an unknown type', { ...started, type: 'charge.exploded' }, ['/type']],
    ['no type and no time', {}, ['/type', '/at']],
    ['a time without a zone', { ...started, at: '2026-11-21T08:15:02' }, ['/at']],
    ['a time more than 10 minutes ahead', { ...started, at: '2026-11-21T12:10:01Z' }, ['/at']],
    [
      'a position out of range',
      { ...started, position: { lat: 91, lon: -181 } },
      ['/position/lat', '/position/lon'],
    ],
    [
      'a position that is a text',
      { ...started, position: { lat: 'NaN', lon: 1 } },
      ['/position/lat'],
    ],
    ['half a position', { ...started, position: { lat: 1 } }, ['/position/lon']],
    ['an id too long', { ...started, id: 'x'.repeat(65) }, ['/id']],
    ['control characters', { ...started, reason: 'a\u0007b' }, ['/reason']],
    [
      'wrong types',
      { ...started, soc: '41', energyKwh: null, odometerKm: [] },
      ['/soc', '/energyKwh', '/odometerKm'],
    ],
    ['a null message', null as unknown as object, ['']],
  ]
  test.each(bad)('%s', async (_, message, pointers) => {
    const before = await sessions()
    const { body } = await post(message).expect(422)
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers)
    expect(await sessions()).toBe(before)
  })

  test('a number too large for JSON', () =>
    post(`{"type":"charge.started","at":"2026-11-21T08:15:02Z","soc":1e999}`).expect(422))

  test('keys that reach into prototypes', async () => {
    const { body } = await post(
      `{"type":"telemetry","at":"2026-11-21T08:15:02Z","__proto__":{"x":1}}`,
    ).expect(422)
    expect(body.errors[0].pointer).toBe('/__proto__')
    await post(
      String.raw`{"type":"telemetry","at":"2026-11-21T08:15:02Z","__pr\u006fto__":1}`,
    ).expect(422)
    expect(Object.prototype).not.toHaveProperty('x')
  })

  test('HTML is kept as the text it is', () =>
    post({ ...started, at: '2026-11-21T05:00:00Z', reason: '<b>bold</b>' }).expect(202))

  test('broken JSON', () => post('{"type":').expect(400))
  test('no body', () => post('').expect(400))
  test('bytes that are not UTF-8', () =>
    request(house.url)
      .post('/v1/vehicles/CAR-1/messages')
      .set('authorization', `Bearer ${car.token}`)
      .set('content-type', 'application/json')
      .serialize(() => Buffer.from([0x22, 0xff, 0x22]) as unknown as string)
      .send({})
      .expect(400))
  test('another content type', () =>
    post('type=telemetry').set('content-type', 'application/x-www-form-urlencoded').expect(415))
  test('a body over 1 MiB', () => post(`"${'x'.repeat(1024 * 1024)}"`).expect(413))
  test('an array that nests too deep for nobody', () =>
    post(`${'['.repeat(5000)}${']'.repeat(5000)}`).expect(422))
})

describe('a wrong credential', () => {
  const as = (token: string, vehicleId = 'CAR-1') => post(started, { vehicleId, token })

  test('none is 401 with a challenge', async () => {
    const answer = await request(house.url).post('/v1/vehicles/CAR-1/messages').send(started)
    expect(answer.status).toBe(401)
    expect(answer.headers['www-authenticate']).toBe('Bearer')
  })
  test('a made-up one is 401, also for a vehicle that is not there', async () => {
    await as('csv_guess').expect(401)
    await as('csv_guess', 'NOBODY').expect(401)
  })
  test("another vehicle's is 403", () => as(other.token).expect(403))
  test('a good one at an unknown vehicle is 404', () => as(other.token, 'NOBODY').expect(404))
  test('an impossible vehicle id is no vehicle', () => as(other.token, 'a%20b').expect(404))
  test('a malformed URL is 400', () => as(other.token, '%E0%A4%A').expect(400))
})
