/** A reader who waits and sieves looks at each row once, however often the bell rings. */
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { awaitNews, standIn } from '../../../src/flows/feed/pull.ts'
import type { World } from '../../../src/flows/ports.ts'
import { publish } from '../../events.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'

const HERE = { lat: 0.5, lon: 0.5 }
const sieve = { events: null, region: { box: { west: 0, south: 0, east: 1, north: 1 } } }
const elsewhere = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => ({ session: `s${from + i}` }))

let house: TestHouse
beforeEach(async () => {
  house = await openTestHouse({ timer: false })
})
afterEach(() => house.close())

/** The same house, and what a reader in it has looked at so far. */
function watched() {
  const seen = { rows: 0, looks: 0 }
  const { store, bell } = house.world
  const { feed } = store.read
  const counted: typeof feed = {
    ...feed,
    state: () => {
      seen.looks++
      return feed.state()
    },
    after: async (...asked) => {
      const rows = await feed.after(...asked)
      seen.rows += rows.length
      return rows
    },
  }
  const world: Pick<World, 'store' | 'bell'> = {
    store: { ...store, read: { ...store.read, feed: counted } },
    bell,
  }
  return { seen, wait: awaitNews(world) }
}

test('no row is read again while he waits', async () => {
  const stand = await standIn(house.world)({ sieve })
  await publish(house.world, ...elsewhere(0, 1200))
  const { seen, wait } = watched()
  const waiting = wait(stand, 20_000)
  for (let round = 0; round < 4; round++) {
    const { looks } = seen
    house.world.bell.ring()
    while (seen.looks === looks) await setImmediate()
  }
  await publish(house.world, { session: 'here', ...HERE })
  const { cursor, state } = await waiting
  expect(seen.rows).toBe(1201)
  expect(cursor.seq, 'he goes on just before what is for him').toBe(1200)
  expect(state.last).toBe(1201)
})

test('a bell that rings without end does not make him look without end', async () => {
  const stand = await standIn(house.world)({ sieve })
  const { seen, wait } = watched()
  const enough = new AbortController()
  const waiting = wait(stand, 20_000, enough.signal)
  const began = performance.now()
  let rings = 0
  while (performance.now() - began < 350) {
    house.world.bell.ring()
    rings++
    await setImmediate()
  }
  const { looks } = seen
  // However slow the machine: ten a second, and the first.
  expect(looks).toBeLessThanOrEqual(2 + (performance.now() - began) / 100)
  expect(rings).toBeGreaterThan(looks)
  enough.abort()
  await waiting
})
