/** Questions on their way to phones: pushed, tried again, reminded of, expired, or settled meanwhile. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openPushService, type Device, type PushService } from '../../outbound/pushservice.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { signUp } from '../../inbound/http/visitors.ts'
import { call } from '../../people.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const start = Date.parse('2026-11-21T12:00:00Z')

let house: TestHouse
let phones: PushService
let phone: Device
let now: number
let ann: Awaited<ReturnType<typeof signUp>>
let car: { vehicleId: string; token: string }

beforeEach(async () => {
  now = start
  const quiet = { info: () => {}, warn: () => {}, error: () => {} }
  house = await openTestHouse({ clock: () => now, chance: () => 1, timer: false, log: quiet })
  phones = await openPushService()
  ann = await signUp(house, 'ann@example.org')
  car = await ann.addCar('ANN')
  phone = phones.subscribe(house.service.pushKey)
  await ann.post('/v1/push/subscriptions').send(phone).expect(201)
})
afterEach(async () => {
  await house.close()
  await phones.close()
})

const says = (type: string) =>
  call('POST', `${house.url}/v1/vehicles/ANN/messages`, {
    token: car.token,
    body: { type, at: new Date(now).toISOString(), position: { lat: 47.1, lon: 15.4 } },
  })
const notify = () => house.service.notifyOwners(now)
const question = async (state = 'open') =>
  (await ann.get(`/v1/questions?state=${state}`)).body.items[0]

describe('a question about a new place', () => {
  test('is pushed once, encrypted, with what the phone needs to answer it', async () => {
    await says('charge.started')
    expect(await notify()).toBe(1)
    expect(await notify()).toBe(0)
    const [message] = phones.drain()
    const payload = JSON.parse(message!.payload)
    const { id } = await question()
    const { title, body, url, tag } = payload
    expect(payload).toEqual({
      kind: 'share',
      questionId: id,
      title: 'Share this charge?',
      body: 'ANN is charging at a new place.',
      url: `${house.url}/questions/${id}#${payload.token}`,
      token: expect.stringMatching(/^csq_/),
      ack: expect.stringMatching(/^csk_/),
      tag: expect.stringMatching(/^[\w-]{32}$/),
      actions: [
        { action: 'never', title: 'Never here' },
        { action: 'more', title: 'More…' },
      ],
      // What Safari shows where no worker of ours runs; `mutable` lets ours have the first word.
      web_push: 8030,
      notification: { title, body, navigate: url, tag, lang: 'en', silent: false, app_badge: 1 },
      app_badge: 1,
      mutable: true,
    })
    expect(message).toMatchObject({ urgency: 'high', topic: tag, ttl: (12 * HOUR) / 1000 })
    expect(Buffer.byteLength(message!.payload)).toBeLessThan(3072)
  })

  test('is pushed to every device of the owner, and to nobody else’s', async () => {
    await ann.post('/v1/push/subscriptions').send(phones.subscribe()).expect(201)
    const bob = await signUp(house, 'bob@example.org')
    await bob.post('/v1/push/subscriptions').send(phones.subscribe()).expect(201)
    await says('charge.started')
    expect(await notify()).toBe(2)
  })

  test('a device that is gone is dropped, and not tried again', async () => {
    phones.answer(phone.endpoint, 410)
    await says('charge.started')
    await notify()
    expect((await ann.get('/v1/owners/me/export')).body.subscriptions).toEqual([])
    now += 30 * DAY
    expect(await notify()).toBe(0)
  })

  test('a push service that is down is tried again later, no sooner than it asks', async () => {
    phones.answer(phone.endpoint, 429, { 'retry-after': '60' })
    await says('charge.started')
    await notify()
    now += 59_000
    expect(await notify()).toBe(0)
    phones.answer(phone.endpoint, 201)
    now += 1000
    expect(await notify()).toBe(1)
    expect(phones.drain()).toHaveLength(1)
  })

  test('a retry survives a restart of the server', async () => {
    phones.answer(phone.endpoint, 500)
    await says('charge.started')
    await notify()
    const { data } = house
    await house.http.close()
    await house.world.store.close()
    phones.answer(phone.endpoint, 201)
    now += HOUR
    const again = await openTestHouse(
      { clock: () => now, timer: false },
      { CHARGESHARE_DATA: data },
    )
    expect(await again.service.notifyOwners(now)).toBe(1)
    expect(phones.drain()).toHaveLength(1)
    await again.close()
    house.close = async () => {}
  })

  test('that was answered meanwhile is not pushed any more', async () => {
    await says('charge.started')
    const { id } = await question()
    await ann.post(`/v1/questions/${id}/answer`).send({ choice: 'skip' }).expect(200)
    await notify()
    expect(phones.drain()).toEqual([])
  })

  test('is asked again after a day, in place of the unread one, and expires in the end', async () => {
    await says('charge.started')
    await notify()
    now += DAY
    expect(await house.service.remindOwners(now)).toBe(1)
    expect(await house.service.remindOwners(now)).toBe(0)
    await notify()
    expect(phones.messages).toHaveLength(2)
    expect(phones.drain()).toHaveLength(1)
    now = start + 14 * DAY
    await house.service.remindOwners(now)
    expect(await question()).toBeUndefined()
    const { id } = await question('expired')
    await ann.post(`/v1/questions/${id}/answer`).send({ choice: 'always' }).expect(409)
    await notify()
    expect(phones.drain()).toEqual([])
  })
})

describe('why a charge was aborted', () => {
  const aborts = async () => {
    await says('charge.started')
    await notify()
    const share = await question()
    await ann.post(`/v1/questions/${share.id}/answer`).send({ choice: 'always' }).expect(200)
    now += HOUR
    await says('charge.aborted')
    await notify()
  }
  const payloads = () => phones.messages.map(({ payload }) => JSON.parse(payload))

  test('is asked in place of the earlier question about the same charge, and for a week', async () => {
    await aborts()
    const [share, abort] = payloads()
    expect(abort).toMatchObject({ kind: 'abort', body: 'ANN stopped charging.', tag: share.tag })
    expect(abort.actions.map(({ action }: { action: string }) => action)).toEqual([
      'user',
      'station',
    ])
    const [message, ...others] = phones.drain()
    expect(others).toEqual([])
    expect(message).toMatchObject({ topic: abort.tag, ttl: (7 * DAY) / 1000, urgency: 'high' })
  })

  test('is reminded of without haste, and expires', async () => {
    await aborts()
    now += DAY
    expect(await house.service.remindOwners(now)).toBe(1)
    await notify()
    expect(phones.messages.at(-1)).toMatchObject({ urgency: 'normal' })
    now += 14 * DAY
    await house.service.remindOwners(now)
    expect((await question('expired')).kind).toBe('abort')
  })

  test('is worth no more than the time it is waited for', async () => {
    await aborts()
    now += 13.5 * DAY
    await house.service.remindOwners(now)
    await notify()
    expect(phones.messages.at(-1)!.ttl).toBe(DAY / 2 / 1000)
  })
})

test('the badge counts what waits for an answer', async () => {
  for (const _ of ['one', 'two']) {
    await says('charge.started')
    await says('charge.completed')
    now += HOUR
  }
  await notify()
  expect(JSON.parse(phones.drain().at(-1)!.payload).app_badge).toBe(2)
})

test('the longest names there can be leave a push small enough', async () => {
  const name = '\u{1f697}"\\'.repeat(25)
  await ann.patch('/v1/vehicles/ANN').send({ name }).expect(200)
  await says('charge.started')
  const location = await ann.location()
  await ann.patch(`/v1/locations/${location.id}`).send({ name }).expect(200)
  await notify()
  const [message] = phones.drain()
  expect(JSON.parse(message!.payload).body.length).toBeGreaterThan(100)
  expect(Buffer.byteLength(message!.payload)).toBeLessThan(2300)
})
