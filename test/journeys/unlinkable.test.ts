/** What cannot be tied together: two cars at one place, an anonymous car's charges, two places. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { middleOfCell } from '../../src/domain/places/cells.ts'
import type { Position } from '../../src/domain/places/position.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { as, signUp } from '../inbound/http/visitors.ts'
import type { Json } from '../people.ts'

const home = { lat: 47.071327, lon: 15.439518 }
/** A hundred metres north of it. */
const corner = { lat: 47.072226, lon: 15.439518 }
const far = { lat: 48.306942, lon: 14.286437 }

let house: TestHouse
let now: number
let ann: Awaited<ReturnType<typeof signUp>>
let car: Car

beforeEach(async () => {
  now = Date.parse('2026-11-20T08:00:00Z')
  house = await openTestHouse({ clock: () => now, timer: false })
  ann = await signUp(house, 'ann@example.org')
  car = await ann.addCar('ANN')
})
afterEach(() => house.close())

type Car = { vehicleId: string; token: string }
type Row = Record<string, unknown>

async function says({ vehicleId, token }: Car, type: string, more: object): Promise<void> {
  now += 3_600_000
  const message = { type, at: new Date(now).toISOString(), ...more }
  await as(house, token).post(`/v1/vehicles/${vehicleId}/messages`).send(message).expect(202)
}

/** A charge at a place, and what its owner answers. */
async function charges(who: Car, owner: typeof ann, position: Position, choice?: string) {
  const facts = { position, soc: 20 + (now % 61), odometerKm: 5000 + (now % 997) }
  await says(who, 'charge.started', facts)
  const { body } = await owner.get('/v1/questions?state=open')
  const [question] = body.items
  if (choice) await owner.post(`/v1/questions/${question.id}/answer`).send({ choice }).expect(200)
  await says(who, 'charge.completed', { position, soc: 99, energyKwh: 1 + (now % 89) })
}

async function feed(): Promise<Json[]> {
  const { items } = await house.service.pullFeed({}, 1000, 0)
  return items.map((item) => JSON.parse(item) as Json)
}

/** What a thief of the database reads. */
function stolen(sql: string): Row[] {
  const database = new Database(join(house.data, 'chargeshare.db'), { readonly: true })
  try {
    return database.prepare(sql).all() as Row[]
  } finally {
    database.close()
  }
}

function tokensAt(flag: string): string[] {
  const rows = stolen(
    `select token from place_cell join place on place.id = place where flag = '${flag}'`,
  )
  return rows.map(({ token }) => String(token))
}

describe('two cars at one place', () => {
  const RUN = 8
  /** What everybody may know: our words, and the public name of the server's key. */
  const WORDS = ['flag', 'status', 'kind', 'state', 'key_id']

  /** All runs of eight bytes in the texts of some rows. */
  function runsOf(rows: Row[]): Set<string> {
    const runs = new Set<string>()
    for (const [column, value] of rows.flatMap((row) => Object.entries(row))) {
      if (typeof value !== 'string' || WORDS.includes(column)) continue
      for (let i = 0; i + RUN <= value.length; i++) runs.add(value.slice(i, i + RUN))
    }
    return runs
  }

  /** An id begins with its time; sealed text with the name of its key. */
  function bare(row: Row): Row {
    const texts = Object.entries(row).map(([column, value]) => {
      if (typeof value !== 'string') return [column, value]
      if (column.endsWith('_sealed')) return [column, value.slice(value.indexOf('.') + 1)]
      return [column, /^[0-9a-z]{26}$/.test(value) ? value.slice(14) : value]
    })
    return Object.fromEntries(texts) as Row
  }

  const tables = ['vehicle', 'place', 'place_cell', 'session', 'question']
  function rowsOf(vehicle: string): Row[] {
    return tables.flatMap((table) => {
      const column = table === 'vehicle' ? 'id' : 'vehicle'
      return stolen(`select * from ${table} where ${column} = '${vehicle}'`).map(bare)
    })
  }

  test.each([['skip'], ['never'], [undefined]])(
    'have no eight bytes in common (answered: %s)',
    async (choice) => {
      const bob = await signUp(house, 'bob@example.org')
      const his = await bob.addCar('BOB')
      for (const [who, owner] of [[car, ann] as const, [his, bob] as const]) {
        await says(who, 'telemetry', { position: home })
        await charges(who, owner, home, choice)
      }
      const [mine, others] = [runsOf(rowsOf('ann')), runsOf(rowsOf('bob'))]
      expect(tokensAt(choice ?? 'pending').length).toBeGreaterThan(80)
      expect(mine.size).toBeGreaterThan(500)
      const common = [...mine].filter((run) => others.has(run))
      expect(common).toEqual([])
    },
  )

  test('nor does the hash of a message depend on where it was said', async () => {
    const message = { type: 'telemetry', at: new Date(now).toISOString(), id: 'm-1' }
    for (const [position, result] of [[home, 'new'] as const, [far, 'duplicate'] as const]) {
      const { body } = await as(house, car.token)
        .post('/v1/vehicles/ANN/messages')
        .send({ ...message, position })
      expect(body.accepted).toMatchObject([{ result }])
    }
  })

  test('have sealed positions of one length, whatever their digits', async () => {
    await charges(car, ann, { lat: -33.918674, lon: -170.423459 })
    await charges(car, ann, { lat: 5, lon: 5.5 })
    const lengths = stolen('select length(position_sealed) as length from place')
    expect(lengths).toHaveLength(2)
    expect(lengths[0]).toEqual(lengths[1])
  })
})

