/** What modules tell the embedded broker: told as one moment, and kept before it is acknowledged. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Refusal, Unavailable } from '../../../src/flows/service.ts'
import type { Dialled } from './dial.ts'
import { openStand, sharer, type Stand, stranger } from './stand.ts'

const PREFIX = 'ovms/DEMO/DEMO'
const METRIC = `${PREFIX}/metric`
const GRID =
  '*-LOG-Grid,2,2592000,1,52.370216,4.895168,3.1,,type2,charging,onrequest,standard,32.0,0.0,80.0,' +
  ',,,,0.0,0.0,0.0,1,0.000,0.000,1234.500,0,0.000,0.000,0.000,45.0,150.0,160.0,350.0,380.5,22.0,' +
  '33.0,0.0,17.0,18.0,97.000,,120.000,3177.021,3212.697,835.406,947.539,57823.1'

let stand: Stand
let module: Dialled
beforeAll(async () => {
  stand = await openStand()
})
beforeEach(async () => {
  stand.renews()
  module = await stand.module()
  return () => module.drop()
})
afterAll(() => stand.close())

/** Says several things in one breath. */
function says(said: Record<string, string>, qos: 0 | 1 = 0): Promise<boolean[]> {
  return Promise.all(
    Object.entries(said).map(([name, text]) =>
      module.publish(`${METRIC}/${name}`, text, qos, true),
    ),
  )
}

/** Waits until all that was said is handed on. */
const kept = () => module.publish(`${PREFIX}/notify/info/test`, '')

describe('what is told', () => {
  test('in one breath is one moment', async () => {
    await says({
      'v/b/soc': '45.5',
      'v/c/state': 'charging',
      'v/c/charging': 'yes',
      'v/b/12v/voltage': '12.6',
      'v/p/latitude': '52.370216',
      'v/p/longitude': '4.895168',
      'v/p/gpslock': 'yes',
    })
    await kept()
    expect(stand.told).toMatchObject([
      {
        vehicle: 'demo',
        readings: [
          {
            at: stand.now,
            soc: 45.5,
            state: 'charging',
            isCharging: true,
            position: { lat: 52.370216, lon: 4.895168 },
          },
        ],
      },
    ])
  })

  test('is not handed on where nothing can be read out of it', async () => {
    await says({ 'v/b/12v/voltage': '12.6', 'v/b/soc': 'full', 'xrz/v/b': 'yes', 'v/c/kwh': '' })
    await says({ 'v/c/mode': 'x'.repeat(200) }, 1)
    await module.publish(`${PREFIX}/event`, 'vehicle.charge.start')
    await module.publish(`${PREFIX}/notify/data/log/grid/1/0`, 'nonsense', 2)
    await kept()
    expect(stand.told).toEqual([])
  })

  test('of its log is kept as it is, and read where it is about charging', async () => {
    const topic = `${PREFIX}/notify/data/log/grid/101/-65`
    expect(await module.publish(topic, GRID, 2)).toBe(true)
    const [type, number, lifetime, ...data] = GRID.split(',')
    const at = stand.now - 65_000
    expect(stand.told).toMatchObject([
      {
        records: [
          { type, number: Number(number), lifetimeS: Number(lifetime), at, data: data.join(',') },
        ],
        readings: [{ at, isLogged: true, state: 'charging', soc: 45 }],
      },
    ])
  })

  test('of its log by a script is kept, and not read', async () => {
    await module.publish(`${PREFIX}/notify/data/usr/abrp/1/0`, 'usr-abrp,1,600,{"soc":45,"x":1}', 2)
    expect(stand.told).toMatchObject([
      { records: [{ type: 'usr-abrp', data: '{"soc":45,"x":1}' }], readings: [] },
    ])
  })
})

describe('a position', () => {
  const position = () => stand.told.at(-1)?.readings.at(-1)?.position
  const place = (lat: string, lon: string) => ({ lat: Number(lat), lon: Number(lon) })
  const [A, B] = [['52.100000', '4.100000'] as const, ['52.200000', '4.200000'] as const]
  const says2 = async (said: Record<string, string>) => {
    await says(said)
    await kept()
  }

  beforeEach(async () => {
    await says2({ 'v/p/latitude': A[0], 'v/p/longitude': A[1], 'v/p/gpslock': 'yes' })
    stand.told.length = 0
  })

  test('of which one half comes later than the other is told whole', async () => {
    await says2({ 'v/p/latitude': B[0], 'v/p/speed': '50' })
    expect(stand.told.map(({ readings }) => readings)).toEqual([[{ at: stand.now, speedKmh: 50 }]])
    await says2({ 'v/p/longitude': B[1] })
    expect(position()).toEqual(place(...B))
  })

  test('of which one half alone changes is told after a moment', async () => {
    await says2({ 'v/p/latitude': B[0] })
    expect(stand.told).toEqual([])
    stand.now += 5000
    await says2({ 'v/b/soc': '44' })
    expect(position()).toEqual(place(B[0], A[1]))
  })

  test('is told with the begin of a charge, though it changed long before', async () => {
    await says2({ 'v/b/soc': '45' })
    expect(stand.told).toHaveLength(1)
    expect(position()).toBeUndefined()
    await says2({ 'v/c/charging': 'yes' })
    expect(position()).toEqual(place(...A))
  })

  test('is lost with the lock, and found with it', async () => {
    await says2({ 'v/p/gpslock': 'no' })
    expect(position()).toBeNull()
    await says2({ 'v/p/gpslock': 'yes' })
    expect(position()).toEqual(place(...A))
  })

  test('of a module that comes again is not one of before', async () => {
    await module.drop()
    module = await stand.module()
    await says2({ 'v/c/charging': 'yes', 'v/p/gpslock': 'yes' })
    expect(position()).toBeUndefined()
  })
})

