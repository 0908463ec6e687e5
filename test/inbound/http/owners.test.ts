/** What owners are answered about themselves and their cars: accounts, vehicles, sharing. */
import request from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { feedOf, signUp } from './visitors.ts'

let house: TestHouse
let now = Date.parse('2026-11-21T12:00:00Z')
let count = 0
let ann: Awaited<ReturnType<typeof signUp>>
let bob: Awaited<ReturnType<typeof signUp>>
let car: Awaited<ReturnType<typeof ann.addCar>>

beforeAll(async () => {
  house = await openTestHouse({ clock: () => now, timer: false })
})
afterAll(() => house.close())
beforeEach(async () => {
  count++
  ann = await signUp(house, `ann-${count}@example.org`)
  bob = await signUp(house, `bob-${count}@example.org`)
  car = await ann.addCar(`ANN-${count}`)
})

const place = { lat: 48.2, lon: 16.37 }
const says = (message: object) => car.says({ at: new Date(now - 60_000).toISOString(), ...message })
const plugsIn = () => says({ type: 'charge.started', position: place, soc: 30 })
const question = () => ann.question()
const location = () => ann.location()
const feed = () => feedOf(house)

describe('an account', () => {
  const account = (email: string) => ({ email, password: 'a long pass phrase' })
  const post = (path: string, body: object) => request(house.url).post(path).send(body)

  test('is signed in when it is made', async () => {
    const { body } = await post('/v1/owners', {
      ...account(`new-${count}@example.org`),
      name: 'New',
    }).expect(201)
    expect(body.token).toMatch(/^cso_[\w-]{43}$/)
    expect(body.owner).toMatchObject({ email: `new-${count}@example.org`, name: 'New' })
    expect(JSON.stringify(body)).not.toContain('argon2')
  })

  test('cannot be made twice with one address, whatever its case', () =>
    post('/v1/owners', account(`ANN-${count}@example.org`)).expect(409))

  test('is refused where the operator has switched sign-up off', async () => {
    const closed = await openTestHouse({ timer: false }, { CHARGESHARE_SIGN_UP: 'false' })
    const body = account('late@example.org')
    await request(closed.url).post('/v1/owners').send(body).expect(403)
    await closed.service.createOwner(body)
    await request(closed.url).post('/v1/sessions').send(body).expect(201)
    await closed.close()
  })

  test('names every bad field', async () => {
    const { body } = await post('/v1/owners', {
      email: 'no',
      password: 'short',
      admin: true,
    }).expect(422)
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/admin',
      '/email',
      '/password',
    ])
  })

  test('signs in with a cookie that scripts and other sites cannot use, and out again', async () => {
    const answer = await post('/v1/sessions', account(`ann-${count}@example.org`)).expect(201)
    const cookie = String(answer.headers['set-cookie'])
    expect(cookie).toMatch(/HttpOnly; Secure; SameSite=Lax/)
    const session = cookie.split(';')[0] ?? ''
    const me = () => request(house.url).get('/v1/owners/me').set('cookie', session)
    expect((await me().expect(200)).body.email).toBe(`ann-${count}@example.org`)
    await request(house.url).delete('/v1/sessions/current').set('cookie', session).expect(204)
    await me().expect(401)
  })

  test('tells a guesser nothing: a wrong address and a wrong password get one answer', async () => {
    const wrong = await post('/v1/sessions', {
      email: `ann-${count}@example.org`,
      password: 'x',
    }).expect(401)
    const nobody = await post('/v1/sessions', {
      email: 'nobody@example.org',
      password: 'x',
    }).expect(401)
    expect(nobody.body).toEqual(wrong.body)
  })

  test('a session ends by itself', async () => {
    now += 91 * 86_400_000
    await ann.get('/v1/owners/me').expect(401)
  })

  test("another kind's token opens nothing", async () => {
    await request(house.url).get('/v1/owners/me').expect(401)
    await request(house.url)
      .get('/v1/owners/me')
      .set('authorization', `Bearer ${car.token}`)
      .expect(401)
  })

  test('is exported as one file, without secrets', async () => {
    await plugsIn()
    const { body, headers } = await ann.get('/v1/owners/me/export').expect(200)
    expect(headers['content-disposition']).toContain('chargeshare.json')
    expect(body.vehicles).toHaveLength(1)
    expect(body.vehicles[0].messages).toMatchObject([{ type: 'charge.started', soc: 30 }])
    expect(body.signIns).toHaveLength(1)
    expect(body.locations[0].position).toEqual(place)
    expect(body.charges).toHaveLength(1)
    expect(body.questions).toHaveLength(1)
    expect(JSON.stringify(body)).not.toMatch(/argon2|secret_|csv_/)
  })

  test('is erased with everything, and what was shared is withdrawn', async () => {
    await plugsIn()
    await ann
      .post(`/v1/questions/${(await question()).id}/answer`)
      .send({ choice: 'always' })
      .expect(200)
    const shared = (await feed()).at(-1)
    expect(shared.type).toBe('charge.started')
    await ann.delete('/v1/owners/me').expect(204)
    await ann.get('/v1/owners/me').expect(401)
    const withdrawn = (await feed()).at(-1)
    expect(withdrawn).toMatchObject({
      type: 'charge.withdrawn',
      session: { id: shared.session.id, revision: 2 },
    })
    expect(Object.keys(withdrawn.session).sort()).toEqual(['id', 'revision'])
    expect((await feed()).filter(({ session }) => session.id === shared.session.id)).toHaveLength(1)
    expect(await house.world.store.read.vehicles.get(`ann-${count}`)).toBeNull()
  })
})

