/** Modules of OVMS v3 as they are: what they publish over MQTT becomes the charges that a reader of it expects. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../house.ts'
import { dial, type Dialled } from '../inbound/mqtt/dial.ts'
import { itemsOf, type Json, type Motorist, motorist, nicknamed, text } from '../people.ts'
import { type Subscriber, subscriber } from '../people.ts'
import { compare, type Frame, type Lived, type Scenario, scenarios } from '../scenarios.ts'

const BEGAN = Date.parse('2026-05-20T08:00:00Z')
const DAY_MS = 86_400_000
/** As it stands in the recorded topics. */
const RECORDED = 'ovms/jimbo/ROADRUNNER/'

let now = BEGAN
let house: TestHouse
let map: Subscriber

beforeAll(async () => {
  house = await openTestHouse({ timer: false, freePorts: true, clock: () => now })
  map = await subscriber(house.url, 'Open Map')
})
afterAll(async () => {
  await house.close()
  await map.close()
})

/** Lets an owner live through a scenario, on a day of its own. */
async function live({ name, frames }: Scenario, day: number): Promise<Lived> {
  now = day
  const vehicleId = name.slice(0, 32)
  const owner = await motorist(house.url, vehicleId, nicknamed(vehicleId))
  const password = text(await owner.asks('POST', `/v1/vehicles/${vehicleId}/token`), 'token')
  const module = await dial(house.mqtt.port!, {
    username: 'jimbo',
    password,
    clientId: vehicleId,
    will: {
      topic: `ovms/jimbo/${vehicleId}/metric/s/v3/connected`,
      payload: Buffer.from('no'),
      qos: 0,
      retain: true,
    },
  })
  for (const frame of frames) {
    await passes(day + frame.t * 1000)
    await tells(module, vehicleId, frame)
  }
  await passes(now + 200_000)
  const asked = await owner.questions('all')
  const published = await answered(owner, asked)
  const charges = itemsOf(await owner.asks('GET', '/v1/charges/mine'))
  const lived = { day, charges, questions: await owner.questions('all'), published }
  await module.end()
  await owner.close()
  return lived
}

/** Time goes on as the server's timer sees it. */
async function passes(until: number): Promise<void> {
  const steps = [1000, 10_000, 95_000]
  while (now < until) {
    now = Math.min(now + (steps.shift() ?? until), until)
    await house.service.settleEnds(now)
  }
}

/** Publishes a frame; a notification is acknowledged once all before it is kept. */
async function tells(module: Dialled, vehicleId: string, { mqtt = [] }: Frame): Promise<void> {
  const prefix = `ovms/jimbo/${vehicleId}/`
  for (const { topic, payload, qos, retain } of mqtt) {
    void module.publish(topic.replace(RECORDED, prefix), payload, qos, retain)
  }
  expect(await module.publish(`${prefix}notify/info/test/step`, '')).toBe(true)
}

/** The owner shares; what partners know of it then. */
async function answered(owner: Motorist, questions: Json[]): Promise<Json[]> {
  for (const question of questions) {
    if (question['kind'] === 'share') await owner.replies(question, { choice: 'always' })
  }
  const events = (await map.feed()).map(({ session }) => session as Json)
  return events.filter(({ vehicle }) => (vehicle as Json)['handle'] === owner.vehicleId)
}

describe('over MQTT', () => {
  const recorded = scenarios.filter(({ frames }) => frames.some(({ mqtt }) => mqtt?.length))
  test.each(recorded.map((scenario, i) => ({ scenario, day: BEGAN + i * DAY_MS })))(
    '$scenario.name: $scenario.purpose',
    async ({ scenario, day }) => {
      const lived = await live(scenario, day)
      expect(lived.day).toBe(day)
      compare(lived, scenario)
    },
  )
})
