/** The ladder of channels: one after the other, never two at once, until somebody has seen it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestHouse } from '../../house.ts'
import { DAY, HOUR, MINUTE, openStory, type Story } from '../../reachable.ts'

const start = Date.parse('2026-11-21T12:00:00Z')
let story: Story
beforeAll(async () => {
  story = await openStory()
})
beforeEach(() => story.anew())
afterAll(() => story.close())

describe('a question that nobody sees', () => {
  test('goes to the phone, ten minutes later to the topic, then to the mailbox, and rests', async () => {
    await story.says('charge.started')
    await story.round()
    expect(story.arrived()).toEqual(['push'])
    await story.after(10 * MINUTE - 1)
    expect(story.arrived()).toEqual([])
    await story.after(1)
    expect(story.arrived()).toEqual(['ntfy'])
    await story.after(10 * MINUTE - 1)
    expect(story.arrived()).toEqual([])
    await story.after(1)
    expect(story.arrived()).toEqual(['email'])
    expect(await story.after(10 * HOUR)).toBe(0)
    expect(story.arrived()).toEqual([])
  })

  test('climbs anew when its owner is reminded', async () => {
    await story.says('charge.started')
    for (let i = 0; i < 3; i++) await story.after(10 * MINUTE)
    expect(story.arrived()).toEqual(['push', 'ntfy', 'email'])
    story.now = start + DAY + 10 * MINUTE
    await story.house.service.remindOwners(story.now)
    await story.round()
    expect(story.arrived()).toEqual(['push'])
    await story.after(10 * MINUTE)
    expect(story.arrived()).toEqual(['ntfy'])
  })

  test('follows the order that its owner has set, and leaves out what he has not', async () => {
    await story.wishes({ channels: ['email', 'push'] })
    await story.says('charge.started')
    for (let i = 0; i < 4; i++) await story.after(i === 0 ? 0 : 10 * MINUTE)
    expect(story.arrived().sort()).toEqual(['email', 'push'])
  })

  test('reaches nobody where nothing is wished for, and is still found in the app', async () => {
    await story.wishes({ channels: [] })
    await story.says('charge.started')
    expect(await story.after(DAY)).toBe(0)
    expect(story.arrived()).toEqual([])
    expect(await story.question()).toMatchObject({ state: 'open' })
    expect(await story.house.world.store.read.notices.isDue(story.now)).toBe(false)
  })

  test('climbs on after a crash, from where it stood', async () => {
    await story.says('charge.started')
    await story.round()
    await story.after(10 * MINUTE)
    expect(story.arrived()).toEqual(['push', 'ntfy'])
    await story.restart()
    await story.round()
    expect(story.arrived()).toEqual([])
    await story.after(10 * MINUTE)
    expect(story.arrived()).toEqual(['email'])
  })

  test('is sent once, however many send at the same time', async () => {
    await story.says('charge.started')
    const both = await Promise.all([story.round(), story.round(), story.round()])
    expect(both.reduce((sum, made) => sum + made)).toBe(1)
    expect(story.arrived()).toEqual(['push'])
  })

  test('of whose sender nothing is heard any more is sent again after a minute', async () => {
    await story.says('charge.started')
    const { store } = story.house.world
    // Another process has taken it, and died.
    const taken = async () => {
      await store.write((tables) => tables.notices.climbs(story.now, 1))
      return store.write((tables) => tables.notices.take(story.now, story.now + MINUTE, 50))
    }
    story.phones.answer(story.phone.endpoint, 503)
    await story.round()
    story.phones.answer(story.phone.endpoint, 201)
    story.now += 10_000
    expect(await taken()).toHaveLength(1)
    expect(await story.after(MINUTE - 1)).toBe(0)
    expect(await story.after(1)).toBe(1)
    expect(story.arrived()).toEqual(['push'])
  })
})

describe('the climb ends', () => {
  test.each(['shown', 'clicked', 'closed'])('when a phone says: %s', async (what) => {
    await story.says('charge.started')
    await story.round()
    await story.acks(story.payload(), what)
    story.arrived()
    expect(await story.after(HOUR)).toBe(0)
    expect(story.arrived()).toEqual([])
  })

  test('when the question is answered', async () => {
    await story.says('charge.started')
    await story.round()
    await story.answers({ choice: 'skip' })
    story.arrived()
    await story.after(HOUR)
    expect(story.arrived()).toEqual([])
  })

  test('when its owner has it before him in the app, until he is reminded', async () => {
    await story.says('charge.started')
    const { id } = (await story.question()) as { id: string }
    await story.ann.post(`/v1/questions/${id}/seen`).expect(204)
    await story.after(HOUR)
    expect(story.arrived()).toEqual([])
    story.now = start + DAY
    await story.house.service.remindOwners(story.now)
    await story.round()
    expect(story.arrived()).toEqual(['push'])
    await story.ann.post(`/v1/questions/${id}/seen`).expect(204)
    await story.after(HOUR)
    expect(story.arrived()).toEqual([])
  })

  test('when it is answered, and does not go on where that is undone a moment later', async () => {
    await story.says('charge.started')
    await story.round()
    const { id } = (await story.question()) as { id: string }
    await story.answers({ choice: 'once' })
    await story.ann.delete(`/v1/questions/${id}/answer`).expect(200)
    story.arrived()
    await story.after(HOUR)
    expect(story.arrived()).toEqual([])
    expect(await story.question()).toMatchObject({ id, state: 'open' })
  })

  test('when its place is decided on, without an answer', async () => {
    await story.says('charge.started')
    await story.round()
    const { id } = await story.ann.location()
    await story.ann.patch(`/v1/locations/${id}`).send({ flag: 'never' }).expect(200)
    expect(await story.house.world.store.read.notices.isDue(story.now + DAY)).toBe(false)
  })

  test('when it is answered, also for a message that is still to be tried again', async () => {
    story.phones.answer(story.phone.endpoint, 500)
    await story.says('charge.started')
    await story.round()
    await story.answers({ choice: 'skip' })
    story.phones.answer(story.phone.endpoint, 201)
    await story.after(5000)
    expect(story.arrived()).toEqual([])
    expect(await story.house.world.store.read.notices.isDue(story.now + DAY)).toBe(false)
  })

  test('when the question expires', async () => {
    await story.says('charge.started')
    story.now += 14 * DAY
    await story.round()
    expect(story.arrived()).toEqual([])
  })

  test('when it is shown late: a mail that could not be sent yet is dropped', async () => {
    await story.wishes({ channels: ['push', 'email'] })
    story.mails.answer('MAIL', '451 later')
    await story.says('charge.started')
    await story.round()
    const pushed = story.payload()
    await story.after(10 * MINUTE)
    await story.acks(pushed)
    story.mails.answer('MAIL', null)
    await story.after(HOUR)
    expect(story.arrived()).toEqual(['push'])
  })
})

describe('the next way is tried at once', () => {
  test('which is none that was tried before, where the last phone goes', async () => {
    await story.wishes({ channels: ['email', 'push', 'ntfy'] })
    await story.says('charge.started')
    await story.round()
    story.phones.answer(story.phone.endpoint, 410)
    await story.after(10 * MINUTE)
    await story.round()
    expect(story.arrived().sort()).toEqual(['email', 'ntfy'])
    await story.after(HOUR)
    expect(story.arrived()).toEqual([])
  })

  test('where the only phone is gone', async () => {
    story.phones.answer(story.phone.endpoint, 410)
    await story.says('charge.started')
    await story.round()
    await story.round()
    expect(story.arrived()).toEqual(['ntfy'])
  })

  test('but not while another phone is left', async () => {
    const tablet = story.phones.subscribe()
    await story.ann.post('/v1/push/subscriptions').send(tablet).expect(201)
    story.phones.answer(story.phone.endpoint, 410)
    await story.says('charge.started')
    await story.round()
    await story.round()
    expect(story.arrived()).toEqual(['push'])
  })

  test('where a topic turns it down for good', async () => {
    story.topics.answer(403)
    await story.wishes({ channels: ['ntfy', 'email'] })
    await story.says('charge.started')
    await story.round()
    await story.round()
    expect(story.arrived()).toEqual(['email'])
  })

  test('where the mail server does', async () => {
    story.mails.answer('RCPT', '550 no such user')
    await story.wishes({ channels: ['email', 'ntfy'] })
    await story.says('charge.started')
    await story.round()
    await story.round()
    expect(story.arrived()).toEqual(['ntfy'])
  })

  test('where its owner no longer wishes for a way that is being tried', async () => {
    story.topics.answer(500)
    await story.wishes({ channels: ['ntfy', 'email'] })
    await story.says('charge.started')
    await story.round()
    await story.wishes({ channels: ['email'] })
    story.topics.answer(200)
    await story.after(MINUTE)
    await story.round()
    expect(story.arrived()).toEqual(['email'])
  })
})

test('a way that is down is tried again until the next one takes its place', async () => {
  story.phones.answer(story.phone.endpoint, 500)
  await story.says('charge.started')
  await story.round()
  expect(await story.after(5000)).toBe(1)
  expect(await story.after(5 * MINUTE)).toBe(1)
  story.phones.answer(story.phone.endpoint, 201)
  await story.after(5 * MINUTE)
  expect(story.arrived()).toEqual(['ntfy'])
  await story.after(5 * MINUTE)
  expect(story.arrived()).toEqual([])
})

test('where it is the last way, it is tried on', async () => {
  story.mails.answer('MAIL', '451 later')
  await story.wishes({ channels: ['email'] })
  await story.says('charge.started')
  await story.round()
  await story.after(HOUR)
  story.mails.answer('MAIL', null)
  await story.after(HOUR)
  expect(story.arrived()).toEqual(['email'])
})

test('a server without a mail server leaves mails out', async () => {
  const house = await openTestHouse({ timer: false })
  expect(house.service.settings()).toMatchObject({ mail: false })
  expect(house.world.mail).toBeNull()
  await house.close()
})