describe('before it is durable', () => {
  test.each([
    ['a metric', 1, `${METRIC}/v/b/soc`, '45'],
    ['a line of the log', 2, `${PREFIX}/notify/data/log/grid/102/0`, GRID],
  ] as const)('%s is not acknowledged', async (_, qos, topic, payload) => {
    let isDurable = () => {}
    const durable = new Promise<void>((resolve) => (isDurable = resolve))
    stand.observes = async () => {
      await durable
      return stranger
    }
    let isAcknowledged = false
    const published = module.publish(topic, payload, qos).then((is) => (isAcknowledged = is))
    await stand.isTold(1)
    // What does not matter to charges goes on meanwhile.
    const other = await stand.app()
    await other.publish('ovms/app/DEMO/client/app/active', '1')
    await other.end()
    expect(isAcknowledged).toBe(false)
    isDurable()
    expect(await published).toBe(true)
  })

  test('a notification is not acknowledged that came with it', async () => {
    let isDurable = () => {}
    const durable = new Promise<void>((resolve) => (isDurable = resolve))
    stand.observes = async () => {
      await durable
      return stranger
    }
    let isAcknowledged = false
    void module.publish(`${METRIC}/v/c/state`, 'charging', 0)
    const notice = module
      .publish(`${PREFIX}/notify/info/charge/started`, 'Charging')
      .then((is) => (isAcknowledged = is))
    await stand.isTold(1)
    const other = await stand.app()
    await other.end()
    expect(isAcknowledged).toBe(false)
    isDurable()
    expect(await notice).toBe(true)
  })

  test('nothing more is handed on of that car; then all of it is, as one', async () => {
    let isDurable = () => {}
    const durable = new Promise<void>((resolve) => (isDurable = resolve))
    stand.observes = async () => {
      await durable
      return stranger
    }
    const others = [await stand.app({ clientId: 'a' }), await stand.app({ clientId: 'b' })]
    const said = [module.publish(`${METRIC}/v/b/soc`, '45')]
    await stand.isTold(1)
    // Each is heard once the messages that v2 knows of the car tell it.
    for (const [i, [name, text]] of [
      ['v/b/soc', '46'],
      ['v/c/kwh', '1'],
    ].entries()) {
      stand.now += 1000
      said.push(others[i]!.publish(`${METRIC}/${name}`, text!))
      await expect.poll(() => stand.garage.glance('demo').heardAt).toBe(stand.now)
    }
    expect(stand.told).toHaveLength(1)
    isDurable()
    expect(await Promise.all(said)).toEqual([true, true, true])
    expect(stand.told.slice(1).map(({ readings }) => readings)).toEqual([
      [{ at: stand.now, soc: 46, energyKwh: 1 }],
    ])
    await Promise.all(others.map((other) => other.end()))
  })
})

describe('while nothing can be kept', () => {
  test('the connection is dropped, and what is sent again is kept once', async () => {
    const { service } = stand.house
    stand.service.observe = async () => {
      throw new Unavailable('disk full')
    }
    const topic = `${PREFIX}/notify/data/log/grid/103/0`
    expect(await module.publish(topic, GRID, 2)).toBe(false)
    await module.closed
    stand.service.observe = service.observe
    for (let i = 0; i < 2; i++) {
      module = await stand.module()
      expect(await module.publish(topic, GRID, 2)).toBe(true)
      await module.drop()
    }
    const type = '*-LOG-Grid'
    expect(await service.listRecords('DEMO', { type, since: 0, limit: 10 })).toHaveLength(1)
  })

  test('a metric without acknowledgement drops it too: its module will tell all it knows anew', async () => {
    stand.observes = () => {
      throw new Unavailable('disk full')
    }
    await module.publish(`${METRIC}/v/c/state`, 'charging', 0)
    await module.closed
    expect(await module.publish(`${METRIC}/v/c/state`, 'charging', 1)).toBe(false)
  })

  test('what has nothing to do with charges goes through', async () => {
    stand.observes = () => {
      throw new Unavailable('disk full')
    }
    expect(await module.publish(`${METRIC}/v/b/12v/voltage`, '12.6')).toBe(true)
  })
})

test('a module whose secret is no longer valid is dropped, and then told so', async () => {
  stand.observes = () => {
    throw new Refusal('unauthorized', 'no or wrong credential')
  }
  expect(await module.publish(`${METRIC}/v/b/soc`, '45')).toBe(false)
  await module.closed
})

describe('a charge whose place is not known', () => {
  test('makes the server ask the module, once a charge', async () => {
    const lost = { isOptedIn: true, isCharging: true, isLost: true }
    stand.observes = () => lost
    await module.subscribe(`${PREFIX}/client/+/request/metric`)
    await says({ 'v/c/charging': 'yes' }, 1)
    expect(await module.next()).toMatchObject({
      topic: `${PREFIX}/client/chargeshare/request/metric`,
      payload: 'v.c.*,v.p.*,v.b.soc',
    })
    await says({ 'v/b/soc': '45' }, 1)
    stand.observes = () => ({ ...lost, isLost: false })
    await says({ 'v/b/soc': '46' }, 1)
    await module.ping()
    expect(module.heard).toEqual([])
    stand.observes = () => sharer
    await says({ 'v/c/charging': 'no' }, 1)
    stand.observes = () => lost
    await says({ 'v/c/charging': 'yes' }, 1)
    expect(await module.next()).toMatchObject({ payload: 'v.c.*,v.p.*,v.b.soc' })
  })
})
