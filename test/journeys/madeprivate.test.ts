/** A charger that is made private: from then on it says nothing of whoever charges there, nor of who did. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type TestCharger } from '../inbound/ocpp/charger.ts'
import { openSite, type Site } from '../inbound/ocpp/site.ts'
import {
  at,
  itemsOf,
  type Json,
  type Motorist,
  motorist,
  nicknamed,
  type Subscriber,
  subscriber,
} from '../people.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const hotel = { lat: 47.0702, lon: 15.4393 }

let now = Date.parse('2026-11-20T08:00:00Z')
let house: Site
let map: Subscriber
let ann: Motorist
let bo: Motorist
let post: TestCharger

beforeAll(async () => {
  house = await openSite({ clock: () => now, timer: true })
  map = await subscriber(house.url, 'Open Map', () => now)
  ann = await motorist(house.url, 'ANN-7', nicknamed('Ann'))
  bo = await motorist(house.url, 'BO-7', nicknamed('Bo'))
  const site = { position: hotel, stationName: 'Hotel', post: 'H1', access: 'public' }
  post = await connect(house, 'HOTEL-1', { password: await house.register('HOTEL-1', site) })
  await post.call('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'Duo' })
  await house.asks('PUT', '/v1/tokens/BO-CARD', { status: 'Accepted', owner: 'bo-7@example.org' })
})
afterAll(async () => {
  await post.close()
  await house.close()
  await ann.close()
  await bo.close()
  await map.close()
})

const told = (ms: number) => new Date(ms).toISOString()

async function starts(idTag: string): Promise<number> {
  const start = { connectorId: 1, idTag, meterStart: 0, timestamp: told(now) }
  return Number(at(await post.call('StartTransaction', start), 'transactionId'))
}

async function stops(transactionId: number, meterStop: number): Promise<void> {
  await post.call('StopTransaction', { transactionId, meterStop, timestamp: told(now) })
}

async function plugs(owner: Motorist, idTag: string): Promise<number> {
  const id = await starts(idTag)
  await owner.says({ type: 'charge.started', at: told(now), position: hotel, soc: 40 })
  return id
}

async function unplugs(owner: Motorist, id: number): Promise<void> {
  now += 30 * MINUTE
  await owner.says({ type: 'charge.completed', at: told(now), energyKwh: 5 })
  await stops(id, 5600)
}

async function lastOf(owner: Motorist): Promise<Json> {
  return itemsOf(await owner.asks('GET', '/v1/charges/mine?limit=1'))[0]!
}

async function lastEvent(): Promise<Json> {
  return (await map.feed()).at(-1)!
}

const both = { energyKwh: 5.6, evidence: ['vehicle', 'charger'] }
const alone = { energyKwh: 5, evidence: ['vehicle'] }

test('what a charger that is open to everybody told is published', async () => {
  const id = await plugs(ann, 'VISITOR')
  await ann.answers(await ann.phone(), { choice: 'always' })
  await unplugs(ann, id)
  expect(await lastEvent()).toMatchObject({
    session: { ...both, location: { station: { name: 'Hotel', post: 'H1' } } },
  })
})

test('when it is made private its words leave at once what was published, and what goes on', async () => {
  now += 60 * MINUTE
  await plugs(ann, 'VISITOR')
  expect(await lastEvent()).toMatchObject({ session: { evidence: both.evidence } })
  const before = await map.feed()
  await house.asks('PATCH', '/v1/chargers/HOTEL-1', { access: 'private' })
  const revised = (await map.feed()).slice(before.length)
  const types = new Set(revised.map((event) => at(event, 'type')))
  expect(types).toEqual(new Set(['charge.completed', 'charge.updated']))
  for (const event of revised) {
    expect(event).toMatchObject({ session: { evidence: ['vehicle'] } })
    expect(JSON.stringify(event)).not.toMatch(/Hotel|H1/)
  }
  const ended = revised.find((event) => at(event, 'type') === 'charge.completed')
  expect(ended).toMatchObject({ session: { ...alone, revision: 4 } })
  expect(await lastOf(ann)).toMatchObject({ charger: null })
  const seen = itemsOf(await house.asks('GET', '/v1/chargers/HOTEL-1/transactions'))
  expect(seen.map((one) => one['evidence'])).toEqual([['charger'], ['charger']])
})

test('what goes on is told again when it is opened to everybody', async () => {
  await house.asks('PATCH', '/v1/chargers/HOTEL-1', { access: 'public' })
  expect(await lastEvent()).toMatchObject({
    type: 'charge.updated',
    session: {
      evidence: ['vehicle', 'charger'],
      location: { station: { name: 'Hotel', post: 'H1' } },
    },
  })
  const [running] = itemsOf(await house.asks('GET', '/v1/chargers/HOTEL-1/transactions'))
  expect(running).toMatchObject({ evidence: ['vehicle', 'charger'] })
  now += 30 * MINUTE
  await ann.says({ type: 'charge.completed', at: told(now), energyKwh: 5 })
})

test('who has shown a tag of his own keeps what it told him, but partners lose its name', async () => {
  now += 60 * MINUTE
  const id = await plugs(bo, 'BO-CARD')
  await bo.answers(await bo.phone(), { choice: 'always' })
  await unplugs(bo, id)
  expect(await lastEvent()).toMatchObject({ session: { location: { station: { post: 'H1' } } } })
  await house.asks('PATCH', '/v1/chargers/HOTEL-1', { access: 'private' })
  expect(await lastOf(bo)).toMatchObject({ charger: { station: 'Hotel', post: 'H1' } })
  const [own] = (await map.feed())
    .slice(-4)
    .filter((event) => at(event, 'session', 'vehicle', 'handle') === 'Bo')
    .slice(-1)
  expect(own).toMatchObject({
    session: { ...both, location: { station: { name: null, post: null } } },
  })
})

test('a charger that is given to an owner says of his charges alone, if it is private', async () => {
  await house.asks('PATCH', '/v1/chargers/HOTEL-1', { owner: 'ann-7@example.org' })
  now += 60 * MINUTE
  const id = await plugs(ann, 'VISITOR')
  expect(await lastOf(ann)).toMatchObject({ charger: { post: 'H1' } })
  await house.asks('PATCH', '/v1/chargers/HOTEL-1', { owner: null })
  expect(await lastOf(ann)).toMatchObject({ charger: null })
  await unplugs(ann, id)
  expect(await lastEvent()).toMatchObject({ session: alone })
})

test('what was shared with nobody is parted however old, so that sharing it later tells no charger', async () => {
  await house.asks('PATCH', '/v1/chargers/HOTEL-1', { access: 'public' })
  now += DAY
  const kim = await motorist(house.url, 'KIM-7', nicknamed('Kim'))
  const id = await plugs(kim, 'VISITOR')
  const question = (await kim.questions())[0]!
  await kim.replies(question, { choice: 'skip' })
  await unplugs(kim, id)
  expect(await lastOf(kim)).toMatchObject({ charger: { post: 'H1' } })
  const evidence = async () =>
    itemsOf(await house.asks('GET', '/v1/chargers/HOTEL-1/transactions'))[0]!['evidence']
  expect(await evidence()).toEqual(['charger'])
  now += 8 * DAY
  await house.asks('PATCH', '/v1/chargers/HOTEL-1', { access: 'private' })
  expect(await evidence()).toEqual(['charger'])
  await kim.replies(question, { choice: 'once' })
  expect(await lastEvent()).toMatchObject({
    session: { ...alone, revision: 1, location: { station: { name: null, post: null } } },
  })
  await kim.close()
})

test('what ended long before stays as it was right to tell it then', async () => {
  await house.asks('PATCH', '/v1/chargers/HOTEL-1', { access: 'public' })
  now += 60 * MINUTE
  await unplugs(ann, await plugs(ann, 'VISITOR'))
  expect(await lastEvent()).toMatchObject({ session: both })
  now += 30 * DAY
  const before = await map.feed()
  await house.asks('PATCH', '/v1/chargers/HOTEL-1', { access: 'private' })
  expect(await map.feed()).toEqual(before)
})

test('a charger that is removed leaves what goes on, and the car alone says how it ended', async () => {
  await house.asks('PATCH', '/v1/chargers/HOTEL-1', { access: 'public' })
  now += 60 * MINUTE
  const id = await plugs(bo, 'BO-CARD')
  now += 10 * MINUTE
  const meter = [{ timestamp: told(now), sampledValue: [{ value: '3000' }] }]
  await post.call('MeterValues', { connectorId: 1, transactionId: id, meterValue: meter })
  expect(await lastEvent()).toMatchObject({ session: { energyKwh: 3, evidence: both.evidence } })
  const before = (await map.feed()).length
  await house.asks('DELETE', '/v1/chargers/HOTEL-1')
  const [parted, ...more] = (await map.feed()).slice(before)
  expect(more).toEqual([])
  expect(parted).toMatchObject({
    type: 'charge.updated',
    session: { evidence: ['vehicle'], location: { station: { name: null, post: null } } },
  })
  expect(await lastOf(bo)).toMatchObject({ charger: null })
  now += 60 * MINUTE
  await bo.says({ type: 'charge.completed', at: told(now), energyKwh: 31 })
  expect(await lastEvent()).toMatchObject({ session: { energyKwh: 31, evidence: ['vehicle'] } })
})
