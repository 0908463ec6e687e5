/** Stations over HTTP: what shared sessions say of a place, to partners, owners and the operator. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { middleOfCell } from '../../../src/domain/places/cells.ts'
import { aListing } from '../../domain/stations/listings.ts'
import { northOf } from '../../domain/stations/sessions.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { as, feedOf, join, signUp } from './visitors.ts'

const START = Date.parse('2026-11-20T08:00:00Z')
const mall = { lat: 22.2809, lon: 114.1588 }
/** Where partners are told that the mall's station is. */
const spot = middleOfCell(mall)
const museum = northOf(mall, 400)
const OPERATOR = `csa_${'o'.repeat(43)}`

let house: TestHouse
let now = START
let ann: Awaited<ReturnType<typeof signUp>>
let partner: Awaited<ReturnType<typeof join>>
const cars: Awaited<ReturnType<typeof ann.addCar>>[] = []

type Car = (typeof cars)[number]

/** A car begins to charge, and its owner always shares it there. */
async function begins({ says }: Car, position: object, post?: string): Promise<void> {
  now += 60_000
  const facts = { position, soc: 20, powerKw: 11 }
  await says({ type: 'charge.started', at: new Date(now).toISOString(), ...facts })
  const question = await ann.question()
  if (question?.state !== 'open') return
  const answer = { choice: 'always', ...(post && { post }) }
  await ann.post(`/v1/questions/${question.id}/answer`).send(answer).expect(200)
}

async function ends({ says }: Car, type = 'charge.completed'): Promise<void> {
  now += 3_600_000
  await says({ type, at: new Date(now).toISOString(), soc: 80, energyKwh: 12 })
}

const get = async (path: string) => (await partner.get(path).expect(200)).body
const near = (position: { lat: number; lon: number }, more = '') =>
  get(`/v1/stations?lat=${position.lat}&lon=${position.lon}${more}`)

beforeAll(async () => {
  house = await openTestHouse(
    { timer: false, clock: () => now },
    { CHARGESHARE_OPERATOR_TOKEN: OPERATOR },
  )
  const listing = aListing({
    name: 'City Museum',
    position: museum,
    posts: { count: 1, refs: ['M1'] },
  })
  await house.world.store.write((tables) => tables.listings.keep([listing], 'first'))
  ann = await signUp(house, 'ann@example.org')
  partner = await join(house)
  for (let n = 0; n < 10; n++) cars.push(await ann.addCar(`CAR-${n}`))
})
afterAll(() => house.close())

describe('a place where few have charged', () => {
  test('is told with its name and position, and without numbers', async () => {
    for (const car of cars.slice(0, 4)) {
      await begins(car, mall, 'A3')
      await ends(car)
    }
    await begins(cars[0]!, mall)
    const { items, next } = await near(spot)
    const withheld = { inUse: null, sessions: null, successRate: null, typicalPowerKw: null }
    expect(items).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{20}$/),
        ...{ name: null, operator: null, position: spot, posts: [], listing: null, distanceM: 0 },
        ...{ ...withheld, lastSuccessAt: null, faults: null },
      },
    ])
    expect(next).toBeNull()
    expect((await get('/v1/stations/occupied')).data.stations).toEqual([])
    await ends(cars[0]!)
  })
})

