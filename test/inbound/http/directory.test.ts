/** What owners are told of the stations at which they charge, and how they choose among several. */
import request from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Listing } from '../../../src/domain/stations/listing.ts'
import { listingId } from '../../../src/domain/stations/listing.ts'
import { openStreetMap } from '../../../src/domain/stations/terms.ts'
import { aListing } from '../../domain/stations/listings.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { feedOf, signUp } from './visitors.ts'

let house: TestHouse
let now = Date.parse('2026-11-21T12:00:00Z')
let count = 0
let ann: Awaited<ReturnType<typeof signUp>>
let car: Awaited<ReturnType<typeof ann.addCar>>
/** Another town for each story, and a spot some metres to the north of its middle. */
const town = () => ({ lat: 40 + count / 10, lon: 15 })
const off = (metres: number) => ({ ...town(), lat: town().lat + metres / 111_111 })

beforeAll(async () => {
  house = await openTestHouse({ clock: () => now, timer: false })
})
afterAll(() => house.close())
beforeEach(async () => {
  count++
  now += 3_600_000
  ann = await signUp(house, `driver-${count}@example.org`)
  car = await ann.addCar(`DRIVER-${count}`)
})

async function known(...told: Partial<Listing>[]): Promise<Listing[]> {
  const listings = told.map((one) => aListing({ position: off(10), ...one }))
  await house.service.openRound().keep(listings, { ocm: [], osm: [] })
  return listings
}
const charges = async () => {
  now += 600_000
  const at = () => new Date(now).toISOString()
  await car.says({ type: 'charge.started', at: at(), position: town(), soc: 30 })
  now += 600_000
  await car.says({ type: 'charge.completed', at: at(), position: town(), soc: 80 })
}
const answers = async (body: object, status = 200) =>
  ann
    .post(`/v1/questions/${(await ann.question()).id}/answer`)
    .send(body)
    .expect(status)
const lastShared = async () => (await feedOf(house)).at(-1)
const lastCharge = async () => {
  const { body } = await ann.get('/v1/charges/mine').expect(200)
  return (await house.world.store.read.sessions.get(String(body.items[0].id)))!
}

describe('a question', () => {
  test('names the one station that is known there, and whose data that is', async () => {
    const [one] = await known({ name: 'Stanley Plaza Car Park', price: 'Included in parking' })
    await charges()
    const { location } = await ann.question()
    expect(location.station).toEqual({
      id: listingId(one!),
      name: 'Stanley Plaza Car Park',
      operator: 'Open Volts',
      posts: ['A1', 'A2'],
      postCount: 2,
      plugs: [{ type: 'IEC_62196_T2', powerKw: 22, quantity: 2 }],
      access: 'public',
      price: 'Included in parking',
      distanceM: 10,
      source: 'ocm',
      licence: 'CC-BY-4.0',
      attribution: 'Open Charge Map contributors (CC BY 4.0)',
      url: `https://openchargemap.org/site/poi/details/${one!.ref}`,
      checkInUrl: `https://openchargemap.org/site/poi/addcomment/${one!.ref}`,
      checkedAt: '1970-01-01T00:00:01.000Z',
      shared: null,
    })
    expect(location.stations).toEqual([location.station])
    expect((await ann.location()).station).toEqual(location.station)
  })

  test('names none where none is near, or it is private', async () => {
    await known({ position: off(200) }, { access: 'private' })
    await charges()
    const { location } = await ann.question()
    expect(location).toMatchObject({ station: null, stations: [] })
  })

  test('names all where there are several, the nearest first', async () => {
    const [far, near] = await known({ position: off(90) }, { position: off(20) })
    await charges()
    const { location } = await ann.question()
    expect(location.station).toBeNull()
    const ids = location.stations.map(({ id }: { id: string }) => id)
    expect(ids).toEqual([listingId(near!), listingId(far!)])
  })

  test('asks OpenStreetMap only where Open Charge Map knows nothing', async () => {
    const osm = { source: 'osm', ref: `node/${count}`, provider: openStreetMap } as const
    const [mapped] = await known({ ...osm, name: 'Mapped' })
    await charges()
    expect((await ann.question()).location.station).toMatchObject({
      id: listingId(mapped!),
      attribution: '© OpenStreetMap contributors (ODbL)',
      url: `https://www.openstreetmap.org/node/${count}`,
      checkInUrl: null,
    })
    const [one] = await known({ name: 'Listed' })
    expect((await ann.question()).location.stations).toMatchObject([{ id: listingId(one!) }])
  })
})

