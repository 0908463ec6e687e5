/** Charging at home, answered "never": silence for partners and for the owner ever after. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { middleOfCell } from '../../src/domain/places/cells.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import {
  at,
  itemsOf,
  type Json,
  type Motorist,
  motorist,
  nicknamed,
  type Subscriber,
  subscriber,
} from '../people.ts'

let house: TestHouse
let ann: Motorist
let map: Subscriber

beforeAll(async () => {
  house = await openTestHouse()
  map = await subscriber(house.url, 'Open Map')
  ann = await motorist(house.url, 'ANN-1', nicknamed('Ann'))
})
afterAll(async () => {
  await house.close()
  await ann.close()
  await map.close()
})

const home = { lat: 22.3712, lon: 114.1203 }
const nearHome = { lat: 22.3721, lon: 114.1206 }
const station = { lat: 22.2189, lon: 114.2139 }

async function locations(): Promise<Json[]> {
  return itemsOf(await ann.asks('GET', '/v1/locations'))
}

test('Ann plugs in at home and answers that this place is never to be shared', async () => {
  await ann.says({ type: 'charge.started', at: '2026-11-18T19:00:00Z', position: home, soc: 40 })
  const [asked] = await ann.questions()
  expect(at(asked!, 'location', 'position')).toEqual(home)

  const answered = await ann.answers(await ann.phone(), { choice: 'never' })
  expect(answered).toMatchObject({ state: 'answered', answer: 'never' })
})

test('the server has forgotten where that is', async () => {
  expect(await locations()).toMatchObject([{ flag: 'never', position: null, charges: 1 }])
  const [asked] = await ann.questions('all')
  expect(at(asked!, 'location', 'position')).toBeNull()
})

test('neither the end of this charge, nor the next one, nor an abort there asks anything', async () => {
  await ann.says({ type: 'charge.completed', at: '2026-11-19T01:30:00Z', position: home, soc: 90 })
  await ann.says({ type: 'charge.started', at: '2026-11-19T19:00:00Z', position: nearHome })
  await ann.says({ type: 'charge.aborted', at: '2026-11-19T20:00:00Z', position: nearHome })

  const [place, ...more] = await locations()
  expect(place).toMatchObject({ flag: 'never', position: null, charges: 2 })
  expect(more).toEqual([])
  expect(await ann.questions()).toEqual([])
  expect(await ann.questions('all')).toHaveLength(1)
})

test('Ann still sees her charges at home; partners know none of them', async () => {
  const charges = itemsOf(await ann.asks('GET', '/v1/charges/mine'))
  expect(charges).toMatchObject([
    { status: 'aborted', flag: 'never', sharedAs: null },
    { status: 'completed', flag: 'never', sharedAs: null },
  ])
  expect(await map.feed()).toEqual([])
})

test('the next her phone tells her, and partners hear, is of another place', async () => {
  await ann.says({ type: 'charge.started', at: '2026-11-20T09:00:00Z', position: station })
  await ann.answers(await ann.phone(), { choice: 'always' })
  const [started] = await map.gets(1)

  expect(started).toMatchObject({ type: 'charge.started', session: { revision: 1 } })
  expect(at(started!, 'session', 'location', 'position')).toEqual(middleOfCell(station))
  expect(await map.feed()).toEqual([started])
})
