/** Quiet hours: nothing is sent in them by any channel, and all of it comes at their end. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { HOUR, MINUTE, openStory, type Story } from '../../reachable.ts'

let story: Story
beforeAll(async () => {
  story = await openStory()
})
beforeEach(async () => {
  await story.anew()
  await story.wishes({ quiet: { from: '22:00', to: '07:00', timezone: 'Europe/Berlin' } })
})
afterAll(() => story.close())

const at = (time: string) => {
  story.now = Date.parse(time)
  return story.round()
}

test('a question of the night comes in the morning, to the minute', async () => {
  await at('2026-11-21T21:00:00Z')
  await story.says('charge.started')
  for (const time of ['2026-11-21T21:00:01Z', '2026-11-22T03:00:00Z', '2026-11-22T05:59:59Z']) {
    expect(await at(time)).toBe(0)
  }
  expect(await at('2026-11-22T06:00:00Z')).toBe(1)
  expect(story.arrived()).toEqual(['push'])
})

test('why a charge stopped is asked in the morning too', async () => {
  await story.says('charge.started')
  await story.answers({ choice: 'always' })
  await at('2026-11-22T01:00:00Z')
  await story.says('charge.aborted')
  expect(await at('2026-11-22T01:00:01Z')).toBe(0)
  await at('2026-11-22T06:00:00Z')
  expect(story.arrived()).toEqual(['push'])
  expect(story.payload()['kind']).toBe('abort')
})

test('of what was answered at night nothing comes', async () => {
  await at('2026-11-21T22:00:00Z')
  await story.says('charge.started')
  await story.round()
  await story.answers({ choice: 'skip' })
  await at('2026-11-22T06:00:00Z')
  expect(story.arrived()).toEqual([])
})

test('the ladder rests for the night and is climbed on in the morning', async () => {
  await at('2026-11-21T20:55:00Z')
  await story.says('charge.started')
  await story.round()
  expect(story.arrived()).toEqual(['push'])
  await at('2026-11-21T21:05:00Z')
  await at('2026-11-22T05:59:00Z')
  expect(story.arrived()).toEqual([])
  await at('2026-11-22T06:00:00Z')
  expect(story.arrived()).toEqual(['ntfy'])
  await story.after(10 * MINUTE)
  expect(story.arrived()).toEqual(['email'])
})

test('a message that failed in the evening is not tried again at night', async () => {
  await story.wishes({ channels: ['email'] })
  story.mails.answer('MAIL', '451 later')
  await at('2026-11-21T20:59:58Z')
  await story.says('charge.started')
  await story.round()
  const dialed = story.mails.dialed()
  story.mails.answer('MAIL', null)
  await at('2026-11-21T21:00:03Z')
  await at('2026-11-22T05:00:00Z')
  expect(story.mails.dialed()).toBe(dialed)
  await at('2026-11-22T06:00:00Z')
  expect(story.arrived()).toEqual(['email'])
})

test('what waits goes at once where the quiet hours are ended, and later where they are made longer', async () => {
  await at('2026-11-21T22:00:00Z')
  await story.says('charge.started')
  await story.round()
  await story.wishes({ quiet: { from: '21:00', to: '09:00', timezone: 'Europe/Berlin' } })
  await at('2026-11-22T06:00:00Z')
  expect(story.arrived()).toEqual([])
  await story.wishes({ discreet: true })
  expect(await story.round()).toBe(0)
  await story.wishes({ quiet: null })
  await story.round()
  expect(story.arrived()).toEqual(['push'])
})

test('a message that is to be tried again by the clock is not hurried by them', async () => {
  await story.wishes({ quiet: null, channels: ['push'] })
  await at('2026-11-21T22:00:00Z')
  story.phones.answer(story.phone.endpoint, 500)
  await story.says('charge.started')
  await story.round()
  await story.wishes({ quiet: { from: '22:00', to: '23:30', timezone: 'Europe/Berlin' } })
  await story.wishes({ quiet: null })
  expect(await story.round()).toBe(0)
})

test('a trial is sent all the same: who asks for it is awake', async () => {
  await at('2026-11-21T23:00:00Z')
  await story.ann.post('/v1/notifications/test').send({ channel: 'push' }).expect(200)
  expect(story.arrived()).toEqual(['push'])
})

test('they end an hour later by UTC where the clocks were set back at night', async () => {
  await at('2026-10-24T22:00:00Z')
  await story.says('charge.started')
  expect(await at('2026-10-25T05:59:59Z')).toBe(0)
  expect(await at('2026-10-25T06:00:00Z')).toBe(1)
})

test('a car that cannot be read wakes nobody either', async () => {
  const module = { id: 'ann', holds: () => true }
  await at('2026-11-21T23:00:00Z')
  await story.house.service.setParanoid(module, true)
  expect(story.arrived()).toEqual([])
  await story.house.service.setParanoid(module, false)
  story.now = Date.parse('2026-11-22T06:00:00Z')
  await story.house.service.setParanoid(module, true)
  expect(story.arrived()).toEqual(['push'])
})

test('may lie in the middle of the day', async () => {
  await story.wishes({ quiet: { from: '12:30', to: '14:00', timezone: 'UTC' } })
  await story.says('charge.started')
  await story.round()
  expect(story.arrived()).toEqual(['push'])
  expect(await story.after(HOUR)).toBe(0)
  expect(await story.after(HOUR)).toBe(1)
  expect(story.arrived()).toEqual(['ntfy'])
})
