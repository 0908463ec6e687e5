/** Several servers on one database: one of them pushes to a partner at a time, another goes on. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestHouse } from '../../house.ts'
import { join } from '../../inbound/http/visitors.ts'
import { openReceiver, type Receiver } from '../../outbound/receiver.ts'
import { publisher } from '../../publisher.ts'
import { openTwins, type Twins } from '../../twins.ts'

const MINUTE = 60_000

let twins: Twins
let houses: [TestHouse, TestHouse]
let receiver: Receiver
let partner: Awaited<ReturnType<typeof join>>
let now = Date.parse('2026-11-21T12:00:00Z')

beforeAll(async () => {
  twins = await openTwins({ clock: () => now })
  houses = twins.houses
  receiver = await openReceiver(() => now)
  partner = await join(houses[0])
  receiver.trust(partner.pushSecret)
  await partner
    .patch('/v1/partners/me')
    .send({ push: { url: receiver.url } })
    .expect(200)
  await both()
})
afterAll(async () => {
  await twins.close()
  await receiver.close()
})

const both = () => Promise.all(houses.map((house) => house.service.deliverDue(now)))
const sessions = () =>
  (receiver.items as { session: { id: string } }[]).map(({ session }) => session.id)

test('two servers that both look send everything once and in order', async () => {
  const { tell } = publisher(houses[0])
  const names = Array.from({ length: 40 }, (_, i) => `s${i}`)
  const rounds: Promise<number[]>[] = []
  for (const name of names) {
    await tell(name)
    rounds.push(both())
  }
  await Promise.all(rounds)
  await both()
  expect(sessions()).toEqual(names)
  const ids = receiver.parcels.map(({ id }) => id)
  expect(new Set(ids).size, 'no message twice').toBe(ids.length)
})

test('what a server that was killed had in hand is sent by another, and not before its lease ends', async () => {
  await publisher(houses[0]).tell('last')
  const { store } = houses[0].world
  await store.write(({ lanes }) => lanes.hold(partner.id, 'killed', now, now + MINUTE))
  const before = receiver.requests()
  expect(await both()).toEqual([0, 0])
  expect(receiver.requests()).toBe(before)
  now += MINUTE
  await both()
  await both()
  expect(sessions().at(-1)).toBe('last')
  expect(receiver.requests()).toBe(before + 1)
})
