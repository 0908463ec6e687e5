/** Who is let in by the embedded broker, what the others are told, and who takes over from whom. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { certificate } from '../../certificate.ts'
import { answerTo, type Dialled } from './dial.ts'
import { EMAIL, openStand, PASSWORD, signIn, type Stand } from './stand.ts'

const QUARTER_MS = 15 * 60_000

let stand: Stand
beforeAll(async () => {
  stand = await openStand({ rateLimits: true, tls: certificate(), tlsPort: 0 })
})
beforeEach(() => stand.renews())
afterAll(() => stand.close())

const answer = (username: string, password: string, clientId = 'x') =>
  answerTo(stand.port!, { username, password, clientId })

/** Whether a client is connected still. */
const isHere = ({ ping, closed }: Dialled) =>
  Promise.race([ping().then(() => true), closed.then(() => false)])

describe('let in is', () => {
  test.each([
    ['a module whose user is its vehicle', 'DEMO', 'DEMO', 'DEMO'],
    ['the same in small letters', 'demo', 'DEMO', 'Demo'],
    ['a module whose user is its owner, by its client id', 'jimbo', 'DEMO', 'DEMO'],
    ['the same in small letters', 'anybody', 'DEMO', 'demo'],
    ['an owner by e-mail and password', EMAIL, PASSWORD, 'phone'],
    ['an owner whose e-mail is in capitals', EMAIL.toUpperCase(), PASSWORD, 'phone'],
    ['a client without an id of its own', EMAIL, PASSWORD, ''],
  ])('%s', async (_, username, password, clientId) => {
    expect(await answer(username, password, clientId)).toBe(0)
  })

  test('an owner by his token, and by the account that he brought along', async () => {
    const { token } = await stand.house.service.signIn(EMAIL, PASSWORD)
    expect(await answer(EMAIL, token)).toBe(0)
    const { owner: tina } = await stand.house.service.createOwner({
      email: 'tina@example.org',
      password: PASSWORD,
    })
    await stand.house.world.store.write(async ({ owners }) => {
      await owners.remove(tina.id)
      await owners.add({ ...tina, account: 'tina_t' })
    })
    expect(await answer('Tina_T', PASSWORD)).toBe(0)
  })

  test('a module over TLS, which also hears why it is not let in', async () => {
    const tls = (password: string) =>
      answerTo(stand.tlsPort!, {
        ...signIn('DEMO'),
        password,
        protocol: 'mqtts',
        rejectUnauthorized: false,
      })
    expect(await tls('DEMO')).toBe(0)
    expect(await tls('wrong')).toBe(4)
  })
})

describe('not let in, by the code that takes a module out of service, is', () => {
  test.each([
    ['a wrong password', 'DEMO', 'wrong', 'DEMO'],
    ['a vehicle that nobody knows', 'NOBODY', 'DEMO', 'NOBODY'],
    ['the secret of another vehicle', 'OTHER', 'DEMO', 'OTHER'],
    ["an owner's name with his vehicle's secret", EMAIL, 'DEMO', 'phone'],
  ])('%s', async (_, username, password, clientId) => {
    await stand.adds('OTHER').catch(() => {})
    expect(await answer(username, password, clientId)).toBe(4)
  })

  test('who says nothing of himself, or nothing that a name could be; nobody is asked about it', async () => {
    const ask = () => Promise.reject(new Error('asked'))
    stand.service = { proveModule: ask, moduleOf: ask, ownerBy: ask }
    expect(await answerTo(stand.port!, { clientId: 'x' })).toBe(4)
    expect(await answer('DEMO', '', 'DEMO')).toBe(4)
    expect(await answer('a\tb', 'DEMO', 'DEMO')).toBe(4)
  })

  test('an id that is far too long', async () => {
    expect(await answer('DEMO', 'DEMO', 'x'.repeat(129))).toBe(2)
  })

  test('MQTT 5, which no module speaks', async () => {
    expect(await answerTo(stand.port!, { ...signIn('DEMO'), protocolVersion: 5 })).toBe(1)
  })
})

