/** Modules as they are: what they say over v2 becomes the charges that a reader of their words expects. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { metresBetween, type Position } from '../../src/domain/places/position.ts'
import { GATHER_M } from '../../src/domain/stations/station.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { connectModule, type TestModule } from '../inbound/ovms/module.ts'
import {
  at,
  itemsOf,
  type Json,
  type Motorist,
  motorist,
  nicknamed,
  type Subscriber,
  subscriber,
  text,
} from '../people.ts'

type Frame = { t: number; v2?: string[] }
type Expected = {
  t?: number
  event: string
  lat?: number
  lon?: number
  location?: null
  soc?: number
  kwh?: number
  reason_code?: string
  suggested_answer?: string
}
type Scenario = { name: string; purpose: string; frames: Frame[]; expected: Expected[] }

const file = new URL('../samples/ovms-transcripts.json', import.meta.url)
const { scenarios } = JSON.parse(readFileSync(file, 'utf8')) as { scenarios: Scenario[] }
const BEGAN = Date.parse('2026-05-20T08:00:00Z')
/** A start is known to some seconds; an end that was not seen, by a clock that a module rounds. */
const [START_MS, END_MS] = [5000, 64_000]
const DAY_MS = 86_400_000
/** A module pings when it has said nothing for so long. */
const PING_MS = 900_000

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

/** What a scenario left behind. */
type Lived = {
  day: number
  /** How many peers the module was told of, each time. */
  peers: string[]
  charges: Json[]
  questions: Json[]
  vehicle: Json
  published: Json[]
}

/** Lets an owner live through a scenario, on a day of its own. */
async function live({ name, frames }: Scenario, day: number): Promise<Lived> {
  now = day
  const vehicleId = name.slice(0, 32)
  const owner = await motorist(house.url, vehicleId, nicknamed(vehicleId))
  const password = text(await owner.asks('POST', `/v1/vehicles/${vehicleId}/token`), 'token')
  const car = await connectModule({ port: house.ovms.port!, type: 'C', vehicleId, password })
  for (const { t, v2 = [] } of frames) {
    await passes(car, day + t * 1000)
    await tells(car, v2)
  }
  await passes(car, now + 200_000)
  const questions = await owner.questions('all')
  const published = await answered(owner, questions)
  const charges = itemsOf(await owner.asks('GET', '/v1/charges/mine'))
  const [vehicle] = itemsOf(await owner.asks('GET', '/v1/vehicles'))
  const lived = {
    day,
    peers: car.lines.filter((line) => line.startsWith('Z')),
    charges,
    questions: await owner.questions('all'),
    vehicle: vehicle!,
    published,
  }
  await car.close()
  await owner.close()
  return lived
}

/** Time goes on as the server's timer sees it; a car that has nothing to say pings. */
async function passes(car: TestModule, until: number): Promise<void> {
  const steps = [1000, 10_000, 95_000]
  while (now < until) {
    now = Math.min(now + (steps.shift() ?? PING_MS), until)
    await house.service.settleEnds(now)
    await house.ovms.tick(now)
    car.says('A')
    while ((await car.next()) !== 'a');
  }
}

/** Says a frame; what the module waits to hear last says that all before it is kept. */
async function tells(car: TestModule, messages: string[]): Promise<void> {
  car.says(...messages, 'hkept,0,*-Test-Step,0,0,-')
  while ((await car.next()) !== 'hkept');
}

/** The owner shares; what partners know of it then. */
async function answered(owner: Motorist, questions: Json[]): Promise<Json[]> {
  for (const question of questions) {
    if (question['kind'] === 'share') await owner.replies(question, { choice: 'always' })
  }
  const events = (await map.feed()).map(({ session }) => session as Json)
  return events.filter(({ vehicle }) => (vehicle as Json)['handle'] === owner.vehicleId)
}

/** Checks one thing that is expected of a scenario. */
type Check = (lived: Lived, expected: Expected) => void

