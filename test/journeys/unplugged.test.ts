/** What the charger tells later gives away nothing that the owner's wish about timing keeps back. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connect, type TestCharger } from '../inbound/ocpp/charger.ts'
import { openSite, type Site } from '../inbound/ocpp/site.ts'
import {
  at,
  itemsOf,
  type Json,
  type Motorist,
  motorist,
  type Subscriber,
  subscriber,
  text,
} from '../people.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const plaza = { lat: 22.2189, lon: 114.2139 }

let now: number
let house: Site
let map: Subscriber
let ann: Motorist
let post: TestCharger

beforeEach(async () => {
  now = Date.parse('2026-11-20T18:00:00Z')
  const clock = () => now
  house = await openSite({ clock })
  map = await subscriber(house.url, 'Open Map', clock)
  ann = await motorist(house.url, 'ANN')
  const tag = { status: 'Accepted', owner: 'ann@example.org' }
  await house.asks('PUT', '/v1/tokens/ANNS', tag)
  const site = { position: plaza, stationName: 'Plaza', post: 'A3', access: 'public' }
  post = await connect(house, 'PLAZA', { password: await house.register('PLAZA', site) })
})
afterEach(async () => {
  await post.close()
  await house.close()
  await ann.close()
  await map.close()
})

const wishes = (timing: string) =>
  ann.asks('PUT', '/v1/vehicles/ANN/sharing', {
    ...{ optedIn: true, handle: { kind: 'anonymous' } },
    timing,
  })

const moment = () => new Date(now).toISOString()

/** The minute's jobs, until a time. */
async function passesUntil(time: string): Promise<void> {
  for (const end = Date.parse(time); now < end; now = Math.min(end, now + 5 * MINUTE)) {
    await house.service.closeSilent(now)
    await house.service.releaseDue(now)
  }
}

/** Ann has charged from six to nine in the evening, shares it, and stays plugged in; the transaction. */
async function charges(): Promise<number> {
  const start = { connectorId: 1, idTag: 'ANNS', meterStart: 0, timestamp: moment() }
  const transaction = Number(at(await post.call('StartTransaction', start), 'transactionId'))
  await ann.says({ type: 'charge.started', at: moment(), position: plaza, soc: 40 })
  await ann.replies((await ann.questions())[0]!, { choice: 'always' })
  now += 3 * HOUR
  await ann.says({ type: 'charge.completed', at: moment(), soc: 80, energyKwh: 20 })
  return transaction
}

const unplugs = (transactionId: number, wh: number) =>
  post.call('StopTransaction', {
    ...{ transactionId, meterStop: wh, reason: 'EVDisconnected' },
    timestamp: moment(),
  })

/** When each event was told, and how much it tells. */
const told = async () =>
  (await map.feed()).map(
    (event) =>
      `${text(event, 'publishedAt').slice(0, 16)} ${JSON.stringify(at(event, 'session', 'energyKwh'))}`,
  )

async function ownEnergy(): Promise<Json[string]> {
  return itemsOf(await ann.asks('GET', '/v1/charges/mine'))[0]!['energyKwh']!
}

describe('by the day', () => {
  beforeEach(() => wishes('day'))

  test('that she unplugs in the morning is told in the night after it', async () => {
    const transaction = await charges()
    await passesUntil('2026-11-21T07:45:17.321Z')
    expect(await told()).toEqual(['2026-11-21T00:00 20'])
    await unplugs(transaction, 21_900)
    expect(await ownEnergy()).toBe(21.9)
    await passesUntil('2026-11-21T23:59:59.999Z')
    expect(await told()).toHaveLength(1)
    await passesUntil('2026-11-23T12:00:00Z')
    expect(await told()).toEqual(['2026-11-21T00:00 20', '2026-11-22T00:04 21.9'])
  })

  test('nor is it told at once where she does so in the very hour of telling', async () => {
    const transaction = await charges()
    await passesUntil('2026-11-21T00:20:17.321Z')
    await unplugs(transaction, 21_900)
    await passesUntil('2026-11-21T12:00:00Z')
    expect(await told()).toHaveLength(1)
    await passesUntil('2026-11-22T12:00:00Z')
    expect((await told()).slice(1)).toEqual(['2026-11-22T00:00 21.9'])
  })

  test('what she adds herself waits as well, and what she takes back does not', async () => {
    await charges()
    await passesUntil('2026-11-21T07:45:00Z')
    await ann.says({ type: 'charge.completed', at: moment(), soc: 81, energyKwh: 20.5 })
    expect(await told()).toHaveLength(1)
    const [place] = itemsOf(await ann.asks('GET', '/v1/locations'))
    await ann.asks('PATCH', `/v1/locations/${text(place!, 'id')}`, { flag: 'never' })
    const withdrawn = (await map.feed()).at(-1)
    expect(withdrawn).toMatchObject({ type: 'charge.withdrawn' })
    await passesUntil('2026-11-22T12:00:00Z')
    expect((await map.feed()).at(-1)).toEqual(withdrawn)
  })
})

test('after departure: the end of the charge is told at once, the end of the stay is not', async () => {
  await wishes('afterDeparture')
  const transaction = await charges()
  expect(await told()).toHaveLength(1)
  now += 2 * HOUR + 17_321
  await unplugs(transaction, 21_900)
  await passesUntil('2026-11-20T23:59:59.999Z')
  expect(await told()).toHaveLength(1)
  await passesUntil('2026-11-21T12:00:00Z')
  expect((await told()).slice(1)).toEqual(['2026-11-21T00:04 21.9'])
})

test('live: partners learn when she unplugs', async () => {
  await wishes('live')
  const transaction = await charges()
  now += 2 * HOUR
  const before = (await told()).length
  await unplugs(transaction, 21_900)
  expect((await told()).slice(before)).toEqual(['2026-11-20T23:00 21.9'])
})
