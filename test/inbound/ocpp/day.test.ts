/** The first day of a charger, over the wire: let in, set up, known to its drivers, and read by its operator. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { itemsOf, type Json } from '../../people.ts'
import { isConnected, type Operator, operatorOf } from '../http/chargers/operator.ts'
import { connect, type TestCharger } from './charger.ts'

let house: TestHouse
let operator: Operator
let charger: TestCharger
beforeAll(async () => {
  house = await openTestHouse({ timer: false }, { CHARGESHARE_OCPP_ENROL: 'accept' })
  operator = operatorOf(house)
})
afterAll(async () => {
  await charger?.close()
  await house.close()
})

const seen = () => operator.seen('WALL-1')
const items = async (path: string) => itemsOf((await operator.get(path).expect(200)).body as Json)
const boot = { chargePointVendor: 'Acme', chargePointModel: 'Wall', firmwareVersion: '1.2' }

test('it comes by itself, and waits until the operator lets it in', async () => {
  charger = await connect(house, 'WALL-1', { password: 'its own first password' })
  await isConnected(operator, 'WALL-1')
  expect(await charger.call('BootNotification', boot)).toMatchObject({ status: 'Pending' })
  const asked: Json[] = []
  charger.answers('TriggerMessage', (payload) => {
    asked.push(payload)
    return { status: 'Accepted' }
  })
  await operator.patch('/v1/chargers/WALL-1').send({ registration: 'accepted' }).expect(200)
  await vi.waitFor(() => expect(asked).toEqual([{ requestedMessage: 'BootNotification' }]))
  expect(await charger.call('BootNotification', boot)).toMatchObject({ status: 'Accepted' })
  expect(await seen()).toMatchObject({ vendor: 'Acme', firmware: '1.2', registration: 'accepted' })
})

test('it tells its state and its troubles', async () => {
  const state = { connectorId: 1, errorCode: 'NoError', status: 'Available' }
  await charger.call('StatusNotification', state)
  const fault = { ...state, status: 'Faulted', errorCode: 'HighTemperature', vendorErrorCode: 'T9' }
  await charger.call('StatusNotification', fault)
  expect((await seen()).connectors).toMatchObject([
    { evse: 1, status: 'Faulted', error: 'HighTemperature', vendorError: 'T9' },
  ])
  const kinds = (await items('/v1/chargers/WALL-1/events')).map(({ kind }) => kind)
  expect(kinds).toEqual(['status', 'status', 'boot', 'boot'])
})

test('a driver whom nobody knows is refused, found by the operator, and let in', async () => {
  const shows = async () => charger.call('Authorize', { idTag: '04A22B33' })
  expect(await shows()).toEqual({ idTagInfo: { status: 'Invalid' } })
  expect(await items('/v1/tokens?unknown=true')).toMatchObject([
    { idTag: '04A22B33', seenOn: 'WALL-1' },
  ])
  await operator.put('/v1/tokens/04a22b33').send({ status: 'Accepted' }).expect(201)
  expect(await shows()).toEqual({ idTagInfo: { status: 'Accepted' } })
})

test('it is told its local list once it has said that it uses one', async () => {
  const lists: Json[] = []
  charger.answers('SendLocalList', (payload) => {
    lists.push(payload)
    return { status: 'Accepted' }
  })
  charger.answers('GetConfiguration', () => ({
    configurationKey: [{ key: 'LocalAuthListEnabled', readonly: false, value: 'true' }],
  }))
  const told = async () => {
    await house.service.chargers.syncLocalLists(house.world.clock())
    await house.service.chargers.sendCommands(house.world.clock())
  }
  await told()
  expect(lists).toEqual([])
  await operator.asks('WALL-1', 'GetConfiguration', {}).expect(200)
  expect(await items('/v1/chargers/WALL-1/variables')).toMatchObject([
    { variable: 'LocalAuthListEnabled', value: 'true' },
  ])
  await told()
  const listed = { idTag: '04A22B33', idTagInfo: { status: 'Accepted' } }
  expect(lists).toEqual([{ listVersion: 1, updateType: 'Full', localAuthorizationList: [listed] }])
  expect(await seen()).toMatchObject({ listVersion: 1, localList: null })
  await operator.patch('/v1/chargers/WALL-1').send({ localList: false }).expect(200)
  await operator.delete('/v1/tokens/04A22B33').expect(204)
  await told()
  expect(lists).toHaveLength(1)
})

test('after a break in the line it is asked how it stands, if it does not say so by a boot', async () => {
  await charger.close()
  await isConnected(operator, 'WALL-1', false)
  charger = await connect(house, 'WALL-1', { password: 'its own first password' })
  await isConnected(operator, 'WALL-1')
  const asked = new Promise<Json>((resolve) => {
    charger.answers('TriggerMessage', (payload) => {
      resolve(payload)
      return { status: 'Accepted' }
    })
  })
  await charger.call('Heartbeat')
  await house.service.chargers.sendCommands(house.world.clock())
  expect(await asked).toEqual({ requestedMessage: 'StatusNotification' })
})