function apartMs(at: unknown, { day }: Lived, { t = 0 }: Expected): number {
  return Math.abs(Date.parse(String(at)) - (day + t * 1000))
}

const checks: Record<string, Check> = {
  charge_start: (lived, expected) => {
    expect(lived.charges).toHaveLength(1)
    // The server asks for every change at once as long as it lasts.
    expect(lived.peers.slice(0, 2)).toEqual(['Z0', 'Z1'])
    const [charge] = lived.charges
    expect(apartMs(charge!['startedAt'], lived, expected)).toBeLessThanOrEqual(START_MS)
    if (expected.soc !== undefined) expect(charge).toMatchObject({ soc: { start: expected.soc } })
    if (expected.lat !== undefined) isThere(lived, expected)
  },
  charge_complete: (lived, expected) => {
    const [charge] = lived.charges
    expect(charge).toMatchObject({ status: 'completed' })
    expect(apartMs(charge!['endedAt'], lived, expected)).toBeLessThanOrEqual(END_MS)
    if (expected.soc !== undefined) expect(charge).toMatchObject({ soc: { end: expected.soc } })
    if (expected.kwh !== undefined) expect(charge!['energyKwh']).toBeCloseTo(expected.kwh, 1)
    expect(lived.questions.map(({ kind }) => kind)).toEqual(['share'])
    expect(lived.peers.at(-1)).toBe('Z0')
  },
  charge_abort: (lived, expected) => {
    const [charge] = lived.charges
    expect(charge).toMatchObject({ status: 'aborted' })
    expect(apartMs(charge!['endedAt'], lived, expected)).toBeLessThanOrEqual(END_MS)
    const asked = lived.questions.find(({ kind }) => kind === 'abort')
    const byUser = expected.suggested_answer !== undefined
    expect(asked).toMatchObject({ state: 'open', suggested: byUser ? 'user' : null })
  },
  charge_end_unknown_reason: (lived, expected) => {
    const [charge] = lived.charges
    expect(charge).toMatchObject({ status: 'aborted', endReason: 'unknown' })
    expect(apartMs(charge!['endedAt'], lived, expected)).toBeLessThanOrEqual(END_MS)
    expect(lived.questions.some(({ kind }) => kind === 'abort')).toBe(true)
  },
  location_bound_to_running_session: (lived, expected) => {
    expect(lived.charges).toMatchObject([{ status: 'charging' }])
    isThere(lived, expected)
  },
  same_session_continues: ({ charges }) => {
    expect(charges).toMatchObject([{ status: 'charging' }])
  },
  unplugged: ({ charges }) => {
    expect(charges).toHaveLength(1)
  },
  nothing: ({ charges }, { t }) => {
    // With a time: nothing at that moment.
    expect(charges).toHaveLength(t === undefined ? 0 : 1)
  },
  unsupported_vehicle: ({ charges, vehicle }) => {
    expect(charges).toEqual([])
    expect(vehicle).toMatchObject({ trouble: 'paranoid' })
  },
}

/** The owner was asked about that place, and partners know the charge there. */
function isThere({ questions, published }: Lived, { lat = 0, lon = 0 }: Expected): void {
  const position: Position = { lat, lon }
  expect(questions[0]).toMatchObject({ kind: 'share', location: { position } })
  // That of the station, which others have brought before.
  const told = at(published.at(-1)!, 'location', 'position') as Position
  expect(metresBetween(told, position)).toBeLessThan(GATHER_M)
}

describe('over v2', () => {
  test.each(scenarios.map((scenario, i) => ({ ...scenario, day: BEGAN + i * DAY_MS })))(
    '$name: $purpose',
    async ({ day, ...scenario }) => {
      const lived = await live(scenario, day)
      expect(lived.charges.length, 'charges').toBeLessThanOrEqual(1)
      for (const expected of scenario.expected) checks[expected.event]!(lived, expected)
    },
  )
})
