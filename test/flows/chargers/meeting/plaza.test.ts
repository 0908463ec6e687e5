/** A whole plaza tells two servers on one database at once who begins and ends: each finds his own post. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pairsOf } from '../../../../src/domain/chargers/meeting/match.ts'
import type { Draw } from '../../../../src/domain/chargers/meeting/witness.ts'
import { keepTransaction } from '../../../../src/flows/chargers/course/kept.ts'
import { unseen } from '../../../../src/flows/chargers/entry/register.ts'
import {
  type Crowd,
  crowdOf,
  knownAfter,
  type Plaza,
  type Saying,
} from '../../../domain/chargers/meeting/plaza.ts'
import { MINUTE, noon } from '../../../domain/chargers/meeting/samples.ts'
import { aTransaction } from '../../../domain/chargers/course/samples.ts'
import type { TestHouse } from '../../../house.ts'
import { motorist } from '../../../store/samples.ts'
import { openTwins, type Twins } from '../../../twins.ts'

let now = noon
let twins: Twins
let houses: [TestHouse, TestHouse]

beforeAll(async () => {
  twins = await openTwins({ clock: () => now })
  houses = twins.houses
})
afterAll(() => twins.close())

/** Who is who here: a vehicle for each car of the crowd, its owner, a transaction for each post's. */
type Town = {
  /** Each on a day of its own, since no clock goes back. */
  dayMs: number
  position: { lat: number; lon: number }
  vehicles: Map<string, { id: string; owner: string }>
  transactions: Map<string, { id: string; number: number }>
}

let towns = 0

async function settled(crowd: Crowd): Promise<Town> {
  const position = { lat: 40 + ++towns / 10, lon: 10 }
  const dayMs = towns * 24 * 60 * MINUTE
  const town: Town = { dayMs, position, vehicles: new Map(), transactions: new Map() }
  const { visits, draws } = knownAfter(crowd, Infinity)
  const { world } = houses[0]
  await world.store.write(async (tables) => {
    for (const { id } of visits) town.vehicles.set(id, (await motorist(tables)).vehicle)
    for (const charger of new Set(visits.flatMap(({ chargers }) => chargers))) {
      const skewMs = draws.find((draw) => draw.charger === charger)?.skewMs ?? null
      const post = { ...unseen(`${towns}-${charger}`, noon), access: 'public' as const, skewMs }
      post.site = { ...post.site, position }
      await tables.chargers.add(post)
      await tables.meetings.settle(post)
    }
    for (const { id } of draws) {
      const number = await tables.transactions.nextNumber()
      town.transactions.set(id, { id: world.ids.next(), number })
    }
  })
  return town
}

async function says(house: TestHouse, town: Town, said: Saying): Promise<void> {
  if (said.draw) return draws(house, town, said.draw)
  const { id, status, startedAt, endedAt, energyKwh, socStart } = said.visit
  const module = { id: town.vehicles.get(id)!.id, holds: () => true }
  const { position, dayMs } = town
  const message =
    endedAt === null || status === 'charging' || status === 'unknown'
      ? {
          type: 'charge.started' as const,
          at: startedAt + dayMs,
          position,
          soc: socStart ?? undefined,
        }
      : {
          type: `charge.${status}` as const,
          ...{ at: endedAt + dayMs, position, energyKwh: energyKwh ?? undefined },
        }
  await house.service.receive(module, [message], 'http')
}

/** What a post tells is kept as it stands then; its end never comes before its start. */
function draws({ world }: TestHouse, town: Town, draw: Draw): Promise<void> {
  const met = { news: false, owners: new Set<string>() }
  return world.store.write(async (tables) => {
    const charger = `${towns}-${draw.charger}`
    await tables.chargers.lock(charger)
    const named = town.transactions.get(draw.id)!
    const before = await tables.transactions.get(named.id)
    if (before?.endedAt) return
    const { status, energyWh, socStart } = draw
    const startedAt = draw.startedAt + town.dayMs
    const endedAt = draw.endedAt && draw.endedAt + town.dayMs
    const owner = town.vehicles.get(draw.owner?.replace('owner of ', '') ?? '')?.owner ?? null
    const told = { status, startedAt, endedAt, energyWh, socStart, owner, heardAt: now }
    const after = aTransaction({ ...before, ...named, ...told, charger })
    await keepTransaction({ tables, now, met, world }, before, after)
  })
}

/** What is heard within five minutes, by six at most, is told to both servers at once. */
function* atOnce(sayings: Saying[]): Generator<Saying[]> {
  let left = sayings
  while (left.length > 0) {
    const until = left[0]!.heardAt + 5 * MINUTE
    const some = left.slice(0, 6).filter(({ heardAt }) => heardAt <= until)
    yield some
    left = left.slice(some.length)
  }
}

/** `car3=post3`, as both sides say. */
async function pairsIn({ vehicles, transactions }: Town): Promise<string[]> {
  const tables = houses[1].world.store.read
  const names = new Map([...transactions].map(([name, { id }]) => [id, name]))
  const found: string[] = []
  for (const [car, { id }] of vehicles) {
    const session = (await tables.sessions.latest(id))!
    const transaction = session.witness?.transaction
    if (transaction === undefined) continue
    expect((await tables.meetings.draw(transaction))?.session).toBe(session.id)
    found.push(`${car}=${names.get(transaction)}`)
  }
  return found.sort()
}

const plain: Plaza = {
  ...{ seed: 0, posts: 16, withinS: 120, strangers: 0 },
  ...{ energies: 7, socs: 5, tags: 1, skewed: 2, late: 0 },
}

it.each([{ seed: 1 }, { seed: 3, strangers: 2, posts: 10 }])(
  'each car is at its own post, whichever server hears of it first: %j',
  async (kind) => {
    const crowd = crowdOf({ ...plain, ...kind })
    const town = await settled(crowd)
    for (const some of atOnce(crowd.sayings)) {
      now = Math.ceil(some.at(-1)!.heardAt) + town.dayMs
      await Promise.all(some.map((said, i) => says(houses[i % 2]!, town, said)))
    }
    const { visits, draws } = knownAfter(crowd, Infinity)
    const best = [...pairsOf(visits, draws)].map(([car, post]) => `${car}=${post}`).sort()
    const found = await pairsIn(town)
    expect(found).toEqual(best)
    expect(found.length).toBeGreaterThan(2)
    const truth = [...crowd.truth].map(([car, post]) => `${car}=${post}`)
    expect(found.filter((pair) => !truth.includes(pair))).toEqual([])
  },
  240_000,
)
