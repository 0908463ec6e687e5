/** Charges in sum and in rows: months with what they cost, and tables for spreadsheets. */
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { aSession } from '../../store/samples.ts'
import { signUp } from './visitors.ts'

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
  ann = await signUp(house, `adding-${count}@example.org`)
  bob = await signUp(house, `nosy-${count}@example.org`)
  car = await ann.addCar(`ADDING-${count}`)
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

type Row = { id: string; position: { lat: number } | null; [more: string]: unknown }
const mine = async (query = '') =>
  (await ann.get(`/v1/charges/mine${query}`).expect(200)).body.items as Row[]
const latest = async () => (await mine('?limit=1'))[0]!
const places = async () => (await ann.get('/v1/locations').expect(200)).body.items as Row[]
const pointersOf = ({ body }: { body: { errors: { pointer: string }[] } }) =>
  body.errors.map(({ pointer }) => pointer)

describe('the table of charges', () => {
  test('holds all of them, sifted, whatever the limit, for spreadsheets', async () => {
    for (let i = 0; i < 3; i++) await charges(mall)
    const [{ id: where }] = (await places()) as [Row]
    const price = { perKwh: 0.4, currency: 'EUR' }
    const name = '=1+1 "Mall", level 2'
    await ann.patch(`/v1/locations/${where}`).send({ name, price }).expect(200)
    const { text, headers } = await ann
      .get('/v1/charges/mine?limit=1&status=completed')
      .set('accept', 'text/csv')
      .expect(200)
    expect(headers['content-type']).toBe('text/csv; charset=utf-8; header=present')
    expect(headers['content-disposition']).toContain('charges.csv')
    expect(text.charCodeAt(0)).toBe(0xfeff)
    const rows = parse(text, { bom: true, columns: true, record_delimiter: '\r\n' })
    expect(rows).toHaveLength(3)
    expect(rows[0]).toMatchObject({
      id: (await latest()).id,
      vehicleId: car.vehicleId,
      endedAt: at(),
      minutes: '60',
      status: 'completed',
      socStart: '30',
      energyKwh: '20.25',
      maxPowerKw: '22',
      location: `'${name}`,
      cost: '8.1',
      currency: 'EUR',
      flag: 'pending',
      shared: 'no',
      comment: '',
    })
  })

  test('is read to its end by whoever takes his time, however long it is', async () => {
    const added = await house.world.store.read.vehicles.get(car.vehicleId.toLowerCase())
    const made = Array.from({ length: 2500 }, (_, i) =>
      aSession({ vehicle: added!.id, firstAt: i, startedAt: i, endReason: 'x'.repeat(150) }),
    )
    await house.world.store.write(async ({ sessions }) => {
      for (const session of made) await sessions.add(session)
    })
    const response = await fetch(`${house.url}/v1/charges/mine`, {
      headers: { authorization: `Bearer ${ann.token}`, accept: 'text/csv' },
    })
    let text = ''
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) text += chunk
    const rows = parse<{ id: string }>(text, { columns: true })
    expect(rows.map(({ id }) => id)).toEqual(made.map(({ id }) => id).reverse())
  })

  test('is a head alone where there is nothing, and refuses like the list', async () => {
    const csv = (query: string) =>
      bob.get(`/v1/charges/mine${query}`).set('accept', 'text/csv;q=0.9, application/json;q=0.1')
    const { text } = await csv('').expect(200)
    expect(text.split('\r\n')).toHaveLength(2)
    await csv(`?vehicleId=${car.vehicleId}`).expect(403)
    expect(pointersOf(await csv('?status=lost').expect(422))).toEqual(['/status'])
  })
})

describe('months', () => {
  test('sum energy and cost by place, forgotten charges too', async () => {
    now = Date.parse('2026-09-27T12:00:00Z')
    await charges(home)
    await charges(home)
    await charges(mall)
    await charges(mall)
    await charges(mall)
    const all = await places()
    const idAt = (lat: number) => all.find(({ position }) => position?.lat === lat)!.id
    const [there, here] = [idAt(mall.lat), idAt(home.lat)]
    const price = { perKwh: 0.5, currency: 'EUR' }
    await ann.patch(`/v1/locations/${there}`).send({ price }).expect(200)
    await ann.patch(`/v1/locations/${here}`).send({ price, flag: 'never' }).expect(200)
    const months = async (query = '') =>
      (await ann.get(`/v1/charges/mine/months${query}`).expect(200)).body.items
    const shopping = (month: string, charges: number) => ({
      ...{ month, locationId: there, charges, energyKwh: 20.25 * charges },
      cost: { amount: Math.round(20.25 * charges * 50) / 100, currency: 'EUR' },
    })
    const athome = { month: '2026-09', locationId: here, charges: 2 }
    const known = { energyKwh: 40.5, cost: { amount: 20.25, currency: 'EUR' } }
    const expected = [shopping('2026-10', 2), shopping('2026-09', 1)]
    expect(await months()).toEqual(expect.arrayContaining([...expected, { ...athome, ...known }]))
    expect((await months())[0]).toEqual(expected[0])
    await ann.patch(`/v1/locations/${here}`).send({ forgetCharges: true }).expect(200)
    const forgotten = { ...athome, energyKwh: null, cost: null }
    expect(await months()).toEqual(expect.arrayContaining([...expected, forgotten]))
    expect(await months(`?vehicleId=${car.vehicleId}`)).toHaveLength(3)
    await bob.get(`/v1/charges/mine/months?vehicleId=${car.vehicleId}`).expect(403)
    expect((await bob.get('/v1/charges/mine/months')).body.items).toEqual([])
  })
})
