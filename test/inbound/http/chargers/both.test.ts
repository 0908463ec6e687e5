/** One charge told by an owner's car and by a charger: each leads him, and nobody else, to the other. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { type Json, itemsOf, text } from '../../../people.ts'
import { type Account, account, started } from '../../../web/people.ts'
import type { TestCharger } from '../../ocpp/charger.ts'
import { isConnected, operatorOf, plugged } from './operator.ts'

const position = { lat: 22.2809, lon: 114.1588 }
let house: TestHouse
let jim: Account
let ann: Account
let charger: TestCharger
beforeAll(async () => {
  house = await openTestHouse({ timer: false })
  jim = await account(house, 'jim@example.org')
  ann = await account(house, 'ann@example.org')
  const operator = operatorOf(house)
  charger = await plugged(house, 'PEAK')
  const site = { access: 'public', position, stationName: 'Peak', post: 'A3' }
  await operator.patch('/v1/chargers/PEAK').send(site).expect(200)
  for (const [tag, { email }] of [['JIM', jim] as const, ['ANN', ann] as const])
    await operator.put(`/v1/tokens/${tag}`).send({ status: 'Accepted', owner: email }).expect(201)
})
afterAll(() => house.close())

const only = async (who: Account, path: string): Promise<Json> => {
  const items = itemsOf(await who.asks('GET', path))
  expect(items).toHaveLength(1)
  return items[0]!
}
const begins = (idTag: string, minutesAgo: number, at = charger) =>
  at.call('StartTransaction', {
    ...{ connectorId: 1, idTag, meterStart: 0 },
    timestamp: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
  })

test('his charging names his charge, his charge names his charging, and the question its charger', async () => {
  const car = await jim.addCar('JIM-1')
  await begins('JIM', 5)
  expect(await only(jim, '/v1/owners/me/chargings')).toMatchObject({
    ...{ charge: null, charger: { identity: 'PEAK', isConnected: true } },
  })
  await car.says(started(5))
  const charge = text(await only(jim, '/v1/charges/mine'), 'id')
  const charging = await only(jim, '/v1/owners/me/chargings')
  expect(charging['charge']).toBe(charge)
  const id = text(charging, 'id')
  expect(await jim.asks('GET', `/v1/owners/me/chargings/${id}`)).toMatchObject({ charge })
  expect(await jim.asks('GET', `/v1/charges/mine/${charge}`)).toMatchObject({ charging: id })
  const question = await only(jim, '/v1/questions?state=open')
  expect(question['session']).toMatchObject({ charger: { station: 'Peak', post: 'A3' } })
})

test('of a place that is never shared neither names the other any more', async () => {
  const place = text(await only(jim, '/v1/locations'), 'id')
  await jim.asks('PATCH', `/v1/locations/${place}`, { flag: 'never' })
  const charge = await only(jim, '/v1/charges/mine')
  expect(charge['charger']).toBeNull()
  expect(await jim.asks('GET', `/v1/charges/mine/${text(charge, 'id')}`)).toMatchObject({
    charging: null,
  })
  expect(await only(jim, '/v1/owners/me/chargings')).toMatchObject({ charge: null })
})

test('whose card it was not is told of no charging, though the charger tells of his charge', async () => {
  const lake = await plugged(house, 'LAKE')
  const site = { access: 'public', position: { ...position, lat: position.lat + 0.05 } }
  const operator = operatorOf(house)
  await operator
    .patch('/v1/chargers/LAKE')
    .send({ ...site, stationName: 'Lake' })
    .expect(200)
  const car = await ann.addCar('ANN-1')
  await begins('VISITOR', 0, lake)
  await car.says(started(0, 5))
  const charge = await only(ann, '/v1/charges/mine')
  expect(charge['charger']).toMatchObject({ station: 'Lake' })
  expect(await ann.asks('GET', `/v1/charges/mine/${text(charge, 'id')}`)).toMatchObject({
    charging: null,
  })
  expect(itemsOf(await ann.asks('GET', '/v1/owners/me/chargings'))).toEqual([])
  await lake.close()
})

test('that the charger is away is told beside what goes on there', async () => {
  await charger.close()
  await isConnected(operatorOf(house), 'PEAK', false)
  expect(await only(jim, '/v1/owners/me/chargings?active=true')).toMatchObject({
    ...{ status: 'charging', charger: { isConnected: false } },
  })
})
