/** What owners are answered about their charges: questions, locations, devices, the list. */
import request from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { questionToken } from '../../../src/flows/credentials.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { feedOf, signUp } from './visitors.ts'

let house: TestHouse
let now = Date.parse('2026-11-21T12:00:00Z')
let count = 0
const DAY = 86_400_000
let ann: Awaited<ReturnType<typeof signUp>>
let bob: Awaited<ReturnType<typeof signUp>>
let car: Awaited<ReturnType<typeof ann.addCar>>

beforeAll(async () => {
  house = await openTestHouse({ clock: () => now, timer: false })
})
afterAll(() => house.close())
beforeEach(async () => {
  count++
  ann = await signUp(house, `asked-${count}@example.org`)
  bob = await signUp(house, `other-${count}@example.org`)
  car = await ann.addCar(`ASKED-${count}`)
})

const place = { lat: 48.2, lon: 16.37 }
const says = (message: object) => car.says({ at: new Date(now - 60_000).toISOString(), ...message })
const plugsIn = () => says({ type: 'charge.started', position: place, soc: 30 })
const question = () => ann.question()
const location = () => ann.location()
const feed = () => feedOf(house)

describe('a question', () => {
  test('shows the charge and its place', async () => {
    await plugsIn()
    const asked = await question()
    expect(asked).toMatchObject({
      kind: 'share',
      vehicleId: car.vehicleId,
      state: 'open',
      session: { status: 'charging', soc: { start: 30, end: null } },
      location: { position: place, station: null },
    })
  })

  test('takes the same answer twice, and another one in its place while that is possible', async () => {
    await plugsIn()
    const path = `/v1/questions/${(await question()).id}/answer`
    await ann.post(path).send({ choice: 'always' }).expect(200)
    await ann.post(path).send({ choice: 'always' }).expect(200)
    expect((await location()).flag).toBe('always')
    const changed = await ann.post(path).send({ choice: 'once' }).expect(200)
    expect(changed.body.answer).toBe('once')
    expect((await location()).flag).toBe('once')
    await ann.post(path).send({ choice: 'never' }).expect(200)
    expect(await location()).toMatchObject({ flag: 'never', position: null })
    await ann.post(path).send({ choice: 'always' }).expect(409)
    await ann.post(path).send({ choice: 'never' }).expect(200)
  })

  test('names what is wrong with an answer', async () => {
    await plugsIn()
    const path = `/v1/questions/${(await question()).id}/answer`
    const pointers = async (answer: object) =>
      (await ann.post(path).send(answer).expect(422)).body.errors.map(
        ({ pointer }: { pointer: string }) => pointer,
      )
    expect(await pointers({ choice: 'perhaps' })).toEqual(['/choice'])
    expect(await pointers({ reason: 'user' })).toEqual(['/reason'])
    expect(await pointers({ choice: 'once', post: 'x'.repeat(41) })).toEqual(['/post'])
    expect(await pointers({ choice: 'once', comment: 'a\u0000' })).toEqual(['/comment'])
    expect((await question()).state).toBe('open')
  })

  test('is answered by its owner alone', async () => {
    await plugsIn()
    const { id } = await question()
    await bob.post(`/v1/questions/${id}/answer`).send({ choice: 'once' }).expect(403)
    await bob.get(`/v1/questions/${id}`).expect(403)
    await bob.post('/v1/questions/nothing/answer').send({ choice: 'once' }).expect(404)
    const withToken = (token: string) =>
      request(house.url)
        .post(`/v1/questions/${id}/answer`)
        .set('authorization', `Bearer ${token}`)
        .send({ choice: 'once' })
    await withToken('csq_guess').expect(401)
    await withToken(`csq_${'A'.repeat(44)}`).expect(401)
    await request(house.url).post(`/v1/questions/${id}/answer`).send({ choice: 'once' }).expect(401)
  })

  test('is opened by its own token until a week after all is settled', async () => {
    await plugsIn()
    const { id } = await question()
    const token = questionToken(house.world, id)
    const open = () =>
      request(house.url).get(`/v1/questions/${id}`).set('authorization', `Bearer ${token}`)
    now += 14 * DAY
    await open().expect(200)
    await ann.post(`/v1/questions/${id}/answer`).send({ choice: 'skip' }).expect(200)
    now += 7 * DAY
    await open().expect(200)
    now += 1
    await open().expect(401)
    await ann.get(`/v1/questions/${id}`).expect(200)
  })

  test('is looked at by its owner alone', async () => {
    await plugsIn()
    const { id } = await question()
    await bob.post(`/v1/questions/${id}/seen`).expect(403)
    await bob.post('/v1/questions/nothing/seen').expect(404)
    await ann.post(`/v1/questions/${id}/seen`).expect(204)
    expect(await question()).toMatchObject({ id, state: 'open', answer: null })
  })

  test('is listed by its state', async () => {
    await plugsIn()
    const { id } = await question()
    await ann.post(`/v1/questions/${id}/answer`).send({ choice: 'skip' }).expect(200)
    const inState = async (state: string) =>
      (await ann.get(`/v1/questions?state=${state}`).expect(200)).body.items.length
    expect([
      await inState('open'),
      await inState('answered'),
      await inState('expired'),
      await inState('all'),
    ]).toEqual([0, 1, 0, 1])
    await ann.get('/v1/questions?state=lost').expect(422)
  })
})

