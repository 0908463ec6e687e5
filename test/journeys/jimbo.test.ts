/** The proposal's overview from start to finish, lived over real HTTP. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { middleOfCell } from '../../src/domain/places/cells.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import {
  at,
  type Json,
  type Motorist,
  motorist,
  nicknamed,
  type Subscriber,
  subscriber,
  text,
} from '../people.ts'

let house: TestHouse
let jimbo: Motorist
let map: Subscriber

beforeAll(async () => {
  house = await openTestHouse()
  map = await subscriber(house.url, 'Open Map')
  jimbo = await motorist(house.url, 'JIMBO-1', nicknamed('Jimbo'))
})
afterAll(async () => {
  await house.close()
  await jimbo.close()
  await map.close()
})

const stanley = { lat: 22.2189, lon: 114.2139 }
/** Where partners are told that the station is. */
const spot = middleOfCell(stanley)
const events: Json[] = []

async function nextEvent(): Promise<Json> {
  const [event] = await map.gets(1)
  events.push(event!)
  return event!
}

test('Jimbo plugs in at a new place and within seconds his phone asks him', async () => {
  const said = await jimbo.says({
    id: 'c-1',
    type: 'charge.started',
    at: '2026-11-20T08:15:02Z',
    position: stanley,
    soc: 41.5,
  })
  expect(at(said, 'accepted', 0)).toMatchObject({ index: 0, id: 'c-1', result: 'new' })
  const push = await jimbo.phone()
  expect(push).toMatchObject({ kind: 'share', title: 'Share this charge?' })
  expect(JSON.stringify(push)).not.toContain('22.21')
  expect((await map.pulls())['items']).toEqual([])

  const answered = await jimbo.answers(push, { choice: 'always', post: 'A3' })
  expect(answered).toMatchObject({ state: 'answered', answer: 'always' })
})

test('partners learn at once that a charge has started there', async () => {
  const started = await nextEvent()
  expect(started).toMatchObject({
    type: 'charge.started',
    license: 'CC-BY-4.0',
    session: {
      revision: 1,
      status: 'charging',
      vehicle: { handle: 'Jimbo', make: null, model: null },
      location: { position: spot, station: { id: expect.any(String), name: null, post: 'A3' } },
      startedAt: '2026-11-20T08:15:02.000Z',
      endedAt: null,
      soc: { start: 41.5, end: null },
      abort: null,
      evidence: ['vehicle'],
    },
  })
})

test('a breaker trips, partners see the charge aborted and Jimbo is asked why', async () => {
  await jimbo.says({
    id: 'c-2',
    type: 'charge.aborted',
    at: '2026-11-20T10:40:00Z',
    soc: 61,
    energyKwh: 9.4,
    reason: 'charge interrupted',
  })
  const aborted = await nextEvent()
  expect(aborted).toMatchObject({
    type: 'charge.aborted',
    session: { revision: 2, status: 'aborted', abort: { reason: null, confirmed: false } },
  })
  const push = await jimbo.phone()
  expect(push['kind']).toBe('abort')
  await jimbo.answers(push, { reason: 'station' })
})

test('his reason reaches the partners', async () => {
  const explained = await nextEvent()
  expect(explained).toMatchObject({
    type: 'charge.aborted',
    session: { revision: 3, abort: { reason: 'station', confirmed: true }, soc: { end: 61 } },
  })
})

test('a partner without push reads the same events later by a simple request', async () => {
  const pulled = await map.pulls('?since=2026-01-01T00:00:00Z')
  expect(pulled['items']).toEqual(events)
  const again = await map.pulls(`?after=${text(pulled, 'next')}`)
  expect(again).toEqual({ items: [], next: pulled['next'], more: false })
})

test('the next charge at the same place is shared without a question', async () => {
  await jimbo.says({
    type: 'charge.started',
    at: '2026-11-20T18:00:00Z',
    position: { lat: 22.2192, lon: 114.2141 },
  })
  const started = await nextEvent()
  expect(started).toMatchObject({ type: 'charge.started', session: { revision: 1 } })
  expect(await jimbo.questions()).toEqual([])
})
