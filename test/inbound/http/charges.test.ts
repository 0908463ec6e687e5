/** What owners see of their charges: the list sifted, one in full, and one shared or taken back alone. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { subscriber } from '../../people.ts'
import { feedOf, join, signUp } from './visitors.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const mall = { lat: 48.2, lon: 16.37 }
const home = { lat: 48.3, lon: 16.47 }

let house: TestHouse
let now = Date.parse('2026-09-29T12:00:00Z')
let count = 0
let ann: Awaited<ReturnType<typeof signUp>>
let bob: Awaited<ReturnType<typeof signUp>>
let car: Awaited<ReturnType<typeof ann.addCar>>

beforeAll(async () => {
  house = await openTestHouse({ clock: () => now, timer: false })
})
afterAll(() => house.close())
beforeEach(async () => {
  count++
  ann = await signUp(house, `charging-${count}@example.org`)
  bob = await signUp(house, `curious-${count}@example.org`)
  car = await ann.addCar(`CHARGING-${count}`)
})

const at = () => new Date(now).toISOString()

/** The car charges for an hour, a day after the last time, and says so at its start, middle and end. */
async function charges(position: object, more: object = {}, by = car): Promise<void> {
  now += DAY - HOUR
  await by.says({ type: 'charge.started', at: at(), position, soc: 30, energyKwh: 0 })
  now += 30 * MINUTE
  await by.says({ type: 'charge.updated', at: at(), soc: 50, powerKw: 22, energyKwh: 10.5 })
  now += 30 * MINUTE
  await by.says({ type: 'charge.completed', at: at(), soc: 70, energyKwh: 20.25, ...more })
}

type Row = { id: string; locationId: string; [more: string]: unknown }
const mine = async (query = '') =>
  (await ann.get(`/v1/charges/mine${query}`).expect(200)).body.items as Row[]
const latest = async () => (await mine('?limit=1'))[0]!
const answer = async (choice: string) =>
  ann
    .post(`/v1/questions/${(await ann.question()).id}/answer`)
    .send({ choice })
    .expect(200)
const inFull = async (id: string) => (await ann.get(`/v1/charges/mine/${id}`).expect(200)).body
const places = async () => (await ann.get('/v1/locations').expect(200)).body.items as Row[]
const share = (id: string, choice: string) =>
  ann.post(`/v1/charges/mine/${id}/sharing`).send({ choice })
const pointersOf = ({ body }: { body: { errors: { pointer: string }[] } }) =>
  body.errors.map(({ pointer }) => pointer)

describe('the list of charges', () => {
  test('is sifted by car, place, time, status, and whether partners know', async () => {
    const other = await ann.addCar(`SECOND-${count}`)
    await charges(mall)
    await answer('always')
    const begun = now - HOUR
    await charges(home)
    await charges(home, { type: 'charge.aborted' })
    await charges(mall, {}, other)
    const all = await mine()
    expect(all).toHaveLength(4)
    const [elsewhere, broken, quiet, shared] = all.map(({ id }) => id)
    const ids = async (query: string) => (await mine(query)).map(({ id }) => id)
    expect(await ids(`?vehicleId=second-${count}`)).toEqual([elsewhere])
    expect(await ids(`?locationId=${all[1]!.locationId}`)).toEqual([broken, quiet])
    expect(await ids('?status=aborted')).toEqual([broken])
    expect(await ids('?shared=true')).toEqual([shared])
    expect(await ids('?shared=false')).toEqual([elsewhere, broken, quiet])
    const time = (ms: number) => encodeURIComponent(new Date(ms).toISOString())
    expect(await ids(`?to=${time(begun)}`)).toEqual([])
    expect(await ids(`?from=${time(begun)}&to=${time(begun + 1)}`)).toEqual([shared])
    expect(await ids(`?from=${time(begun + 1)}&shared=false&status=completed`)).toEqual([
      elsewhere,
      quiet,
    ])
    const page = await ann.get('/v1/charges/mine?shared=false&limit=2').expect(200)
    expect(page.body.next).toBe(broken)
    expect(await ids(`?shared=false&limit=2&after=${broken}`)).toEqual([quiet])
  })

  test('names what is wrong with a wish, and shows nothing of others', async () => {
    await charges(mall)
    const [place] = await places()
    const wrong = async (query: string) =>
      pointersOf(await ann.get(`/v1/charges/mine?${query}`).expect(422))
    expect(await wrong('from=yesterday&status=lost&shared=perhaps')).toEqual([
      '/from',
      '/status',
      '/shared',
    ])
    expect(await wrong('from=2026-09-29T00:00:00Z&to=2026-09-28T00:00:00Z')).toEqual(['/to'])
    await bob.get(`/v1/charges/mine?vehicleId=${car.vehicleId}`).expect(403)
    await bob.get(`/v1/charges/mine?locationId=${place!.id}`).expect(403)
    await bob.get('/v1/charges/mine?locationId=nowhere').expect(404)
    await ann.get('/v1/charges/mine').set('accept', 'image/png').expect(406)
    expect((await bob.get('/v1/charges/mine')).body.items).toEqual([])
  })
})

