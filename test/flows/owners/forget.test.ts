/** Owners' right to be forgotten: a charge, a place, a car, an account, and charges only counted. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { as, signUp } from '../../inbound/http/visitors.ts'
import type { Json } from '../../people.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const station = { lat: 47.071327, lon: 15.439518 }
const home = { lat: 47.171327, lon: 15.539518 }

let house: TestHouse
let now: number
let ann: Awaited<ReturnType<typeof signUp>>
let token: string
/** What the car has said so far, to be repeated. */
let said: object[]

beforeEach(async () => {
  now = Date.parse('2026-09-30T20:00:00Z')
  said = []
  house = await openTestHouse({ clock: () => now, timer: false })
  ann = await signUp(house, 'ann@example.org')
  ;({ token } = await ann.addCar('ANN'))
})
afterEach(() => house.close())

const tell = (message: object) =>
  as(house, token).post('/v1/vehicles/ANN/messages').send(message).expect(202)

async function says(type: string, more: object = {}): Promise<void> {
  const message = { type, at: new Date(now).toISOString(), ...more }
  said.push(message)
  await tell(message)
}

/** A charge of two hours, a day after the one before. */
async function charges(position: object): Promise<void> {
  now += 22 * HOUR
  await says('charge.started', { position, soc: 31.5 })
  now += 2 * HOUR
  await says('charge.completed', { position, soc: 87.5, energyKwh: 23.75 })
}

async function answers(choice: string): Promise<void> {
  const { body } = await ann.get('/v1/questions')
  await ann.post(`/v1/questions/${body.items[0].id}/answer`).send({ choice }).expect(200)
}

const mine = async () => (await ann.get('/v1/charges/mine').expect(200)).body.items
const places = async () => (await ann.get('/v1/locations').expect(200)).body.items
const open = async () => (await ann.get('/v1/questions?state=open').expect(200)).body.items

async function feed(): Promise<Json[]> {
  const { items } = await house.service.pullFeed({}, 1000, 0)
  return items.map((item) => JSON.parse(item) as Json)
}

/** What stands in the database itself. */
function rows(sql: string): unknown[] {
  const database = new Database(join(house.data, 'chargeshare.db'), { readonly: true })
  try {
    return database.prepare(sql).raw().all()
  } finally {
    database.close()
  }
}

describe('a charge that is erased', () => {
  beforeEach(async () => {
    await charges(station)
    await answers('always')
    await charges(station)
    const [latest] = await mine()
    await ann.delete(`/v1/charges/mine/${latest.id}`).expect(204)
  })

  test('is gone for its owner, and taken back from partners, bodies and all', async () => {
    expect(await mine()).toHaveLength(1)
    expect((await feed()).map(({ type }) => type)).toEqual(['charge.completed', 'charge.withdrawn'])
    expect(rows("select type from feed where body = '' order by seq")).toEqual([
      ['charge.started'],
      ['charge.completed'],
    ])
    expect(rows("select facts from message where session is null and facts <> '{}'")).toEqual([])
    expect(rows("select count(*) from message where facts = '{}'")).toEqual([[2]])
  })

  test('does not come back when its messages are repeated', async () => {
    const before = await feed()
    for (const message of said.slice(-2)) {
      const { body } = await tell(message)
      expect(body.accepted).toMatchObject([{ result: 'duplicate', session: null }])
    }
    expect(await mine()).toHaveLength(1)
    expect(await feed()).toEqual(before)
  })

  test('leaves its place, and the charges before and after it', async () => {
    expect(await places()).toMatchObject([{ flag: 'always', charges: 1, position: station }])
    await charges(station)
    expect(await mine()).toHaveLength(2)
    expect((await feed()).at(-1)).toMatchObject({ type: 'charge.completed' })
  })

  test('is erased once, and only by its owner', async () => {
    const [left] = await mine()
    const bob = await signUp(house, 'bob@example.org')
    await bob.delete(`/v1/charges/mine/${left.id}`).expect(403)
    await ann.delete(`/v1/charges/mine/${left.id}`).expect(204)
    await ann.delete(`/v1/charges/mine/${left.id}`).expect(404)
    expect(await mine()).toEqual([])
  })
})

test('a charge that is erased while it goes on ends unseen', async () => {
  await charges(station)
  await answers('always')
  now += DAY
  await says('charge.started', { position: station })
  const [current] = await mine()
  await ann.delete(`/v1/charges/mine/${current.id}`).expect(204)
  expect((await feed()).at(-1)).toMatchObject({ type: 'charge.withdrawn' })
  expect(await mine()).toHaveLength(1)
})

test('a question about an erased charge goes with it', async () => {
  await charges(station)
  expect(await open()).toHaveLength(1)
  const [charge] = await mine()
  await ann.delete(`/v1/charges/mine/${charge.id}`).expect(204)
  expect(await open()).toEqual([])
  expect(rows('select * from question')).toEqual([])
})

test('a place that is forgotten takes back what was shared there, and is asked about anew', async () => {
  await charges(station)
  await answers('always')
  await charges(home)
  const [place] = await places()
  await ann.delete(`/v1/locations/${place.id}`).expect(204)
  expect((await feed()).map(({ type }) => type)).toEqual(['charge.withdrawn'])
  expect(await places()).toHaveLength(1)
  expect(rows(`select * from place_cell where place = '${place.id}'`)).toEqual([])
  expect((await mine()).map((charge: Json) => charge['locationId'])).toContain(null)
  expect(await open()).toHaveLength(1)
  await charges(station)
  expect(await open()).toHaveLength(2)
  await ann.delete(`/v1/locations/${place.id}`).expect(404)
})

