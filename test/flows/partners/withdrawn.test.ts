/** What was taken back is sent no more: not again, not by halves, not from the log or the disk. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStand, type Stand } from './stand.ts'

const HOUR = 3_600_000

let stand: Stand
beforeEach(async () => {
  stand = await openStand()
})
afterEach(() => stand.close())

type Item = { type: string; session: { id: string; location?: object } }

/** All that was ever sent of a session, taken or not. */
function spied(): Item[] {
  const sent: Item[] = []
  stand.receiver.answer((body) => {
    sent.push(...((body['items'] ?? []) as Item[]))
    return { status: 500 }
  })
  return sent
}
const whereabouts = (items: Item[], id: string) =>
  items.filter(({ session }) => session.id === id && session.location !== undefined)

test('a message that is tried again says nothing of a session that is withdrawn meanwhile', async () => {
  const sent = spied()
  await stand.tell('a', 'b')
  await stand.deliver()
  expect(whereabouts(sent, 'a')).toHaveLength(1)
  await stand.withdraw('a')
  stand.receiver.answer(null)
  stand.pass(HOUR)
  await stand.deliver()
  expect(whereabouts(stand.receiver.items as Item[], 'a')).toEqual([])
  expect(stand.got()).toEqual(['b', 'a'])
  expect(stand.receiver.items.at(-1)).toMatchObject({
    type: 'charge.withdrawn',
    session: { id: 'a' },
  })
})

test('a message that had nothing else in it is not sent again at all', async () => {
  spied()
  await stand.tell('a')
  await stand.deliver()
  await stand.withdraw('a')
  stand.receiver.answer(null)
  stand.pass(HOUR)
  const before = stand.receiver.requests()
  await stand.deliver()
  expect(stand.receiver.requests() - before, 'the withdrawal alone').toBe(1)
})

test('neither halves, nor what was set aside, nor dead letters, nor replays tell of it', async () => {
  await stand.wish({ retryS: [1] })
  const sent: Item[] = []
  stand.receiver.answer((body) => {
    const items = (body['items'] ?? []) as Item[]
    sent.push(...items)
    return items.some(({ session }) => session.id.startsWith('bad')) ? { status: 422 } : null
  })
  await stand.tell('bad1', 'bad2', 'ok', 'bad3')
  await stand.deliver()
  stand.pass(1000)
  await stand.deliver()
  const { body } = await stand.partner.get('/v1/partners/me/deadletters').expect(200)
  expect(body.items.length).toBeGreaterThan(0)
  for (const name of ['bad1', 'bad2', 'bad3']) await stand.withdraw(name)
  sent.length = 0
  stand.receiver.answer((body) => {
    sent.push(...((body['items'] ?? []) as Item[]))
    return null
  })
  for (const { message } of body.items as { message: string }[]) {
    await stand.partner.post('/v1/partners/me/replay').send({ message }).expect(202)
  }
  await stand.partner.post('/v1/partners/me/replay').send({ since: '2026-11-21T00:00:00Z' })
  stand.pass(24 * HOUR)
  await stand.deliver()
  await stand.deliver()
  expect(sent.map(({ type, session }) => [type, session.id])).toEqual(
    expect.arrayContaining([['charge.withdrawn', 'bad1']]),
  )
  for (const name of ['bad1', 'bad2', 'bad3']) expect(whereabouts(sent, name)).toEqual([])
})

test('what is under way is broken off, and sent anew without it', async () => {
  let arrived = () => {}
  const underWay = new Promise<void>((resolve) => (arrived = resolve))
  stand.receiver.answer(() => {
    arrived()
    return { delayMs: 60_000 }
  })
  await stand.tell('a', 'b')
  const round = stand.deliver()
  await underWay
  await stand.withdraw('a')
  stand.receiver.answer(null)
  // The next ring of the bell, which a withdrawal is.
  await stand.deliver()
  await round
  expect(stand.got()).toEqual(['b', 'a'])
  const log = await stand.partner.get('/v1/partners/me/deliveries?result=failed').expect(200)
  expect(log.body.items).toMatchObject([{ error: 'recalled' }])
  expect(await stand.push()).toMatchObject({ failures: 0, failingSince: null })
})

test('neither the log nor the disk keeps what the partner’s answer repeated of it', async () => {
  stand.receiver.answer((body) => ({ status: 500, said: `cannot take ${JSON.stringify(body)}` }))
  await stand.tell('a')
  await stand.deliver()
  const answerOf = async () => {
    const { body } = await stand.partner.get('/v1/partners/me/deliveries?kind=events').expect(200)
    const one = await stand.partner.get(`/v1/partners/me/deliveries/${body.items[0].id}`)
    return one.body.answer as string
  }
  expect(await answerOf()).toContain('47.3769')
  expect(onDisk('47.3769')).toBe(true)
  await stand.withdraw('a')
  await stand.house.world.store.scrub()
  expect(await answerOf()).toBe('')
  expect(onDisk('47.3769')).toBe(false)
})

test('an answer that comes after the withdrawal is not kept either', async () => {
  let arrived = () => {}
  let goOn = () => {}
  const underWay = new Promise<void>((resolve) => (arrived = resolve))
  const after = new Promise<void>((resolve) => (goOn = resolve))
  stand.receiver.answer((body) => {
    arrived()
    return { status: 500, said: JSON.stringify(body), after }
  })
  await stand.tell('a')
  const round = stand.deliver()
  await underWay
  await stand.withdraw('a')
  goOn()
  await round
  const { deliveries } = stand.house.world.store.read
  const [delivery] = await deliveries.of(stand.partner.id, { after: null, limit: 1 })
  expect(delivery).toMatchObject({ status: 500, answer: '' })
})

function onDisk(text: string): boolean {
  const files = readdirSync(stand.house.data, { recursive: true, withFileTypes: true })
  return files
    .filter((file) => file.isFile())
    .some((file) => readFileSync(join(file.parentPath, file.name)).includes(text))
}