describe('told to come again later is', () => {
  test('everybody while the database does not speak', async () => {
    stand.service.proveModule = () => Promise.reject(new Error('no connection'))
    expect(await answer('DEMO', 'DEMO', 'DEMO')).toBe(3)
    expect(await answer('DEMO', 'wrong', 'DEMO')).toBe(3)
    stand.service = { ownerBy: () => Promise.reject(new Error('no connection')) }
    expect(await answer(EMAIL, PASSWORD)).toBe(3)
    expect(stand.notes.join()).toContain('could not be judged')
    expect(stand.notes.join()).not.toContain(PASSWORD)
  })

  test('an address that guesses, whatever it says, for a quarter of an hour', async () => {
    stand.now += QUARTER_MS
    const guesses = Array.from({ length: 20 }, () => answer('DEMO', 'guess', 'DEMO'))
    expect(new Set(await Promise.all(guesses))).toEqual(new Set([4]))
    let isAsked = false
    stand.service.proveModule = () => {
      isAsked = true
      return Promise.resolve(null)
    }
    expect(await answer('DEMO', 'guess', 'DEMO')).toBe(3)
    expect(await answer('DEMO', 'DEMO', 'DEMO')).toBe(3)
    expect(isAsked).toBe(false)
    stand.renews()
    stand.now += QUARTER_MS
    expect(await answer('DEMO', 'DEMO', 'DEMO')).toBe(0)
  })

  test('an address with very many guesses at once, for the most part', async () => {
    const { proveModule } = stand.house.service
    let go = () => {}
    const gate = new Promise<void>((resolve) => (go = resolve))
    stand.service.proveModule = async (id, judge) => {
      await gate
      return proveModule(id, judge)
    }
    let refused = 0
    const call = async (_: unknown, i: number) => {
      const code = await answer('DEMO', 'DEMO', `app ${i}`)
      // The ten that are too many are told so while the others are still judged.
      if (code === 3 && ++refused === 10) go()
      return code
    }
    const answers = await Promise.all(Array.from({ length: 60 }, call))
    expect(answers.filter((code) => code === 0)).toHaveLength(50)
  })

  test('a login that has 64 connections', async () => {
    const apps = await Promise.all(
      Array.from({ length: 64 }, (_, i) => stand.app({ clientId: `many ${i}` })),
    )
    expect(await answer(EMAIL, PASSWORD, 'one more')).toBe(3)
    await apps[0]!.end()
    await expect.poll(() => answer(EMAIL, PASSWORD, 'one more')).toBe(0)
    await Promise.all(apps.slice(1).map((app) => app.end()))
  })
})

describe('a client that comes again', () => {
  test('takes over from itself, in whatever letters its vehicle is written', async () => {
    const first = await stand.module('DEMO')
    const second = await stand.module('DEMO', { username: 'demo', clientId: 'Demo' })
    await first.closed
    const third = await stand.module('DEMO')
    await second.closed
    expect(await third.publish('ovms/DEMO/DEMO/metric/v/b/soc', '45')).toBe(true)
    await third.end()
  })

  test('does not end one of another owner with the same id', async () => {
    const { owner } = await stand.house.service.createOwner({
      email: 'anna@example.org',
      password: PASSWORD,
    })
    const [ours, theirs] = [
      await stand.app({ clientId: 'HomeAssistant' }),
      await stand.app({ clientId: 'HomeAssistant', username: owner.email }),
    ]
    expect(await Promise.all([isHere(ours), isHere(theirs)])).toEqual([true, true])
    await Promise.all([ours.end(), theirs.end()])
  })

  test('does not end another client of its login', async () => {
    const [car, app] = [await stand.module(), await stand.module('DEMO', { clientId: 'app' })]
    expect(await Promise.all([isHere(car), isHere(app)])).toEqual([true, true])
    await Promise.all([car.end(), app.end()])
  })

  test('finds its session, and what was said to it meanwhile', async () => {
    const kept = { clean: false }
    const first = await stand.module('DEMO', kept)
    expect(first.isKnown).toBe(false)
    expect(await first.subscribe('ovms/DEMO/DEMO/client/+/command/+')).toEqual([1])
    await first.drop()
    const app = await stand.app()
    await app.publish('ovms/DEMO/DEMO/client/app/command/1', 'stat')
    await app.publish('ovms/DEMO/DEMO/client/app/command/2', 'lost', 0)
    await app.publish('ovms/DEMO/DEMO/client/app/active', '1')
    const second = await stand.module('DEMO', kept)
    expect(second.isKnown).toBe(true)
    expect(await second.next()).toMatchObject({
      topic: 'ovms/DEMO/DEMO/client/app/command/1',
      payload: 'stat',
    })
    await app.publish('ovms/DEMO/DEMO/client/app/command/3', 'later')
    expect(await second.next()).toMatchObject({ payload: 'later' })
    await second.end()
    const third = await stand.module('DEMO', { clean: true })
    expect(third.isKnown).toBe(false)
    await third.end()
    const fourth = await stand.module('DEMO', kept)
    expect(fourth.isKnown).toBe(false)
    await Promise.all([fourth.end(), app.end()])
  })

  test('among 17 finds no session if it was away for the longest', async () => {
    const stay = async (i: number) => {
      stand.now += 1000
      const client = await stand.app({ clientId: `kept ${i}`, clean: false })
      await client.subscribe('ovms/#')
      await client.drop()
      return client.isKnown
    }
    for (let i = 0; i < 17; i++) expect(await stay(i)).toBe(false)
    expect(await stay(16)).toBe(true)
    expect(await stay(0)).toBe(false)
  })

  test('keeps its session, also when there is no room for another one', async () => {
    const clean = false
    const all = [await stand.module('DEMO', { clientId: 'again', clean })]
    all.push(await stand.module('DEMO', { clientId: 'again', clean }))
    await all[0]!.closed
    for (let i = 1; i < 16; i++) all.push(await stand.module('DEMO', { clientId: `${i}`, clean }))
    for (const isKnown of [false, false]) {
      const late = await stand.module('DEMO', { clientId: 'late', clean })
      await late.subscribe('ovms/DEMO/DEMO/#')
      expect(late.isKnown).toBe(isKnown)
      await late.drop()
    }
    await Promise.all(all.slice(1).map((client) => client.end()))
  })
})

test('a wrong password is noted, but not which', async () => {
  await answer('DEMO', 'my other password', 'DEMO')
  expect(stand.notes.join()).toContain('refused')
  expect(stand.notes.join()).not.toContain('my other password')
})
