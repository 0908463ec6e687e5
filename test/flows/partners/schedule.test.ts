/** When a failing partner is tried again, until when, and how it comes back. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { schedule } from '../../../src/domain/partners/backoff.ts'
import { openMailServer } from '../../outbound/mailserver.ts'
import { openStand, type Stand } from './stand.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

let stand: Stand
beforeEach(async () => {
  stand = await openStand()
})
afterEach(() => stand.close())

/** Milliseconds until the next try, as the partner is told. */
async function wait(): Promise<number> {
  return Date.parse((await stand.push()).nextTryAt ?? '') - stand.now()
}

/** Fails until pushes are switched off; returns the waits. */
async function failing(most: number): Promise<number[]> {
  const waits: number[] = []
  while (waits.length < most && (await stand.push()).enabled) {
    await stand.deliver()
    if (!(await stand.push()).enabled) break
    waits.push(await wait())
    stand.pass(waits.at(-1)!)
  }
  return waits
}

describe('a message that is not taken', () => {
  test('is tried ten times within 75 hours 35 minutes, and not once in between', async () => {
    stand.receiver.answer({ status: 500 })
    await stand.tell('a')
    for (const [i, step] of schedule.entries()) {
      const before = stand.receiver.requests()
      await stand.deliver()
      expect(stand.receiver.requests() - before, `try ${i + 1}`).toBe(1)
      expect(Math.abs((await wait()) - step)).toBeLessThan(100)
      stand.pass(step - 1000)
      expect(await stand.deliver(), `before try ${i + 2}`).toBe(0)
      stand.pass(1000)
    }
    await stand.deliver()
    expect(schedule.reduce((sum, step) => sum + step, 0)).toBe(75 * HOUR + 35 * 60_000 + 5000)
    const { body } = await stand.partner.get('/v1/partners/me/deliveries?kind=events').expect(200)
    expect(body.items).toHaveLength(10)
    const ids = body.items.map(({ message }: { message: string }) => message)
    expect(new Set(ids).size, 'one webhook-id for all tries').toBe(1)
  })

  test('is the same message at each try, also where news came in between', async () => {
    stand.receiver.answer({ status: 503 })
    await stand.tell('a')
    await stand.deliver()
    await stand.tell('b')
    stand.receiver.answer(null)
    stand.pass(await wait())
    await stand.deliver()
    const { body } = await stand.partner.get('/v1/partners/me/deliveries?kind=events').expect(200)
    const told = body.items.map(({ message, events, error }: Record<string, unknown>) => [
      message,
      events,
      error,
    ])
    const [news, again, first] = told
    expect(again).toEqual([first![0], 1, null])
    expect(news).toEqual([expect.not.stringMatching(first![0]), 1, null])
    expect(stand.got()).toEqual(['a', 'b'])
  })

  test('waits as long as the partner asks, in seconds or until a time, but no longer than a day', async () => {
    const at = new Date(stand.now() + 9 * HOUR).toUTCString()
    for (const [asked, ms] of [
      ['7200', 2 * HOUR],
      [at, 9 * HOUR - 2 * HOUR],
      ['99999999', DAY],
    ] as const) {
      stand.receiver.answer({ status: 429, headers: { 'retry-after': asked } })
      await stand.tell('a')
      await stand.deliver()
      expect(await wait()).toBe(ms)
      stand.pass(ms)
    }
  })

  test('is tried by the partner’s own schedule where it has one', async () => {
    await stand.wish({ retryS: [1, 60] })
    stand.receiver.answer({ drop: true })
    await stand.tell('a')
    expect((await failing(3)).map((ms) => Math.round(ms / 1000))).toEqual([1, 60, 60])
    await stand.wish({ retryS: null })
    await stand.deliver()
    expect(Math.round((await wait()) / 1000)).toBe(5)
    await stand.partner
      .patch('/v1/partners/me')
      .send({ push: { retryS: [] } })
      .expect(422)
  })

  test('3xx is a failure, and where it points to is not asked', async () => {
    const headers = { location: `${stand.receiver.url}/elsewhere` }
    stand.receiver.answer({ status: 302, headers })
    await stand.tell('a')
    const before = stand.receiver.requests()
    await stand.deliver()
    expect(stand.receiver.requests() - before).toBe(1)
    expect(await stand.push()).toMatchObject({ failures: 1, state: 'proven' })
  })
})

