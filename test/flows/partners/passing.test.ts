/** What a partner wants none of is passed over in small steps, between which others have their turn. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deliverDue } from '../../../src/flows/partners/deliver.ts'
import type { Tables } from '../../../src/flows/tables.ts'
import { openStand, type Stand } from './stand.ts'

const MANY = 2500
/** More than this in one transaction would be felt by all who write. */
const FEW = 250
const pole = { lat: -90, lon: 0 }

let stand: Stand
beforeEach(async () => {
  stand = await openStand({ batch: 1, region: { circle: { ...pole, radiusM: 10_000 } } })
})
afterEach(() => stand.close())

/** A courier of the same house that tells how many rows each of its transactions has read. */
function counting() {
  const reads: number[] = []
  const { world } = stand.house
  const counted = (tables: Tables): Tables => {
    const after: Tables['feed']['after'] = async (...asked) => {
      const rows = await tables.feed.after(...asked)
      reads[reads.length - 1]! += rows.length
      return rows
    }
    return { ...tables, feed: { ...tables.feed, after } }
  }
  const write: typeof world.store.write = (work) => {
    reads.push(0)
    return world.store.write((tables) => work(counted(tables)))
  }
  const deliver = deliverDue({ ...world, store: { ...world.store, write } })
  return { reads, deliver: () => deliver(stand.now()) }
}

const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0)
const names = Array.from({ length: MANY }, (_, i) => `s${i}`)

test('the feed: no step reads much of it, and what is wanted comes in the same round', async () => {
  await stand.tell(...names)
  await stand.tellAt(pole, 'penguin')
  const { reads, deliver } = counting()
  await deliver()
  expect(stand.got()).toEqual(['penguin'])
  expect(sum(reads)).toBe(MANY + 1)
  expect(Math.max(...reads)).toBeLessThanOrEqual(FEW)
})

test('the past: the same, however often it was asked for, and each letter ends', async () => {
  const since = new Date(stand.now()).toISOString()
  await stand.tell(...names)
  await stand.tellAt(pole, 'penguin')
  await stand.deliver()
  stand.pass(1000)
  const until = new Date(stand.now()).toISOString()
  for (let asked = 0; asked < 3; asked++) {
    await stand.partner.post('/v1/partners/me/replay').send({ since, until }).expect(202)
  }
  const before = stand.receiver.parcels.length
  const { reads, deliver } = counting()
  while ((await deliver()) > 0);
  const ids = stand.receiver.parcels.slice(before).map(({ id }) => id)
  expect(ids).toHaveLength(3)
  expect(new Set(ids).size, 'one stretch has one webhook-id').toBe(1)
  expect(Math.max(...reads)).toBeLessThanOrEqual(FEW)
})