describe('an anonymous car', () => {
  /** All that stands at the leaves of an event. */
  function leaves(value: unknown): unknown[] {
    if (typeof value !== 'object' || value === null) return [value]
    return Object.values(value).flatMap(leaves)
  }

  test('shares two charges that have nothing in common but our own words', async () => {
    await charges(car, ann, corner, 'always')
    now += 7_200_123
    await charges(car, ann, far, 'once')
    const events = await feed()
    const sessions = [...new Set(events.map((event) => (event['session'] as Json)['id']))]
    const [one, two] = sessions.map((id) =>
      events.filter((event) => (event['session'] as Json)['id'] === id).flatMap(leaves),
    )
    const common = [...new Set(one)].filter((leaf) => two?.includes(leaf))
    const types = ['charge.started', 'charge.updated', 'charge.completed']
    const words = [...types, 'charging', 'completed', 'vehicle', 'CC-BY-4.0']
    // A full battery is full; revisions are counted from one.
    const numbers = [1, 2, 3, 99]
    expect(sessions).toHaveLength(2)
    expect(common.filter((leaf) => ![null, ...words, ...numbers].includes(leaf as never))).toEqual(
      [],
    )
    const [first, second] = sessions.map(String)
    // Their ids tell when they were published, and else only chance.
    expect(first?.slice(14)).not.toBe(second?.slice(14))
  })

  test('is never named in the feed, nor are its owner, make and model', async () => {
    const words = { name: 'Red Rocket', make: 'Zastava', model: 'Koral' }
    await ann.patch('/v1/vehicles/ANN').send(words).expect(200)
    await charges(car, ann, far, 'always')
    const told = JSON.stringify(await feed())
    expect(told).not.toMatch(/ann|red rocket|zastava|koral/i)
    const { body } = await ann.get('/v1/locations')
    expect(told).not.toContain(body.items[0].id)
  })

  test('shows its make and model where its owner says so, and still no name', async () => {
    await ann.patch('/v1/vehicles/ANN').send({ make: 'Zastava', model: 'Koral' }).expect(200)
    const sharing = { optedIn: true, handle: { kind: 'anonymous' }, showModel: true }
    await ann.put('/v1/vehicles/ANN/sharing').send(sharing).expect(200)
    await charges(car, ann, far, 'always')
    const vehicle = { handle: null, make: 'Zastava', model: 'Koral' }
    for (const event of await feed()) expect(event['session']).toMatchObject({ vehicle })
  })
})

describe('a home that was shared for a time', () => {
  test('leaves its position in no event of those who charge beside it', async () => {
    const bob = await signUp(house, 'bob@example.org')
    const his = await bob.addCar('BOB')
    const beside = { lat: home.lat + 0.0004, lon: home.lon }
    await charges(car, ann, home, 'always')
    await charges(his, bob, beside, 'always')
    const { body } = await ann.get('/v1/locations')
    await ann.patch(`/v1/locations/${body.items[0].id}`).send({ flag: 'never' }).expect(200)
    await charges(his, bob, beside)
    const events = await feed()
    expect(events.length).toBeGreaterThan(3)
    for (const own of [home, beside]) expect(JSON.stringify(events)).not.toContain(String(own.lat))
    const rows = ['feed', 'station', 'stay'].flatMap((table) => stolen(`select * from ${table}`))
    expect(JSON.stringify(rows)).not.toContain(String(home.lat))
  })
})

describe('a home beside a place that the feed shows', () => {
  /** The tokens of the home, and those of all that the thief knows the position of. */
  async function tokens() {
    const shown = (await feed()).map((event) => (event['session'] as Json)['location'])
    expect(shown).toContainEqual(expect.objectContaining({ position: middleOfCell(corner) }))
    const known = stolen(`
      select token from place_cell where place in (
        select id from place where lat is not null
        union select place from session where public_id is not null)`)
    return { home: tokensAt('never'), known: new Set(known.map(({ token }) => String(token))) }
  }

  test.each([
    // Clear places have no tokens at all.
    ['always', 0],
    ['once', 35],
  ])('shares no token with it (%s)', async (choice, least) => {
    await charges(car, ann, corner, choice)
    // The corner is answered for; the home is its own place only outside the corner's disk.
    const beyond = { lat: home.lat - 0.0009, lon: home.lon }
    await charges(car, ann, beyond, 'never')
    const { home: mine, known } = await tokens()
    expect(mine.length).toBeGreaterThan(35)
    expect(known.size).toBeGreaterThanOrEqual(least)
    expect(mine.filter((token) => known.has(token))).toEqual([])
  })

  test('nor does it once the shared place is private again', async () => {
    await charges(car, ann, corner, 'once')
    await charges(car, ann, { lat: home.lat - 0.0009, lon: home.lon }, 'never')
    await charges(car, ann, corner, 'skip')
    const { home: mine, known } = await tokens()
    expect(known.size).toBeGreaterThan(40)
    expect(mine.filter((token) => known.has(token))).toEqual([])
  })
})
