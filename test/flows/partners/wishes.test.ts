/** What partners may wish of their pushes: which events, of where, how many, how fast, how much. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { zurich } from '../../publisher.ts'
import { openStand, type Stand } from './stand.ts'

let stand: Stand
beforeEach(async () => {
  stand = await openStand()
})
afterEach(() => stand.close())

type Item = { cursor: string; type: string; session: { id: string }; href?: string }
const items = () => stand.receiver.items as Item[]
const winterthur = { lat: 47.4988, lon: 8.7237 }
const fiji = { lat: -17.7, lon: 178.4 }
const samoa = { lat: -13.8, lon: -172.1 }

describe('events', () => {
  test('of other types are left out, withdrawals never', async () => {
    await stand.wish({ events: ['charge.completed'] })
    await stand.tell('a', 'b', 'c')
    await stand.end('b')
    await stand.deliver()
    expect(items().map(({ type, session }) => [type, session.id])).toEqual([
      ['charge.completed', 'b'],
    ])
    await stand.withdraw('c')
    await stand.deliver()
    expect(items().at(-1)).toMatchObject({ type: 'charge.withdrawn', session: { id: 'c' } })
    await stand.wish({ events: null })
    await stand.tell('d')
    await stand.deliver()
    expect(stand.got().at(-1)).toBe('d')
  })

  test('from outside the wished circle are left out', async () => {
    await stand.wish({ region: { circle: { ...zurich, radiusM: 10_000 } } })
    await stand.tell('in')
    await stand.tellAt(winterthur, 'out')
    await stand.deliver()
    await stand.wish({ region: { circle: { ...zurich, radiusM: 30_000 } } })
    await stand.tellAt(winterthur, 'near enough')
    await stand.deliver()
    expect(stand.got()).toEqual(['in', 'near enough'])
  })

  test('from inside a box across the date line come', async () => {
    await stand.wish({ region: { box: { south: -30, west: 170, north: 0, east: -170 } } })
    await stand.tellAt(fiji, 'fiji')
    await stand.tellAt(samoa, 'samoa')
    await stand.tell('zurich')
    await stand.deliver()
    expect(stand.got()).toEqual(['fiji', 'samoa'])
  })

  test('that nobody wants cost no message, and do not hold up what comes behind', async () => {
    await stand.wish({ events: ['charge.completed'], batch: 2 })
    const before = stand.receiver.requests()
    await stand.tell(...Array.from({ length: 70 }, (_, i) => `s${i}`))
    await stand.end('s9')
    for (let i = 0; i < 4; i++) await stand.deliver()
    expect(stand.receiver.requests() - before).toBe(1)
    expect(stand.got()).toEqual(['s9'])
    expect(await stand.deliver()).toBe(0)
  })
})

describe('messages', () => {
  test('hold as many events as are wished, and a cursor to pull on from', async () => {
    await stand.wish({ batch: 3 })
    await stand.tell('a', 'b', 'c', 'd')
    await stand.deliver()
    const bodies = stand.receiver.parcels.slice(-2).map(({ body }) => body)
    expect(bodies.map(({ items }) => (items as Item[]).length)).toEqual([3, 1])
    const { body } = await stand.partner.get(`/v1/charges?after=${String(bodies[0]!['next'])}`)
    expect(body.items).toEqual(bodies[1]!['items'])
  })

  test('come no faster than is wished, on the average', async () => {
    await stand.wish({ batch: 1, rate: 30 })
    await stand.tell(...Array.from({ length: 20 }, (_, i) => `s${i}`))
    const counts: number[] = []
    for (let second = 0; second < 20; second++) {
      await stand.deliver()
      counts.push(stand.got().length)
      stand.pass(1000)
    }
    expect(counts.at(-1)).toBeGreaterThanOrEqual(10)
    expect(counts.at(-1)).toBeLessThanOrEqual(12)
    expect(stand.got()).toEqual(Array.from({ length: counts.at(-1)! }, (_, i) => `s${i}`))
  })

  test('come no faster than the endpoint itself allows when it is asked', async () => {
    stand.receiver.greets({ 'webhook-allowed-origin': '*', 'webhook-allowed-rate': '60' })
    await stand.wish({ url: `${stand.receiver.url}/other`, batch: 1, rate: 600 })
    await stand.deliver()
    expect(await stand.push()).toMatchObject({ allowedRate: 60 })
    await stand.tell(...Array.from({ length: 10 }, (_, i) => `s${i}`))
    await stand.deliver()
    expect(stand.got().length).toBeLessThan(5)
  })

  test('may be thin: which session has news, and where to fetch it', async () => {
    await stand.wish({ payload: 'thin' })
    await stand.tell('01j0thin')
    await stand.deliver()
    const [item] = items()
    expect(item).toEqual({
      cursor: expect.any(String),
      type: 'charge.started',
      session: { id: '01j0thin' },
      href: `${stand.house.url}/v1/sessions/01j0thin`,
    })
    const pulled = await stand.partner.get('/v1/charges').expect(200)
    expect(pulled.body.items[0].cursor).toBe(item!.cursor)
  })
})

test.each([
  [{ rate: 0 }, '/push/rate'],
  [{ batch: 0 }, '/push/batch'],
  [{ batch: 1001 }, '/push/batch'],
  [{ signature: 'v2' }, '/push/signature'],
  [{ payload: 'fat' }, '/push/payload'],
  [{ events: ['charge.gone'] }, '/push/events/0'],
  [{ events: [] }, '/push/events'],
  [{ retryS: [0] }, '/push/retryS/0'],
  [{ region: { circle: { lat: 91, lon: 0, radiusM: 1 } } }, '/push/region'],
  [{ region: { box: { south: 2, west: 0, north: 1, east: 0 } } }, '/push/region'],
])('%j cannot be wished', async (wish, pointer) => {
  const { body } = await stand.partner.patch('/v1/partners/me').send({ push: wish }).expect(422)
  expect(body.errors[0].pointer).toContain(pointer)
  expect((await stand.push()).state).toBe('proven')
})