describe('a place where nine cars have charged', () => {
  beforeAll(async () => {
    for (const car of cars.slice(6)) {
      await begins(car, mall)
      await ends(car)
    }
    await begins(cars[4]!, northOf(mall, 40), 'B1')
    await ends(cars[4]!, 'charge.aborted')
    const why = await ann.question()
    await ann.post(`/v1/questions/${why.id}/answer`).send({ reason: 'station' }).expect(200)
  })

  test('tells what its sessions came to', async () => {
    const [station] = (await near(mall)).items
    expect(station).toMatchObject({
      ...{ position: spot, inUse: 0, sessions: 10, typicalPowerKw: 11, posts: ['A3', 'B1'] },
      successRate: { rate: 0.9, of: 10 },
      faults: [{ at: new Date(now).toISOString(), post: 'B1' }],
    })
    expect(station.successRate.low).toBeCloseTo(0.5958, 4)
    expect(station.successRate.high).toBeCloseTo(0.9821, 4)
    expect(Date.parse(station.lastSuccessAt)).toBeLessThan(now)
    expect(await get(`/v1/stations/${station.id}`)).toEqual({ ...station, distanceM: null })
  })

  test('is the same one for all of them, in the feed too', async () => {
    const [{ id }] = (await near(mall)).items
    const told = (await feedOf(house)).map(({ session }) => session.location.station)
    expect(new Set(told.map((station) => station.id))).toEqual(new Set([id]))
    expect(told.at(-1)).toEqual({ id, name: null, post: 'B1' })
  })

  test('is in use while a session goes on that partners know of', async () => {
    await begins(cars[4]!, northOf(mall, 40))
    const answer = await partner.get('/v1/stations/occupied').expect(200)
    expect(answer.headers['cache-control']).toBe('private, max-age=60')
    const [{ id }] = (await near(mall)).items
    expect(answer.body).toEqual({
      last_updated: new Date(now).toISOString(),
      ...{ ttl: 60, version: '1.0' },
      data: { stations: [{ id, name: null, position: spot, inUse: 1 }] },
    })
    expect(await get(`/v1/stations/${id}`)).toMatchObject({ inUse: 1, sessions: 11 })
    await ends(cars[4]!)
    expect((await get('/v1/stations/occupied')).data.stations).toEqual([])
  })

  test('tells nothing of one that waits until it has left, nor of its time of day', async () => {
    const [{ id }] = (await near(mall)).items
    const before = await get(`/v1/stations/${id}`)
    const discreet = (timing: string) => {
      const sharing = { optedIn: true, handle: { kind: 'anonymous' }, timing }
      return ann.put('/v1/vehicles/CAR-0/sharing').send(sharing).expect(200)
    }
    await discreet('day')
    await begins(cars[0]!, mall)
    expect(await get(`/v1/stations/${id}`)).toEqual(before)
    await ends(cars[0]!)
    expect(await get(`/v1/stations/${id}`)).toEqual(before)
    now = Math.ceil(now / 86_400_000) * 86_400_000
    await house.service.releaseDue(now)
    expect(await get(`/v1/stations/${id}`)).toMatchObject({
      sessions: before.sessions + 1,
      lastSuccessAt: before.lastSuccessAt,
    })
    await discreet('live')
  })
})

describe('a place that a source lists', () => {
  test('has its name, its position and its posts, and says from where they are', async () => {
    await begins(cars[5]!, northOf(museum, 50))
    await ends(cars[5]!)
    const [station] = (await near(museum, '&radiusM=50')).items
    expect(station).toMatchObject({
      ...{ name: 'City Museum', operator: 'Open Volts', position: museum, posts: ['M1'] },
      listing: { licence: 'CC-BY-4.0', title: 'Open Charge Map Contributors' },
      sessions: null,
    })
    const { location } = (await feedOf(house)).at(-1).session
    expect(location.station).toEqual({ id: station.id, name: 'City Museum', post: null })
  })
})

