/** Cars that send the live data of ABRP: each plug-in's way of telling it, and what is made of it. */
import request from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Unavailable } from '../../../src/flows/ports.ts'
import type { Telemetry } from '../../../src/flows/service.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { tracesIn } from '../../traces.ts'
import { openTools, type Tools } from './tools.ts'
import { signUp } from './visitors.ts'

let now = Date.parse('2026-11-21T12:00:00Z')
let house: TestHouse
let tools: Tools
let ann: Awaited<ReturnType<typeof signUp>>
let token: string
/** What the flows were told, by which vehicle and source. */
const told: (Telemetry & { id: string; source: string })[] = []
const notes: string[] = []
const note = (what: object, text: string) => void notes.push(`${text} ${JSON.stringify(what)}`)

beforeAll(async () => {
  house = await openTestHouse({ clock: () => now, timer: false })
  ann = await signUp(house, 'ann@example.org')
  token = (await ann.addCar('ANN-1')).token
  tools = await openTools(
    house,
    { log: { info: note, warn: note, error: note } },
    {
      observe: (module, telemetry, source) => {
        told.push({ id: module.id, source, ...telemetry })
        return house.service.observe(module, telemetry, source)
      },
    },
  )
})
beforeEach(() => void (told.length = 0))
afterAll(async () => {
  await tools.close()
  await house.close()
})

const utc = () => now / 1000
/** As the plug-in of OVMS writes it. */
const live = () => ({
  utc: utc(),
  soc: 45,
  power: -7.2,
  speed: 0,
  lat: 52.37022,
  lon: 4.89517,
  is_charging: true,
  is_dcfc: false,
  is_parked: true,
  kwh_charged: 1.5,
  soh: 97,
  heading: 181.2,
  elevation: 3.1,
  ext_temp: 17,
  batt_temp: 22,
  voltage: 380,
  current: -18.9,
  odometer: 57823,
  est_battery_range: 160,
})
const path = '/v1/vehicles/ANN-1/abrp'
const get = (query: Record<string, string>) => request(tools.url).get(path).query(query)
const post = () => request(tools.url).post(path).set('authorization', `Bearer ${token}`)
const readings = () => told.flatMap(({ readings }) => readings)
const read = async (tlm: object) => {
  await post().send(tlm).expect(200)
  return readings().at(-1)
}

describe('live data comes in', () => {
  const whole = () => ({
    at: now,
    soc: 45,
    isCharging: true,
    isOn: false,
    speedKmh: 0,
    powerKw: 7.2,
    voltage: 380,
    current: 18.9,
    energyKwh: 1.5,
    odometerKm: 57823,
    position: { lat: 52.37022, lon: 4.89517 },
  })
  const tlm = () => JSON.stringify(live())

  test('in the query, with the token there too, as the plug-in of OVMS sends it', async () => {
    const { body } = await get({ api_key: '32b2', token, tlm: tlm() }).expect(200)
    expect(body).toEqual({ status: 'ok' })
    expect(told).toEqual([{ id: 'ann-1', source: 'abrp', readings: [whole()] }])
  })

  test('as a form, as JSON, as JSON in JSON, or in the query of a POST without a body', async () => {
    await post().type('form').send({ tlm: tlm() }).expect(200)
    await post().send(live()).expect(200)
    await post().send({ tlm: live() }).expect(200)
    await post().send({ token: 'ignored', tlm: tlm() }).expect(200)
    await request(tools.url).post(path).query({ token, tlm: tlm() }).expect(200)
    await post().type('form').query({ tlm: tlm() }).send({ other: '1' }).expect(200)
    expect(readings()).toEqual(Array.from({ length: 6 }, whole))
  })

  test('with numbers and flags as texts, as older plug-ins write them', async () => {
    const old = { utc: String(utc()), lat: '52.370', lon: '4.895', power: '-7.2', is_charging: 1 }
    expect(await read(old)).toEqual({
      at: now,
      isCharging: true,
      powerKw: 7.2,
      position: { lat: 52.37, lon: 4.895 },
    })
    expect(await read({ is_charging: '0', is_parked: 'false', soc: null })).toEqual({
      at: now,
      isCharging: false,
      isOn: true,
    })
  })
})

describe('a value', () => {
  test('of time that cannot be right counts as now', async () => {
    for (const utc of [0, 946_684_799, now / 1000 + 601, now, -5, null]) {
      expect(await read({ utc, soc: 1 })).toEqual({ at: now, soc: 1 })
    }
    expect(await read({ utc: utc() - 3600, soc: 1 })).toMatchObject({ at: now - 3_600_000 })
    expect(await read({ utc: utc() + 600, soc: 1 })).toMatchObject({ at: now + 600_000 })
  })

  test('of power and current that leaves the battery is no charging', async () => {
    expect(await read({ power: 12.5, current: 30 })).toEqual({ at: now })
    expect(await read({ power: 0, current: 0 })).toEqual({ at: now, powerKw: 0, current: 0 })
  })

  test('of energy is passed over where nothing is charging, which would tell it as 0', async () => {
    expect(await read({ is_charging: false, kwh_charged: 0 })).not.toHaveProperty('energyKwh')
  })

  test('of 0,0 is no fix, half a zero is a glitch, and half a position none', async () => {
    expect(await read({ lat: 0, lon: 0 })).toEqual({ at: now, position: null })
    expect(await read({ lat: 0, lon: 4.9 })).toEqual({ at: now })
    expect(await read({ lat: 52.4, lon: 0.0001 })).toEqual({ at: now })
    expect(await read({ lat: 52.4 })).toEqual({ at: now })
  })
})

