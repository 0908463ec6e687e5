/** Nobody is always first, nobody waits for somebody who hangs, and nobody is asked twice at once. */
import { afterEach, describe, expect, test } from 'vitest'
import { shuffled } from '../../../src/flows/partners/deliver.ts'
import { openSlots } from '../../../src/flows/partners/slots.ts'
import { chance } from '../../chance.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { join } from '../../inbound/http/visitors.ts'
import { openReceiver } from '../../outbound/receiver.ts'
import { publisher } from '../../publisher.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function opened(house: Promise<TestHouse>): Promise<TestHouse> {
  const open = await house
  closing.push(open.close)
  return open
}

/** Partners whose addresses are proven, each with a receiver of its own. */
async function partners(house: TestHouse, count: number) {
  const all = await Promise.all(
    Array.from({ length: count }, async () => {
      const receiver = await openReceiver(house.world.clock)
      closing.push(receiver.close)
      const partner = await join(house, { url: receiver.url })
      receiver.trust(partner.pushSecret)
      return { ...partner, receiver }
    }),
  )
  await house.service.deliverDue(house.world.clock())
  return all
}

describe('over 10,000 events', () => {
  test.each([2, 3, 10, 50])('each of %d partners is first as often as the others', (count) => {
    const whole = chance(20261121)
    const part = () => whole() / 2 ** 32
    const ids = Array.from({ length: count }, (_, i) => i)
    const firsts = ids.map(() => 0)
    for (let event = 0; event < 10_000; event++) firsts[shuffled(ids, part)[0]!]!++
    const sigma = Math.sqrt((10_000 / count) * (1 - 1 / count))
    for (const first of firsts) expect(Math.abs(first - 10_000 / count)).toBeLessThan(4 * sigma)
  })
})

test('it is this order in which partners are asked', async () => {
  let turn = 0
  // Without a swap the list stays as it is; with the first one each time it is turned round.
  const house = await opened(
    openTestHouse({ timer: false, chance: () => (turn === 0 ? 0.999_999 : 0) }, ONE_AT_A_TIME),
  )
  const three = await partners(house, 3)
  const asked: string[] = []
  for (const { id, receiver } of three) {
    receiver.answer(() => {
      asked.push(id)
      return null
    })
  }
  const { tell } = publisher(house)
  await tell('a')
  const due = await house.world.store.read.lanes.due(house.world.clock(), 'alone')
  await house.service.deliverDue(house.world.clock())
  expect(asked).toEqual(due)
  turn = 1
  asked.length = 0
  await tell('b')
  await house.service.deliverDue(house.world.clock())
  expect(asked).toEqual(shuffled(due, () => 0))
  expect(asked).not.toEqual(due)
})

const ONE_AT_A_TIME = { CHARGESHARE_PUSHES_AT_ONCE: '1' }

test('48 partners get all their events while two hang, and never answer', async () => {
  const house = await opened(openTestHouse({ timer: false }))
  const all = await partners(house, 50)
  let release = () => {}
  const after = new Promise<void>((resolve) => (release = resolve))
  const [hole, abyss, ...healthy] = all
  for (const { receiver } of [hole!, abyss!]) receiver.answer({ after, status: 500 })
  const { tell } = publisher(house)
  const rounds: Promise<number>[] = []
  for (let i = 0; i < 5; i++) {
    await tell(`s${i}`)
    rounds.push(house.service.deliverDue(house.world.clock()))
    const due = healthy.map(async ({ receiver }) => {
      while (receiver.items.length <= i) await receiver.next()
    })
    // The two are still asked: nothing but an answer of theirs can end that.
    await Promise.all(due)
  }
  for (const { receiver } of [hole!, abyss!]) expect(receiver.requests()).toBe(2)
  release()
  await Promise.all(rounds)
})

test('no more requests are under way at once than the house is set to', async () => {
  const slots = openSlots(3)
  let most = 0
  let now = 0
  const order: number[] = []
  const works = Array.from({ length: 20 }, async (_, i) => {
    const leave = await slots.take()
    order.push(i)
    most = Math.max(most, ++now)
    await new Promise(setImmediate)
    now--
    leave()
  })
  await Promise.all(works)
  expect(most).toBe(3)
  expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i))
})
