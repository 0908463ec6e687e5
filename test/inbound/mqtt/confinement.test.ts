/** Nobody speaks or listens outside of his own: neither in another's topics, nor by wildcards, nor by a will. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Dialled } from './dial.ts'
import { EMAIL, openStand, PASSWORD, type Stand } from './stand.ts'

const ANNA = 'anna@example.org'
const SOC = 'metric/v/b/soc'

let stand: Stand
beforeAll(async () => {
  stand = await openStand()
  await stand.adds('SECOND')
  const { owner } = await stand.house.service.createOwner({ email: ANNA, password: PASSWORD })
  await stand.adds('ANNAS', owner.id)
})
beforeEach(() => stand.renews())
afterAll(() => stand.close())

/** All that is retained for a client under these filters; what is retained at `last` comes last. */
async function retainedFor(client: Dialled, last: string, ...filters: string[]): Promise<string[]> {
  await client.subscribe(...filters, last)
  const topics: string[] = []
  do topics.push((await client.next()).topic)
  while (topics.at(-1) !== last)
  return topics
}

/** Whether what is said there comes to who listens. */
async function reaches(from: Dialled, topic: string, to: Dialled): Promise<boolean> {
  const before = to.heard.length
  await from.publish(topic, 'x')
  await to.ping()
  return to.heard.length > before
}

describe('a module', () => {
  test.each([
    'ovms/DEMO/SECOND/metric/v/b/soc',
    'ovms/DEMO/ANNAS/metric/v/b/soc',
    'ovms/other/DEMO/metric/v/b/soc',
    'ovms/DEMO/DEMO',
    'ovms/DEMO',
    '$SYS/broker/x',
    'home/lamp',
    `ovms/DEMO/DEMO${'/x'.repeat(40)}`,
  ])('that publishes to %s is cut off, and nothing is changed', async (topic) => {
    const app = await stand.app()
    await app.subscribe('ovms/#')
    const module = await stand.module()
    expect(await module.publish(topic, '45', 1, true)).toBe(false)
    await module.closed
    await app.ping()
    expect(app.heard.filter((heard) => heard.topic === topic)).toEqual([])
    expect(stand.told).toEqual([])
    await app.end()
  })

  test('may write its vehicle id in other letters than its owner did', async () => {
    const module = await stand.module('DEMO', { username: 'jimbo', clientId: 'demo' })
    expect(await module.publish('ovms/jimbo/Demo/metric/v/b/soc', '45')).toBe(true)
    expect(stand.told).toMatchObject([{ vehicle: 'demo', readings: [{ soc: 45 }] }])
    await module.end()
  })

  test('listens to its own topics alone', async () => {
    const module = await stand.module()
    expect(
      await module.subscribe(
        'ovms/DEMO/DEMO/client/+/active',
        'ovms/DEMO/demo/#',
        'ovms/DEMO/SECOND/#',
        'ovms/DEMO/+/metric/#',
        'ovms/+/DEMO/#',
        'ovms/DEMO/#',
        'ovms/#',
        '#',
        '$SYS/#',
        '$share/group/ovms/DEMO/DEMO/#',
      ),
    ).toEqual([1, 1, 128, 128, 128, 128, 128, 128, 128, 128])
    const other = await stand.module('SECOND')
    expect(await reaches(other, 'ovms/SECOND/SECOND/metric/v/b/soc', module)).toBe(false)
    expect(await reaches(module, 'ovms/DEMO/DEMO/client/app/active', module)).toBe(true)
    await Promise.all([module.end(), other.end()])
  })
})