describe('what is wrong', () => {
  const pointers = ({ body }: { body: { errors: { pointer: string }[] } }) =>
    body.errors.map(({ pointer }) => pointer)

  test('is named by its field, and nothing is kept', async () => {
    const bad = { soc: 101, lat: 91, lon: 'east', is_charging: 'maybe', power: {}, odometer: -1 }
    const fields = ['/soc', '/is_charging', '/lat', '/lon', '/power', '/odometer']
    const answer = await post().send(bad).expect(422)
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(pointers(answer)).toEqual(fields)
    const inside = fields.map((field) => `/tlm${field}`)
    expect(pointers(await post().send({ tlm: bad }).expect(422))).toEqual(inside)
    const inQuery = await get({ token, tlm: JSON.stringify(bad) }).expect(422)
    expect(pointers(inQuery)).toEqual(inside)
    expect(told).toEqual([])
  })

  test('as a whole is said to be so, without a word of what it was', async () => {
    for (const tlm of ['', '{"lat":52.37022', '[]', '7', 'null']) {
      const answer = await get({ token, tlm }).expect(422)
      expect(pointers(answer)).toEqual(['/tlm'])
      expect(answer.text).not.toContain('52.37')
    }
    expect(pointers(await get({ token }).expect(422))).toEqual(['/tlm'])
    await request(tools.url).get(`${path}?token=${token}&tlm=1&tlm=2`).expect(422)
    await post().type('json').send('{"soc":').expect(400)
    await post().type('text/plain').send('soc=1').expect(415)
    await post()
      .type('json')
      .send(`"${'x'.repeat(1024 * 1024)}"`)
      .expect(413)
    await post().send('{"__proto__":{"soc":1}}').type('json').expect(422)
    await request(tools.url).delete(path).expect(405)
  })

  test('about the credential is said before all else', async () => {
    const tlm = JSON.stringify({ soc: 1 })
    await get({ tlm }).expect(401)
    await get({ tlm, token: 'csv_guess' }).expect(401)
    await get({ tlm, token: ann.token }).expect(401)
    const other = await ann.addCar('ANN-2')
    await get({ tlm, token: other.token }).expect(403)
    await request(tools.url).get(`${path}?token=a&token=b`).expect(401)
    // The header is the better place: what it says counts.
    await get({ tlm, token }).set('authorization', 'Bearer csv_guess').expect(401)
  })

  test('with a token in the query of any other route is that there is none', async () => {
    const message = { type: 'telemetry', at: new Date(now).toISOString() }
    const other = request(tools.url).post(`/v1/vehicles/ANN-1/messages?token=${token}`)
    await other.send(message).expect(401)
  })
})

test('while nothing can be kept, nothing is acknowledged', async () => {
  const { write } = house.world.store
  house.world.store.write = () => Promise.reject(new Unavailable('disk full'))
  const refused = await get({ token, tlm: JSON.stringify(live()) }).expect(503)
  expect(refused.headers['retry-after']).toBe('5')
  house.world.store.write = write
  await get({ token, tlm: JSON.stringify(live()) }).expect(200)
})

test('a charge is read out of it: its owner is asked, and it ends', async () => {
  const home = await ann.addCar('ANN-3')
  const says = (tlm: object) =>
    request(house.url)
      .get('/v1/vehicles/ANN-3/abrp')
      .query({ token: home.token, tlm: JSON.stringify({ ...live(), ...tlm, utc: utc() }) })
      .expect(200)
  await says({ is_charging: false, kwh_charged: 0, power: 0 })
  now += 60_000
  await says({})
  const question = await ann.question()
  expect(question).toMatchObject({
    kind: 'share',
    vehicleId: 'ANN-3',
    session: { status: 'charging' },
  })
  expect(question.location.position).toEqual({ lat: 52.37022, lon: 4.89517 })
  now += 3_600_000
  await says({ soc: 99, kwh_charged: 18.2 })
  now += 60_000
  await says({ soc: 99, is_charging: false, kwh_charged: 0, power: 0 })
  now += 300_000
  await house.service.settleEnds(now)
  const { body } = await ann.get('/v1/charges/mine?vehicleId=ANN-3').expect(200)
  expect(body.items).toMatchObject([{ status: 'completed', energyKwh: 18.2 }])
})

test('the notes of the server tell neither token nor position', async () => {
  expect(notes.join()).toContain('the store takes no writes')
  expect(notes.join()).not.toMatch(/csv_|tlm|ANN-1/i)
  expect(tracesIn(Buffer.from(notes.join()), { ann: { lat: 52.37022, lon: 4.89517 } })).toEqual([])
})
