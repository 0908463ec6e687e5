/** What modules tell another broker: shared among servers, kept before it is acknowledged, never twice. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Refusal, Unavailable } from '../../../src/flows/service.ts'
import { type Hub, openHub } from './hub.ts'
import { EMAIL, openStand, sharer, type Stand, stranger } from './stand.ts'

const PREFIX = `ovms/${EMAIL}/DEMO`
const metric = (name: string, payload: string) => {
  return { topic: `${PREFIX}/metric/${name}`, payload, retain: false }
}
const data = (id: number) => {
  return {
    topic: `${PREFIX}/notify/data/usr/x/${id}/0`,
    payload: `usr-x,${id},600,{"a":1}`,
    qos: 2,
  }
}

let hub: Hub
let stand: Stand
beforeAll(async () => {
  hub = await openHub()
  stand = await openStand({ url: hub.url.replace('//', '//server:secret@') })
  await hub.isAsked(2)
})
beforeEach(() => {
  stand.renews()
  stand.now += 10_000
})
afterAll(async () => {
  await stand.close()
  await hub.close()
})

/** Waits until all that was said is handed on and kept. */
const kept = () => hub.says(data(0))
const readings = (of = stand) => of.told.flatMap(({ readings }) => readings)

describe('what a module tells its broker', () => {
  test('is handed on as one moment of its car', async () => {
    await hub.says(metric('v/b/soc', '45.5'), metric('v/c/state', 'charging'))
    await kept()
    expect(stand.told[0]).toMatchObject({ vehicle: 'demo' })
    expect(Object.assign({}, ...readings())).toEqual({
      at: stand.now,
      soc: 45.5,
      state: 'charging',
    })
  })

  test('was retained is no news', async () => {
    await hub.says({ ...metric('v/c/state', 'charging'), retain: true })
    await kept()
    expect(readings()).toEqual([])
  })

  test('under an account that is not its owner’s is nobody’s', async () => {
    await hub.says({ topic: 'ovms/anna/DEMO/metric/v/b/soc', payload: '45' })
    await hub.says({ topic: `ovms/${EMAIL}/NOBODY/metric/v/b/soc`, payload: '45' })
    await hub.says({ topic: 'ovms/demo/demo/metric/v/b/soc', payload: '46' })
    await kept()
    expect(readings()).toMatchObject([{ soc: 46 }])
  })

  test('is seen by apps of v2, until its will says that it is gone', async () => {
    await hub.says(metric('v/b/soc', '47'))
    await kept()
    const { isConnected, messages } = stand.garage.glance('demo')
    expect(isConnected).toBe(true)
    expect(messages.get('S')?.data).toMatch(/^47\.0,/)
    await hub.says(metric('s/v3/connected', 'no'))
    await kept()
    expect(stand.garage.glance('demo').isConnected).toBe(false)
  })
})

test('a line of the log is acknowledged once it is durable', async () => {
  let isDurable = () => {}
  const durable = new Promise<void>((resolve) => (isDurable = resolve))
  stand.observes = async () => {
    await durable
    return stranger
  }
  let isAcknowledged = false
  const said = hub.says(data(1)).then(() => (isAcknowledged = true))
  await stand.isTold(1)
  await hub.says(metric('v/b/12v/voltage', '12.6'))
  expect(isAcknowledged).toBe(false)
  isDurable()
  await said
})

test('of several cars is kept at once, and acknowledged in its order', async () => {
  await stand.adds('SECOND')
  let isDurable = () => {}
  const durable = new Promise<void>((resolve) => (isDurable = resolve))
  stand.observes = async ({ records }) => {
    if (records?.[0]?.number === 1) await durable
    return stranger
  }
  const before = hub.acknowledged.length
  const second = data(2).topic.replace('DEMO', 'SECOND')
  const said = hub.says(data(1), { ...data(2), topic: second })
  await stand.isTold(2)
  await hub.says(metric('v/b/12v/voltage', '12.6'))
  expect(hub.acknowledged).toHaveLength(before)
  isDurable()
  await said
  const [first, last] = hub.acknowledged.slice(before)
  expect(last).toBeGreaterThan(first!)
})

