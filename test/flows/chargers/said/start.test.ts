/** A charger of 1.6 starts a transaction: once, however often it says so. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Payload } from '../../../../src/domain/chargers/ocpp.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { aStation, type Station } from '../station.ts'

let house: TestHouse
const now = Date.parse('2026-11-21T12:00:00Z')
beforeAll(async () => {
  house = await openTestHouse({ clock: () => now, timer: false })
  await house.world.store.write(({ idTokens }) =>
    idTokens.put({
      ...{ id: 'card', label: 'CARD', type: null, status: 'Accepted', parent: 'family' },
      ...{
        expiresAt: null,
        owner: null,
        isUnknown: false,
        seenAt: null,
        seenOn: null,
        createdAt: 1,
      },
    }),
  )
})
afterAll(() => house.close())
// One card charges at one place.
afterEach(() =>
  house.world.store.write(async ({ chargers }) => {
    for (const { id } of await chargers.all({ after: null, limit: 100 })) await chargers.remove(id)
  }),
)

const begin = {
  connectorId: 1,
  idTag: 'CARD',
  meterStart: 1000,
  timestamp: '2026-11-21T09:00:00Z',
}
const startAt = ({ says }: Station, told: Payload = {}) =>
  says('StartTransaction', { ...begin, ...told })
const all = ({ id }: Station) =>
  house.world.store.read.transactions.of(id, { after: null, limit: 100 })

const forget = ({ id }: Station) => house.world.store.write(({ chargers }) => chargers.remove(id))

describe('StartTransaction', () => {
  test('gives a number that no other transaction has, of whatever charger', async () => {
    const stations = await Promise.all([1, 2, 3].map(() => aStation(house, '1.6')))
    const answers = await Promise.all(stations.map((station) => startAt(station)))
    const numbers = answers.map(({ transactionId }) => transactionId as number)
    expect(new Set(numbers).size).toBe(3)
    for (const number of numbers) expect(number).toBeGreaterThan(0)
    expect((await all(stations[0]!))[0]).toMatchObject({
      ...{ status: 'charging', evse: 1, connector: 1, idTag: 'CARD', meterStartWh: 1000 },
      ...{
        startedAt: Date.parse(begin.timestamp),
        verdict: 'Accepted',
        oddities: [],
        number: numbers[0],
      },
    })
  })

  test('never gives a number again, not even when its charger is gone', async () => {
    const [one, other] = [await aStation(house, '1.6'), await aStation(house, '1.6')]
    const { transactionId: before } = await startAt(one)
    await forget(one)
    const { transactionId: next } = await startAt(other)
    expect(next).toBeGreaterThan(before as number)
  })

  test('by another tag is another one, also where all else is the same', async () => {
    const station = await aStation(house, '1.6')
    const { transactionId: first } = await startAt(station)
    const { transactionId: second } = await startAt(station, { idTag: 'OTHER' })
    expect(second).not.toBe(first)
    const again = [await startAt(station, { idTag: 'other' }), await startAt(station)]
    expect(again.map(({ transactionId }) => transactionId)).toEqual([second, first])
  })

  test('that is told again, by another message, is the same and is answered the same', async () => {
    const station = await aStation(house, '1.6')
    const first = await startAt(station)
    expect(first['idTagInfo']).toEqual({ status: 'Accepted', parentIdTag: 'family' })
    const { says } = station
    expect(await startAt(station, { idTag: 'card' })).toEqual(first)
    await says('StopTransaction', {
      ...{ transactionId: first['transactionId'], meterStop: 2000 },
      timestamp: '2026-11-21T10:00:00Z',
    })
    expect(await startAt(station)).toEqual(first)
    const kept = await all(station)
    expect(kept).toHaveLength(1)
    expect(kept[0]).toMatchObject({ status: 'completed', oddities: ['repeated-start'] })
  })

  test('is answered the same also where the tag has been blocked since', async () => {
    const station = await aStation(house, '1.6')
    const { idTokens } = house.world.store.read
    const put = (status: 'Accepted' | 'Blocked') =>
      house.world.store.write(async (tables) =>
        tables.idTokens.put({ ...(await idTokens.get('card'))!, status }),
      )
    const first = await startAt(station)
    await put('Blocked')
    expect(await startAt(station)).toEqual(first)
    await put('Accepted')
  })

  test('with another time, meter, tag or connector is another one', async () => {
    const station = await aStation(house, '1.6')
    const told = [
      {},
      { timestamp: '2026-11-21T09:00:01Z' },
      { meterStart: 1001 },
      { idTag: 'OTHER' },
      { connectorId: 2 },
    ]
    const numbers: unknown[] = []
    for (const one of told) numbers.push((await startAt(station, one))['transactionId'])
    expect(new Set(numbers).size).toBe(told.length)
  })

  test('is kept whatever is answered about the tag', async () => {
    const station = await aStation(house, '1.6')
    const answer = await startAt(station, { idTag: 'STRANGER' })
    expect(answer).toMatchObject({ idTagInfo: { status: 'Invalid' } })
    expect(await all(station)).toMatchObject([{ idTag: 'STRANGER', status: 'charging' }])
  })

  test('on a connector that is busy ends the other one for now; its own end corrects that', async () => {
    const station = await aStation(house, '1.6')
    const { transactionId: first } = await startAt(station)
    const sampled = [{ value: '1500' }]
    await station.says('MeterValues', {
      ...{ connectorId: 1, transactionId: first },
      meterValue: [{ timestamp: '2026-11-21T09:10:00Z', sampledValue: sampled }],
    })
    await startAt(station, { timestamp: '2026-11-21T11:00:00Z', meterStart: 1600 })
    expect((await all(station))[1]).toMatchObject({
      ...{ status: 'unknown', isProvisional: true, stopReason: 'superseded', energyWh: 500 },
      endedAt: Date.parse('2026-11-21T09:10:00Z'),
    })
    await station.says('StopTransaction', {
      ...{ transactionId: first, meterStop: 1590, reason: 'Local' },
      timestamp: '2026-11-21T09:20:00Z',
    })
    const [second, corrected] = await all(station)
    expect(second).toMatchObject({ status: 'charging', meterStartWh: 1600 })
    expect(corrected).toMatchObject({
      ...{ status: 'completed', isProvisional: false, stopReason: 'Local', energyWh: 590 },
      ...{ endedAt: Date.parse('2026-11-21T09:20:00Z'), oddities: ['late-end'] },
    })
  })

  test('by a clock that was never set is taken for now; two that say the same are two', async () => {
    const station = await aStation(house, '1.6')
    const told = { timestamp: '1970-01-01T00:00:05Z', meterStart: 0 }
    const first = await startAt(station, told)
    expect(await startAt(station, told)).toEqual(first)
    await station.says('StopTransaction', {
      ...{ transactionId: first['transactionId'], meterStop: 2000 },
      timestamp: '1970-01-01T01:00:05Z',
    })
    const second = await startAt(station, told)
    expect(second['transactionId']).not.toBe(first['transactionId'])
    expect(await startAt(station, told)).toEqual(second)
    const kept = await all(station)
    expect(kept).toHaveLength(2)
    expect(kept[1]).toMatchObject({
      startedAt: now,
      oddities: ['clock-unset', 'repeated-start'],
    })
  })

  test('knows the command from afar that began it', async () => {
    const station = await aStation(house, '1.6')
    const id = house.world.ids.next()
    await house.world.store.write(({ commands }) =>
      commands.add({
        ...{ id, charger: station.id, action: 'RemoteStartTransaction', askedBy: 'operator' },
        ...{ payload: { idTag: 'card' }, at: Date.parse(begin.timestamp) - 60_000 },
        ...{ expiresAt: now, state: 'answered', answer: null, sentAt: now, answeredAt: now },
      }),
    )
    await startAt(station)
    await startAt(station, { connectorId: 2, idTag: 'OTHER' })
    expect((await all(station)).map(({ startedBy }) => startedBy)).toEqual([null, id])
  })

  test('that lies before the end of the one before it is marked', async () => {
    const station = await aStation(house, '1.6')
    const { transactionId } = await startAt(station)
    await station.says('StopTransaction', {
      ...{ transactionId, meterStop: 2000, timestamp: '2026-11-21T10:00:00Z' },
    })
    await startAt(station, { timestamp: '2026-11-21T09:59:00Z', meterStart: 1990 })
    expect((await all(station))[0]?.oddities).toEqual(['overlap'])
  })
})
