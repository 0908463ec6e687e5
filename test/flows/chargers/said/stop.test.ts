/** Transactions of 1.6 go on and end, in whatever way their chargers tell it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OcppVersion, Payload } from '../../../../src/domain/chargers/ocpp.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { aStation, type Station } from '../station.ts'

let house: TestHouse
let now = Date.parse('2026-11-21T12:00:00Z')
beforeAll(async () => {
  house = await openTestHouse(
    { clock: () => now, timer: false },
    { CHARGESHARE_OCPP_UNKNOWN_TAGS: 'accept' },
  )
})
afterAll(() => house.close())

const clockAt = (time: string) => `2026-11-21T${time}:00Z`
const atTime = (time: string) => Date.parse(clockAt(time))

const begin = async (station: Station, time = '09:00', told: Payload = {}) => {
  const idTag = `tag of ${station.id}`
  const said = { connectorId: 1, idTag, meterStart: 1000, timestamp: clockAt(time), ...told }
  const { transactionId } = await station.says('StartTransaction', said)
  return transactionId as number
}
const measure = (
  station: Station,
  transactionId: number | undefined,
  time: string,
  value: number,
) =>
  station.says('MeterValues', {
    ...{ connectorId: 1, ...(transactionId !== undefined && { transactionId }) },
    meterValue: [{ timestamp: clockAt(time), sampledValue: [{ value: `${value}` }] }],
  })
const end = (station: Station, transactionId: number, time: string, told: Payload = {}) =>
  station.says('StopTransaction', {
    ...{ transactionId, meterStop: 2000, timestamp: clockAt(time) },
    ...told,
  })
const all = ({ id }: Station) =>
  house.world.store.read.transactions.of(id, { after: null, limit: 100 })
const only = async (station: Station) => {
  const [one, ...rest] = await all(station)
  expect(rest).toEqual([])
  return one!
}
const station = (version: OcppVersion = '1.6') => aStation(house, version)

describe('a transaction', () => {
  test('grows by its meter values and ends by its stop', async () => {
    const charger = await station()
    const number = await begin(charger)
    expect(await measure(charger, number, '09:10', 1200)).toEqual({})
    expect(await only(charger)).toMatchObject({
      ...{ status: 'charging', energyWh: 200, last: { at: atTime('09:10'), wh: 1200 } },
    })
    expect(await end(charger, number, '10:00', { reason: 'Local' })).toEqual({})
    expect(await only(charger)).toMatchObject({
      ...{ status: 'completed', energyWh: 1000, meterStopWh: 2000, stopReason: 'Local' },
      ...{ startedAt: atTime('09:00'), endedAt: atTime('10:00'), isProvisional: false },
      ...{ oddities: [], heardAt: now },
    })
  })

  test('ends once: the same again changes nothing, another end is marked', async () => {
    const charger = await station()
    const number = await begin(charger)
    await end(charger, number, '10:00')
    const ended = await only(charger)
    expect(await end(charger, number, '10:00')).toEqual({})
    expect(await only(charger)).toEqual(ended)
    expect(await end(charger, number, '10:05', { meterStop: 3000 })).toEqual({})
    expect(await only(charger)).toEqual({ ...ended, oddities: ['stop-conflict'] })
  })

  test('answers about the tag that ends it, also while it charges', async () => {
    const charger = await station()
    const number = await begin(charger)
    expect(await end(charger, number, '10:00', { idTag: `tag of ${charger.id}` })).toEqual({
      idTagInfo: { status: 'Accepted' },
    })
  })

  test('takes the readings that come with its end', async () => {
    const charger = await station()
    const number = await begin(charger)
    const sampledValue = [
      { value: '0', measurand: 'Power.Active.Import' },
      { value: '80', measurand: 'SoC' },
    ]
    const transactionData = [
      { timestamp: clockAt('09:30'), sampledValue: [{ value: '1400' }] },
      { timestamp: clockAt('10:00'), sampledValue },
    ]
    await end(charger, number, '10:00', { transactionData, reason: 'EVDisconnected' })
    const one = await only(charger)
    expect(one).toMatchObject({ last: { wh: 1400, soc: 80 }, status: 'completed' })
    expect(await house.world.store.read.transactions.readings(one.id)).toHaveLength(2)
  })

  test('is cut off by a cable that is pulled under load', async () => {
    const charger = await station()
    const number = await begin(charger)
    const power = { value: '7', unit: 'kW', measurand: 'Power.Active.Import' }
    const meterValue = [{ timestamp: clockAt('09:59'), sampledValue: [power] }]
    await charger.says('MeterValues', { connectorId: 1, transactionId: number, meterValue })
    await end(charger, number, '10:00', { reason: 'EVDisconnected' })
    expect(await only(charger)).toMatchObject({ status: 'aborted', isFault: false })
  })

  test('that drew nothing is marked', async () => {
    const charger = await station()
    await end(charger, await begin(charger), '10:00', { meterStop: 1000 })
    expect((await only(charger)).oddities).toEqual(['no-energy'])
  })

  test('of a charger with a fault broke off by it, if no other reason is told', async () => {
    const charger = await station()
    const number = await begin(charger)
    const fault = { status: 'Faulted', errorCode: 'GroundFailure', timestamp: clockAt('09:59') }
    await charger.says('StatusNotification', { connectorId: 1, ...fault })
    await end(charger, number, '10:00', { reason: 'Other' })
    expect(await only(charger)).toMatchObject({ status: 'aborted', isFault: true })
  })

  test('whose tag we refused was ended by us', async () => {
    const charger = await station()
    await house.world.store.write(({ idTokens }) =>
      idTokens.put({
        ...{ id: 'blocked', label: 'blocked', type: null, status: 'Blocked', parent: null },
        ...{ expiresAt: null, owner: null, isUnknown: false },
        ...{ seenAt: null, seenOn: null, createdAt: 1 },
      }),
    )
    const number = await begin(charger, '09:00', { idTag: 'BLOCKED' })
    await end(charger, number, '09:01', { reason: 'DeAuthorized' })
    expect(await only(charger)).toMatchObject({ status: 'completed', verdict: 'Blocked' })
  })
})

test('registers that cannot be are none, and energy stays a number', async () => {
  const charger = await station()
  await end(charger, await begin(charger, '09:00', { meterStart: -9 }), '10:00', {
    meterStop: 1e308,
  })
  expect(await only(charger)).toMatchObject({
    ...{ status: 'completed', meterStartWh: null, meterStopWh: null, energyWh: null },
    oddities: ['bad-value'],
  })
  await end(charger, await begin(charger, '11:00'), '11:30', { meterStop: 1e308 })
  expect((await all(charger))[0]).toMatchObject({ meterStopWh: null, energyWh: null })
})

test('an end that was told before its start tells that the clock was set', async () => {
  const charger = await station()
  await end(charger, await begin(charger, '09:40'), '09:30')
  expect(await only(charger)).toMatchObject({
    ...{ startedAt: atTime('09:40'), endedAt: atTime('09:40'), oddities: ['clock-skew'] },
  })
})

describe('a transaction that is called by a number which is not ours', () => {
  test.each([-1, 0, 4711])('is the open one on its connector: %i', async (number) => {
    const charger = await station()
    await begin(charger)
    await measure(charger, number, '09:10', 1200)
    await end(charger, number, '10:00')
    expect(await only(charger)).toMatchObject({
      ...{ status: 'completed', energyWh: 1000, alias: number, oddities: ['foreign-number'] },
      last: { wh: 1200 },
    })
  })

  test('is never another charger’s, though that number be ours', async () => {
    const [mine, other] = [await station(), await station()]
    const number = await begin(mine)
    await measure(other, number, '09:10', 5000)
    await end(other, number, '10:00', { meterStop: 6000 })
    expect(await only(mine)).toMatchObject({ status: 'charging', last: null })
    expect(await only(other)).toMatchObject({
      ...{ status: 'completed', alias: number, energyWh: 1000, startedAt: atTime('09:10') },
      oddities: ['baseline-latched', 'foreign-number', 'no-start'],
    })
  })

  test('is found again by it, and by no one else’s turn of the same number', async () => {
    const charger = await station()
    await end(charger, 7, '08:00', { meterStop: 500 })
    await end(charger, 7, '08:00', { meterStop: 500 })
    expect(await all(charger)).toHaveLength(1)
    await end(charger, 7, '11:00', { meterStop: 800 })
    expect(await all(charger)).toHaveLength(2)
  })

  test('is on the connector that it names, or by the tag that ends it', async () => {
    const charger = await station()
    const one = await begin(charger, '09:00', { idTag: 'ONE' })
    const two = await begin(charger, '09:01', { idTag: 'TWO', connectorId: 2 })
    await end(charger, -1, '10:00', { idTag: 'one' })
    const [second, first] = await all(charger)
    expect([first?.number, second?.number]).toEqual([one, two])
    expect([first?.status, second?.status]).toEqual(['completed', 'charging'])
    const sampledValue = [{ value: '1500' }]
    const meterValue = [{ timestamp: clockAt('09:30'), sampledValue }]
    await charger.says('MeterValues', { connectorId: 2, transactionId: -1, meterValue })
    expect((await all(charger))[0]?.last?.wh).toBe(1500)
  })

  test('is kept as one without a start, and begins when that is told at last', async () => {
    const charger = await station()
    await measure(charger, 4711, '09:10', 1200)
    expect(await only(charger)).toMatchObject({ status: 'charging', startedAt: atTime('09:10') })
    await end(charger, 4711, '10:00')
    const number = await begin(charger, '09:00')
    expect(await begin(charger, '09:00')).toBe(number)
    expect(await only(charger)).toMatchObject({
      ...{ number, status: 'completed', energyWh: 1000, startedAt: atTime('09:00') },
      ...{ endedAt: atTime('10:00'), oddities: ['foreign-number', 'repeated-start'] },
    })
  })
})

describe('meter values', () => {
  test('of no transaction are those of the open one on their connector, and else of none', async () => {
    const charger = await station()
    await measure(charger, undefined, '08:00', 900)
    await measure(charger, 0, '08:01', 900)
    await measure(charger, -1, '08:02', 900)
    expect(await all(charger)).toEqual([])
    await begin(charger)
    await measure(charger, undefined, '09:10', 1200)
    expect((await only(charger)).energyWh).toBe(200)
  })

  test('that come late, twice, or after the end are put in their place', async () => {
    const charger = await station()
    const number = await begin(charger)
    await measure(charger, number, '09:20', 1400)
    await measure(charger, number, '09:10', 1200)
    await measure(charger, number, '09:20', 1400)
    await end(charger, number, '10:00')
    await measure(charger, number, '09:50', 1900)
    const one = await only(charger)
    expect(one).toMatchObject({ energyWh: 1000, last: { at: atTime('09:50'), wh: 1900 } })
    const readings = await house.world.store.read.transactions.readings(one.id)
    expect(readings.map(({ wh }) => wh)).toEqual([1200, 1400, 1900])
  })

  test('that make no sense change nothing and are answered as all others', async () => {
    const charger = await station()
    const number = await begin(charger)
    const before = await only(charger)
    for (const meterValue of [[], {}, [{ timestamp: 'x', sampledValue: [{ value: 'NaN' }] }]]) {
      const said = { connectorId: 1, transactionId: number, meterValue }
      expect(await charger.says('MeterValues', said)).toEqual({})
    }
    expect(await only(charger)).toEqual(before)
  })
})

test('payloads as they were printed make one transaction', async () => {
  const charger = await station()
  now = Date.parse('2026-11-21T12:00:00Z')
  const { transactionId } = await charger.says('StartTransaction', {
    ...{ connectorId: 1, idTag: 'remote-11902', meterStart: 0 },
    timestamp: '2025-01-15T02:09:54.000Z',
  })
  const sample = { value: '6379.259277', measurand: 'Energy.Active.Import.Register', unit: 'Wh' }
  await charger.says('StopTransaction', {
    ...{ idTag: 'remote-11902', timestamp: '2025-01-15T02:40:49', meterStop: 6379 },
    ...{ reason: 'EVDisconnected', transactionId: 11902 },
    transactionData: [{ timestamp: '2025-01-15T02:40:49', sampledValue: [sample] }],
  })
  expect(await only(charger)).toMatchObject({
    ...{ number: transactionId, status: 'completed', energyWh: 6379, alias: 11902 },
    endedAt: Date.parse('2025-01-15T02:40:49Z'),
  })
})
