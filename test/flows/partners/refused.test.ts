/** What becomes of events that a partner turns down, and of all the others. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { schedule } from '../../../src/domain/partners/backoff.ts'
import { openStand, type Stand } from './stand.ts'

const MINUTE = 60_000
const DAY = 86_400_000

let stand: Stand
beforeEach(async () => {
  stand = await openStand()
})
afterEach(() => stand.close())

type Item = { type: string; session: { id: string; revision: number } }

/** Turns down every message that holds one of these sessions, from a revision on. */
function refuse(status: number, sessions: string[], revision = 0): void {
  stand.receiver.answer((body) => {
    const items = (body['items'] ?? []) as Item[]
    const isBad = items.some(
      ({ session }) => sessions.includes(session.id) && session.revision >= revision,
    )
    return isBad ? { status } : null
  })
}

const names = (count: number) => Array.from({ length: count }, (_, i) => `s${i}`)
const deadLetters = async () =>
  (await stand.partner.get('/v1/partners/me/deadletters').expect(200)).body.items as {
    message: string
    session: string
    tries: number
    status: number
  }[]

describe('a batch that is refused', () => {
  test('is halved until the one bad event is found; all others are taken, in their order', async () => {
    refuse(422, ['s37'])
    await stand.tell(...names(100))
    await stand.deliver()
    expect(stand.got()).toEqual(names(100).filter((name) => name !== 's37'))
    expect((await stand.push()).breaker).toBe('closed')
    await stand.tell('late')
    await stand.deliver()
    expect(stand.got().at(-1)).toBe('late')
  })

  test.each([408, 425, 429, 500])('is not halved where the answer is %d', async (status) => {
    refuse(status, ['s3'])
    await stand.tell(...names(8))
    const before = stand.receiver.requests()
    await stand.deliver()
    expect(stand.receiver.requests() - before).toBe(1)
    expect(stand.got()).toEqual([])
    expect(await stand.push()).toMatchObject({ failures: 1, deadLetters: 0 })
  })

  test('of which all is bad leaves none out, and opens the breaker', async () => {
    refuse(404, names(8))
    await stand.tell(...names(8))
    for (let i = 0; i < 40 && (await stand.push()).breaker === 'closed'; i++) await stand.deliver()
    expect((await stand.push()).breaker).toBe('open')
    stand.receiver.answer(null)
    stand.pass(MINUTE)
    await stand.deliver()
    expect(stand.got().sort()).toEqual(names(8))
  })
})

describe('a single event that is refused', () => {
  test('is tried ten times by itself, then dead, kept, and may be asked for again', async () => {
    refuse(400, ['bad'])
    await stand.tell('bad')
    await stand.deliver()
    for (const step of schedule) {
      expect(await deadLetters()).toEqual([])
      await stand.tell(`ok${step}`)
      stand.pass(step)
      await stand.deliver()
    }
    const [dead, ...more] = await deadLetters()
    expect(more).toEqual([])
    expect(dead).toMatchObject({ session: 'bad', tries: 10, status: 400 })
    expect((await stand.push()).deadLetters).toBe(1)
    const log = await stand.partner.get(`/v1/partners/me/deliveries?message=${dead!.message}`)
    expect(log.body.items).toHaveLength(10)

    await stand.house.service.forgetOld(stand.now() + 25 * DAY)
    expect(await deadLetters()).toHaveLength(1)
    stand.receiver.answer(null)
    const { message } = dead!
    await stand.partner.post('/v1/partners/me/replay').send({ message }).expect(202)
    await stand.deliver()
    expect(stand.got().at(-1)).toBe('bad')
    expect(stand.receiver.parcels.at(-1)?.id).toBe(message)
    expect(await deadLetters()).toEqual([])
  })

  test('is forgotten when it was dead for long', async () => {
    await stand.wish({ retryS: [1] })
    refuse(400, ['bad'])
    await stand.tell('bad')
    await stand.deliver()
    stand.pass(1000)
    await stand.deliver()
    expect(await deadLetters()).toHaveLength(1)
    await stand.house.service.forgetOld(stand.now() + 31 * DAY)
    expect(await deadLetters()).toEqual([])
  })

  test('is never sent after a newer state of its session', async () => {
    refuse(422, ['bad'])
    await stand.tell('bad')
    await stand.deliver()
    stand.receiver.answer(null)
    await stand.tell('bad')
    await stand.deliver()
    stand.pass(DAY)
    await stand.deliver()
    const revisions = (stand.receiver.items as Item[]).map(({ session }) => session.revision)
    expect(revisions).toEqual([2])
    expect(await deadLetters()).toEqual([])
  })

  test('keeps its place before a newer one that is refused too', async () => {
    refuse(422, ['bad'])
    await stand.tell('bad')
    await stand.deliver()
    await stand.tell('bad')
    await stand.deliver()
    stand.receiver.answer(null)
    stand.pass(5 * MINUTE)
    await stand.deliver()
    const revisions = (stand.receiver.items as Item[]).map(({ session }) => session.revision)
    expect(revisions).toEqual([1, 2])
  })
})

test('of several states of a session only the last is sent where that is wished, and the log says so', async () => {
  await stand.wish({ states: 'last' })
  await stand.tell('a', 'b', 'a')
  await stand.end('b')
  await stand.deliver()
  const items = stand.receiver.items as Item[]
  expect(items.map(({ type, session }) => [type, session.id, session.revision])).toEqual([
    ['charge.updated', 'a', 2],
    ['charge.completed', 'b', 2],
  ])
  const { body } = await stand.partner.get('/v1/partners/me/deliveries?kind=events')
  expect(body.items).toMatchObject([{ events: 2, superseded: 2 }])
})
