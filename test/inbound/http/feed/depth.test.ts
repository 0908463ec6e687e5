/** A long feed is read like a short one: any page at once, and all of it in one go. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Agent, request } from 'undici'
import { cursorText } from '../../../../src/domain/partners/cursor.ts'
import { draft } from '../../../events.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { join } from '../visitors.ts'
import { ask } from './reader.ts'

const ROWS = 20_000
const MIB = 2 ** 20

let house: TestHouse
let token: string

beforeAll(async () => {
  house = await openTestHouse({ timer: false })
  ;({ token } = await join(house))
  await house.world.store.write(async ({ feed }) => {
    for (let i = 1; i <= ROWS; i++) {
      await feed.append(draft({ session: `s${i % 7000}`, publishedAt: i }))
    }
  })
})
afterAll(() => house.close())

test('a page deep down costs what the first one costs', async () => {
  const { epoch } = await house.world.store.read.feed.state()
  const stand = (seq: number) =>
    house.service.standIn({ after: cursorText({ epoch, seq, at: seq }) })
  const cost = async (from: number) => {
    const before = process.cpuUsage()
    for (let i = 0; i < 50; i++) await house.service.showPage(await stand(from + i), 20)
    const { user, system } = process.cpuUsage(before)
    return user + system
  }
  // The best of some, since others use this machine too.
  const least = async (from: number) => {
    const costs: number[] = []
    for (let i = 0; i < 5; i++) costs.push(await cost(from))
    return Math.min(...costs)
  }
  const [first, last] = [await least(1), await least(ROWS - 100)]
  // An offset would have to step over twenty thousand rows: some fifty times the cost.
  expect(last).toBeLessThan(first * 8)
})

test('all of it comes in one stream, however long it is', async () => {
  const dispatcher = new Agent({ connections: 1 })
  const { body } = await request(`${house.url}/v1/charges`, {
    dispatcher,
    headers: { authorization: `Bearer ${token}`, accept: 'application/x-ndjson' },
  })
  let [lines, bytes] = [0, 0]
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    for (const byte of chunk) if (byte === 10) lines++
  }
  await dispatcher.close()
  expect(lines).toBe(ROWS + 1)
  expect(bytes).toBeGreaterThan(8 * MIB)
})

test('the snapshot of it holds each session once', async () => {
  const { text } = await ask(`${house.url}/v1/snapshot`, token, { accept: 'application/x-ndjson' })
  const sessions = text.match(/"session":\{"id":"s\d+"/g)!
  expect(sessions).toHaveLength(7000)
  expect(new Set(sessions).size).toBe(7000)
})
