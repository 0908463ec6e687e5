/** Two witnesses: what the car tells and what its charger tells of one charge becomes one session. */
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
  text,
} from '../people.ts'

const MINUTE = 60_000
const plaza = { lat: 22.2189, lon: 114.2139 }
/** Where the car stood, some metres off. */
const beside = { lat: 22.21899, lon: 114.21402 }

let now = Date.parse('2026-11-20T08:00:00Z')
let house: Site
let map: Subscriber
let jimbo: Motorist
let post: TestCharger

beforeAll(async () => {
  house = await openSite({ clock: () => now, timer: true })
  map = await subscriber(house.url, 'Open Map', () => now)
  jimbo = await motorist(house.url, 'JIMBO-1', nicknamed('Jimbo'))
  post = await installed('PLAZA-A', { position: plaza, stationName: 'Stanley Plaza', post: 'A3' })
  await house.asks('PUT', '/v1/tokens/BLUE-CARD', {
    status: 'Accepted',
    owner: 'jimbo-1@example.org',
  })
})
afterAll(async () => {
  await post.close()
  await house.close()
  await jimbo.close()
  await map.close()
})

/** The operator registers a charger that is open to everybody, and it connects; it has two sockets. */
async function installed(identity: string, site: Json): Promise<TestCharger> {
  const password = await house.register(identity, { access: 'public', ...site })
  const charger = await connect(house, identity, { password })
  await charger.call('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'Duo' })
  for (const connectorId of [1, 2]) {
    const free = { connectorId, status: 'Available', errorCode: 'NoError' }
    await charger.call('StatusNotification', free)
  }
  return charger
}

const told = (ms: number) => new Date(ms).toISOString()

/** A charger's transaction begins, by nobody's tag that is known; what it is called. */
async function starts(charger: TestCharger, when = now, idTag = 'VISITOR'): Promise<number> {
  const start = { connectorId: 2, idTag, meterStart: 1000, timestamp: told(when) }
  return Number(at(await charger.call('StartTransaction', start), 'transactionId'))
}

function stops(
  charger: TestCharger,
  transactionId: number,
  { wh, when = now, reason = 'Local' }: { wh: number; when?: number; reason?: string },
): Promise<Json> {
  const stop = { transactionId, meterStop: 1000 + wh, timestamp: told(when), reason }
  return charger.call('StopTransaction', stop)
}

/** What partners were told last: all that was said is durable before it is answered. */
async function lastEvent(): Promise<Json> {
  return (await map.feed()).at(-1)!
}

/** The last charge in its owner's own list, in full. */
async function ownCharge(owner: Motorist = jimbo): Promise<Json> {
  const [latest] = itemsOf(await owner.asks('GET', '/v1/charges/mine?limit=1'))
  return owner.asks('GET', `/v1/charges/mine/${text(latest!, 'id')}`)
}

async function lastTransaction(identity: string): Promise<Json> {
  return itemsOf(await house.asks('GET', `/v1/chargers/${identity}/transactions`))[0]!
}

let transaction: number

test('Jimbo plugs in; his car and the charger tell of it, and his phone asks him', async () => {
  transaction = await starts(post, now, 'BLUE-CARD')
  now += 4000
  await jimbo.says({ type: 'charge.started', at: told(now), position: beside, soc: 41.5 })
  const push = await jimbo.phone()
  expect((await map.pulls())['items']).toEqual([])
  await jimbo.answers(push, { choice: 'always', post: 'the left one' })
})

test('partners learn of one charge, by two witnesses, at the post that the charger names', async () => {
  expect((await map.gets(1))[0]).toMatchObject({
    type: 'charge.started',
    session: {
      revision: 1,
      status: 'charging',
      location: { station: { name: 'Stanley Plaza', post: 'A3/2' } },
      soc: { start: 41.5 },
      evidence: ['vehicle', 'charger'],
    },
  })
})

test('the charger tells more energy, and partners see it in steps', async () => {
  now += 10 * MINUTE
  for (const wh of [1100, 1700]) {
    const value = { value: String(wh), measurand: 'Energy.Active.Import.Register', unit: 'Wh' }
    const meterValue = [{ timestamp: told(now + wh), sampledValue: [value] }]
    await post.call('MeterValues', { connectorId: 2, transactionId: transaction, meterValue })
  }
  expect(await lastEvent()).toMatchObject({
    type: 'charge.updated',
    session: { energyKwh: 0.7 },
  })
})

test('a breaker trips; the charger says so first, and the question proposes the station', async () => {
  now += 120 * MINUTE
  await stops(post, transaction, { wh: 9800, reason: 'PowerLoss' })
  expect(await lastEvent()).toMatchObject({ type: 'charge.updated', session: { energyKwh: 9.8 } })
  now += 5000
  await jimbo.says({
    ...{ type: 'charge.aborted', at: told(now), soc: 61, energyKwh: 8.9 },
    reason: 'charge interrupted',
  })
  expect(await lastEvent()).toMatchObject({
    type: 'charge.aborted',
    session: {
      ...{ energyKwh: 9.8, evidence: ['vehicle', 'charger'] },
      abort: { reason: 'station', confirmed: false },
    },
  })
  const push = await jimbo.phone()
  expect(push).toMatchObject({
    kind: 'abort',
    actions: [{ action: 'station' }, { action: 'user' }],
  })
  const [question] = await jimbo.questions()
  expect(question).toMatchObject({ suggested: 'station', suggestedBy: 'charger' })
  expect(question!['answers']).toEqual(['station', 'user', 'other'])
  await jimbo.answers(push, { reason: 'station' })
  expect(await lastEvent()).toMatchObject({
    session: { abort: { reason: 'station', confirmed: true } },
  })
})

test('it is one session to everybody, and the operator learns not whose', async () => {
  const sessions = (await map.feed()).map((event) => at(event, 'session', 'id'))
  expect(new Set(sessions).size).toBe(1)
  expect(await ownCharge()).toMatchObject({
    ...{ energyKwh: 9.8, post: 'A3/2' },
    charger: {
      ...{ station: 'Stanley Plaza', stopReason: 'PowerLoss', isFault: true, contradictions: [] },
      vehicle: { energyKwh: 8.9, post: 'the left one' },
    },
  })
  const seen = await lastTransaction('PLAZA-A')
  expect(seen).toMatchObject({ evidence: ['vehicle', 'charger'], contradictions: [] })
  expect(JSON.stringify(seen)).not.toMatch(/jimbo/i)
})

test('what a charger tells hours later corrects what was published, and where the two differ is kept', async () => {
  now += 600 * MINUTE
  const began = now
  await jimbo.says({ type: 'charge.started', at: told(began), position: beside, soc: 20 })
  const id = at(await lastEvent(), 'session', 'id')
  now += 60 * MINUTE
  await jimbo.says({ type: 'charge.completed', at: told(now), soc: 60, energyKwh: 5 })
  expect(await lastEvent()).toMatchObject({ session: { id, revision: 2, evidence: ['vehicle'] } })

  now += 300 * MINUTE
  const both = { id, evidence: ['vehicle', 'charger'] }
  const late = await starts(post, began + 20_000, 'BLUE-CARD')
  expect(await lastEvent()).toMatchObject({
    type: 'charge.completed',
    session: { ...both, revision: 3, energyKwh: 5 },
  })
  await stops(post, late, { wh: 8000, when: began + 65 * MINUTE, reason: 'EVDisconnected' })
  expect(await lastEvent()).toMatchObject({
    type: 'charge.completed',
    session: { ...both, revision: 4, energyKwh: 8 },
  })
  const known = await ownCharge()
  expect(at(known, 'charger', 'contradictions')).toEqual(['energy'])
  expect(await lastTransaction('PLAZA-A')).toMatchObject({ contradictions: ['energy'] })
})

test('two cars side by side: neither is given a post until their ends tell them apart', async () => {
  const ann = await motorist(house.url, 'ANN-1')
  const other = await installed('PLAZA-B', { position: beside, post: 'A4' })
  now += 600 * MINUTE
  const began = now
  const first = await starts(post)
  await jimbo.says({ type: 'charge.started', at: told(began + 1000), position: beside })
  const joined = await lastEvent()
  expect(joined).toMatchObject({ session: { revision: 2, evidence: ['vehicle', 'charger'] } })

  await ann.says({ type: 'charge.started', at: told(began + 9000), position: plaza })
  const apart = await lastEvent()
  expect(apart).toMatchObject({
    session: { id: at(joined, 'session', 'id'), revision: 3, evidence: ['vehicle'] },
  })
  expect(at(apart, 'session', 'location', 'station')).toMatchObject({ post: null })
  const second = await starts(other, began + 8000)
  expect((await lastTransaction('PLAZA-A'))['evidence']).toEqual(['charger'])
  expect((await lastTransaction('PLAZA-B'))['evidence']).toEqual(['charger'])

  now += 30 * MINUTE
  await ann.says({ type: 'charge.completed', at: told(now), energyKwh: 3 })
  await stops(other, second, { wh: 3100, reason: 'Local' })
  now += 30 * MINUTE
  await stops(post, first, { wh: 6400, reason: 'Local' })
  await jimbo.says({ type: 'charge.completed', at: told(now), energyKwh: 6 })
  await expect.poll(async () => (await lastTransaction('PLAZA-A'))['evidence']).toHaveLength(2)
  expect(await ownCharge()).toMatchObject({ energyKwh: 6.4, charger: { post: 'A3/2' } })
  expect(await ownCharge(ann)).toMatchObject({ energyKwh: 3.1, charger: { post: 'A4/2' } })
  await other.close()
  await ann.close()
})

test('who shows no tag of his own is told the post, and no more than his car has told', async () => {
  now += 600 * MINUTE
  const began = now
  const id = await starts(post)
  await jimbo.says({ type: 'charge.started', at: told(now), position: beside })
  now += 30 * MINUTE
  const value = { value: '9000', measurand: 'Energy.Active.Import.Register', unit: 'Wh' }
  const meterValue = [{ timestamp: told(now), sampledValue: [value] }]
  await post.call('MeterValues', { connectorId: 2, transactionId: id, meterValue })
  const known = { post: 'A3/2', station: 'Stanley Plaza' }
  const charger = { ...known, endedAt: null, energyKwh: null, stopReason: null }
  expect(at(await lastEvent(), 'session', 'energyKwh')).toBeNull()
  now += 30 * MINUTE
  await stops(post, id, { wh: 9900 })
  expect(await ownCharge()).toMatchObject({ charger })
  await jimbo.says({ type: 'charge.completed', at: told(now), energyKwh: 9 })
  expect(await ownCharge()).toMatchObject({
    energyKwh: 9.9,
    charger: { ...known, startedAt: told(began), endedAt: told(now), energyKwh: 9.9 },
  })
})

test('who makes up a charge afterwards gets nothing of whoever charged there', async () => {
  const mal = await motorist(house.url, 'MAL-1')
  const before = await map.feed()
  const last = await ownCharge()
  const [startedAt, endedAt] = [text(last, 'startedAt'), text(last, 'endedAt')]
  now += 60 * MINUTE
  await mal.says(
    { type: 'charge.started', at: startedAt, position: beside },
    { type: 'charge.completed', at: endedAt, energyKwh: 9.9 },
  )
  expect(await ownCharge(mal)).toMatchObject({ startedAt, energyKwh: 9.9, charger: null })
  expect(await ownCharge()).toMatchObject({ charger: { energyKwh: 9.9, post: 'A3/2' } })
  expect(await map.feed()).toEqual(before)
  await mal.close()
})

test('what is never shared keeps no word of its charger, and its transaction is free again', async () => {
  now += 600 * MINUTE
  const started = await starts(post)
  await jimbo.says({ type: 'charge.started', at: told(now), position: beside })
  expect((await lastTransaction('PLAZA-A'))['evidence']).toHaveLength(2)
  const known = await ownCharge()
  await jimbo.asks('PATCH', `/v1/locations/${text(known, 'locationId')}`, { flag: 'never' })
  expect(await ownCharge()).toMatchObject({ charger: null })
  expect((await lastTransaction('PLAZA-A'))['evidence']).toEqual(['charger'])
  now += 30 * MINUTE
  await stops(post, started, { wh: 3000 })
  await jimbo.says({ type: 'charge.completed', at: told(now), position: beside })
  expect(await ownCharge()).toMatchObject({ charger: null, status: 'completed' })
})

test('nor is what was drawn for it said of a car that stood beside it', async () => {
  const bo = await motorist(house.url, 'BO-1')
  now += 600 * MINUTE
  const id = await starts(post)
  await jimbo.says({ type: 'charge.started', at: told(now), position: beside })
  await bo.says({ type: 'charge.started', at: told(now + 1000), position: plaza })
  now += 30 * MINUTE
  await stops(post, id, { wh: 3000 })
  await jimbo.says({ type: 'charge.completed', at: told(now), energyKwh: 2.9 })
  await bo.says({ type: 'charge.completed', at: told(now + 5 * MINUTE), energyKwh: 2.4 })
  expect(await ownCharge(bo)).toMatchObject({ charger: null, status: 'completed' })
  const own = text(await lastTransaction('PLAZA-A'), 'id')
  expect((await house.world.store.read.meetings.draw(own))?.session).toBeNull()
  await bo.close()
})
