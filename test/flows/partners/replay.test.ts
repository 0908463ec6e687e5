/** What partners ask to have again: from a place or time on, stretches, sessions, messages. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStand, type Stand } from './stand.ts'

const MINUTE = 60_000

let stand: Stand
beforeEach(async () => {
  stand = await openStand()
  for (const name of ['a', 'b', 'c', 'd']) {
    await stand.tell(name)
    await stand.deliver()
    stand.pass(MINUTE)
  }
})
afterEach(() => stand.close())

type Item = { cursor: string; publishedAt: string; session: { id: string; revision: number } }

/** Asks for a replay; gives the messages that come. */
async function again(wish: object) {
  const before = stand.receiver.parcels.length
  await stand.partner.post('/v1/partners/me/replay').send(wish).expect(202)
  await stand.deliver()
  return stand.receiver.parcels
    .slice(before)
    .map(({ id, body }) => ({ id, items: body['items'] as Item[] }))
}
const sessions = (parcels: { items: Item[] }[]) =>
  parcels.flatMap(({ items }) => items.map(({ session }) => session.id))
const items = () => stand.receiver.items as Item[]

describe('asked for again', () => {
  test('a message comes under the same webhook-id with the same body', async () => {
    const sent = stand.receiver.parcels.at(-2)!
    const [parcel, ...more] = await again({ message: sent.id })
    expect(more).toEqual([])
    expect(parcel).toEqual({ id: sent.id, items: sent.body['items'] })
    expect(stand.got(), 'the receiver knows it').toEqual(['a', 'b', 'c', 'd'])
  })

  test('everything since a time, or after a cursor, comes and goes on', async () => {
    const since = items()[2]!.publishedAt
    expect(sessions(await again({ since }))).toEqual(['c', 'd'])
    expect(sessions(await again({ after: items()[0]!.cursor }))).toEqual(['b', 'c', 'd'])
    await stand.tell('e')
    await stand.deliver()
    expect(stand.got().at(-1)).toBe('e')
  })

  test('a stretch of time or of cursors comes, and nothing else', async () => {
    const [since, until] = [items()[1]!.publishedAt, items()[3]!.publishedAt]
    expect(sessions(await again({ since, until }))).toEqual(['b', 'c'])
    const [after, upTo] = [items()[0]!.cursor, items()[2]!.cursor]
    expect(sessions(await again({ after, upTo }))).toEqual(['b', 'c'])
    const first = await again({ after, upTo })
    expect(first[0]!.id, 'under the same id each time').toBe((await again({ after, upTo }))[0]!.id)
  })

  test('a session comes with all its states, or as it is now where that is wished', async () => {
    await stand.tell('b', 'e', 'b')
    await stand.deliver()
    const states = async () =>
      (await again({ session: 'b' })).flatMap(({ items }) =>
        items.map(({ session }) => `${session.id}${session.revision}`),
      )
    expect(await states()).toEqual(['b1', 'b2', 'b3'])
    await stand.wish({ states: 'last' })
    expect(await states()).toEqual(['b3'])
  })

  test('a long stretch comes batch by batch, after what is new', async () => {
    await stand.wish({ batch: 2 })
    await stand.partner
      .post('/v1/partners/me/replay')
      .send({ since: items()[0]!.publishedAt, until: new Date(stand.now()).toISOString() })
      .expect(202)
    await stand.tell('new')
    const before = stand.receiver.parcels.length
    await stand.deliver()
    const parcels = stand.receiver.parcels.slice(before)
    expect(parcels.map(({ body }) => sessions([{ items: body['items'] as Item[] }]))).toEqual([
      ['new'],
      ['a', 'b'],
      ['c', 'd'],
    ])
  })
})

test('a hundred stretches may wait to be sent again, and no more', async () => {
  const ask = () => stand.partner.post('/v1/partners/me/replay').send({ session: 'a' })
  for (let i = 0; i < 100; i++) await ask().expect(202)
  const { body } = await ask().expect(409)
  expect(body.code).toBe('tooManyReplays')
  await stand.deliver()
  await ask().expect(202)
})

test.each([
  [{}, 422],
  [{ after: 'nonsense' }, 422],
  [{ since: '2026-11-21T13:00:00Z', until: '2026-11-21T12:00:00Z' }, 422],
  [{ session: 'nobody' }, 404],
  [{ message: 'msg_nothing' }, 404],
  [{ message: 'msg_other_feed_1_2' }, 404],
  [{ since: '2026-11-21T13:00:00Z', session: 'a' }, 422],
])('%j cannot be had again', async (wish, status) => {
  await stand.partner.post('/v1/partners/me/replay').send(wish).expect(status)
  expect(await stand.deliver()).toBe(0)
})

test('a message of another partner cannot be had', async () => {
  const { id } = stand.receiver.parcels.at(-1)!
  const stranger = await openStand()
  const wish = stranger.partner.post('/v1/partners/me/replay').send({ message: id })
  expect((await wish).status).toBe(404)
  await stranger.close()
})
