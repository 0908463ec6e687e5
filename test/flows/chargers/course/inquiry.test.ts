/** A charger of 2.x that has not spoken of its transaction since it came back is asked what became of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { OcppAnswer, Payload } from '../../../../src/domain/chargers/ocpp.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { aStation, type Station } from '../station.ts'

const MINUTE = 60_000
const nine = Date.parse('2026-11-21T09:00:00Z')

let house: TestHouse
let now = nine
beforeAll(async () => {
  const env = { CHARGESHARE_OCPP_ASKS: 'on' }
  house = await openTestHouse({ clock: () => now, timer: false }, env)
})
afterAll(() => house.close())
beforeEach(() => {
  now = nine
})

const clock = () => new Date(now).toISOString()
const only = async ({ id }: Station) => {
  const [one, ...rest] = await house.world.store.read.transactions.of(id, page)
  expect(rest).toEqual([])
  return one!
}
const page = { after: null, limit: 100 }
/** Two rounds of the clock's jobs: the first asks, the second goes by the answer. */
const settle = async () => {
  await house.service.chargers.settleTransactions(now)
  await house.service.chargers.sendCommands(now)
  await house.service.chargers.settleTransactions(now)
}
const tell = (station: Station, eventType: string, seqNo: number, more: Payload = {}) =>
  station.says('TransactionEvent', {
    ...{ eventType, timestamp: clock(), triggerReason: 'MeterValuePeriodic', seqNo },
    ...{ transactionInfo: { transactionId: 'T' }, evse: { id: 1, connectorId: 1 }, ...more },
  })
const reconnects = async ({ id }: Station) => {
  await house.world.store.write(async ({ chargers }) => {
    await chargers.set({ ...(await chargers.get(id))!, connectedAt: now })
  })
}

/** A charge at nine whose charger was away from five to ten past; `answer` is what it says of it. */
async function back(answer: () => OcppAnswer | 'silent') {
  const station = await aStation(house, '2.0.1', { bootedAt: nine - MINUTE })
  const asked: Payload[] = []
  house.service.chargers.plug(station.id, {
    version: '2.0.1',
    close: () => undefined,
    call: (action, payload) => {
      if (action === 'GetTransactionStatus') asked.push(payload)
      return Promise.resolve(answer())
    },
  })
  await tell(station, 'Started', 0)
  now += 10 * MINUTE
  await reconnects(station)
  return { station, asked }
}

const says = (ongoingIndicator: boolean, messagesInQueue: boolean) => () => ({
  result: { ongoingIndicator, messagesInQueue },
})
const going = { status: 'charging', isProvisional: false, endedAt: null, stopReason: null }

describe('a transaction of which nothing was said since its charger is back', () => {
  test('is asked for after a minute, and once', async () => {
    const { station, asked } = await back(says(true, false))
    now += MINUTE - 1
    await settle()
    expect(asked).toEqual([])
    now += 1
    await settle()
    expect(asked).toEqual([{ transactionId: 'T' }])
    now += 60 * MINUTE
    await settle()
    expect(asked).toHaveLength(1)
    expect(await only(station)).toMatchObject({ ...going, heardAt: nine + 11 * MINUTE })
  })

  test('has ended, nobody knows how, where its charger knows nothing of it', async () => {
    const { station } = await back(says(false, false))
    now += MINUTE
    await settle()
    expect(await only(station)).toMatchObject({
      ...{ status: 'unknown', isProvisional: true, stopReason: 'lost', isFault: false },
      endedAt: nine,
    })
    await tell(station, 'Ended', 1, { offline: true, timestamp: new Date(nine + 1).toISOString() })
    expect(await only(station)).toMatchObject({
      ...{ status: 'completed', oddities: expect.arrayContaining(['late-end']) as unknown },
    })
  })

  test('is waited for where more of it is to come, and not for ever', async () => {
    const { station } = await back(says(false, true))
    now += MINUTE
    await settle()
    now += 30 * MINUTE
    await settle()
    expect(await only(station)).toMatchObject(going)
    now += 1
    await settle()
    expect(await only(station)).toMatchObject({ stopReason: 'lost' })
  })

  test('is not asked for where it was spoken of', async () => {
    const { station, asked } = await back(says(false, false))
    await tell(station, 'Updated', 1)
    now += 5 * MINUTE
    await settle()
    expect(asked).toEqual([])
    expect(await only(station)).toMatchObject(going)
  })

  test.each<OcppAnswer>([
    { error: { code: 'NotSupported', description: '' } },
    { result: { messagesInQueue: false } },
    { result: { messagesInQueue: true } },
  ])('goes on where its charger cannot tell: %j', async (answer) => {
    const { station, asked } = await back(() => answer)
    for (let round = 0; round < 3; round++) {
      now += 16 * MINUTE
      await settle()
    }
    expect(asked).toHaveLength(1)
    expect(await only(station)).toMatchObject(going)
  })
})

describe('an end that is thought of', () => {
  const reboots = async (answer: () => OcppAnswer | 'silent') => {
    const { station, asked } = await back(answer)
    const chargingStation = { vendorName: 'V', model: 'M' }
    await tell(station, 'Updated', 1)
    now += MINUTE
    await station.says('BootNotification', { chargingStation, reason: 'PowerUp' })
    now += 10 * MINUTE
    await settle()
    return { station, asked }
  }

  test('is none where the charger says that it goes on after its reboot', async () => {
    const { station, asked } = await reboots(says(true, false))
    now += 30 * MINUTE
    await settle()
    expect(asked).toHaveLength(1)
    expect(await only(station)).toMatchObject(going)
  })

  test('is thought of again where what the charger said is half an hour old', async () => {
    let isOver = false
    const { station, asked } = await reboots(() => says(!isOver, false)())
    isOver = true
    now += 30 * MINUTE + 1
    await settle()
    expect(asked).toHaveLength(2)
    expect(await only(station)).toMatchObject({ isProvisional: true, stopReason: 'rebooted' })
  })

  test('is believed where the charger says the same, or nothing', async () => {
    const rebooted = { status: 'aborted', isProvisional: true, stopReason: 'rebooted' }
    for (const answer of [says(false, false), () => 'silent' as const]) {
      const { station, asked } = await reboots(answer)
      expect(asked).toHaveLength(1)
      expect(await only(station)).toMatchObject(rebooted)
    }
  })
})