test('a car that is removed leaves only the note that something was taken back', async () => {
  await says('telemetry', { position: home })
  await charges(station)
  await answers('always')
  await charges(home)
  await ann.delete('/v1/vehicles/ANN').expect(204)
  expect((await feed()).map(({ type }) => type)).toEqual(['charge.withdrawn'])
  for (const table of ['vehicle', 'place', 'place_cell', 'session', 'message', 'question']) {
    expect(rows(`select * from ${table}`), table).toEqual([])
  }
  await as(house, token).post('/v1/vehicles/ANN/messages').send(said).expect(401)
})

test('an account that is erased leaves nothing of its owner', async () => {
  await charges(station)
  await answers('always')
  const keys = { p256dh: 'A'.repeat(87), auth: 'A'.repeat(22) }
  const endpoint = 'https://push.example/1'
  await ann.post('/v1/push/subscriptions').send({ endpoint, keys })
  await ann.delete('/v1/owners/me').expect(204)
  const tables = ['owner', 'login', 'vehicle', 'consent', 'place', 'session', 'message', 'question']
  for (const table of [...tables, 'subscription', 'notice']) {
    expect(rows(`select * from ${table}`), table).toEqual([])
  }
  expect((await feed()).map(({ type }) => type)).toEqual(['charge.withdrawn'])
  await ann.get('/v1/owners/me').expect(401)
})

describe('a place whose charges are only counted', () => {
  const wish = async (body: object) => {
    const [place] = await places()
    return ann.patch(`/v1/locations/${place.id}`).send(body)
  }

  test('is one that is never shared: elsewhere the wish is refused', async () => {
    await charges(home)
    const refused = await wish({ forgetCharges: true })
    expect(refused.status).toBe(422)
    expect(refused.body.errors).toMatchObject([{ pointer: '/forgetCharges' }])
    expect((await wish({ flag: 'skip', forgetCharges: true })).status).toBe(422)
    expect((await wish({ flag: 'never', forgetCharges: true })).status).toBe(200)
  })

  test('keeps months and counts, and no charge', async () => {
    for (let i = 0; i < 3; i++) await charges(home)
    const { body } = await wish({ flag: 'never', forgetCharges: true })
    const months = [{ month: '2026-10', charges: 3 }]
    expect(body).toMatchObject({ charges: 3, months, lastCharge: null, forgetCharges: true })
    expect(await mine()).toEqual([])
    expect(rows('select * from session')).toEqual([])
    expect(rows("select * from message where facts <> '{}' or place is not null")).toEqual([])
    for (const message of said) {
      expect((await tell(message)).body.accepted[0].result).toBe('duplicate')
    }
    expect(await mine()).toEqual([])
  })

  test('counts the charge that is going on, and every later one, a day after its end', async () => {
    await charges(home)
    now += DAY
    await says('charge.started', { position: home })
    await wish({ flag: 'never', forgetCharges: true })
    expect(await mine()).toMatchObject([{ status: 'charging' }])
    expect((await places())[0]).toMatchObject({ charges: 2 })
    now += HOUR
    await says('charge.completed', { position: home })
    expect(await house.service.forgetCharges(now + DAY - 1)).toBe(0)
    expect(await mine()).toHaveLength(1)
    expect(await house.service.forgetCharges(now + DAY)).toBe(1)
    expect(await house.service.forgetCharges(now + DAY)).toBe(0)
    expect(await mine()).toEqual([])
    now += 40 * DAY
    await charges(home)
    await house.service.forgetCharges(now + DAY)
    expect((await places())[0]).toMatchObject({
      charges: 3,
      months: [
        { month: '2026-10', charges: 2 },
        { month: '2026-11', charges: 1 },
      ],
    })
  })

  test('leaves the charges at other places alone, and stops when the place is shared', async () => {
    await charges(home)
    await wish({ flag: 'never', forgetCharges: true })
    await charges(station)
    await house.service.forgetCharges(now + DAY)
    expect(await mine()).toHaveLength(1)
    expect((await wish({ flag: 'pending' })).body).toMatchObject({ forgetCharges: false })
    await charges(home)
    await house.service.forgetCharges(now + DAY)
    expect(await mine()).toHaveLength(2)
  })
})

test('what its owner agreed to is on record, each time with its version and moment', async () => {
  now += HOUR
  const optOut = { optedIn: false }
  await ann.put('/v1/vehicles/ANN/sharing').send(optOut).expect(200)
  const { version } = (await as(house, '').get('/v1/consent').expect(200)).body
  const { body } = await ann.get('/v1/owners/me/export').expect(200)
  expect(body.consents).toMatchObject([
    { at: '2026-09-30T20:00:00.000Z', vehicle: 'ann', optedIn: true, textVersion: version },
    { at: '2026-09-30T21:00:00.000Z', vehicle: 'ann', optedIn: false, textVersion: version },
  ])
})

test('to opt out deletes places, open questions and the last fix, and keeps the charges', async () => {
  await says('telemetry', { position: home })
  await charges(station)
  await answers('always')
  await charges(home)
  await ann.put('/v1/vehicles/ANN/sharing').send({ optedIn: false }).expect(200)
  for (const table of ['place', 'place_cell', "question where state = 'open'"]) {
    expect(rows(`select * from ${table}`), table).toEqual([])
  }
  expect(rows('select fix_at, fix_sealed from vehicle')).toEqual([[null, null]])
  expect(await mine()).toMatchObject([{ locationId: null }, { locationId: null }])
  const { body } = await tell({ type: 'telemetry', at: new Date(now).toISOString() })
  expect(body.accepted).toMatchObject([{ result: 'ignored' }])
})