describe('one charge', () => {
  test('is shown with its curve, its place, what it cost, and what was asked', async () => {
    await charges(mall, { type: 'charge.aborted', reason: 'interrupted' })
    await answer('once')
    const { id, locationId } = await latest()
    const price = { perKwh: 0.333, currency: 'JPY' }
    await ann.patch(`/v1/locations/${locationId}`).send({ name: 'Mall', price }).expect(200)
    const charge = await inFull(id)
    expect(charge).toMatchObject({
      id,
      status: 'aborted',
      location: { id: locationId, name: 'Mall', price, charges: 1 },
      cost: { amount: 7, currency: 'JPY' },
      questions: { share: { answer: 'once' }, abort: { state: 'open' } },
    })
    expect(charge.series).toEqual([
      { at: new Date(now - HOUR).toISOString(), soc: 30, powerKw: null, energyKwh: 0 },
      { at: new Date(now - 30 * MINUTE).toISOString(), soc: 50, powerKw: 22, energyKwh: 10.5 },
      { at: at(), soc: 70, powerKw: null, energyKwh: 20.25 },
    ])
    await bob.get(`/v1/charges/mine/${id}`).expect(403)
    await bob.get('/v1/charges/mine/nothing').expect(404)
  })

  test('has no cost without a price, no place before it is known, and at most 500 points', async () => {
    now += DAY
    const start = now - HOUR
    const updates = Array.from({ length: 700 }, (_, i) => ({
      type: i === 0 ? 'charge.started' : 'charge.updated',
      at: new Date(start + i * 1000).toISOString(),
      powerKw: i,
    }))
    await car.says(updates)
    const { id } = await latest()
    const charge = await inFull(id)
    expect(charge).toMatchObject({ location: null, cost: null, sharing: { state: 'undecided' } })
    expect(charge.series).toHaveLength(500)
    expect([charge.series[0].powerKw, charge.series.at(-1).powerKw]).toEqual([0, 699])
  })

  test('tells who knows of it: since when, by which events, and who was pushed it', async () => {
    // Receivers take no message that was signed at another time than theirs.
    now = Date.now() - DAY
    await charges(mall)
    const { id } = await latest()
    expect((await inFull(id)).sharing).toEqual({
      state: 'undecided',
      id: null,
      station: null,
      since: null,
      events: [],
      partners: [],
    })
    const map = await subscriber(house.url, `Pushed ${count}`)
    await house.service.deliverDue(now)
    const puller = await join(house)
    await answer('always')
    const since = at()
    now += MINUTE
    await house.service.deliverDue(now)
    await map.gets(1)
    const pushed = at()
    const { sharing, sharedAs } = await inFull(id)
    expect(sharing).toMatchObject({
      state: 'shared',
      id: sharedAs,
      since,
      events: [{ type: 'charge.completed', at: since }],
    })
    const names = new Map(
      sharing.partners.map(({ name, pushedAt }: Record<string, string>) => [name, pushedAt]),
    )
    expect(names.get(`Pushed ${count}`)).toBe(pushed)
    expect((await puller.get('/v1/partners/me')).body.name).toBe('Open Map')
    expect(names.get('Open Map')).toBeNull()
    await map.close()
  })
})