describe('an answer', () => {
  test('chooses the station, under whose name the charge and all later ones are shared', async () => {
    const [one, other] = await known({}, { position: off(60), name: 'Town hall' })
    await charges()
    const { body } = await answers({ choice: 'always', station: listingId(other!) })
    expect(body.location.station.id).toBe(listingId(other!))
    const first = await lastShared()
    expect(first.session.location.station.name).toBe('Town hall')
    await charges()
    const second = await lastShared()
    expect(second.session.location.station).toEqual(first.session.location.station)
    expect((await ann.location()).station.id).toBe(listingId(other!))
    expect(one!.name).not.toBe('Town hall')
  })

  test('of a shared charge may name the station later, and partners are told', async () => {
    const [, other] = await known({ name: 'North' }, { position: off(60), name: 'South' })
    await charges()
    const { body } = await answers({ choice: 'once' })
    const path = `/v1/charges/mine/${body.session.id}`
    expect((await ann.get(path).expect(200)).body.location.station).toBeNull()
    const station = listingId(other!)
    await ann.post(`${path}/sharing`).send({ choice: 'once', station: 'ocm:1' }).expect(422)
    const { body: charge } = await ann
      .post(`${path}/sharing`)
      .send({ choice: 'once', station })
      .expect(200)
    expect(charge.location.station.id).toBe(station)
    expect((await lastShared()).session.location.station.name).toBe('South')
  })

  test('that chooses another station tells partners so', async () => {
    const [one, other] = await known({ name: 'North' }, { position: off(60), name: 'South' })
    await charges()
    const { id } = await ann.question()
    const again = (station: string) =>
      ann.post(`/v1/questions/${id}/answer`).send({ choice: 'once', station }).expect(200)
    await again(listingId(one!))
    expect((await lastShared()).session.location.station.name).toBe('North')
    await again(listingId(other!))
    const told = await lastShared()
    expect(told.session.location.station.name).toBe('South')
    await again(listingId(other!))
    expect(await lastShared()).toEqual(told)
  })

  test('cannot choose a station that is not near, nor one that is private', async () => {
    const [far, closed] = await known({ position: off(400) }, { access: 'private' })
    await charges()
    for (const station of [listingId(far!), listingId(closed!), 'osm:node/999']) {
      const { body } = await answers({ choice: 'always', station }, 422)
      expect(body.errors).toEqual([
        { pointer: '/station', code: 'choice', detail: 'the station is not known near this place' },
      ])
    }
    const { body } = await answers({ choice: 'always', station: 'elsewhere' }, 422)
    expect(body.errors[0].pointer).toBe('/station')
    expect((await ann.question()).state).toBe('open')
  })

  test('may name a post that the station does not know, and learns so', async () => {
    await known({ posts: { count: 2, refs: ['DE*ABC*E1', '2'] } })
    await charges()
    const { id } = await ann.question()
    const says = async (post: string) => {
      const path = `/v1/questions/${id}/answer`
      return (await ann.post(path).send({ choice: 'once', post }).expect(200)).body.location
    }
    expect(await says('de abc e1')).toMatchObject({ postKnown: true })
    expect(await says('A3')).toMatchObject({ postKnown: false })
    expect((await lastShared()).session.location.station.post).toBe('A3')
  })

  test('cannot say of a post whether it is known where the source names none', async () => {
    await known({ posts: { count: 2, refs: [] } })
    await charges()
    expect((await answers({ choice: 'once', post: 'A3' })).body.location.postKnown).toBeNull()
  })

  test('that keeps a charge private keeps no station, for its name would tell the place', async () => {
    const [one] = await known({}, { position: off(60) })
    await charges()
    await answers({ choice: 'skip', station: listingId(one!) })
    const charge = await lastCharge()
    expect(charge.listing).toBeNull()
    const given = await house.world.store.read.answers.of(charge.vehicle, 0)
    expect(given).toHaveLength(1)
    expect(JSON.stringify(given)).not.toContain(one!.ref)
  })

  test.each(['never', 'skip'])(
    'that takes a charge back by "%s" forgets the station',
    async (choice) => {
      const [one] = await known({}, { position: off(60) })
      await charges()
      const { id } = await ann.question()
      const path = `/v1/questions/${id}/answer`
      await ann
        .post(path)
        .send({ choice: 'always', station: listingId(one!) })
        .expect(200)
      const kept = await lastCharge()
      expect(kept.listing).toBe(listingId(one!))
      await ann.post(path).send({ choice }).expect(200)
      expect((await lastCharge()).listing).toBeNull()
      expect((await house.world.store.read.places.get(kept.place!))!.listing).toBeNull()
    },
  )

  test('that is undone takes the station back with it', async () => {
    const [one] = await known({}, { position: off(60) })
    await charges()
    const { id } = await ann.question()
    await answers({ choice: 'once', station: listingId(one!) })
    await ann.delete(`/v1/questions/${id}/answer`).expect(200)
    expect((await lastCharge()).listing).toBeNull()
    await answers({ choice: 'once' })
    expect((await lastShared()).session.location.station?.name ?? null).toBeNull()
  })
})

test('terms of all sources that are in use are public', async () => {
  await known({})
  const { body } = await request(house.url).get('/v1/licenses').expect(200)
  expect(body.published.licence).toBe('CC-BY-4.0')
  expect(body.sources).toContainEqual({
    source: 'ocm',
    provider: '1',
    title: 'Open Charge Map Contributors',
    licence: 'CC-BY-4.0',
    attribution: 'Open Charge Map contributors (CC BY 4.0)',
    url: 'https://openchargemap.org',
    mayPass: true,
    stations: expect.any(Number) as number,
  })
})
