/** What the broker remembers of clients: within bounds, for a day, and never across realms. */
import { beforeEach, describe, expect, test } from 'vitest'
import { openPersistence } from '../../../src/inbound/mqtt/persistence.ts'
import { openRetained } from '../../../src/inbound/mqtt/retained.ts'
import { openSessions, type Sessions } from '../../../src/inbound/mqtt/sessions.ts'

let now = 0
let sessions: Sessions
let persistence: ReturnType<typeof openPersistence>
beforeEach(() => {
  now = 0
  sessions = openSessions(() => now)
  persistence = openPersistence(
    openRetained(() => now),
    sessions,
  )
})

const jimbo = { id: 'jimbo/owner/app' }
const asked = (topic: string, qos: 0 | 1 | 2 = 1) => ({ topic, qos })
const message = (brokerCounter: number, topic = 'jimbo/ovms/u/DEMO/event') => {
  return { cmd: 'publish', topic, payload: Buffer.from('x'), brokerId: 'b', brokerCounter }
}

async function outgoing(client: { id: string }) {
  const found: unknown[] = []
  for await (const packet of persistence.outgoingStream(client)) found.push(packet)
  return found
}

describe('a subscription', () => {
  beforeEach(async () => {
    sessions.enter(jimbo.id, 'owner')
    await persistence.addSubscriptions(jimbo, [
      asked('jimbo/ovms/u/DEMO/#'),
      asked('jimbo/ovms/+/+/event', 2),
      asked('jimbo/ovms/u/DEMO/quiet', 0),
      // Refused: it does not bear the realm.
      asked('ovms/anna/ANNAS/#'),
    ])
  })

  test('is found again as its client wrote it', async () => {
    expect(await persistence.subscriptionsByClient(jimbo)).toEqual([
      { topic: 'ovms/u/DEMO/#', qos: 1 },
      { topic: 'ovms/+/+/event', qos: 2 },
      { topic: 'ovms/u/DEMO/quiet', qos: 0 },
    ])
  })

  test('counts once for a topic, and in its realm alone', async () => {
    const by = (topic: string) => persistence.subscriptionsByTopic(topic)
    expect(await by('jimbo/ovms/u/DEMO/event')).toHaveLength(1)
    expect(await by('jimbo/ovms/u/OTHER/event')).toMatchObject([{ clientId: jimbo.id, qos: 2 }])
    expect(await by('jimbo/ovms/u/OTHER/x')).toEqual([])
    expect(await by('anna/ovms/anna/ANNAS/event')).toEqual([])
    await persistence.removeSubscriptions(jimbo, ['ovms/u/DEMO/#', 'ovms/+/+/event'])
    expect(await by('jimbo/ovms/u/DEMO/event')).toEqual([])
  })

  test('counts by any wildcard for every vehicle, and by its name for one', async () => {
    const filters = ['#', 'ovms/#', 'ovms/+/#', 'ovms/u/+/event', 'ovms/u/DEMO/event']
    for (const [i, filter] of filters.entries()) {
      const id = `anna/owner/${i}`
      sessions.enter(id, 'owner')
      await persistence.addSubscriptions({ id }, [asked(`anna/${filter}`)])
    }
    const by = async (topic: string) =>
      (await persistence.subscriptionsByTopic(topic)).map(({ clientId }) => clientId.slice(-1))
    expect(await by('anna/ovms/u/DEMO/event')).toEqual(['0', '1', '2', '3', '4'])
    expect(await by('anna/ovms/u/OTHER/event')).toEqual(['0', '1', '2', '3'])
    await persistence.removeSubscriptions({ id: 'anna/owner/3' }, ['ovms/u/+/event'])
    await persistence.cleanSubscriptions({ id: 'anna/owner/4' })
    expect(await by('anna/ovms/u/DEMO/event')).toEqual(['0', '1', '2'])
  })

  test('that one of several about a vehicle is taken back leaves the others', async () => {
    await persistence.addSubscriptions(jimbo, [
      asked('jimbo/ovms/u/CAR/a'),
      asked('jimbo/ovms/u/CAR/b'),
    ])
    await persistence.removeSubscriptions(jimbo, ['ovms/u/CAR/a'])
    expect(await persistence.subscriptionsByTopic('jimbo/ovms/u/CAR/a')).toEqual([])
    expect(await persistence.subscriptionsByTopic('jimbo/ovms/u/CAR/b')).toHaveLength(1)
  })

  test('goes with its session', async () => {
    await persistence.cleanSubscriptions(jimbo)
    expect(await persistence.subscriptionsByClient(jimbo)).toEqual([])
    expect(await persistence.subscriptionsByTopic('jimbo/ovms/u/DEMO/x')).toEqual([])
  })
})