describe('an owner', () => {
  test('speaks for each of his vehicles, under any account', async () => {
    const app = await stand.app()
    expect(await app.publish(`ovms/jimbo/DEMO/${SOC}`, '45')).toBe(true)
    expect(await app.publish(`ovms/${EMAIL}/second/${SOC}`, '46')).toBe(true)
    expect(stand.told.map(({ vehicle }) => vehicle)).toEqual(['demo', 'second'])
    await app.end()
  })

  test("speaks for nobody else's", async () => {
    const app = await stand.app()
    expect(await app.publish(`ovms/jimbo/ANNAS/${SOC}`, '45')).toBe(false)
    await app.closed
    expect(stand.told).toEqual([])
  })

  test('listens to his vehicles by any wildcard, and hears of no other', async () => {
    const app = await stand.app()
    expect(await app.subscribe('ovms/#', 'ovms/+/+/metric/#', 'ovms/jimbo/DEMO/#')).toEqual([
      1, 1, 1,
    ])
    expect(await app.subscribe('ovms/jimbo/ANNAS/#', '#', '+/jimbo/DEMO/#', '$SYS/#')).toEqual([
      128, 128, 128, 128,
    ])
    const [module, other] = [await stand.module(), await stand.module('ANNAS')]
    expect(await reaches(module, `ovms/DEMO/DEMO/${SOC}`, app)).toBe(true)
    expect(await reaches(other, `ovms/ANNAS/ANNAS/${SOC}`, app)).toBe(false)
    await Promise.all([app.end(), module.end(), other.end()])
  })

  test("hears nothing of another's vehicle by the other's very topic", async () => {
    const [app, module] = [await stand.app(), await stand.module('ANNAS')]
    await app.subscribe('ovms/+/+/metric/v/b/soc', 'ovms/ANNAS/#')
    expect(await reaches(module, `ovms/ANNAS/ANNAS/${SOC}`, app)).toBe(false)
    await Promise.all([app.end(), module.end()])
  })

  test('is not heard for a vehicle that has become somebody else’s', async () => {
    await stand.adds('SOLD')
    const app = await stand.app()
    expect(await app.publish(`ovms/jimbo/SOLD/${SOC}`, '45')).toBe(true)
    await stand.house.service.removeVehicle(stand.owner, 'SOLD')
    const anna = await stand.house.service.ownerBy(ANNA, PASSWORD)
    await stand.adds('SOLD', anna.id)
    stand.now += 60_000
    expect(await app.publish(`ovms/jimbo/SOLD/${SOC}`, '45')).toBe(false)
    expect(stand.told).toHaveLength(1)
  })
})

describe('what is retained', () => {
  test('comes to who may hear it, with the mark that it is old', async () => {
    const module = await stand.module()
    await module.publish(`ovms/DEMO/DEMO/${SOC}`, '45', 1, true)
    await module.publish('ovms/DEMO/DEMO/metric/v/c/state', '', 1, true)
    await module.publish('ovms/DEMO/DEMO/event', 'vehicle.on', 1, false)
    await module.end()
    const app = await stand.app()
    await app.subscribe('ovms/+/DEMO/metric/#', 'ovms/+/DEMO/event')
    expect(await app.next()).toEqual({
      topic: `ovms/DEMO/DEMO/${SOC}`,
      payload: '45',
      retain: true,
      qos: 1,
    })
    const again = await stand.module()
    await again.publish('ovms/DEMO/DEMO/event', 'vehicle.off')
    expect(await app.next()).toMatchObject({ payload: 'vehicle.off', retain: false })
    await Promise.all([app.end(), again.end()])
  })

  test('comes to nobody else', async () => {
    const [module, annas] = [await stand.module(), await stand.module('ANNAS')]
    await annas.publish(`ovms/ANNAS/ANNAS/${SOC}`, '45', 1, true)
    const last = 'ovms/DEMO/DEMO/metric/z'
    await module.publish(last, 'the end', 1, true)
    const filters = ['ovms/#', `ovms/ANNAS/ANNAS/${SOC}`, 'ovms/+/+/metric/#', 'ovms/ANNAS/#']
    const app = await stand.app()
    for (const client of [app, module]) {
      const topics = await retainedFor(client, last, ...filters)
      expect(topics.filter((topic) => topic.includes('ANNAS'))).toEqual([])
    }
    const anna = await stand.app({ username: ANNA })
    expect(await retainedFor(anna, `ovms/ANNAS/ANNAS/${SOC}`)).toHaveLength(1)
    await Promise.all([module.end(), app.end(), anna.end(), annas.end()])
  })

  test('is taken back by an empty word', async () => {
    const [module, app] = [await stand.module('SECOND'), await stand.app()]
    const last = 'ovms/SECOND/SECOND/metric/z'
    await module.publish('ovms/SECOND/SECOND/metric/v/c/mode', 'range', 1, true)
    await module.publish(last, 'the end', 1, true)
    await module.publish('ovms/SECOND/SECOND/metric/v/c/mode', '', 1, true)
    expect(await retainedFor(app, last, 'ovms/+/SECOND/metric/v/#')).toEqual([last])
    await Promise.all([module.end(), app.end()])
  })

  test('of metrics is news without a mark to those who listen already', async () => {
    const [module, app] = [await stand.module('SECOND'), await stand.app()]
    await app.subscribe('ovms/SECOND/SECOND/metric/v/+/now', 'ovms/SECOND/SECOND/event')
    const said = ['1', '2', '3', '4'].map((payload, i) =>
      i % 2 === 0
        ? module.publish('ovms/SECOND/SECOND/metric/v/c/now', payload, 0, true)
        : module.publish('ovms/SECOND/SECOND/event', payload, 0, false),
    )
    await Promise.all(said)
    for (const payload of ['1', '2', '3', '4']) {
      expect(await app.next()).toMatchObject({ payload, retain: false })
    }
    await Promise.all([module.end(), app.end()])
  })
})

