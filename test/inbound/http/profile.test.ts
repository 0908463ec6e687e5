/** What owners are answered about their settings, and anybody about the server's. */
import request from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { as, signUp } from './visitors.ts'

let house: TestHouse
let ann: Awaited<ReturnType<typeof signUp>>
let count = 0
beforeAll(async () => {
  house = await openTestHouse({ timer: false })
})
afterAll(() => house.close())
beforeEach(async () => {
  ann = await signUp(house, `ann-${++count}@example.org`)
})

const set = (body: object, status = 200) => ann.patch('/v1/owners/me').send(body).expect(status)
const me = async () => (await ann.get('/v1/owners/me').expect(200)).body
const pointersOf = async (body: object): Promise<string[]> =>
  (await set(body, 422)).body.errors.map(({ pointer }: { pointer: string }) => pointer)
const signIn = (password: string) =>
  request(house.url)
    .post('/v1/sessions')
    .send({ email: `ann-${count}@example.org`, password })

describe('the settings of an owner', () => {
  test('are none at first: every channel there is, at any time', async () => {
    expect(await me()).toMatchObject({
      language: null,
      notifications: {
        quiet: null,
        discreet: false,
        channels: ['push', 'ntfy', 'email'],
        ntfy: null,
      },
    })
  })

  test('hold what is set, and what is not told stays as it is', async () => {
    const quiet = { from: '22:30', to: '06:00', timezone: 'Asia/Hong_Kong' }
    const ntfy = { url: 'https://ntfy.example.org/ann' }
    await set({ name: 'Ann', language: 'zh', notifications: { quiet, ntfy } })
    const { body } = await set({ notifications: { discreet: true, channels: ['email', 'push'] } })
    expect(body).toMatchObject({ name: 'Ann', language: 'zh' })
    expect(body.notifications).toEqual({ quiet, ntfy, discreet: true, channels: ['email', 'push'] })
    expect(await me()).toEqual(body)
    await set({ name: null, language: null, notifications: { quiet: null, ntfy: null } })
    expect(await me()).toMatchObject({
      name: null,
      language: null,
      notifications: { quiet: null, ntfy: null, discreet: true },
    })
  })

  test('may begin with a language when signing up', async () => {
    const email = `new-${count}@example.org`
    const account = { email, password: 'a long pass phrase', language: 'de' }
    const { body } = await request(house.url).post('/v1/owners').send(account).expect(201)
    expect(body.owner.language).toBe('de')
    await request(house.url)
      .post('/v1/owners')
      .send({ ...account, language: 'tlh' })
      .expect(422)
  })

  test('name every bad field in one answer, and change nothing', async () => {
    const notifications = {
      quiet: { from: '25:00', to: '7', timezone: 'Middle/Earth' },
      discreet: 'no',
      channels: ['push', 'pigeon'],
      ntfy: { url: 'ntfy.example.org' },
      colour: 'red',
    }
    const before = await me()
    expect((await pointersOf({ name: '', language: 'fr', notifications, age: 7 })).sort()).toEqual([
      '/age',
      '/language',
      '/name',
      '/notifications/channels/1',
      '/notifications/colour',
      '/notifications/discreet',
      '/notifications/ntfy/url',
      '/notifications/quiet/from',
      '/notifications/quiet/timezone',
      '/notifications/quiet/to',
    ])
    expect(await me()).toEqual(before)
  })

  test('take no topic at an address inside', async () => {
    const strict = await openTestHouse(
      { timer: false },
      { CHARGESHARE_ALLOW_PRIVATE_URLS: 'false' },
    )
    const bob = await signUp(strict, 'bob@example.org')
    const topic = (url: string) =>
      bob.patch('/v1/owners/me').send({ notifications: { ntfy: { url } } })
    for (const url of [
      'http://ntfy.example.org/topic',
      'https://127.0.0.1/topic',
      'https://[::ffff:10.0.0.1]/topic',
      'https://169.254.169.254/topic',
      'https://user:password@ntfy.example.org/topic',
      'https://ntfy.example.org:22/topic',
    ]) {
      const { body } = await topic(url).expect(422)
      expect(body.errors, url).toEqual([
        {
          pointer: '/notifications/ntfy/url',
          detail: expect.stringMatching(/^must/),
          code: 'address',
        },
      ])
    }
    await topic('https://ntfy.example.org/topic').expect(200)
    await strict.close()
  })

  test('are exported with the account, and its devices without their keys', async () => {
    await set({ language: 'de', notifications: { ntfy: { url: 'https://ntfy.example.org/ann' } } })
    const endpoint = 'https://127.0.0.1:9/ann'
    const p256dh = Buffer.alloc(65, 4).toString('base64url')
    const auth = Buffer.alloc(16, 1).toString('base64url')
    const device = { endpoint, keys: { p256dh, auth }, label: 'Pixel', language: 'de' }
    await ann.post('/v1/push/subscriptions').send(device).expect(201)
    const { body } = await ann.get('/v1/owners/me/export').expect(200)
    expect(body.owner).toMatchObject({
      language: 'de',
      notifications: { ntfy: { url: 'https://ntfy.example.org/ann' } },
    })
    expect(body.subscriptions).toEqual([
      {
        id: expect.any(String),
        endpoint,
        label: 'Pixel',
        language: 'de',
        createdAt: expect.any(String),
        lastShownAt: null,
        unshown: 0,
      },
    ])
    expect(JSON.stringify(body)).not.toContain(auth)
  })
})