describe('a vehicle', () => {
  test('is added with the secret of its module, opted out', async () => {
    const { body } = await ann
      .post('/v1/vehicles')
      .send({ vehicleId: `New_${count}`, name: 'Red' })
      .expect(201)
    expect(body.token).toMatch(/^csv_/)
    expect(body.vehicle).toMatchObject({
      vehicleId: `New_${count}`,
      name: 'Red',
      sharing: { optedIn: false },
    })
  })

  test('may keep the password its module has, of at most 64 bytes', async () => {
    const kept = await ann
      .post('/v1/vehicles')
      .send({ vehicleId: `K-${count}`, password: 'ovms pass' })
      .expect(201)
    expect(kept.body.token).toBe('ovms pass')
    await ann
      .post('/v1/vehicles')
      .send({ vehicleId: `L-${count}`, password: 'ü'.repeat(33) })
      .expect(422)
  })

  test('has an id that nobody else has, whatever its case', () =>
    bob.post('/v1/vehicles').send({ vehicleId: car.vehicleId.toLowerCase() }).expect(409))

  test('is listed page by page', async () => {
    await ann.addCar(`ANN2-${count}`)
    const first = await ann.get('/v1/vehicles?limit=1').expect(200)
    const second = await ann.get(`/v1/vehicles?limit=1&after=${first.body.next}`).expect(200)
    expect([first, second].map(({ body }) => body.items[0].vehicleId)).toEqual([
      `ANN-${count}`,
      `ANN2-${count}`,
    ])
    expect(second.body.next).toBeNull()
    await ann.get('/v1/vehicles?limit=0').expect(422)
    await ann.get('/v1/vehicles?after=%27').expect(422)
  })

  test('gets another name and a new secret; the old one ends', async () => {
    const named = await ann
      .patch(`/v1/vehicles/${car.vehicleId}`)
      .send({ name: 'Blue' })
      .expect(200)
    expect(named.body.name).toBe('Blue')
    const { body } = await ann.post(`/v1/vehicles/${car.vehicleId}/token`).expect(201)
    await request(house.url)
      .post(`/v1/vehicles/${car.vehicleId}/messages`)
      .set('authorization', `Bearer ${car.token}`)
      .send([])
      .expect(401)
    await request(house.url)
      .post(`/v1/vehicles/${car.vehicleId}/messages`)
      .set('authorization', `Bearer ${body.token}`)
      .send([])
      .expect(202)
  })

  test('belongs to its owner alone', async () => {
    const path = `/v1/vehicles/${car.vehicleId}`
    await bob.get(path).expect(403)
    await bob.patch(path).send({ name: 'mine' }).expect(403)
    await bob.delete(path).expect(403)
    await bob.post(`${path}/token`).expect(403)
    await bob.put(`${path}/sharing`).send({ optedIn: false }).expect(403)
    await bob.get(`/v1/locations?vehicleId=${car.vehicleId}`).expect(403)
    await bob.get('/v1/vehicles/nobody').expect(404)
  })

  test('is opted in under a nickname or anonymously, with control characters refused', async () => {
    const path = `/v1/vehicles/${car.vehicleId}/sharing`
    const nick = (nickname: string) => ({ optedIn: true, handle: { kind: 'nickname', nickname } })
    expect((await ann.put(path).send(nick('Jimbo')).expect(200)).body.sharing.handle).toEqual({
      kind: 'nickname',
      nickname: 'Jimbo',
    })
    await ann.put(path).send(nick('<b>Jim</b>')).expect(200)
    const { body } = await ann.put(path).send(nick('a\u202eb')).expect(422)
    expect(body.errors[0].pointer).toBe('/handle/nickname')
    await ann.put(path).send({ optedIn: true }).expect(422)
    await ann
      .put(path)
      .send({ optedIn: true, handle: { kind: 'robot' } })
      .expect(422)
    await ann
      .put(path)
      .send({ optedIn: true, handle: { kind: 'anonymous' }, timing: 'never' })
      .expect(422)
  })

  test('tells when it was last heard of by each way in, to the minute, opted in or not', async () => {
    const quiet = await ann.addCar(`QUIET-${count}`, false)
    const channels = async (vehicleId: string) =>
      (await ann.get(`/v1/vehicles/${vehicleId}`).expect(200)).body.channels
    const never = { ovms: null, mqtt: null, http: null, abrp: null }
    expect(await channels(quiet.vehicleId)).toEqual(never)
    const first = new Date(now).toISOString()
    const telemetry = () => ({ type: 'telemetry', at: new Date(now).toISOString(), soc: 50 })
    for (const one of [car, quiet]) await one.says(telemetry())
    expect(await channels(car.vehicleId)).toEqual({ ...never, http: first })
    expect(await channels(quiet.vehicleId)).toEqual({ ...never, http: first })
    now += 59_999
    await quiet.says(telemetry())
    expect(await channels(quiet.vehicleId)).toEqual({ ...never, http: first })
    now += 1
    await quiet.says(telemetry())
    expect((await ann.get('/v1/vehicles')).body.items.at(-1).channels.http).not.toBe(first)
    await ann.delete(`/v1/vehicles/${quiet.vehicleId}`).expect(204)
    const again = await ann.addCar(`QUIET-${count}`, false)
    expect(await channels(again.vehicleId)).toEqual(never)
    now += 1
    await again.says(telemetry())
    expect((await channels(again.vehicleId)).http).toBe(new Date(now).toISOString())
    const { body } = await ann.get('/v1/owners/me/export').expect(200)
    expect(body.vehicles[0].channels.http).toBe(first)
  })

  test('that opts out loses its locations and open questions', async () => {
    await plugsIn()
    await ann.put(`/v1/vehicles/${car.vehicleId}/sharing`).send({ optedIn: false }).expect(200)
    expect(await location()).toBeUndefined()
    expect(await question()).toBeUndefined()
    expect(
      (await says({ type: 'charge.completed', at: new Date(now).toISOString() })).body.accepted[0]
        .result,
    ).toBe('ignored')
  })

  test('is removed with all its data', async () => {
    await plugsIn()
    await ann.delete(`/v1/vehicles/${car.vehicleId}`).expect(204)
    await ann.get(`/v1/vehicles/${car.vehicleId}`).expect(404)
    expect((await ann.get('/v1/charges/mine').expect(200)).body.items).toEqual([])
  })
})
