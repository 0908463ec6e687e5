/** When partners learn of a charge: as its owner wished, and nothing else tells it earlier. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../house.ts'
import { as, signUp } from '../inbound/http/visitors.ts'
import { type Json, text } from '../people.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const station = { lat: 47.071327, lon: 15.439518 }
const home = { lat: 47.171327, lon: 15.539518 }

let house: TestHouse
let now: number
let ann: Awaited<ReturnType<typeof signUp>>
let token: string

beforeEach(async () => {
  now = Date.parse('2026-11-20T13:37:42.123Z')
  house = await openTestHouse({ clock: () => now, timer: false })
  ann = await signUp(house, 'ann@example.org')
  ;({ token } = await ann.addCar('ANN'))
})
afterEach(() => house.close())

async function says(type: string, more: object = {}): Promise<void> {
  const message = { type, at: new Date(now).toISOString(), ...more }
  await as(house, token).post('/v1/vehicles/ANN/messages').send(message).expect(202)
}

async function wishes(timing: string): Promise<void> {
  const sharing = { optedIn: true, handle: { kind: 'anonymous' }, timing }
  await ann.put('/v1/vehicles/ANN/sharing').send(sharing).expect(200)
}

async function answers(answer: object): Promise<void> {
  const { body } = await ann.get('/v1/questions')
  await ann.post(`/v1/questions/${body.items[0].id}/answer`).send(answer).expect(200)
}

/** All that a partner can read of the feed, by pull. */
async function feed(): Promise<Json[]> {
  const { items } = await house.service.pullFeed({}, 1000, 0)
  return items.map((item) => JSON.parse(item) as Json)
}

/** The minute's jobs, for so long. */
async function passes(ms: number): Promise<void> {
  for (const end = now + ms; now < end; now += 5 * MINUTE) {
    await house.service.closeSilent(now)
    await house.service.releaseDue(now)
  }
}

/** Every moment that an event tells, in any of its texts; its id begins with one. */
function moments(event: Json): string[] {
  const times = JSON.stringify(event).match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g) ?? []
  const id = text(event, 'session', 'id')
  const made = id
    .slice(0, 10)
    .split('')
    .reduce((sum, digit) => sum * 32 + DIGITS.indexOf(digit), 0)
  return [...times, new Date(made).toISOString()]
}
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'

describe('by the day', () => {
  beforeEach(() => wishes('day'))

  async function chargesAt(position: object): Promise<void> {
    await says('charge.started', { position, soc: 20 })
    await answers({ choice: 'always' })
    now += 2 * HOUR + 3 * MINUTE
    await says('charge.updated', { soc: 60, energyKwh: 9, durationS: 7380 })
  }

  test('an event tells no time of day but that of its release', async () => {
    await chargesAt(station)
    now += HOUR
    await says('charge.aborted', { reason: 'tripped' })
    await answers({ reason: 'station', comment: 'dead post' })
    await passes(24 * HOUR)
    const events = await feed()
    expect(events).toHaveLength(1)
    const released = text(events[0]!, 'publishedAt')
    expect(released).toMatch(/^2026-11-21T00:/)
    const told = moments(events[0]!).filter((moment) => moment !== released)
    expect(told).toEqual(['2026-11-20T00:00:00.000Z', '2026-11-20T00:00:00.000Z'])
  })

  test('nothing is told before the day is over, nor that there is something to tell', async () => {
    await chargesAt(station)
    now += HOUR
    await says('charge.completed', { soc: 80 })
    await passes(Date.parse('2026-11-21T00:00:00Z') - now - 1)
    expect(await feed()).toEqual([])
    expect(await house.world.store.read.feed.last()).toBe(0)
  })

  test('an end that was never told is not given away by the moment it is noticed', async () => {
    await chargesAt(station)
    const heard = now
    await passes(72 * HOUR)
    const [event] = await feed()
    expect(event).toMatchObject({ type: 'charge.updated', session: { status: 'unknown' } })
    expect(Date.parse(text(event!, 'publishedAt')) - heard).toBeGreaterThan(48 * HOUR)
    expect(event?.['publishedAt']).toMatch(/T00:/)
  })

  test('nor by the next charge, which may be at home', async () => {
    await chargesAt(station)
    now += 30 * HOUR
    await says('charge.started', { position: home })
    expect(await feed()).toEqual([])
    await passes(24 * HOUR)
    expect((await feed())[0]?.['publishedAt']).toMatch(/^2026-11-22T00:/)
  })

  test('nor by the owner, who answers when he has time', async () => {
    await says('charge.started', { position: station })
    now += HOUR
    await says('charge.completed')
    now += 25 * HOUR
    await answers({ choice: 'once' })
    await passes(24 * HOUR)
    expect((await feed()).map((event) => text(event, 'publishedAt').slice(11, 13))).toEqual(['00'])
  })
})

describe('after departure', () => {
  beforeEach(() => wishes('afterDeparture'))

  test('nothing is told before the end', async () => {
    await says('charge.started', { position: station })
    await answers({ choice: 'always' })
    for (let i = 0; i < 5; i++) {
      now += 20 * MINUTE
      await says('charge.updated', { energyKwh: i })
      await house.service.releaseDue(now)
    }
    expect(await house.world.store.read.feed.last()).toBe(0)
    await says('charge.completed')
    expect((await feed()).map(({ type }) => type)).toEqual(['charge.completed'])
  })

  test('nor where it goes on after a silence that was taken for its end', async () => {
    await says('charge.started', { position: station })
    await answers({ choice: 'always' })
    now += 48 * HOUR
    await house.service.closeSilent(now)
    expect(await feed()).toMatchObject([{ session: { status: 'unknown' } }])
    await says('charge.updated', { energyKwh: 7 })
    expect((await ann.get('/v1/charges/mine')).body.items).toMatchObject([{ status: 'charging' }])
    expect(await feed()).toHaveLength(1)
    now += HOUR
    await says('charge.completed', { energyKwh: 12 })
    const told = (await feed()).slice(1)
    expect(told).toMatchObject([{ session: { status: 'completed', energyKwh: 12 } }])
  })
})

test('a wish for more privacy holds for the charge that is under way', async () => {
  await says('charge.started', { position: station })
  await answers({ choice: 'always' })
  expect(await feed()).toHaveLength(1)
  await wishes('afterDeparture')
  now += HOUR
  await says('charge.updated', { energyKwh: 7 })
  expect(await feed()).toHaveLength(1)
  now += HOUR
  await says('charge.completed')
  expect((await feed()).map(({ type }) => type)).toEqual(['charge.started', 'charge.completed'])
})
