/** A crowd at one place changes nothing that stands; and a charge that goes on concerns nobody else. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Transaction } from '../../../../src/domain/chargers/transaction.ts'
import { keepTransaction } from '../../../../src/flows/chargers/course/kept.ts'
import { unseen } from '../../../../src/flows/chargers/entry/register.ts'
import type { Tables } from '../../../../src/flows/tables.ts'
import { aTransaction } from '../../../domain/chargers/course/samples.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { motorist } from '../../../store/samples.ts'

const MINUTE = 60_000
const noon = Date.UTC(2026, 10, 20, 12)
const position = { lat: 40, lon: 10 }

let house: TestHouse
let warnings: { what: object; text: string }[]
let counted: number

beforeEach(async () => {
  ;[warnings, counted] = [[], 0]
  const log = {
    info: () => undefined,
    error: () => undefined,
    warn: (what: object, text: string) => void warnings.push({ what, text }),
  }
  house = await openTestHouse({ clock: () => noon, timer: false, log })
  house.world.meter.crowd = () => void counted++
})
afterEach(() => house.close())

/** Keeps it as a charger that has told it does; `within`: what the store may be asked. */
function tells(
  before: Transaction | null,
  after: Transaction,
  within: (tables: Tables) => Tables = (tables) => tables,
) {
  const { world } = house
  const met = { news: false, owners: new Set<string>() }
  return world.store.write((tables) =>
    keepTransaction({ tables: within(tables), now: noon, met, world }, before, after),
  )
}

async function aPost(name: string): Promise<string> {
  const post = { ...unseen(name, noon), access: 'public' as const }
  post.site = { ...post.site, position }
  await house.world.store.write(async (tables) => {
    await tables.chargers.add(post)
    await tables.meetings.settle(post)
  })
  return name
}

let number = 0
function drawing(charger: string, told: Partial<Transaction> = {}): Transaction {
  number++
  return aTransaction({
    ...{ id: house.world.ids.next(), number, charger, startedAt: noon, energyWh: 0 },
    ...told,
  })
}

/** A car begins to charge; how its session stands. */
async function arrives() {
  const { vehicle } = await house.world.store.write(motorist)
  const module = { id: vehicle.id, holds: () => true }
  await house.service.receive(module, [{ type: 'charge.started', at: noon, position }], 'http')
  return async () => (await house.world.store.read.sessions.latest(vehicle.id))!
}

test('what one charger begins beside another does not part the other from its cars', async () => {
  const [good, wild] = [await aPost('GOOD'), await aPost('WILD')]
  for (let i = 0; i < 120; i++) {
    await tells(null, drawing(wild, { evse: i + 1, startedAt: noon + (i - 120) * 900 }))
  }
  const charge = await arrives()
  const { owner } = (await house.world.store.read.vehicles.get((await charge()).vehicle))!
  const own = drawing(good, { owner })
  await tells(null, own)
  expect((await charge()).witness?.transaction).toBe(own.id)
  expect(counted).toBe(0)
})

test('a crowd keeps what stands, is told in the log by numbers alone, and counted', async () => {
  const good = await aPost('GOOD')
  const charge = await arrives()
  const own = drawing(good)
  await tells(null, own)
  for (let post = 0; post < 14; post++) {
    const other = await aPost(`POST-${post}`)
    await house.world.store.write(async ({ transactions }) => {
      for (let evse = 1; evse <= 8; evse++) await transactions.add(drawing(other, { evse }))
    })
  }
  const late = await arrives()
  expect((await late()).witness).toBeNull()
  expect((await charge()).witness).toMatchObject({ transaction: own.id, stopReason: null })
  const { id: session } = await charge()
  const over = { status: 'aborted', endedAt: noon + MINUTE, stopReason: 'Local' } as const
  await tells(own, { ...own, ...over })
  expect((await charge()).witness?.transaction).toBe(own.id)
  expect((await house.world.store.read.meetings.draw(own.id))?.session).toBe(session)
  expect(counted).toBeGreaterThan(1)
  expect(warnings[0]).toEqual({
    what: { charges: 1, transactions: expect.any(Number) },
    text: 'more charges at one place at one time than can be told apart',
  })
})

test('a transaction that goes on is told to its own charge, and nobody else is looked at', async () => {
  const good = await aPost('GOOD')
  const charge = await arrives()
  const owner = (await house.world.store.read.vehicles.get((await charge()).vehicle))!.owner
  const own = drawing(good, { owner })
  await tells(null, own)
  const other = drawing(await aPost('OTHER'), { startedAt: noon - 9 * MINUTE })
  await tells(null, other)
  const alone = (tables: Tables): Tables => ({
    ...tables,
    stations: { ...tables.stations, hold: () => Promise.reject(new Error('held')) },
    meetings: {
      ...tables.meetings,
      begun: () => Promise.reject(new Error('looked about')),
      sighted: () => Promise.reject(new Error('looked about')),
    },
  })
  await tells(own, { ...own, energyWh: 1600 }, alone)
  expect((await charge()).witness?.energyKwh).toBe(1.6)
  await tells(other, { ...other, energyWh: 1600 }, alone)
  await expect(tells(own, { ...own, socStart: 50 }, alone)).rejects.toThrow('looked about')
})