describe('a charge alone', () => {
  test('is taken back at a place that is always shared, and shared again under another key', async () => {
    await charges(mall)
    await answer('always')
    await charges(mall)
    const { id, sharedAs } = await latest()
    const taken = await share(id, 'skip').expect(200)
    const day = `${at().slice(0, 10)}T00:00:00.000Z`
    expect(taken.body).toMatchObject({
      flag: 'skip',
      sharing: {
        state: 'withdrawn',
        id: null,
        station: null,
        since: day,
        events: [],
        partners: [],
      },
      location: { flag: 'always' },
    })
    expect((await feedOf(house)).at(-1)).toMatchObject({
      type: 'charge.withdrawn',
      session: { id: sharedAs },
    })
    const shared = await share(id, 'once').expect(200)
    expect(shared.body).toMatchObject({ flag: 'once', location: { flag: 'always' } })
    expect(shared.body.sharedAs).not.toBe(sharedAs)
    expect((await share(id, 'once').expect(200)).body.sharing.events).toHaveLength(1)
    await charges(mall)
    expect(await latest()).toMatchObject({ flag: 'always' })
  })

  test('that is still asked about is answered so, and may be undone', async () => {
    await charges(mall)
    const { id } = await latest()
    const { id: question } = await ann.question()
    const shared = await share(id, 'once').expect(200)
    expect(shared.body.questions.share).toMatchObject({ id: question, answer: 'once' })
    expect(shared.body.questions.share.undoUntil).not.toBeNull()
    await ann.delete(`/v1/questions/${question}/answer`).expect(200)
    expect((await inFull(id)).sharing.state).toBe('undecided')
  })

  test('is final: the answer before it cannot be undone any more', async () => {
    await charges(mall)
    const { id } = await latest()
    const { body } = await answer('always')
    await share(id, 'skip').expect(200)
    await ann.delete(`/v1/questions/${body.id}/answer`).expect(409)
    expect((await inFull(id)).sharing.state).toBe('withdrawn')
  })

  test('without a place leaves answers about other places as they are', async () => {
    await charges(mall)
    now += 5 * MINUTE
    const { body } = await answer('always')
    // Eleven minutes after its last word the car may be anywhere.
    now += 6 * MINUTE
    await car.says({ type: 'charge.started', at: at() })
    const { id, locationId } = await latest()
    expect(locationId).toBeNull()
    await share(id, 'skip').expect(200)
    await ann.delete(`/v1/questions/${body.id}/answer`).expect(200)
  })

  test('cannot be shared where its position was erased; there it is private already', async () => {
    await charges(home)
    await answer('never')
    const { id } = await latest()
    expect((await inFull(id)).sharing.state).toBe('private')
    await share(id, 'once').expect(409)
    expect((await share(id, 'skip').expect(200)).body.flag).toBe('never')
    now += DAY
    await car.says({ type: 'charge.started', at: at() })
    expect((await share((await latest()).id, 'once').expect(409)).body.detail).toMatch('no place')
  })

  test('is its owner’s, and shared or not', async () => {
    await charges(mall)
    const { id } = await latest()
    const byBob = bob.post(`/v1/charges/mine/${id}/sharing`)
    await byBob.send({ choice: 'once' }).expect(403)
    await bob.post('/v1/charges/mine/nothing/sharing').send({ choice: 'once' }).expect(404)
    expect(pointersOf(await share(id, 'always').expect(422))).toEqual(['/choice'])
    expect(await latest()).toMatchObject({ flag: 'pending' })
  })
})
