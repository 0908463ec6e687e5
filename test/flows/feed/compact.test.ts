/** The old feed is thinned out: who was up to date loses nothing, who was away is told so. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Event } from '../../../src/domain/sharing/event.ts'
import { Refusal } from '../../../src/flows/service.ts'
import { publish, type Telling } from '../../events.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'

const DAY = 86_400_000

let house: TestHouse
let now: number

beforeEach(async () => {
  now = Date.parse('2026-11-01T00:00:00Z')
  house = await openTestHouse({ clock: () => now, timer: false }, { CHARGESHARE_FEED_DAYS: '10' })
})
afterEach(() => house.close())

const tell = (...tellings: Telling[]) =>
  publish(house.world, ...tellings.map((telling) => ({ ...telling, publishedAt: now })))
const compact = () => house.service.compactFeed(now)
const told = async (after?: string) => {
  const { items, next } = await house.service.pullFeed({ after }, 1000, 0)
  const events = items.map((item) => JSON.parse(item) as Event)
  return { next, events: events.map(({ session, type }) => `${session.id} ${type.slice(7)}`) }
}
const refused = (after: string) =>
  house.service.pullFeed({ after }, 10, 0).then(
    () => null,
    (error: Refusal) => error.way.name,
  )

test('of what is old each session’s last word is left', async () => {
  await tell({ session: 'a', type: 'charge.started' }, { session: 'b' }, { session: 'c' })
  await tell({ session: 'a' }, { session: 'c', type: 'charge.withdrawn' })
  now += 9 * DAY
  await tell({ session: 'b', revision: 2 })
  expect(await compact()).toBe(0)
  now += 2 * DAY
  await tell({ session: 'd', type: 'charge.started' }, { session: 'd' })
  expect(await compact()).toBe(3)
  expect((await told()).events).toEqual([
    'a completed',
    'c withdrawn',
    'b completed',
    'd started',
    'd completed',
  ])
  expect(await compact()).toBe(0)
})

test('who has read all there is goes on, however long nothing happens', async () => {
  await tell({ session: 'a' })
  const { next } = await told()
  now += 100 * DAY
  await compact()
  await tell({ session: 'b' })
  expect((await told(next)).events).toEqual(['b completed'])
})

test('who was away for longer than events are kept begins anew', async () => {
  await tell({ session: 'a' })
  const { next } = await told()
  await tell({ session: 'b' }, { session: 'b', revision: 2 })
  now += 11 * DAY
  await compact()
  expect(await refused(next)).toBe('cursor-expired')
})

test('who reads the past while it is thinned out is let read on, and ends with the same', async () => {
  for (let i = 0; i < 6; i++) await tell({ session: `s${i}` }, { session: `s${i}`, revision: 2 })
  now += 11 * DAY
  await tell({ session: 's0', revision: 3 })
  await compact()
  const page = await house.service.pullFeed({}, 3, 0)
  now += 11 * DAY
  await tell({ session: 's1', revision: 3 }, { session: 's2', revision: 3 })
  await compact()
  const { events } = await told(page.next)
  expect(events).toEqual([4, 5, 0, 1, 2].map((i) => `s${i} completed`))
})

test('more than is looked at in one go is thinned out all the same', async () => {
  const many = Array.from({ length: 1500 }, (_, i) => ({ session: `s${i}` }))
  await tell(...many, ...many)
  now += 11 * DAY
  expect(await compact()).toBe(1500)
  expect((await told()).events).toHaveLength(1000)
})
