/** Transactions whose end was never told, and what is told of them after all. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Payload } from '../../../../src/domain/chargers/ocpp.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { aStation, type Station } from '../station.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const nine = Date.parse('2026-11-21T09:00:00Z')

let house: TestHouse
let now = nine
beforeAll(async () => {
  house = await openTestHouse({ clock: () => now, timer: false })
})
afterAll(() => house.close())

const clock = () => new Date(now).toISOString()
const only = async ({ id }: Station) => {
  const page = { after: null, limit: 100 }
  const [one, ...rest] = await house.world.store.read.transactions.of(id, page)
  expect(rest).toEqual([])
  return one!
}
const settle = () => house.service.chargers.settleTransactions(now)
const state = ({ says }: Station, status: string) =>
  says('StatusNotification', { connectorId: 1, status, errorCode: 'NoError', timestamp: clock() })
const measure = ({ says }: Station, transactionId: number, wh: number, power = 7000) => {
  const powers = { value: `${power}`, measurand: 'Power.Active.Import' }
  const meterValue = [{ timestamp: clock(), sampledValue: [{ value: `${wh}` }, powers] }]
  return says('MeterValues', { connectorId: 1, transactionId, meterValue })
}

/** A charge at nine that has drawn 500 Wh by ten past. */
async function charging() {
  now = nine
  const station = await aStation(house, '1.6', { bootedAt: nine - HOUR })
  const begin: Payload = { connectorId: 1, idTag: 'A', meterStart: 1000, timestamp: clock() }
  const { transactionId } = await station.says('StartTransaction', begin)
  now += MINUTE
  await state(station, 'Charging')
  now += 9 * MINUTE
  await measure(station, transactionId as number, 1500)
  return { station, number: transactionId as number }
}

async function stop({ station, number }: Awaited<ReturnType<typeof charging>>, minutes: number) {
  const timestamp = new Date(nine + minutes * MINUTE).toISOString()
  await station.says('StopTransaction', { transactionId: number, meterStop: 1600, timestamp })
}

const going = { status: 'charging', isProvisional: false, endedAt: null, stopReason: null }

describe('a charge', () => {
  test('goes on as long as nothing speaks against it', async () => {
    const { station } = await charging()
    now += 5 * HOUR
    await state(station, 'SuspendedEV')
    now += 20 * HOUR
    await state(station, 'SuspendedEV')
    expect(await settle()).toBe(0)
    expect(await only(station)).toMatchObject(going)
  })

  test.each([
    ['Faulted', 'faulted', true],
    ['Available', 'unplugged', false],
    ['Preparing', 'unplugged', false],
  ])(
    'broke off where its connector is %s, after a time of grace',
    async (status, word, isFault) => {
      const { station } = await charging()
      now += MINUTE
      await state(station, status)
      now += 10 * MINUTE - 1
      await settle()
      expect(await only(station)).toMatchObject(going)
      now += 1
      await settle()
      expect(await only(station)).toMatchObject({
        ...{ status: 'aborted', isProvisional: true, stopReason: word, isFault },
        ...{ endedAt: nine + 11 * MINUTE, energyWh: 500 },
      })
    },
  )

  test('goes on after a fault that passed', async () => {
    const { station, number } = await charging()
    await state(station, 'Faulted')
    now += MINUTE
    await state(station, 'Charging')
    now += HOUR
    await settle()
    expect(await only(station)).toMatchObject(going)
    await state(station, 'Faulted')
    now += MINUTE
    await measure(station, number, 1600)
    now += HOUR
    await settle()
    expect(await only(station)).toMatchObject(going)
  })

  test('is not ended by a state from before it', async () => {
    now = nine - HOUR
    const station = await aStation(house, '1.6')
    await state(station, 'Preparing')
    now = nine
    await station.says('StartTransaction', {
      ...{ connectorId: 1, idTag: 'A', meterStart: 1000, timestamp: clock() },
    })
    now += HOUR
    await settle()
    expect(await only(station)).toMatchObject(going)
  })

  test('that a reboot cut off broke off by the charger’s fault, at its last reading', async () => {
    const { station } = await charging()
    now += MINUTE
    await station.says('BootNotification', { chargePointVendor: 'A', chargePointModel: 'B' })
    now += 10 * MINUTE
    await settle()
    expect(await only(station)).toMatchObject({
      ...{ status: 'aborted', isProvisional: true, stopReason: 'rebooted', isFault: true },
      endedAt: nine + 10 * MINUTE,
    })
  })

  test('goes on after a reboot where its connector says so', async () => {
    const { station } = await charging()
    now += MINUTE
    await station.says('BootNotification', { chargePointVendor: 'A', chargePointModel: 'B' })
    now += MINUTE
    await state(station, 'Charging')
    now += HOUR
    await settle()
    expect(await only(station)).toMatchObject(going)
  })

  test('of a charger that has fallen silent ended nobody knows how', async () => {
    const { station } = await charging()
    now += house.world.policy.silenceMs - MINUTE
    await settle()
    expect(await only(station)).toMatchObject(going)
    now += MINUTE
    await settle()
    expect(await only(station)).toMatchObject({
      ...{ status: 'unknown', isProvisional: true, stopReason: 'silent', isFault: false },
      endedAt: nine + 10 * MINUTE,
    })
  })
})

describe('an end that was only thought of', () => {
  const thought = async () => {
    const charge = await charging()
    await state(charge.station, 'Faulted')
    now += 10 * MINUTE
    await settle()
    expect(await only(charge.station)).toMatchObject({ isProvisional: true })
    return charge
  }

  test('is corrected by the stop that comes late', async () => {
    const charge = await thought()
    now += HOUR
    await stop(charge, 12)
    expect(await only(charge.station)).toMatchObject({
      ...{ status: 'completed', isProvisional: false, isFault: false, stopReason: null },
      ...{ endedAt: nine + 12 * MINUTE, energyWh: 600, oddities: ['late-end'] },
    })
  })

  test('is taken back when it goes on after all', async () => {
    const { station, number } = await thought()
    await measure(station, number, 1700)
    expect(await only(station)).toMatchObject({ ...going, isFault: false, energyWh: 700 })
  })

  test('stays when something from before it is told', async () => {
    const { station, number } = await thought()
    const kept = await only(station)
    now = nine + 5 * MINUTE
    await measure(station, number, 1200)
    expect(await only(station)).toMatchObject({
      ...{ status: 'aborted', isProvisional: true, endedAt: kept.endedAt, energyWh: 500 },
    })
  })

  test('is thought of once', async () => {
    const { station } = await thought()
    const kept = await only(station)
    now += HOUR
    await settle()
    expect(await only(station)).toEqual(kept)
  })
})
