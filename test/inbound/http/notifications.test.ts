/** What owners are answered about their devices and about trials of the ways to them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestHouse } from '../../house.ts'
import { openStory, type Story } from '../../reachable.ts'
import { signUp } from './visitors.ts'

let story: Story
beforeAll(async () => {
  story = await openStory()
})
beforeEach(() => story.anew())
afterAll(() => story.close())

const post = (path: string, body: object = {}) => story.ann.post(path).send(body)
const devices = async () => (await story.ann.get('/v1/push/subscriptions').expect(200)).body.items

describe('devices', () => {
  test('are listed with what tells them apart, without their keys', async () => {
    const tablet = { ...story.phones.subscribe(), label: 'Tablet', language: 'de' }
    const { body } = await post('/v1/push/subscriptions', tablet).expect(201)
    const { host } = new URL(story.phones.origin)
    const plain = { host, createdAt: '2026-11-21T12:00:00.000Z', lastShownAt: null, unshown: 0 }
    expect(body).toEqual({ id: body.id, label: 'Tablet', endpoint: tablet.endpoint, ...plain })
    expect(await devices()).toEqual([
      { id: expect.any(String), label: null, ...plain },
      { id: body.id, label: 'Tablet', ...plain },
    ])
  })

  test('are named by a short line, in a language there is', async () => {
    const device = story.phones.subscribe()
    const pointers = async (more: object) =>
      (await post('/v1/push/subscriptions', { ...device, ...more }).expect(422)).body.errors.map(
        ({ pointer }: { pointer: string }) => pointer,
      )
    expect(await pointers({ label: 'a\nb', language: 'tlh' })).toEqual(['/label', '/language'])
    expect(await pointers({ endpoint: 'https://u:p@push.example.org/' })).toEqual(['/endpoint'])
  })

  test('speak their own language, where their owner has set none', async () => {
    const tablet = { ...story.phones.subscribe(), language: 'de' }
    await post('/v1/push/subscriptions', tablet).expect(201)
    const titles = async () => {
      await post('/v1/notifications/test', { channel: 'push' }).expect(200)
      return story.phones.drain().map(({ payload }) => JSON.parse(payload).title)
    }
    expect(new Set(await titles())).toEqual(new Set(['Es klappt', 'It works']))
    await story.ann.patch('/v1/owners/me').send({ language: 'zh' }).expect(200)
    expect(await titles()).toEqual(['通知正常', '通知正常'])
  })

  test('are thirty at most, so that a question stays a few pushes', async () => {
    for (let i = 0; i < 29; i++) await post('/v1/push/subscriptions', story.phones.subscribe())
    expect(await devices()).toHaveLength(30)
    await post('/v1/push/subscriptions', story.phones.subscribe()).expect(409)
    await post('/v1/push/subscriptions', story.phone).expect(201)
  })
})

describe('a trial', () => {
  test('of a device is shown there, and acknowledged like a question', async () => {
    const [{ id }] = await devices()
    const { body } = await post(`/v1/push/subscriptions/${id}/test`).expect(202)
    expect(body).toEqual({
      sent: true,
      code: 'sent',
      detail: expect.stringContaining('took it (201)'),
    })
    expect(story.payload()).toMatchObject({
      kind: 'test',
      title: 'It works',
      url: `${story.house.url}/account`,
      actions: [],
    })
    expect(await devices()).toMatchObject([{ unshown: 1, lastShownAt: null }])
    await story.acks(story.payload())
    expect(await devices()).toMatchObject([{ unshown: 0, lastShownAt: '2026-11-21T12:00:00.000Z' }])
  })

  test('of a device that is gone says so, and removes it', async () => {
    const [{ id }] = await devices()
    story.phones.answer(story.phone.endpoint, 410)
    const { body } = await post(`/v1/push/subscriptions/${id}/test`).expect(202)
    expect(body).toEqual({
      sent: false,
      code: 'gone',
      detail: expect.stringMatching(/answered 410; the device is gone and was removed$/),
    })
    expect(await devices()).toEqual([])
  })

  test('of a device belongs to its owner alone', async () => {
    const [{ id }] = await devices()
    const bob = await signUp(story.house, `bob-${id}@example.org`)
    await bob.post(`/v1/push/subscriptions/${id}/test`).expect(403)
    await bob.post('/v1/push/subscriptions/nothing/test').expect(404)
  })

  test.each([
    ['push', /^1 of 1: 127\.0\.0\.1:\d+ took it \(201\)$/],
    ['ntfy', /^127\.0\.0\.1:\d+ took it \(200\)$/],
    ['email', /^the mail server, for ann@example\.org, took it \(250\)$/],
  ])('of %s arrives, and says who took it', async (channel, detail) => {
    const { body } = await post('/v1/notifications/test', { channel }).expect(200)
    expect(body).toEqual({ sent: true, code: 'sent', detail: expect.stringMatching(detail) })
    expect(story.arrived()).toEqual([channel])
  })

  test('that is turned down repeats what was said', async () => {
    story.mails.answer('RCPT', '550 no such user here')
    const { body } = await post('/v1/notifications/test', { channel: 'email' }).expect(200)
    expect(body).toEqual({
      sent: false,
      code: 'refused',
      detail: expect.stringMatching(/answered 550: 550 no such user here$/),
    })
  })

  test('where nobody answers says why', async () => {
    const ntfy = { url: 'http://127.0.0.1:9/topic' }
    await story.wishes({ ntfy })
    const { body } = await post('/v1/notifications/test', { channel: 'ntfy' }).expect(200)
    expect(body).toEqual({
      sent: false,
      code: 'unreached',
      detail: '127.0.0.1:9 was not reached (connect)',
    })
  })

  test('of what is not set up says what is missing', async () => {
    const bare = await openTestHouse({ timer: false })
    const bob = await signUp(bare, 'bob@example.org')
    const details = await Promise.all(
      ['push', 'ntfy', 'email'].map(
        async (channel) =>
          (await bob.post('/v1/notifications/test').send({ channel }).expect(200)).body.detail,
      ),
    )
    expect(details).toEqual([
      'no device is signed up for pushes',
      'no ntfy address is set',
      'this server has no mail server set',
    ])
    await bob.post('/v1/notifications/test').send({ channel: 'pigeon' }).expect(422)
    await bare.close()
  })

  test('is not to be had without end: a mailbox may be a stranger’s', async () => {
    const limited = await openTestHouse({ timer: false }, { CHARGESHARE_RATE_LIMITS: 'on' })
    const bob = await signUp(limited, 'bob@example.org')
    const attempt = () => bob.post('/v1/notifications/test').send({ channel: 'email' })
    for (let i = 0; i < 20; i++) await attempt().expect(200)
    await attempt().expect(429)
    await limited.close()
  })
})