describe('an endpoint that does nothing but fail', () => {
  test('is left in peace after five failures, also by a house that was opened anew', async () => {
    const env = { CHARGESHARE_DATA: `${stand.house.data}/again` }
    const one = await openStand({ retryS: [1] }, { env })
    one.receiver.answer({ status: 500 })
    await one.tell('a')
    for (let i = 0; i < 5; i++) {
      expect((await one.push()).breaker).toBe('closed')
      await one.deliver()
      one.pass(1000)
    }
    const open = await one.push()
    expect(open).toMatchObject({ breaker: 'open', failures: 5 })
    expect(Date.parse(open.nextTryAt!)).toBe(one.now() - 1000 + 60_000)
    await one.close()
    const lane = await reopened(env, async (house) => {
      const due = (now: number) => house.world.store.read.lanes.due(now, 'anybody')
      expect(await due(one.now())).toEqual([])
      expect(await due(one.now() + 59_000)).toEqual([one.partner.id])
      return house.world.store.read.lanes.get(one.partner.id)
    })
    expect(lane?.breaker.pauses).toBe(1)
  })

  test('is probed once a pause, each twice as long up to an hour, and closes by one success', async () => {
    await stand.wish({ retryS: [1] })
    stand.receiver.answer({ status: 500 })
    await stand.tell('a')
    const minutes = (await failing(14)).slice(4).map((ms) => ms / 60_000)
    expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60])
    stand.receiver.answer(null)
    await stand.deliver()
    expect(await stand.push()).toMatchObject({
      breaker: 'closed',
      failures: 0,
      failingSince: null,
      nextTryAt: null,
    })
    expect(stand.got()).toEqual(['a'])
  })

  test('gets everything at once when its test push is taken', async () => {
    stand.receiver.answer({ status: 500 })
    await stand.tell('a')
    await failing(6)
    expect((await stand.push()).breaker).toBe('open')
    await stand.partner.post('/v1/partners/me/push/test').expect(200)
    expect((await stand.push()).breaker, 'a failed test mends nothing').toBe('open')
    stand.receiver.answer(null)
    await stand.partner.post('/v1/partners/me/push/test').expect(200)
    await stand.deliver()
    expect(stand.got()).toEqual(['a'])
  })

  test('is switched off after five days, told so by mail, and comes back by itself', async () => {
    const mail = await openMailServer()
    const env = { CHARGESHARE_SMTP_URL: mail.url, CHARGESHARE_MAIL_FROM: 'house@example.org' }
    await stand.close()
    stand = await openStand({}, { env })
    const began = stand.now()
    stand.receiver.answer({ status: 500 })
    await stand.tell('a')
    await failing(100)
    expect(stand.now() - began).toBeGreaterThanOrEqual(5 * DAY)
    expect(await stand.push()).toMatchObject({ state: 'disabled', enabled: false })
    const { body } = await stand.partner.get('/v1/partners/me/notes').expect(200)
    expect(body.items).toMatchObject([{ kind: 'push.disabled' }])

    expect(await stand.house.service.mailPartners(stand.now())).toBe(1)
    expect(await stand.house.service.mailPartners(stand.now() + DAY)).toBe(0)
    const letter = await mail.next()
    expect(letter.to).toEqual(['a@example.org'])
    expect(letter.headers['subject']).toBe('Pushes to you were switched off')
    expect(letter.headers).not.toHaveProperty('list-unsubscribe')

    stand.receiver.answer(null)
    await stand.tell('b')
    await stand.deliver()
    expect(stand.got()).toEqual([])
    await stand.wish({ enabled: true })
    expect(await stand.push()).toMatchObject({ state: 'unproven', enabled: true })
    await stand.deliver()
    expect(stand.got()).toEqual(['a', 'b'])
    await stand.partner.post('/v1/partners/me/replay').send({ since: '2026-11-21T00:00:00Z' })
    await stand.deliver()
    const items = stand.receiver.parcels.flatMap(({ body }) => body['items'] ?? [])
    expect(items).toHaveLength(4)
    await mail.close()
  })

  test('that says 410 is switched off at once, and noted', async () => {
    stand.receiver.answer({ status: 410 })
    await stand.tell('a')
    await stand.deliver()
    expect(await stand.push()).toMatchObject({ state: 'gone', enabled: false })
    const { body } = await stand.partner.get('/v1/partners/me/notes').expect(200)
    expect(body.items).toMatchObject([{ kind: 'push.gone' }])
  })
})

async function reopened<T>(
  env: Record<string, string>,
  look: (house: Stand['house']) => Promise<T>,
): Promise<T> {
  const { openTestHouse } = await import('../../house.ts')
  const house = await openTestHouse({ timer: false }, env)
  try {
    return await look(house)
  } finally {
    await house.close()
  }
}
