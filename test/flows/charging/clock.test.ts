/** What time alone does to charges: silence ends them, and patient owners' charges come out late. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { signUp } from '../../inbound/http/visitors.ts'
import { call } from '../../people.ts'

const HOUR = 3_600_000
let house: TestHouse
let now: number
let ann: Awaited<ReturnType<typeof signUp>>
let car: { vehicleId: string; token: string }

beforeEach(async () => {
  now = Date.parse('2026-11-21T12:00:00Z')
  house = await openTestHouse({ clock: () => now, timer: false })
  ann = await signUp(house, 'ann@example.org')
  car = await ann.addCar('ANN')
})
afterEach(() => house.close())

const says = (type: string, more: object = {}) =>
  call('POST', `${house.url}/v1/vehicles/ANN/messages`, {
    token: car.token,
    body: { type, at: new Date(now).toISOString(), position: { lat: 47.1, lon: 15.4 }, ...more },
  })
const feed = async () =>
  (await house.service.pullFeed({}, 1000, 0)).items.map((item) => JSON.parse(item))
const types = async () => (await feed()).map(({ type }) => type)
const shareHere = async () => {
  await says('charge.started')
  const { body } = await ann.get('/v1/locations')
  await ann.patch(`/v1/locations/${body.items[0].id}`).send({ flag: 'always' }).expect(200)
}
const timing = (wish: string) =>
  ann
    .put('/v1/vehicles/ANN/sharing')
    .send({ optedIn: true, handle: { kind: 'anonymous' }, timing: wish })
    .expect(200)

test('a car that falls silent ends its charge at its last sign of life, unknown', async () => {
  await shareHere()
  now += HOUR
  await says('charge.updated', { energyKwh: 5 })
  const last = now
  now += 47 * HOUR
  expect(await house.service.closeSilent(now)).toBe(0)
  now += HOUR
  expect(await house.service.closeSilent(now)).toBe(1)
  expect(await house.service.closeSilent(now)).toBe(0)
  const closed = (await feed()).at(-1)
  expect(closed).toMatchObject({ type: 'charge.updated', session: { status: 'unknown' } })
  expect(closed.session.endedAt).toBe(new Date(last).toISOString())
})

test('a late end corrects it', async () => {
  await shareHere()
  const started = now
  now += 49 * HOUR
  await house.service.closeSilent(now)
  await says('charge.completed', { at: new Date(started + 2 * HOUR).toISOString(), energyKwh: 9 })
  expect(await types()).toEqual(['charge.started', 'charge.updated', 'charge.completed'])
  expect((await feed()).at(-1).session).toMatchObject({ status: 'completed', energyKwh: 9 })
})

test('an owner who shares after departure is published when the charge has ended', async () => {
  await timing('afterDeparture')
  await shareHere()
  now += HOUR
  await says('charge.updated', { energyKwh: 3 })
  expect(await types()).toEqual([])
  await says('charge.completed', { at: new Date(now + 1000).toISOString() })
  expect(await types()).toEqual(['charge.completed'])
})

test('an owner who shares by the day is published the day after, without times', async () => {
  await timing('day')
  await shareHere()
  now += HOUR
  await says('charge.completed', { energyKwh: 7 })
  now = Date.parse('2026-11-21T23:59:59Z')
  await house.service.releaseDue(now)
  expect(await types()).toEqual([])
  now = Date.parse('2026-11-22T00:00:00Z')
  await house.service.releaseDue(now)
  const [event] = await feed()
  expect(event).toMatchObject({ type: 'charge.completed', session: { revision: 1, energyKwh: 7 } })
  expect(event.session.startedAt).toBe('2026-11-21T00:00:00.000Z')
  expect(event.session.endedAt).toBe('2026-11-21T00:00:00.000Z')
})

test('a start without a position uses the last fresh fix, and else waits for one', async () => {
  await says('telemetry')
  now += 5 * 60_000
  await says('charge.started', { position: undefined })
  expect((await ann.get('/v1/questions')).body.items).toHaveLength(1)
  now += HOUR
  await says('charge.completed', { position: undefined })
  now += HOUR
  await says('charge.started', { position: undefined })
  expect((await ann.get('/v1/questions')).body.items).toHaveLength(1)
  now += 60_000
  await says('telemetry')
  expect((await ann.get('/v1/questions')).body.items).toHaveLength(2)
})

test('what is old is forgotten, and what is known is not', async () => {
  await shareHere()
  now += 401 * 24 * HOUR
  await house.service.forgetOld(now)
  await ann.get('/v1/owners/me').expect(401)
  expect(await types()).toEqual(['charge.started'])
})
