/** The README's script for a module: it runs as it stands there, on what a module offers to scripts. */
import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { signUp } from './visitors.ts'

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
const script = /<!-- test: module script -->\n```js\n([\s\S]*?)```/.exec(readme)![1]!

type Request = {
  url: string
  post?: string
  headers?: Record<string, string>[]
  done?: (response: { statusCode: number; body: string }) => void
  fail?: (error: string) => void
  always?: () => void
}

/** A module that runs the script: its metrics, its events, and whether it has a network. */
function openModule(code: string) {
  const metrics = new Map<string, string | number | boolean>()
  const subscribers: { event: string; run: (event: string) => void }[] = []
  const module = { hasNetwork: true, delays: [] as number[], codes: [] as number[] }
  let sending = Promise.resolve()

  /** As the module does it: without a body it is a GET, and any answer of the server is a success. */
  async function request(asked: Request): Promise<void> {
    try {
      if (!module.hasNetwork) throw new Error('network unavailable')
      const headers = new Headers({ 'Content-Type': 'application/x-www-form-urlencoded' })
      for (const [name, value] of (asked.headers ?? []).flatMap(Object.entries)) {
        headers.set(name, String(value))
      }
      const method = asked.post === undefined ? 'GET' : 'POST'
      const response = await fetch(asked.url, { method, headers, body: asked.post ?? null })
      module.codes.push(response.status)
      asked.done?.({ statusCode: response.status, body: await response.text() })
    } catch (error) {
      asked.fail?.(String(error))
    }
    asked.always?.()
  }

  const raise = (event: string) => {
    for (const { run } of subscribers.filter((one) => one.event === event)) run(event)
  }
  const context = createContext({
    OvmsMetrics: {
      AsFloat: (name: string) => Number(metrics.get(name) ?? 0),
      Value: (name: string) => metrics.get(name) ?? '',
    },
    OvmsEvents: {
      Raise: (event: string, delayMs: number) => {
        module.delays.push(delayMs)
        queueMicrotask(() => raise(event))
      },
    },
    PubSub: {
      subscribe: (event: string, run: (event: string) => void) => subscribers.push({ event, run }),
    },
    HTTP: { Request: (asked: Request) => void (sending = request(asked)) },
  })
  runInContext(code, context)
  return Object.assign(module, {
    /** Sets metrics and raises an event; resolves once what the script sends was answered. */
    happens: async (event: string, set: Record<string, string | number | boolean> = {}) => {
      for (const [name, value] of Object.entries(set)) metrics.set(name, value)
      raise(event)
      await Promise.resolve()
      await sending
    },
  })
}

let house: TestHouse
let ann: Awaited<ReturnType<typeof signUp>>
let module: ReturnType<typeof openModule>
let vehicleId: string
let count = 0

beforeAll(async () => {
  house = await openTestHouse({ timer: false })
  ann = await signUp(house, 'ann@example.org')
})
beforeEach(async () => {
  vehicleId = `ANN-${++count}`
  const { token } = await ann.addCar(vehicleId)
  const code = script
    .replace('http://127.0.0.1:8080', house.url)
    .replace('JIMBO-1', vehicleId)
    .replace('TOKEN', token)
  module = openModule(code)
})
afterAll(() => house.close())

const parked = {
  'v.p.latitude': 22.2809,
  'v.p.longitude': 114.1588,
  'v.p.odometer': 48_211.3,
  'v.b.soc': 41.5,
  'v.c.kwh': 17.2,
}
const start = () =>
  module.happens('vehicle.charge.start', {
    ...parked,
    'v.c.charging': true,
    'v.c.state': 'charging',
  })
const stop = (state: string, substate: string) =>
  module.happens('vehicle.charge.stop', {
    'v.b.soc': 80,
    'v.c.kwh': 12.5,
    'v.c.charging': false,
    'v.c.state': state,
    'v.c.substate': substate,
  })
const charges = async () =>
  (await ann.get(`/v1/charges/mine?vehicleId=${vehicleId}`).expect(200)).body.items

describe('a charge', () => {
  test('is asked about when it starts, at the place where the car is', async () => {
    await start()
    expect(module.codes).toEqual([202])
    const question = await ann.question()
    expect(question).toMatchObject({ kind: 'share', vehicleId, session: { soc: { start: 41.5 } } })
    expect(question.location.position).toEqual({ lat: 22.2809, lon: 114.1588 })
  })

  test('is complete when the car says that it is done', async () => {
    await start()
    await stop('done', 'stopped')
    expect(await charges()).toMatchObject([
      { status: 'completed', soc: { start: 41.5, end: 80 }, energyKwh: 12.5 },
    ])
    expect(module.delays).toEqual([5000])
  })

  test('is complete when it ends as planned, and broken off when not', async () => {
    await start()
    await stop('stopped', 'scheduledstop')
    await start()
    await stop('stopped', 'interrupted')
    const [last, first] = await charges()
    expect(first).toMatchObject({ status: 'completed' })
    expect(last).toMatchObject({ status: 'aborted' })
  })

  test('goes on where the car charges again a moment later', async () => {
    await start()
    await module.happens('vehicle.charge.stop', { 'v.c.charging': true })
    expect(await charges()).toMatchObject([{ status: 'charging' }])
  })

  test('without a position or a value is told without it', async () => {
    await module.happens('vehicle.charge.start', { 'v.c.charging': true })
    expect(module.codes).toEqual([202])
    expect(await charges()).toMatchObject([{ status: 'charging', soc: { start: null } }])
  })
})

describe('without a network', () => {
  test('nothing is lost: it is told with the next minute that has one, at its own time', async () => {
    module.hasNetwork = false
    await start()
    await stop('done', '')
    await module.happens('ticker.60')
    expect(module.codes).toEqual([])
    module.hasNetwork = true
    await module.happens('ticker.60')
    expect(await charges()).toMatchObject([{ status: 'completed', energyKwh: 12.5 }])
    await module.happens('ticker.60')
    expect(module.codes).toEqual([202])
  })

  test('what the server cannot take now is told again, what it refuses is not', async () => {
    const { write } = house.world.store
    house.world.store.write = () => Promise.reject(new Error('broken'))
    const { error } = house.world.log
    house.world.log.error = () => {}
    await start()
    house.world.store.write = write
    house.world.log.error = error
    await module.happens('ticker.60')
    expect(module.codes).toEqual([500, 202])
    await ann.delete(`/v1/vehicles/${vehicleId}`).expect(204)
    await stop('done', '')
    await module.happens('ticker.60')
    expect(module.codes.slice(2)).toHaveLength(1)
  })
})

test('the script is of the language that a module speaks, ES5', () => {
  const code = script.replaceAll(/\/\/.*$|"[^"]*"/gm, '')
  expect(code).not.toMatch(/=>|`|\.\.\.|\b(let|const|class|async|await|import|of)\b/)
  expect(script.split('\n').length).toBeLessThan(45)
})