describe('a location', () => {
  test('shows how often and when last the car charged there', async () => {
    await plugsIn()
    await says({ type: 'charge.completed', at: new Date(now).toISOString(), energyKwh: 3 })
    expect(await location()).toMatchObject({
      vehicleId: car.vehicleId,
      position: place,
      radiusM: 150,
      flag: 'pending',
      charges: 1,
      lastCharge: { result: 'completed' },
    })
  })

  test('gets a flag and a name; never takes back what was shared there', async () => {
    await plugsIn()
    const { id } = await location()
    const set = (body: object) => ann.patch(`/v1/locations/${id}`).send(body)
    expect((await set({ flag: 'always', name: 'Mall' }).expect(200)).body).toMatchObject({
      flag: 'always',
      name: 'Mall',
    })
    expect(await question()).toBeUndefined()
    expect((await feed()).at(-1).type).toBe('charge.started')
    expect((await set({ flag: 'never' }).expect(200)).body).toMatchObject({
      flag: 'never',
      position: null,
    })
    expect((await feed()).at(-1).type).toBe('charge.withdrawn')
    await set({ flag: 'sometimes' }).expect(422)
    await set({ radius: 3 }).expect(422)
  })

  test('gets a price, in a currency there is, and loses it again', async () => {
    await plugsIn()
    const { id, price } = await location()
    expect(price).toBeNull()
    const set = (body: object) => ann.patch(`/v1/locations/${id}`).send(body)
    const cheap = { perKwh: 0.3, currency: 'EUR' }
    expect((await set({ price: cheap }).expect(200)).body).toMatchObject({ price: cheap })
    const named = (await set({ name: 'Mall', flag: 'once' }).expect(200)).body
    expect(named).toMatchObject({ price: cheap, name: 'Mall' })
    const pointers = async (price: unknown) =>
      (await set({ price }).expect(422)).body.errors.map(
        ({ pointer }: { pointer: string }) => pointer,
      )
    expect(await pointers({ perKwh: -0.1, currency: 'euro' })).toEqual([
      '/price/perKwh',
      '/price/currency',
    ])
    expect(await pointers({ perKwh: 1e9, currency: 'EUR' })).toEqual(['/price/perKwh'])
    expect(await pointers({ perKwh: 0.3 })).toEqual(['/price/currency'])
    await bob.patch(`/v1/locations/${id}`).send({ price: cheap }).expect(403)
    expect((await set({ price: { perKwh: 0, currency: 'JPY' } }).expect(200)).body.price).toEqual({
      perKwh: 0,
      currency: 'JPY',
    })
    expect((await set({ price: null }).expect(200)).body.price).toBeNull()
  })

  test('that is forgotten takes all open questions with it, why a charge stopped as well', async () => {
    await plugsIn()
    const path = `/v1/questions/${(await question()).id}/answer`
    await ann.post(path).send({ choice: 'once' }).expect(200)
    await says({ type: 'charge.aborted', at: new Date(now).toISOString() })
    expect((await question()).kind).toBe('abort')
    await ann.delete(`/v1/locations/${(await location()).id}`).expect(204)
    expect(await question()).toBeUndefined()
  })

  test('is forgotten on demand, and belongs to its owner alone', async () => {
    await plugsIn()
    const { id } = await location()
    await bob.patch(`/v1/locations/${id}`).send({ flag: 'always' }).expect(403)
    await bob.delete(`/v1/locations/${id}`).expect(403)
    await ann.delete(`/v1/locations/${id}`).expect(204)
    await ann.delete(`/v1/locations/${id}`).expect(404)
    expect(await question()).toBeUndefined()
  })
})

describe('a device', () => {
  const keys = {
    p256dh: Buffer.alloc(65, 4).toString('base64url'),
    auth: Buffer.alloc(16, 1).toString('base64url'),
  }
  const device = () => ({ endpoint: `https://127.0.0.1:9/${count}`, expirationTime: null, keys })

  test('is added, replaced by the same endpoint, and removed by its owner alone', async () => {
    const { body } = await ann.post('/v1/push/subscriptions').send(device()).expect(201)
    const again = await ann.post('/v1/push/subscriptions').send(device()).expect(201)
    expect(again.body.id).toBe(body.id)
    await bob.delete(`/v1/push/subscriptions/${body.id}`).expect(403)
    await ann.delete(`/v1/push/subscriptions/${body.id}`).expect(204)
    await ann.delete(`/v1/push/subscriptions/${body.id}`).expect(404)
  })

  test('must have an address and keys that can be', async () => {
    const pointers = async (body: object) =>
      (await ann.post('/v1/push/subscriptions').send(body).expect(422)).body.errors.map(
        ({ pointer }: { pointer: string }) => pointer,
      )
    expect(await pointers({ ...device(), endpoint: 'not a url' })).toEqual(['/endpoint'])
    expect(await pointers({ ...device(), endpoint: 'ftp://example.org' })).toEqual(['/endpoint'])
    expect(await pointers({ ...device(), keys: { ...keys, auth: 'AA' } })).toEqual(['/keys/auth'])
  })
})

test('charges are listed newest first', async () => {
  await plugsIn()
  await says({ type: 'charge.completed', at: new Date(now - 30_000).toISOString() })
  await says({ type: 'charge.started', at: new Date(now).toISOString(), position: place })
  const { body } = await ann.get(`/v1/charges/mine?vehicleId=${car.vehicleId}`).expect(200)
  expect(body.items.map(({ status }: { status: string }) => status)).toEqual([
    'charging',
    'completed',
  ])
  expect(body.items[0].vehicleId).toBe(car.vehicleId)
})
