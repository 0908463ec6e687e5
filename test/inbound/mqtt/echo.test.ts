/** Apps of OVMS v2 see cars that speak MQTT alone as if they spoke v2, and can speak to them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Link } from '../../../src/inbound/ovms/garage.ts'
import type { Dialled } from './dial.ts'
import { openStand, type Stand } from './stand.ts'

const PREFIX = 'ovms/DEMO/DEMO'

/** A link of v2 that remembers what it is told. */
type Memory = Link & { said: string[]; isEnded: boolean; next: () => Promise<string> }

function memory(): Memory {
  const said: string[] = []
  let wake = () => {}
  const link: Memory = {
    said,
    isEnded: false,
    say: (message) => {
      said.push(message)
      wake()
    },
    end: () => void (link.isEnded = true),
    next: async () => {
      while (said.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      return said.shift()!
    },
  }
  return link
}

let stand: Stand
let module: Dialled
let app: Memory
let leave: () => void
beforeAll(async () => void (stand = await openStand()))
beforeEach(async () => {
  stand.renews()
  stand.now += 10_000
  module = await stand.module()
  app = memory()
  return async () => {
    leave?.()
    await module.drop()
    await isGone()
  }
})
afterAll(() => stand.close())

/** Resolves once the garage knows that the car has left. */
async function isGone(): Promise<void> {
  const watcher = memory()
  const goes = stand.garage.listen('demo', watcher, 'batch')
  if (stand.garage.glance('demo').isConnected) while ((await watcher.next()) !== 'Z0');
  goes()
}

const says = (name: string, text: string) => module.publish(`${PREFIX}/metric/${name}`, text)
const listens = () => void (leave = stand.garage.listen('demo', app, 'app'))
const lines = () => app.said.filter((message) => !/^[TZ]/.test(message))

describe('an app', () => {
  test('hears that the car is here, and what it says, as v2 has it', async () => {
    listens()
    await says('v/b/soc', '45.5')
    expect(await app.next()).toBe('Z1')
    expect(lines().map((line) => line[0])).toEqual(['S', 'D', 'L', 'F'])
    expect(lines()[0]).toMatch(/^S45\.5,K,/)
    stand.now += 1000
    app.said.length = 0
    await says('v/p/latitude', '52.370216')
    expect(lines()).toEqual([expect.stringMatching(/^L52\.370216,0,/)])
  })

  test('hears no message twice in a second, and the last state after it', async () => {
    listens()
    await says('v/b/soc', '45')
    app.said.length = 0
    for (const soc of ['46', '47', '48']) await says('v/b/soc', soc)
    expect(app.said).toEqual([])
    expect(await app.next()).toMatch(/^S48\.0,/)
    expect(lines()).toEqual([])
  })

  test('hears notifications', async () => {
    listens()
    await says('v/b/soc', '45')
    app.said.length = 0
    await module.publish(`${PREFIX}/notify/alert/charge/stopped`, 'Charge Stopped\nSOC: 53,1%\r\n')
    expect(app.said).toEqual(['PACharge Stopped\rSOC: 53;1%\r'])
    await module.publish(`${PREFIX}/notify/data/x/1/0`, 'x,1,1,1', 2)
    expect(app.said).toHaveLength(1)
  })

  test('makes the module send more often as long as it listens', async () => {
    await module.subscribe(`${PREFIX}/client/+/active`)
    await says('v/b/soc', '45')
    listens()
    const active = { topic: `${PREFIX}/client/chargeshare/active` }
    expect(await module.next()).toMatchObject({ ...active, payload: '1' })
    stand.now += 59_000
    await says('v/b/soc', '46')
    stand.now += 1000
    await says('v/b/soc', '47')
    expect(await module.next()).toMatchObject({ ...active, payload: '1' })
    leave()
    expect(await module.next()).toMatchObject({ ...active, payload: '0' })
    await module.ping()
    expect(module.heard).toEqual([])
  })

  test('has its shell commands done, and hears of others that they cannot be', async () => {
    await module.subscribe(`${PREFIX}/client/+/command/+`)
    await says('v/b/soc', '45')
    listens()
    const asker = memory()
    const goes = stand.garage.listen('demo', asker, 'app')
    expect(stand.garage.ask('demo', 'C7,stat, please', asker)).toBe(true)
    const { topic, payload } = await module.next()
    expect(payload).toBe('stat, please')
    app.said.length = 0
    asker.said.length = 0
    await module.publish(topic.replace('/command/', '/response/'), 'SOC: 45%\nRange: 150km\n')
    expect(asker.said).toEqual(['c7,0,SOC: 45%\rRange: 150km\r'])
    expect(app.said).toEqual([])
    await module.publish(topic.replace('/command/', '/response/'), 'once more')
    expect(asker.said).toHaveLength(1)
    stand.garage.ask('demo', 'C11', asker)
    expect(asker.said.at(-1)).toBe('c11,3')
    goes()
  })

  test('hears that the car has left', async () => {
    listens()
    await says('v/b/soc', '45')
    await module.drop()
    await isGone()
    expect(app.said.at(-1)).toBe('Z0')
    expect(stand.garage.glance('demo').messages.get('S')?.data).toMatch(/^45\.0/)
  })

  test('hears so by the will of a connection that broke', async () => {
    listens()
    await says('v/b/soc', '45')
    await module.publish(`${PREFIX}/metric/s/v3/connected`, 'no', 0, true)
    await module.ping()
    expect(app.said.at(-1)).toBe('Z0')
  })
})

describe('a car that speaks v2 as well', () => {
  test('speaks for itself there, and is never taken off its line', async () => {
    listens()
    const v2 = memory()
    const goes = stand.garage.arrive('demo', v2)
    app.said.length = 0
    await says('v/b/soc', '45')
    await module.publish(`${PREFIX}/notify/info/charge/started`, 'Charging')
    expect(app.said).toEqual([])
    expect(v2.isEnded).toBe(false)
    goes()
    app.said.length = 0
    await says('v/b/soc', '46')
    expect(app.said[0]).toBe('Z1')
    expect(lines()[0]).toMatch(/^S46\.0/)
  })

  test('takes its place when it comes', async () => {
    listens()
    await says('v/b/soc', '45')
    const v2 = memory()
    const goes = stand.garage.arrive('demo', v2)
    app.said.length = 0
    stand.now += 1000
    expect(await says('v/b/soc', '46')).toBe(true)
    expect(app.said).toEqual([])
    goes()
  })
})

test('what a car says is remembered for who asks later', async () => {
  await says('v/b/soc', '45.5')
  const { isConnected, messages } = stand.garage.glance('demo')
  expect(isConnected).toBe(true)
  expect([...messages.keys()].sort()).toEqual(['D', 'F', 'L', 'S'])
})
