/** The desk that updates by itself: what the operator's open page is told while chargers speak. */
import { Agent, EventSource } from 'undici'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { connect, type TestCharger } from '../../ocpp/charger.ts'
import { stirredAlone } from '../ears.ts'
import { as } from '../visitors.ts'

type Change = { what: string[]; chargers?: string[] }

let house: TestHouse
let operator: ReturnType<typeof as>
let chargers: TestCharger[] = []
let pages: { close: () => Promise<void> }[] = []
let count = 0
let identity: string
let password: string

beforeAll(async () => {
  house = await openTestHouse({ timer: false })
  operator = as(house, house.secrets.operatorToken)
})
afterAll(() => house.close())
beforeEach(async () => {
  identity = `CP-${++count}`
  const { body } = await operator.post('/v1/chargers').send({ identity }).expect(201)
  password = String(body.password)
})
afterEach(async () => {
  for (const page of pages.splice(0)) await page.close()
  for (const charger of chargers.splice(0)) await charger.close()
})

async function plugIn(): Promise<TestCharger> {
  const charger = await connect(house, identity, { password })
  chargers.push(charger)
  return charger
}

/** The operator's page, as a browser keeps it. */
function openDesk(token = house.secrets.operatorToken) {
  const agent = new Agent()
  const dispatcher = agent.compose((dispatch) => (options, handler) => {
    const headers = { ...(options.headers as Record<string, string>), cookie: `operator=${token}` }
    return dispatch({ ...options, headers }, handler)
  })
  const source = new EventSource(`${house.url}/v1/operator/live`, { dispatcher })
  const heard: Change[] = []
  let wake: () => void = () => {}
  source.addEventListener('changed', (event) => {
    heard.push(JSON.parse((event as MessageEvent<string>).data) as Change)
    wake()
  })
  const page = {
    opened: new Promise<void>((resolve, reject) => {
      source.addEventListener('open', () => resolve())
      source.addEventListener('error', () => reject(new Error('the stream was not opened')))
    }),
    /** Waits for the change that names this. */
    hears: async (topic: string): Promise<Change> => {
      for (;;) {
        while (heard.length > 0) {
          const change = heard.shift()!
          if (change.what.includes(topic)) return change
        }
        await new Promise<void>((resolve) => (wake = resolve))
      }
    },
    close: async () => {
      source.close()
      await agent.destroy()
    },
  }
  pages.push(page)
  return page
}

const now = () => new Date().toISOString()
const start = { connectorId: 1, idTag: 'TAG', meterStart: 100 }

describe('an open desk', () => {
  test('learns at once that a charger connects, charges and goes away', async () => {
    const { again } = stirredAlone(house.world.bell)
    const page = openDesk()
    await page.opened
    again()
    const charger = await plugIn()
    expect((await page.hears('chargers')).chargers).toEqual([identity])

    const { transactionId } = await charger.call('StartTransaction', { ...start, timestamp: now() })
    expect(await page.hears('transactions')).toMatchObject({
      what: expect.arrayContaining(['transactions', 'messages']),
    })
    const value = { timestamp: now(), sampledValue: [{ value: '500' }] }
    await charger.call('MeterValues', { connectorId: 1, transactionId, meterValue: [value] })
    expect((await page.hears('transactions')).what).toContain('messages')
    await charger.close()
    expect((await page.hears('chargers')).chargers).toEqual([identity])
  })

  test('learns of what another process has kept, which rings no bell here', async () => {
    const page = openDesk()
    await page.opened
    const { world } = house
    await world.store.write(({ ocppLog }) =>
      ocppLog.add([
        {
          id: world.ids.next(),
          charger: identity,
          at: world.clock(),
          direction: 'out',
          version: '1.6',
          action: 'Reset',
          message: '1',
          request: '[2,"1","Reset",{"type":"Soft"}]',
          answer: null,
          error: 'silent',
          ms: null,
          deviations: [],
        },
      ]),
    )
    expect(await page.hears('messages')).toEqual({ what: ['messages'], chargers: [identity] })
  })

  test('waits for that no longer than half a second at a time', async () => {
    const { waits, again } = stirredAlone(house.world.bell)
    const page = openDesk()
    await page.opened
    again()
    await expect.poll(() => waits).toEqual([500])
  })

  test('learns of partners, without being told of chargers', async () => {
    const page = openDesk()
    await page.opened
    const joined = { name: 'Open Map', email: 'a@example.org', acceptLicense: 'CC-BY-4.0' }
    await operator.post('/v1/partners').send(joined).expect(201)
    expect(await page.hears('partners')).toEqual({ what: ['partners'] })
  })

  test('costs nothing once it is closed', async () => {
    const page = openDesk()
    await page.opened
    await page.close()
    // The last one's place is free again as soon as the server has heard of it.
    const stop = new AbortController()
    const headers = { authorization: `Bearer ${house.secrets.operatorToken}` }
    const listen = () => fetch(`${house.url}/v1/operator/live`, { headers, signal: stop.signal })
    const opened = await Promise.all(Array.from({ length: 14 }, listen))
    const statuses = opened.map(({ status }) => status).sort((a, b) => a - b)
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(11)
    expect(statuses.at(-1)).toBe(429)
    stop.abort()
  })
})

test('only the operator listens', async () => {
  expect((await fetch(`${house.url}/v1/operator/live`)).status).toBe(401)
  await expect(openDesk('csa_wrong').opened).rejects.toThrow('the stream was not opened')
})
