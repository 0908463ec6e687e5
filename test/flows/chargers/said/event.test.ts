/** Transactions of 2.x, named by their chargers and told event by event. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Payload } from '../../../../src/domain/chargers/ocpp.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { aStation, type Station } from '../station.ts'

let house: TestHouse
const now = Date.parse('2026-11-21T12:00:00Z')
beforeAll(async () => {
  house = await openTestHouse({ clock: () => now, timer: false })
})
afterAll(() => house.close())

const clockAt = (time: string) => `2026-11-21T${time}:00Z`
const atTime = (time: string) => Date.parse(clockAt(time))
const idToken = { idToken: 'Stranger', type: 'ISO14443' }
const station = () => aStation(house, '2.0.1')
const all = ({ id }: Station) =>
  house.world.store.read.transactions.of(id, { after: null, limit: 100 })
const only = async (charger: Station) => {
  const [one, ...rest] = await all(charger)
  expect(rest).toEqual([])
  return one!
}
const registers = (time: string, value: number, told: Payload = {}) => ({
  meterValue: [{ timestamp: clockAt(time), sampledValue: [{ value, ...told }] }],
})

/** `about` goes into the event, `info` into its transactionInfo. */
function event(
  eventType: string,
  seqNo: number,
  time: string,
  about: Payload = {},
  info: Payload = {},
) {
  return {
    ...{ eventType, seqNo, timestamp: clockAt(time), triggerReason: 'Trigger', offline: true },
    ...{ transactionInfo: { transactionId: 'tx-1', ...info }, evse: { id: 2, connectorId: 1 } },
    ...about,
  }
}
const started = (about: Payload = {}, info: Payload = {}) =>
  event('Started', 0, '09:00', { idToken, ...registers('09:00', 1000), ...about }, info)
const updated = (seqNo: number, time: string, value: number) =>
  event('Updated', seqNo, time, registers(time, value))
const ended = (seqNo: number, about: Payload = {}, info: Payload = {}) =>
  event('Ended', seqNo, '10:00', { ...registers('10:00', 2000), ...about }, info)

const tell = async (charger: Station, ...events: Payload[]) => {
  const answers: Payload[] = []
  for (const one of events) answers.push(await charger.says('TransactionEvent', one))
  return answers
}