describe('a will', () => {
  const dies = async (topic: string) => {
    const app = await stand.app()
    await app.subscribe('ovms/#')
    const will = { topic, payload: Buffer.from('no'), qos: 0 as const, retain: true }
    const module = await stand.module('SECOND', { will })
    await module.drop()
    const told = () => app.heard.flatMap(({ topic, retain }) => (retain ? [] : [topic]))
    await expect.poll(() => told().length + stand.notes.length).toBeGreaterThan(0)
    await app.ping()
    await app.end()
    return told()
  }

  test('within its own topics is told', async () => {
    const topic = 'ovms/SECOND/SECOND/metric/s/v3/connected'
    expect(await dies(topic)).toEqual([topic])
  })

  test('says nothing of charging, whatever it says', async () => {
    const topic = 'ovms/SECOND/SECOND/metric/v/c/charging'
    expect(await dies(topic)).toEqual([topic])
    expect(stand.told).toEqual([])
  })

  test.each(['ovms/DEMO/DEMO/metric/s/v3/connected', 'ovms/SECOND/DEMO/x', '$SYS/x', 'x'])(
    'to %s is not',
    async (topic) => {
      expect(await dies(topic)).toEqual([])
    },
  )
})

test('who no longer wants to listen is told nothing more', async () => {
  const [module, app] = [await stand.module(), await stand.app({ clean: false })]
  await app.subscribe('ovms/DEMO/DEMO/event', 'ovms/+/DEMO/metric/v/c/mode')
  expect(await reaches(module, 'ovms/DEMO/DEMO/event', app)).toBe(true)
  await app.client.unsubscribeAsync(['ovms/DEMO/DEMO/event'])
  await app.ping()
  expect(await reaches(module, 'ovms/DEMO/DEMO/event', app)).toBe(false)
  expect(await reaches(module, 'ovms/DEMO/DEMO/metric/v/c/mode', app)).toBe(true)
  await app.drop()
  await module.publish('ovms/DEMO/DEMO/event', 'x')
  await module.publish('ovms/DEMO/DEMO/metric/v/c/mode', 'range')
  const again = await stand.app({ clean: false })
  expect(await again.next()).toMatchObject({ payload: 'range' })
  await Promise.all([module.end(), again.end()])
})

test('a client listens to 64 things, and is refused one more', async () => {
  const app = await stand.app()
  const filters = Array.from({ length: 65 }, (_, i) => `ovms/jimbo/DEMO/metric/${i}`)
  const granted = await app.subscribe(...filters)
  expect(granted.filter((qos) => qos === 1)).toHaveLength(64)
  expect(granted.at(-1)).toBe(128)
  expect(await app.subscribe(filters[0]!)).toEqual([1])
  await app.client.unsubscribeAsync(filters[1]!)
  expect(await app.subscribe(filters[64]!)).toEqual([1])
  await app.end()
})