describe('the list', () => {
  test('comes nearest first, a page at a time', async () => {
    const first = await near(northOf(museum, 10), '&limit=1')
    expect(first.items).toMatchObject([{ name: 'City Museum', distanceM: 10 }])
    const second = await near(northOf(museum, 10), `&limit=1&after=${first.next}`)
    expect(second).toMatchObject({
      items: [{ name: null, distanceM: expect.any(Number) }],
      next: null,
    })
  })

  test('comes by ids, all or those in a box', async () => {
    const all = await get('/v1/stations')
    expect(all.items).toHaveLength(2)
    expect(all.items[0].distanceM).toBeNull()
    const [first, second] = all.items
    const page = await get('/v1/stations?limit=1')
    expect(page).toEqual({ items: [first], next: first.id })
    expect((await get(`/v1/stations?after=${page.next}`)).items).toEqual([second])
    const box = `${mall.lon - 0.01},${mall.lat - 0.001},${mall.lon + 0.01},${mall.lat + 0.001}`
    const found = (await get(`/v1/stations?bbox=${box}`)).items
    expect(found).toMatchObject([{ position: spot }])
  })

  test('is a map where one is asked for', async () => {
    const { body, headers } = await partner
      .get('/v1/stations')
      .set('accept', 'application/geo+json')
      .buffer(true)
      .parse((res, done) => {
        let text = ''
        res.on('data', (chunk) => (text += String(chunk)))
        res.on('end', () => done(null, JSON.parse(text)))
      })
      .expect(200)
    expect(headers['content-type']).toBe('application/geo+json')
    expect(body).toMatchObject({ type: 'FeatureCollection', next: null })
    expect(body.features).toContainEqual({
      type: 'Feature',
      id: expect.any(String),
      geometry: { type: 'Point', coordinates: [spot.lon, spot.lat] },
      properties: { name: null, inUse: 0, sessions: 12, successRate: 0.9167 },
    })
  })

  test.each([
    ['lat=1', '/lat'],
    ['lat=91&lon=0', '/lat'],
    ['lat=0&lon=0', '/lat'],
    ['lat=1&lon=1&radiusM=50001', '/radiusM'],
    ['lat=1&lon=1&bbox=1,2,3,4', '/bbox'],
    ['lat=1&lon=1&after=nowhere', '/after'],
    ['bbox=1,2,3', '/bbox'],
    ['bbox=1,2,3,91', '/bbox'],
    ['bbox=1,4,3,2', '/bbox'],
    ['bbox=181,1,2,3', '/bbox'],
    ['limit=1001', '/limit'],
  ])('refuses %s', async (query, pointer) => {
    const { body } = await partner.get(`/v1/stations?${query}`).expect(422)
    expect(body.errors).toMatchObject([{ pointer }])
  })

  test('is served in no other form', async () => {
    await partner.get('/v1/stations').set('accept', 'text/csv').expect(406)
  })
})

describe('who may look', () => {
  test('partners, owners and the operator, by token or cookie', async () => {
    const [{ id }] = (await get('/v1/stations')).items
    for (const token of [partner.token, ann.token, OPERATOR]) {
      await as(house, token).get(`/v1/stations/${id}`).expect(200)
    }
    const signedIn = (cookie: string) =>
      fetch(`${house.url}/v1/stations/${id}`, { headers: { cookie } })
    expect((await signedIn(`session=${ann.token}`)).status).toBe(200)
    expect((await signedIn(`partner=${partner.token}`)).status).toBe(200)
  })

  test.each([
    ['nobody', ''],
    ['a stranger', 'csp_nobody'],
    ['somebody’s guess', 'cso_nobody'],
    ['who claims to be the operator', 'csa_nobody'],
  ])('not %s', async (_, token) => {
    await as(house, token).get('/v1/stations').expect(401)
  })

  test('nor is there a station that nobody shares', async () => {
    await partner.get('/v1/stations/0123456789abcdef0123').expect(404)
  })
})

describe('what is taken back', () => {
  test('is gone from its station, and with the last of it the station', async () => {
    const [{ id }] = (await near(museum, '&radiusM=50')).items
    await ann.delete('/v1/vehicles/CAR-5').expect(204)
    await partner.get(`/v1/stations/${id}`).expect(404)
    const [station] = (await near(mall)).items
    for (const n of [0, 1]) await ann.delete(`/v1/vehicles/CAR-${n}`).expect(204)
    const left = { position: spot, sessions: 8, inUse: 0, posts: ['A3', 'B1'] }
    expect(await get(`/v1/stations/${station.id}`)).toMatchObject(left)
  })
})

test('who has a cookie that is stale beside one that is good is let in by the good one', async () => {
  const ask = async (cookie: string) =>
    (await fetch(`${house.url}/v1/stations?lat=22&lon=114`, { headers: { cookie } })).status
  expect(await ask(`partner=csp_stale; session=${ann.token}; operator=csa_stale`)).toBe(200)
  expect(await ask(`partner=csp_stale; session=cso_stale; operator=${OPERATOR}`)).toBe(200)
  expect(await ask('partner=csp_stale; session=cso_stale')).toBe(401)
})
