/** Who belongs to whom does not depend on who speaks first, nor on who speaks at the same time. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Transaction } from '../../../../src/domain/chargers/transaction.ts'
import type { Message } from '../../../../src/domain/charging/message.ts'
import { keepTransaction } from '../../../../src/flows/chargers/course/kept.ts'
import { unseen } from '../../../../src/flows/chargers/entry/register.ts'
import { shuffled } from '../../../chance.ts'
import { aTransaction } from '../../../domain/chargers/course/samples.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { engines, type Ground } from '../../../store/engines.ts'
import { motorist } from '../../../store/samples.ts'

const MINUTE = 60_000
const noon = Date.UTC(2026, 10, 20, 12)

/** Small numbers by chance, the same at each run. */
function chance(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9
    return ((state ^ (state >>> 13)) >>> 0) % below
  }
}

/** A car, or a post, that charges from one minute to another. */
type Part = { name: string; from: number; to: number; kwh: number; isCar: boolean }
type Story = { name: string; parts: Part[]; ends: string }

const car = (name: string, from: number, to: number, kwh: number): Part => ({
  ...{ name, from, to, kwh },
  isCar: true,
})
const post = (name: string, from: number, to: number, kwh: number): Part => ({
  ...car(name, from, to, kwh),
  isCar: false,
})

const stories: Story[] = [
  {
    name: 'one car, one post',
    parts: [car('a', 0, 60, 9), post('A', 0, 61, 10)],
    ends: 'a=A',
  },
  {
    name: 'two cars side by side, told apart by their ends',
    parts: [car('a', 0, 30, 5), car('b', 1, 60, 10), post('A', 0, 30, 5.5), post('B', 1, 61, 11)],
    ends: 'a=A b=B',
  },
  {
    name: 'three cars that are all alike',
    parts: [car('a', 0, 30, 5), car('b', 0, 30, 5), car('c', 1, 30, 5), post('A', 0, 30, 5)],
    ends: '',
  },
  {
    name: 'a car that comes after another one has left',
    parts: [car('a', 0, 4, 1), car('b', 6, 40, 9), post('A', 0, 4, 1), post('B', 6, 41, 9)],
    ends: 'a=A b=B',
  },
]

/** What happens, one thing each: messages of cars, and what posts tell. */
type Happening = (stage: Stage) => Promise<void>
type Stage = {
  house: TestHouse
  position: { lat: number; lon: number }
  vehicles: Map<string, string>
  transactions: Map<string, Transaction>
  met: { news: boolean; owners: Set<string> }
}

function happeningsOf(parts: Part[]): Happening[] {
  return parts.flatMap((part) =>
    part.isCar
      ? [says(part, 'charge.started', part.from), says(part, 'charge.completed', part.to)]
      : [tells(part, false), tells(part, true)],
  )
}

function says({ name, kwh }: Part, type: Message['type'], minute: number): Happening {
  return async ({ house, position, vehicles }) => {
    const at = noon + minute * MINUTE
    const end = type === 'charge.completed' ? { energyKwh: kwh } : {}
    const module = { id: vehicles.get(name)!, holds: () => true }
    await house.service.receive(module, [{ type, at, position, ...end }], 'http')
  }
}

/** What a post tells is kept as it stands then; its end never comes before its start. */
function tells({ name, from, to, kwh }: Part, isEnd: boolean): Happening {
  return ({ house: { world }, transactions, met }) =>
    world.store.write(async (tables) => {
      const { id, charger } = transactions.get(name)!
      // As for everything that a charger says.
      await tables.chargers.lock(charger)
      const before = await tables.transactions.get(id)
      const began = { ...transactions.get(name)!, startedAt: noon + from * MINUTE }
      const over = {
        status: 'completed',
        endedAt: noon + to * MINUTE,
        energyWh: kwh * 1000,
      } as const
      const after = isEnd || before?.endedAt ? { ...began, ...over } : began
      await keepTransaction({ tables, now: noon, met, world }, before, after)
    })
}

let sites = 0

/** Another town for each run: its cars, a charger for each post, and nothing known of either. */
async function stageFor(house: TestHouse, parts: Part[]): Promise<Stage> {
  const position = { lat: 40 + ++sites / 10, lon: 10 }
  const stage: Stage = {
    ...{ house, position, met: { news: false, owners: new Set<string>() } },
    ...{ vehicles: new Map<string, string>(), transactions: new Map<string, Transaction>() },
  }
  await house.world.store.write(async (tables) => {
    for (const { name, isCar } of parts) {
      if (isCar) stage.vehicles.set(name, (await motorist(tables)).vehicle.id)
      else {
        const charger = unseen(`${sites}-${name}`, noon)
        charger.site = { ...charger.site, position }
        charger.access = 'public'
        await tables.chargers.add(charger)
        await tables.meetings.settle(charger)
        const number = await tables.transactions.nextNumber()
        const [id, times] = [house.world.ids.next(), { startedAt: noon, heardAt: noon }]
        stage.transactions.set(name, aTransaction({ id, number, charger: charger.id, ...times }))
      }
    }
  })
  return stage
}

/** `a=A b=B`, as both sides say. */
async function pairsOn({ house, vehicles, transactions }: Stage): Promise<string> {
  const tables = house.world.store.read
  const found: string[] = []
  for (const [name, vehicle] of vehicles) {
    const session = (await tables.sessions.latest(vehicle))!
    const mine = [...transactions].find(([, { id }]) => id === session.witness?.transaction)
    if (!mine) continue
    found.push(`${name}=${mine[0]}`)
    expect((await tables.meetings.draw(mine[1].id))?.session).toBe(session.id)
  }
  for (const { id } of transactions.values()) {
    const { session } = (await tables.meetings.draw(id))!
    if (session === null) continue
    expect((await tables.sessions.get(session))?.witness?.transaction).toBe(id)
  }
  return found.sort().join(' ')
}

describe.each(engines)('on $name', ({ start }) => {
  let ground: Ground
  let house: TestHouse

  beforeAll(async () => {
    ground = await start()
    const where = await ground.fresh()
    const env = 'url' in where ? { CHARGESHARE_DATABASE_URL: where.url } : {}
    house = await openTestHouse({ clock: () => noon, timer: false }, env)
  })
  afterAll(async () => {
    await house.close()
    await ground.stop()
  })

  it.each(stories)('$name: in whatever order it is told', async ({ parts, ends }) => {
    for (let seed = 1; seed <= 4; seed++) {
      const stage = await stageFor(house, parts)
      for (const happens of shuffled(happeningsOf(parts), chance(seed))) await happens(stage)
      expect(await pairsOn(stage), `seed ${seed}`).toBe(ends)
    }
  })

  it.each(stories)('$name: also where all of it is told at once', async ({ parts, ends }) => {
    for (let seed = 1; seed <= 2; seed++) {
      const stage = await stageFor(house, parts)
      const all = shuffled(happeningsOf(parts), chance(seed))
      await Promise.all(all.map((happens) => happens(stage)))
      expect(await pairsOn(stage), `seed ${seed}`).toBe(ends)
    }
  })
})
