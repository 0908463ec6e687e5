/** Answers that come when the charge is long over share it whole, in one event. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { middleOfCell } from '../../src/domain/places/cells.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { at, type Motorist, motorist, nicknamed, type Subscriber, subscriber } from '../people.ts'

let house: TestHouse
let bob: Motorist
let map: Subscriber

beforeAll(async () => {
  house = await openTestHouse()
  map = await subscriber(house.url, 'Open Map')
  bob = await motorist(house.url, 'BOB-1', nicknamed('Bob'))
})
afterAll(async () => {
  await house.close()
  await bob.close()
  await map.close()
})

const [hotel, harbour] = [
  { lat: 47.3769, lon: 8.5417 },
  { lat: 47.3502, lon: 8.5601 },
]

test('Bob charges at a strange place and does not look at his phone', async () => {
  await bob.says({ type: 'charge.started', at: '2026-11-19T18:00:00Z', position: hotel, soc: 20 })
  await bob.says({
    type: 'charge.completed',
    at: '2026-11-20T02:00:00Z',
    position: hotel,
    soc: 95,
    energyKwh: 44.1,
  })
  expect(await map.feed()).toEqual([])
})

test('his answer next morning shares the charge in one event that holds it all', async () => {
  await bob.answers(await bob.phone(), { choice: 'always', post: '7' })
  const [completed] = await map.gets(1)

  expect(completed).toMatchObject({
    type: 'charge.completed',
    session: {
      revision: 1,
      status: 'completed',
      vehicle: { handle: 'Bob' },
      location: { position: middleOfCell(hotel), station: { post: '7' } },
      startedAt: '2026-11-19T18:00:00.000Z',
      endedAt: '2026-11-20T02:00:00.000Z',
      soc: { start: 20, end: 95 },
      energyKwh: 44.1,
    },
  })
  expect(await map.feed()).toEqual([completed])
})

test('another late answer, found in the app and given there, shares that charge alone', async () => {
  await bob.says({ type: 'charge.started', at: '2026-11-20T08:00:00Z', position: harbour })
  await bob.says({ type: 'charge.completed', at: '2026-11-20T09:00:00Z', position: harbour })
  const [asked, ...more] = await bob.questions()
  expect(more).toEqual([])
  expect(asked).toMatchObject({ kind: 'share', location: { position: harbour } })
  expect(at(asked!, 'session')).toMatchObject({
    status: 'completed',
    endedAt: '2026-11-20T09:00:00.000Z',
  })

  await bob.replies(asked!, { choice: 'once' })
  const [completed] = await map.gets(1)
  expect(completed).toMatchObject({
    type: 'charge.completed',
    session: { revision: 1, location: { position: middleOfCell(harbour) } },
  })
  expect(await map.feed()).toHaveLength(2)
  expect(await bob.questions()).toEqual([])
})

test('after "just once" the next charge there is asked about again', async () => {
  await bob.says({ type: 'charge.started', at: '2026-11-20T12:00:00Z', position: harbour })
  expect(await bob.questions()).toMatchObject([{ kind: 'share', session: { status: 'charging' } }])
  expect(await map.feed()).toHaveLength(2)
})