describe('while nothing can be kept', () => {
  test('nothing is acknowledged, and it is tried again until it is kept', async () => {
    let tries = 0
    stand.service.observe = async (module, told, source) => {
      if (++tries === 1) throw new Unavailable('disk full')
      return stand.house.service.observe(module, told, source)
    }
    await hub.says(data(2))
    expect(tries).toBe(2)
    const { service } = stand.house
    const lines = await service.listRecords('DEMO', { type: 'usr-x', since: 0, limit: 10 })
    expect(lines.map(({ number }) => number)).toEqual([2])
  })

  test('metrics are kept in mind: nobody sends them again', async () => {
    let tries = 0
    stand.observes = () => {
      if (++tries === 1) throw new Unavailable('disk full')
      return sharer
    }
    await hub.says(metric('v/c/state', 'charging'))
    await stand.isTold(1)
    stand.now += 500
    await hub.says(metric('v/c/state', 'done'))
    await stand.isTold(2)
    const [begin, end] = stand.told[1]!.readings
    expect(begin).toMatchObject({ at: stand.now - 500, state: 'charging' })
    expect(end ?? readings().at(-1)).toMatchObject({ at: stand.now, state: 'done' })
  })
})

test('what is refused is acknowledged, since it will never be taken', async () => {
  stand.observes = () => {
    throw new Refusal('unauthorized', 'no such vehicle')
  }
  await hub.says(data(3))
  expect(stand.told).toHaveLength(1)
})

test('a charge whose place is not known makes the server ask over the same broker', async () => {
  stand.observes = () => ({ isOptedIn: true, isCharging: true, isLost: true })
  await hub.says(metric('v/c/charging', 'yes'))
  expect(await hub.next()).toMatchObject({
    topic: `${PREFIX}/client/chargeshare/request/metric`,
    payload: 'v.c.*,v.p.*,v.b.soc',
  })
})

test('a connection that breaks is made again, and what was heard over it is not acknowledged over the new one', async () => {
  let isDurable = () => {}
  const durable = new Promise<void>((resolve) => (isDurable = resolve))
  stand.observes = async () => {
    await durable
    return stranger
  }
  void hub.says(data(4))
  await stand.isTold(1)
  hub.drop()
  await hub.isAsked(4)
  isDurable()
  await hub.says(data(5))
  expect(hub.strange).toEqual([])
  expect(stand.told.flatMap(({ records = [] }) => records).map(({ number }) => number)).toEqual([
    4, 5,
  ])
  const [first, second] = hub.connects
  expect(first).toMatchObject({ clean: true, properties: { sessionExpiryInterval: 0 } })
  expect(second?.clientId).toBe(first?.clientId)
  expect(stand.notes.join()).toContain('away')
  expect(stand.notes.join()).toContain(new URL(hub.url).host)
  expect(stand.notes.join()).not.toContain('secret')
})

describe('two servers', () => {
  let other: Stand
  beforeAll(async () => {
    const before = hub.connects.length
    other = await openStand({ url: hub.url })
    await hub.isAsked(2 * (before + 1))
  })
  beforeEach(() => other.renews())
  afterAll(() => other.close())

  test('share the work, and no position is torn', async () => {
    const place = async (lat: string, lon: string) => {
      stand.now += 5000
      other.now = stand.now
      await hub.says(
        metric('v/p/latitude', lat),
        metric('v/p/longitude', lon),
        metric('v/p/gpslock', 'yes'),
        metric('v/p/speed', '50'),
        metric('v/p/odometer', '1000'),
      )
      await hub.says(data(6), data(7))
    }
    await place('52.100000', '4.100000')
    await place('52.200000', '4.200000')
    const [ours, theirs] = [readings(), readings(other)]
    expect(ours.length).toBeGreaterThan(0)
    expect(theirs.length).toBeGreaterThan(0)
    const positions = [...ours, ...theirs].flatMap(({ position }) => (position ? [position] : []))
    const whole = [
      { lat: 52.1, lon: 4.1 },
      { lat: 52.2, lon: 4.2 },
    ]
    expect(positions.length).toBeGreaterThanOrEqual(2)
    for (const position of positions) expect(whole).toContainEqual(position)
    expect(positions).toContainEqual(whole[1])
    const speeds = [...ours, ...theirs].filter(({ speedKmh }) => speedKmh === 50)
    expect(speeds).toHaveLength(2)
  })

  test('tell a position once, whichever of them it falls to', async () => {
    other.now = stand.now
    await hub.says(metric('v/p/gpslock', 'yes'))
    for (const { garage } of [stand, other]) {
      await expect.poll(() => garage.glance('demo').heardAt).toBe(stand.now)
    }
    await expect.poll(() => stand.told.length + other.told.length).toBe(1)
    expect([...readings(), ...readings(other)]).toMatchObject([{ position: { lat: 52.2 } }])
  })

  test('both know what the car said, for their apps', async () => {
    other.now = stand.now
    await hub.says(metric('v/b/soc', '61'))
    await hub.says(data(8), data(9))
    for (const { garage } of [stand, other]) {
      expect(garage.glance('demo').messages.get('S')?.data).toMatch(/^61\.0,/)
    }
    expect([...readings(), ...readings(other)].filter(({ soc }) => soc === 61)).toHaveLength(1)
  })
})