describe('a transaction', () => {
  test('is told from its start to its end', async () => {
    const charger = await station()
    const answers = await tell(
      charger,
      started({}, { remoteStartId: 42 }),
      updated(1, '09:30', 1400),
      ended(2, {}, { stoppedReason: 'StoppedByEV' }),
    )
    expect(answers).toEqual([{ idTokenInfo: { status: 'Unknown' } }, {}, {}])
    expect(await only(charger)).toMatchObject({
      ...{ reference: 'tx-1', evse: 2, connector: 1, idTag: 'Stranger', verdict: 'Unknown' },
      ...{ status: 'completed', startedAt: atTime('09:00'), endedAt: atTime('10:00') },
      ...{ meterStartWh: 1000, meterStopWh: 2000, energyWh: 1000, stopReason: 'StoppedByEV' },
      ...{ seqNo: 2, seen: [[0, 2]], startedBy: '42', oddities: ['offline'] },
    })
  })

  test('has a number as well, as all transactions have', async () => {
    const [one, other] = [await station(), await station()]
    await tell(one, started())
    await tell(other, started())
    expect((await only(other)).number).toBeGreaterThan((await only(one)).number)
  })

  test('is the same however often it is told', async () => {
    const charger = await station()
    const events = [started(), updated(1, '09:30', 1400), ended(2)]
    await tell(charger, ...events)
    const once = await only(charger)
    await tell(charger, ...events, ...events)
    expect(await only(charger)).toEqual(once)
  })

  test('shows what has not come, until it comes', async () => {
    const charger = await station()
    await tell(charger, ended(3))
    expect(await only(charger)).toMatchObject({
      ...{ status: 'completed', endedAt: atTime('10:00'), energyWh: 0 },
      oddities: ['baseline-latched', 'no-energy', 'no-start', 'offline'],
    })
    await tell(charger, started())
    expect(await only(charger)).toMatchObject({ energyWh: 1000, oddities: ['gap', 'offline'] })
    await tell(charger, updated(1, '09:20', 1200), updated(2, '09:40', 1600))
    expect(await only(charger)).toMatchObject({ seen: [[0, 3]], oddities: ['offline'] })
  })

  test('begins and ends by what its values say of themselves', async () => {
    const charger = await station()
    const begin = { value: 1, unitOfMeasure: { unit: 'kWh' }, context: 'Transaction.Begin' }
    const end = { value: 2000, context: 'Transaction.End' }
    const meterValue = [
      { timestamp: clockAt('09:00'), sampledValue: [begin] },
      { timestamp: clockAt('10:00'), sampledValue: [end] },
    ]
    await tell(charger, started({ meterValue: undefined }), ended(1, { meterValue }))
    expect(await only(charger)).toMatchObject({
      ...{ meterStartWh: 1000, meterStopWh: 2000, energyWh: 1000 },
    })
  })

  test('is somebody’s who came later, but not his who ended it', async () => {
    const charger = await station()
    const answers = await tell(
      charger,
      started({ idToken: undefined }),
      event('Updated', 1, '09:05', { idToken, triggerReason: 'Authorized' }),
      ended(2, { idToken: { idToken: 'Other', type: 'Central' }, triggerReason: 'StopAuthorized' }),
    )
    expect(answers).toEqual([
      {},
      { idTokenInfo: { status: 'Unknown' } },
      { idTokenInfo: { status: 'Unknown' } },
    ])
    expect((await only(charger)).idTag).toBe('Stranger')
  })

  test('is his also where the end is told first', async () => {
    const charger = await station()
    await tell(
      charger,
      ended(2, { idToken: { idToken: 'Other', type: 'Central' } }),
      event('Updated', 1, '09:05', { idToken, triggerReason: 'Authorized' }),
      started({ idToken: undefined }),
    )
    expect((await only(charger)).idTag).toBe('Stranger')
  })

  test('that starts at an EVSE that is busy ends the other one for now', async () => {
    const charger = await station()
    await tell(charger, started(), updated(1, '09:30', 1400))
    const next = { timestamp: clockAt('11:00'), ...registers('11:00', 1500) }
    await tell(charger, started(next, { transactionId: 'tx-2' }))
    expect((await all(charger))[1]).toMatchObject({
      ...{ status: 'unknown', isProvisional: true, stopReason: 'superseded' },
      endedAt: atTime('09:30'),
    })
    await tell(charger, updated(2, '09:40', 1500), ended(3))
    const [second, first] = await all(charger)
    expect(first).toMatchObject({ status: 'completed', oddities: ['late-end', 'offline'] })
    expect(second).toMatchObject({ status: 'charging', reference: 'tx-2' })
  })

  test('that is told after the one that came after it has made room for that', async () => {
    const charger = await station()
    const next = { timestamp: clockAt('11:00'), ...registers('11:00', 1500) }
    await tell(charger, started(next, { transactionId: 'tx-2' }), started())
    const [first, second] = await all(charger)
    expect(first).toMatchObject({ reference: 'tx-1', stopReason: 'superseded' })
    expect(second).toMatchObject({ reference: 'tx-2', status: 'charging' })
  })

  test('leaves alone an earlier one of the same name, from a charger that counts anew', async () => {
    const charger = await station()
    const first = [started(), updated(1, '09:30', 1400), ended(2)]
    await tell(charger, ...first)
    const before = await only(charger)
    const begin = { timestamp: clockAt('11:00'), ...registers('11:00', 2000) }
    const end = { timestamp: clockAt('11:40'), ...registers('11:40', 5000) }
    const second = [started(begin), updated(1, '11:20', 4000), ended(2, end)]
    await tell(charger, ...second, ...first, ...second)
    const [later, ...rest] = await all(charger)
    expect(rest).toEqual([before])
    expect(later).toMatchObject({
      ...{ reference: 'tx-1', startedAt: atTime('11:00'), endedAt: atTime('11:40') },
      ...{ status: 'completed', energyWh: 3000, seen: [[0, 2]], oddities: ['offline'] },
    })
  })

  test('that was cut off makes room for another one of the same name', async () => {
    const charger = await station()
    await tell(charger, started(), updated(1, '09:30', 1400))
    const begin = { timestamp: clockAt('11:00'), ...registers('11:00', 1500) }
    await tell(charger, started(begin), updated(1, '11:10', 1600))
    const [second, first] = await all(charger)
    expect(first).toMatchObject({ stopReason: 'superseded', energyWh: 400 })
    expect(second).toMatchObject({ status: 'charging', startedAt: atTime('11:00'), energyWh: 100 })
  })

  test('keeps the start that was told first, with whatever time it is told again', async () => {
    const charger = await station()
    await tell(charger, started(), started({ timestamp: clockAt('09:03') }), ended(1))
    await tell(charger, started({ timestamp: clockAt('09:20'), ...registers('09:20', 1700) }))
    expect(await only(charger)).toMatchObject({
      ...{ startedAt: atTime('09:00'), meterStartWh: 1000, energyWh: 1000 },
      oddities: ['offline', 'repeated-start'],
    })
  })

  test('tells by a start how far the clock is off', async () => {
    const charger = await aStation(house, '2.0.1', { connectedAt: now - 3_600_000 })
    await tell(charger, started({ offline: false, timestamp: clockAt('11:50') }))
    expect((await only(charger)).oddities).toContain('clock-skew')
    expect((await charger.kept()).skewMs).toBe(600_000)
  })

  test('takes meter values of its EVSE that come outside of it', async () => {
    const charger = await station()
    await tell(charger, started())
    await charger.says('MeterValues', { evseId: 2, ...registers('09:10', 1200) })
    await charger.says('MeterValues', { evseId: 1, ...registers('09:20', 9000) })
    await charger.says('MeterValues', { evseId: 0, ...registers('09:20', 9000) })
    expect(await only(charger)).toMatchObject({ energyWh: 200, last: { wh: 1200 } })
  })
})