test('what is wrong has a word that stays the same, beside the sentence', async () => {
  const name = 'x'.repeat(101)
  const quiet = { from: '22:00', to: '22:00', timezone: 'Europe/Berlin' }
  const ntfy = { url: 'https://ntfy.example.org/' }
  const password = { old: 'a long pass phrase', new: 'short' }
  const notifications = { quiet, ntfy, colour: 'red', discreet: 'no' }
  const { body } = await set({ name, language: 'fr', notifications, password }, 422)
  const said = Object.fromEntries(
    body.errors.map(({ pointer, code, limit }: Record<string, string>) => [pointer, [code, limit]]),
  )
  expect(said).toEqual({
    '/name': ['tooLong', 100],
    '/language': ['choice', undefined],
    '/notifications/quiet/to': ['equal', undefined],
    '/notifications/ntfy/url': ['topic', undefined],
    '/notifications/colour': ['unknown', undefined],
    '/notifications/discreet': ['format', undefined],
    '/password/new': ['tooShort', 10],
  })
  const wrong = await set({ password: { old: 'wrong', new: 'another pass phrase' } }, 422)
  expect(wrong.body.errors).toMatchObject([{ pointer: '/password/old', code: 'wrong' }])
  const nothing = await request(house.url).post('/v1/owners').send({ email: 'x' }).expect(422)
  expect(nothing.body.errors).toMatchObject([
    { pointer: '/email', code: 'email' },
    { pointer: '/password', code: 'required' },
  ])
  const taken = { email: `ann-${count}@example.org`, password: 'a long pass phrase' }
  const { body: conflict } = await request(house.url).post('/v1/owners').send(taken).expect(409)
  expect(conflict).toMatchObject({ type: 'about:blank', code: 'emailTaken' })
})

describe('a new password', () => {
  const change = { old: 'a long pass phrase', new: 'another pass phrase' }

  test('takes the place of the old one, and ends all other sign-ins', async () => {
    const other = as(house, String((await signIn(change.old).expect(201)).body.token))
    await other.get('/v1/owners/me').expect(200)
    await set({ password: change })
    await ann.get('/v1/owners/me').expect(200)
    await other.get('/v1/owners/me').expect(401)
    await signIn(change.old).expect(401)
    await signIn(change.new).expect(201)
  })

  test('leaves the app signed in that asked for it, by its cookie', async () => {
    const cookie = String((await signIn(change.old)).headers['set-cookie']).split(';')[0]!
    const app = () => request(house.url)
    await app().patch('/v1/owners/me').set('cookie', cookie).send({ password: change }).expect(200)
    await app().get('/v1/owners/me').set('cookie', cookie).expect(200)
    await ann.get('/v1/owners/me').expect(401)
  })

  test('wants the old one, and to be long enough; nothing else is changed with it', async () => {
    const wrong = { password: { ...change, old: 'wrong' }, name: 'Eve' }
    expect(await pointersOf(wrong)).toEqual(['/password/old'])
    expect(await pointersOf({ password: { ...change, new: 'short' } })).toEqual(['/password/new'])
    expect(await pointersOf({ password: { new: change.new } })).toEqual(['/password/old'])
    expect((await me()).name).toBeNull()
    await signIn(change.old).expect(201)
  })

  test('is not to be guessed by somebody who has the cookie', async () => {
    const limited = await openTestHouse({ timer: false }, { CHARGESHARE_RATE_LIMITS: 'on' })
    const bob = await signUp(limited, 'bob@example.org')
    const guess = () => bob.patch('/v1/owners/me').send({ password: { ...change, old: 'a guess' } })
    for (let i = 0; i < 10; i++) await guess().expect(422)
    await guess().expect(429)
    await bob.patch('/v1/owners/me').send({ name: 'Bob' }).expect(200)
    await limited.close()
  })
})

const door = (host: string, port: number | null = null) => ({ host, port, tlsPort: null })

test('anybody may ask what the server offers', async () => {
  const { body } = await request(house.url).get('/v1/settings').expect(200)
  expect(body).toEqual({
    signUp: true,
    mail: false,
    mapTiles: null,
    publicUrl: house.url,
    modules: { ovms: door('127.0.0.1'), mqtt: door('127.0.0.1') },
  })
  const url = 'https://tiles.example.org/{z}/{x}/{y}.png'
  const rich = await openTestHouse(
    { timer: false, freePorts: true },
    {
      CHARGESHARE_SIGN_UP: 'false',
      CHARGESHARE_MQTT_PORT: '0',
      CHARGESHARE_MODULE_HOST: 'cars.example.org',
      CHARGESHARE_SMTP_URL: 'smtp://127.0.0.1:9',
      CHARGESHARE_MAP_TILES_URL: url,
      CHARGESHARE_MAP_TILES_ATTRIBUTION: '© Tiles',
      CHARGESHARE_PUBLIC_URL: 'https://share.example.org',
    },
  )
  expect((await request(rich.url).get('/v1/settings').expect(200)).body).toEqual({
    signUp: false,
    mail: true,
    mapTiles: { url, attribution: '© Tiles' },
    publicUrl: 'https://share.example.org',
    modules: {
      ovms: door('cars.example.org', rich.ovms.port),
      mqtt: door('cars.example.org'),
    },
  })
  expect(rich.ovms.port).toBeGreaterThan(0)
  await rich.close()
})
