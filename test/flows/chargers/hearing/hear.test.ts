/** What chargers say is answered once it is durable: together, in order, and each for itself. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Payload } from '../../../../src/domain/chargers/ocpp.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { aCall, aStation } from '../station.ts'

let house: TestHouse
let now = Date.parse('2026-11-21T08:00:00Z')
const said: object[] = []

beforeAll(async () => {
  const note = (what: object) => void said.push(what)
  const log = { info: note, warn: note, error: note }
  house = await openTestHouse({ clock: () => now, timer: false, log })
})
afterAll(() => house.close())

const logOf = (id: string) => house.world.store.read.ocppLog.of(id, { after: null, limit: 100 })
const boot = { chargePointVendor: 'Acme', chargePointModel: 'One' }

describe('a call of a charger', () => {
  test('is answered, and stands in the log with its answer', async () => {
    const station = await aStation(house, '1.6')
    expect(await station.says('Heartbeat')).toEqual({ currentTime: '2026-11-21T08:00:00.000Z' })
    const [entry, ...rest] = await logOf(station.id)
    expect(rest).toEqual([])
    expect(entry).toMatchObject({ direction: 'in', action: 'Heartbeat', error: null, ms: 0 })
    expect(JSON.parse(entry!.answer!)).toEqual([
      3,
      entry!.message,
      { currentTime: '2026-11-21T08:00:00.000Z' },
    ])
  })

  test('tells that its charger lives, to the second', async () => {
    const station = await aStation(house, '1.6')
    await station.says('Heartbeat')
    const first = now
    expect((await station.kept()).seenAt).toBe(first)
    now += 900
    await station.says('Heartbeat')
    expect((await station.kept()).seenAt).toBe(first)
    now += 100
    await station.says('Heartbeat')
    expect((await station.kept()).seenAt).toBe(now)
  })

  test('is kept with all that came with it, in one transaction, each charger’s in order', async () => {
    const stations = await Promise.all([1, 2, 3].map(() => aStation(house, '1.6')))
    const commits = countWrites()
    const states = ['Available', 'Preparing', 'Charging']
    await Promise.all(
      stations.flatMap(({ says }) =>
        states.map((status) =>
          says('StatusNotification', { connectorId: 1, status, errorCode: 'NoError' }),
        ),
      ),
    )
    expect(commits()).toBe(1)
    for (const { id } of stations) {
      const [connector] = await house.world.store.read.chargers.connectors(id)
      expect(connector?.status).toBe('Charging')
    }
  })

  test('that cannot be kept takes nothing of the others with it', async () => {
    const [good, bad] = [await aStation(house, '1.6'), await aStation(house, '1.6')]
    said.length = 0
    // A text that no database can be asked to keep as a number.
    const poison = { connectorId: {} as number, status: 'Available', errorCode: 'NoError' }
    const answers = await Promise.allSettled([
      good.says('StatusNotification', { connectorId: 1, status: 'Charging', errorCode: 'NoError' }),
      bad.says('StatusNotification', poison),
      good.says('Heartbeat'),
    ])
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await house.world.store.read.chargers.connectors(good.id)).toMatchObject([
      { status: 'Charging' },
    ])
    expect(await house.world.store.read.chargers.connectors(bad.id)).toEqual([])
    expect(await logOf(bad.id)).toMatchObject([{ error: 'InternalError' }])
    expect(said).toMatchObject([{ charger: bad.id, action: 'StatusNotification' }])
  })

  test('of nobody is refused and logged', async () => {
    const call = aCall(house, {
      charger: 'nobody',
      version: '1.6',
      action: 'Heartbeat',
      payload: {},
    })
    const answer = await house.service.chargers.hear(call)
    expect(answer).toMatchObject({ error: { code: 'SecurityError' } })
    expect(await logOf('nobody')).toMatchObject([{ error: 'SecurityError' }])
  })

  test('that no version knows is not implemented, and one that is ours is not supported', async () => {
    for (const version of ['1.6', '2.0.1', '2.1'] as const) {
      const station = await aStation(house, version)
      for (const action of ['Nonsense', 'toString', '__proto__']) {
        await expect(station.says(action)).rejects.toThrow(/^NotImplemented/)
      }
      for (const action of ['Reset', 'TriggerMessage']) {
        await expect(station.says(action)).rejects.toThrow(/^NotSupported/)
      }
    }
  })
})

describe('a charger that nobody has accepted', () => {
  const waiting = (version: '1.6' | '2.0.1', registration: 'pending' | 'rejected' = 'pending') =>
    aStation(house, version, { registration })

  test('is told to wait, and when to ask again', async () => {
    const station = await waiting('1.6')
    const answer = await station.says('BootNotification', boot)
    expect(answer).toMatchObject({ status: 'Pending', interval: 60 })
  })

  test('says nothing else in 2.x but what it was asked', async () => {
    const station = await waiting('2.0.1')
    await expect(station.says('Heartbeat')).rejects.toThrow(/^SecurityError/)
    const report = { requestId: 1, seqNo: 0, generatedAt: '2026-11-21T08:00:00Z' }
    expect(await station.says('NotifyReport', report)).toEqual({})
    await command(station.id, { requestedMessage: 'Heartbeat' })
    expect(await station.says('Heartbeat')).toHaveProperty('currentTime')
    await expect(station.says('LogStatusNotification', { status: 'Idle' })).rejects.toThrow(
      /^SecurityError/,
    )
  })

  test('is listened to in 1.6, for what it refused would be lost', async () => {
    const station = await waiting('1.6')
    expect(await station.says('Heartbeat')).toHaveProperty('currentTime')
    const rejected = await waiting('1.6', 'rejected')
    await expect(rejected.says('Heartbeat')).rejects.toThrow(/^SecurityError/)
    expect(await rejected.says('BootNotification', boot)).toMatchObject({ status: 'Rejected' })
  })
})

describe('a charger that comes back without a boot', () => {
  const asked = async (id: string) =>
    (await house.world.store.read.commands.of(id, { after: null, limit: 10 })).map(
      ({ action, payload, askedBy }) => ({ action, payload, askedBy }),
    )

  test('is asked for its state, once a line and not every minute', async () => {
    const station = await aStation(house, '1.6', { bootedAt: now - 1000, connectedAt: now })
    await station.says('Heartbeat')
    await station.says('Heartbeat')
    const question = {
      action: 'TriggerMessage',
      payload: { requestedMessage: 'StatusNotification' },
      askedBy: 'state',
    }
    expect(await asked(station.id)).toEqual([question])
    await reconnect(station.id, 60_000)
    await station.says('Heartbeat')
    expect(await asked(station.id)).toHaveLength(1)
    await reconnect(station.id, 600_000)
    await station.says('Heartbeat')
    expect(await asked(station.id)).toEqual([question, question])
  })

  test('is asked for each connector by itself in 2.x', async () => {
    const station = await aStation(house, '2.0.1')
    const state = { connectorStatus: 'Available', timestamp: '2026-11-21T08:00:00Z' }
    await station.says('StatusNotification', { evseId: 1, connectorId: 1, ...state })
    await station.says('StatusNotification', { evseId: 2, connectorId: 1, ...state })
    await reconnect(station.id, 600_000)
    await station.says('Heartbeat')
    expect((await asked(station.id)).map(({ payload }) => payload['evse'])).toEqual(
      expect.arrayContaining([
        { id: 1, connectorId: 1 },
        { id: 2, connectorId: 1 },
      ]),
    )
  })

  test('is not asked when it boots', async () => {
    const station = await aStation(house, '1.6', { bootedAt: null, connectedAt: now })
    await station.says('BootNotification', boot)
    await station.says('Heartbeat')
    expect(await asked(station.id)).toEqual([])
  })
})

async function reconnect(id: string, afterMs: number): Promise<void> {
  now += afterMs
  await house.world.store.write(async ({ chargers }) => {
    const charger = await chargers.lock(id)
    await chargers.set({ ...charger!, connectedAt: now })
  })
}

async function command(charger: string, payload: Payload): Promise<void> {
  await house.world.store.write(({ commands }) =>
    commands.add({
      ...{ id: house.world.ids.next(), charger, action: 'TriggerMessage', payload },
      ...{ askedBy: 'operator', at: now, expiresAt: now, state: 'sent' as const, answer: null },
      ...{ sentAt: now, answeredAt: null },
    }),
  )
}

/** How many transactions were made since. */
function countWrites(): () => number {
  const { store } = house.world
  const { write } = store
  let count = 0
  store.write = (work) => {
    count++
    return write(work)
  }
  return () => {
    store.write = write
    return count
  }
}