describe('a message on its way', () => {
  const to = [{ clientId: jimbo.id, topic: '', qos: 1 as const }]
  beforeEach(() => void sessions.enter(jimbo.id, 'owner'))

  test('gets its number, its second half, and is done with', async () => {
    await persistence.outgoingEnqueueCombi(to, message(1))
    await persistence.outgoingEnqueueCombi(to, message(2))
    await persistence.outgoingUpdate(jimbo, { ...message(2), messageId: 7 })
    expect(await outgoing(jimbo)).toMatchObject([{ brokerCounter: 1 }, { messageId: 7 }])
    await persistence.outgoingUpdate(jimbo, { cmd: 'pubrel', messageId: 7 })
    expect(await outgoing(jimbo)).toMatchObject([{ brokerCounter: 1 }, { cmd: 'pubrel' }])
    expect(
      await persistence.outgoingClearMessageId(jimbo, { cmd: 'pubcomp', messageId: 7 }),
    ).toEqual({ cmd: 'pubrel', messageId: 7 })
    expect(await outgoing(jimbo)).toMatchObject([{ brokerCounter: 1 }])
  })

  test('is one of a hundred at most; more than those are not kept, and harm nobody', async () => {
    for (let i = 0; i < 150; i++) await persistence.outgoingEnqueueCombi(to, message(i))
    expect(await outgoing(jimbo)).toHaveLength(100)
    await persistence.outgoingUpdate(jimbo, { ...message(149), messageId: 7 })
    expect(
      await persistence.outgoingClearMessageId(jimbo, { cmd: 'puback', messageId: 7 }),
    ).toBeUndefined()
    expect(await outgoing(jimbo)).toHaveLength(100)
  })

  test('to nobody is not kept', async () => {
    const nobody = { id: 'jimbo/owner/gone' }
    await persistence.outgoingEnqueueCombi([{ ...to[0]!, clientId: nobody.id }], message(1))
    expect(await outgoing(nobody)).toEqual([])
  })
})

describe('a message on its way in', () => {
  const packet = { cmd: 'publish', messageId: 7 }
  const isKnown = () =>
    persistence.incomingGetPacket(jimbo, packet).then(
      () => true,
      () => false,
    )

  test.each([
    ['with a session, also after its client has left', true],
    ['without one, while its client is here', false],
  ])('is known until it is done with, %s', async (_, isKept) => {
    if (isKept) sessions.enter(jimbo.id, 'owner')
    expect(await isKnown()).toBe(false)
    await persistence.incomingStorePacket(jimbo, packet)
    expect(await isKnown()).toBe(true)
    await persistence.incomingDelPacket(jimbo, packet)
    await expect(persistence.incomingDelPacket(jimbo, packet)).rejects.toThrow('no such packet')
    await persistence.incomingStorePacket(jimbo, packet)
    await persistence.cleanIncoming(jimbo)
    expect(await isKnown()).toBe(isKept)
  })
})

describe('sessions', () => {
  const id = (i: number) => `jimbo/owner/${i}`

  test('that all are in use make room for no more', () => {
    for (let i = 0; i < 16; i++) expect(sessions.enter(id(i), 'owner')).toBe(true)
    expect(sessions.enter(id(16), 'owner')).toBe(false)
    expect(sessions.enter(id(0), 'owner')).toBe(true)
    expect(sessions.enter('jimbo/vehicle/1', 'vehicle')).toBe(true)
  })

  test('that were left first go first', () => {
    for (let i = 0; i < 16; i++) sessions.enter(id(i), 'owner')
    for (const i of [5, 3]) {
      now++
      sessions.leave(id(i))
    }
    expect(sessions.enter(id(16), 'owner')).toBe(true)
    expect(sessions.get(id(5))).toBeUndefined()
    expect(sessions.get(id(3))).toBeDefined()
  })

  test('are forgotten a while after they were left, and not while they are used', () => {
    sessions.enter(id(1), 'owner')
    sessions.enter(id(2), 'owner')
    sessions.leave(id(1))
    sessions.sweep(1)
    expect(sessions.get(id(1))).toBeUndefined()
    expect(sessions.get(id(2))).toBeDefined()
  })
})
