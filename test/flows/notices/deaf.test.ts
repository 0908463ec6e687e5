/** Devices that fall silent though their push service goes on accepting: passed over, told of, dropped. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { at, itemsOf, type Json } from '../../people.ts'
import { DAY, HOUR, openStory, type Story } from '../../reachable.ts'

let story: Story
beforeAll(async () => {
  story = await openStory()
})
beforeEach(() => story.anew())
afterAll(() => story.close())

const devices = async (): Promise<Json[]> =>
  itemsOf((await story.ann.get('/v1/push/subscriptions').expect(200)).body)
const remind = () => story.house.service.remindOwners(story.now)

/** A charge each third day, asked about and never answered; what arrived of it is thrown away. */
async function charges(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await story.says('charge.started')
    await story.round()
    await story.says('charge.completed')
    await story.answers({ choice: 'skip' })
    story.now += 3 * DAY
  }
  story.arrived()
}

describe('a phone that has shown none of five pushes in two weeks', () => {
  beforeEach(() => charges(5))

  test('is counted', async () => {
    expect(await devices()).toMatchObject([{ unshown: 5, lastShownAt: null }])
  })

  test('is passed over: the next channel is the first', async () => {
    await story.says('charge.started')
    await story.round()
    expect(story.arrived()).toEqual(['ntfy'])
  })

  test('is told of once, by another channel, and dropped', async () => {
    await remind()
    const [said] = story.topics.drain()
    expect(said).toMatchObject({
      title: 'A device shows no questions any more',
      message: expect.stringContaining('One of your devices'),
      click: `${story.house.url}/account`,
    })
    expect(await devices()).toEqual([])
    story.now += DAY
    await remind()
    expect(story.arrived()).toEqual([])
  })

  test('is told of by the next channel where that one fails', async () => {
    story.topics.answer(500)
    await remind()
    expect(story.mails.drain()).toMatchObject([{ to: ['ann@example.org'] }])
    expect(await devices()).toEqual([])
  })

  test('is kept until its owner has learned of it', async () => {
    story.topics.answer(500)
    story.mails.answer('MAIL', '451 later')
    await remind()
    expect(await devices()).toHaveLength(1)
    story.topics.answer(200)
    await remind()
    expect(await devices()).toHaveLength(1)
    story.now += HOUR
    await remind()
    expect(await devices()).toEqual([])
    expect(story.arrived()).toEqual(['ntfy'])
  })

  test('is told of after quiet hours, not in them', async () => {
    await story.wishes({ quiet: { from: '11:00', to: '14:00', timezone: 'UTC' } })
    await remind()
    expect(story.arrived()).toEqual([])
    story.now += 2 * HOUR
    await remind()
    expect(story.arrived()).toEqual(['ntfy'])
  })

  test('hears again as soon as it says so, or its app adds it again', async () => {
    await story.acks(story.payload())
    expect(await devices()).toMatchObject([{ unshown: 0, lastShownAt: expect.any(String) }])
    await charges(5)
    await story.ann.post('/v1/push/subscriptions').send(story.phone).expect(201)
    await remind()
    expect(await devices()).toMatchObject([{ unshown: 0 }])
    expect(story.arrived()).toEqual([])
  })

  test('is told of on another phone, if there is one that hears', async () => {
    await story.wishes({ ntfy: null, channels: ['push'] })
    const tablet = story.phones.subscribe()
    await story.ann
      .post('/v1/push/subscriptions')
      .send({ ...tablet, language: 'de' })
      .expect(201)
    await remind()
    const [push] = story.phones.drain()
    expect(push?.endpoint).toBe(tablet.endpoint)
    const payload = JSON.parse(push!.payload) as Json
    expect(payload).toMatchObject({ kind: 'deaf', title: 'Ein Gerät zeigt keine Fragen mehr' })
    expect(at(payload, 'url')).toBe(`${story.house.url}/account`)
    expect(await devices()).toHaveLength(1)
  })

  test('goes on as it is where there is no other way: nothing is lost by it', async () => {
    await story.wishes({ channels: ['push'] })
    await remind()
    expect(await devices()).toHaveLength(1)
    await story.says('charge.started')
    await story.round()
    expect(story.arrived()).toEqual(['push'])
  })
})

test('four pushes, or less than two weeks, are not enough', async () => {
  await charges(4)
  story.now += 30 * DAY
  await remind()
  expect(await devices()).toHaveLength(1)
  for (let i = 0; i < 3; i++) {
    await story.ann.post('/v1/notifications/test').send({ channel: 'push' }).expect(200)
  }
  await story.acks(story.payload())
  for (let i = 0; i < 9; i++) {
    await story.ann.post('/v1/notifications/test').send({ channel: 'push' }).expect(200)
  }
  story.now += 13 * DAY
  await remind()
  expect(await devices()).toMatchObject([{ unshown: 9 }])
})
