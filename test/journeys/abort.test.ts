/** Charges that break off: where they are shared the owner is asked why, and partners learn it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../house.ts'
import {
  anonymous,
  type Json,
  type Motorist,
  motorist,
  type Subscriber,
  subscriber,
} from '../people.ts'

let house: TestHouse
let eve: Motorist
let map: Subscriber

beforeAll(async () => {
  house = await openTestHouse()
  map = await subscriber(house.url, 'Open Map')
  eve = await motorist(house.url, 'EVE-1', anonymous)
})
afterAll(async () => {
  await house.close()
  await eve.close()
  await map.close()
})

const shared = { lat: 51.5007, lon: -0.1246 }
let hour = Date.parse('2026-11-01T00:00:00Z')

/** A charge begins on the next hour. */
async function plugsIn(position: Json): Promise<void> {
  hour += 3_600_000
  await eve.says({ type: 'charge.started', at: new Date(hour).toISOString(), position })
}

/** It breaks off ten minutes later. */
async function breaksOff(position: Json): Promise<void> {
  const time = new Date(hour + 600_000).toISOString()
  await eve.says({ type: 'charge.aborted', at: time, position, reason: 'charge interrupted' })
}

test('Eve shares a place for good', async () => {
  await plugsIn(shared)
  await eve.answers(await eve.phone(), { choice: 'always' })
  await eve.says({ type: 'charge.completed', at: new Date(hour + 60_000).toISOString() })
  const events = await map.gets(2)
  expect(events.map(({ type }) => type)).toEqual(['charge.started', 'charge.completed'])
})

test.each(['user', 'station', 'other'])(
  'her charge there breaks off, first unexplained, then "%s"',
  async (reason) => {
    await plugsIn(shared)
    await breaksOff(shared)
    const [started, aborted] = await map.gets(2)
    expect(started).toMatchObject({ type: 'charge.started', session: { abort: null } })
    expect(aborted).toMatchObject({
      type: 'charge.aborted',
      session: { revision: 2, status: 'aborted', abort: { reason: null, confirmed: false } },
    })

    const push = await eve.phone()
    expect(push).toMatchObject({ kind: 'abort', title: 'Why did your charge stop?' })
    await eve.answers(push, { reason, comment: `it was the ${reason}` })
    const [explained] = await map.gets(1)
    expect(explained).toMatchObject({
      type: 'charge.aborted',
      session: { revision: 3, abort: { reason, confirmed: true }, comment: `it was the ${reason}` },
    })
  },
)

test.each(['skip', 'never'])('an abort where she answered "%s" asks nothing', async (choice) => {
  const place = { lat: choice === 'skip' ? 52 : 53, lon: 0 }
  const [before, known] = [await eve.questions('all'), await map.feed()]
  await plugsIn(place)
  await eve.answers(await eve.phone(), { choice })
  await breaksOff(place)

  const [asked, ...others] = await eve.questions('all')
  expect(asked).toMatchObject({ kind: 'share', state: 'answered', answer: choice })
  expect(others).toEqual(before)
  expect(await map.feed()).toEqual(known)
})

test('an abort at a place not decided yet asks why only once the charge is shared', async () => {
  const place = { lat: 54, lon: 0 }
  const known = await map.feed()
  await plugsIn(place)
  await breaksOff(place)
  expect(await eve.questions()).toMatchObject([{ kind: 'share', session: { status: 'aborted' } }])
  expect(await map.feed()).toEqual(known)

  await eve.answers(await eve.phone(), { choice: 'once' })
  const [aborted] = await map.gets(1)
  expect(aborted).toMatchObject({
    type: 'charge.aborted',
    session: { revision: 1, abort: { reason: null, confirmed: false } },
  })
  const push = await eve.phone()
  await eve.answers(push, { reason: 'other' })
  expect(await map.gets(1)).toMatchObject([
    { session: { revision: 2, abort: { reason: 'other' } } },
  ])
})
