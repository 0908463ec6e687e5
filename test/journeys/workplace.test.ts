/** A year of real charging at work, compared with an independent reading of the rule. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../house.ts'
import {
  at,
  type Json,
  type Motorist,
  motorist,
  nicknamed,
  type Subscriber,
  subscriber,
  text,
} from '../people.ts'
import { linesOf, mindOf, replay, runsOf, type Told, workplace } from '../recorded.ts'

const lines = linesOf(workplace)
const runs = runsOf(lines)
let house: TestHouse
let map: Subscriber
let owners: Motorist[] = []

beforeAll(async () => {
  house = await openTestHouse({ timer: false })
  map = await subscriber(house.url, 'Open Map')
  owners = await Promise.all([...runs.keys()].map((id) => motorist(house.url, id, nicknamed(id))))
})
afterAll(async () => {
  await house.close()
  await Promise.all([map, ...owners].map(({ close }) => close()))
})

type Place = Told['position']
/** A charge as the rule reads it. `seen`: its last sign of life. */
type Charge = {
  place: Place
  status: string
  startedAt: number
  endedAt: number | null
  seen: number
  energyKwh: number | null
}

const HOUR_MS = 3_600_000
const [SETTLE_MS, SILENCE_MS, RADIUS_M, EARTH_M] = [90_000, 48 * HOUR_MS, 150, 6_371_009]

/** Metres between neighbours, on a sphere. */
function metres(a: Place, b: Place): number {
  const rad = Math.PI / 180
  const x = (b.lon - a.lon) * Math.cos(((a.lat + b.lat) / 2) * rad)
  return Math.hypot(x, b.lat - a.lat) * rad * EARTH_M
}

/** A car's own place: the nearest one around, else a new one. */
function placeOf({ position }: Told, places: Place[]): Place {
  const near = places
    .filter((place) => metres(place, position) <= RADIUS_M)
    .sort((a, b) => metres(a, position) - metres(b, position))
  if (!near[0]) places.push(position)
  return near[0] ?? position
}

/** The charges that a car's messages tell. */
function chargesOf(told: Told[]): Charge[] {
  const charges: Charge[] = []
  const places: Place[] = []
  for (const message of told) {
    const [now, starts] = [Date.parse(message.at), message.type === 'charge.started']
    const status = starts ? 'charging' : message.type.replace('charge.', '')
    const last = charges.at(-1)
    const isOpen = last?.status === 'charging'
    const place = placeOf(message, places)
    const within = isOpen && !starts ? SILENCE_MS : SETTLE_MS
    const energyKwh = message.energyKwh ?? null
    const goesOn = last?.place === place && now - last.seen <= within && (isOpen || !starts)
    if (goesOn) {
      Object.assign(last, { seen: now, energyKwh: energyKwh ?? last.energyKwh })
      if (isOpen && !starts) Object.assign(last, { status, endedAt: now })
      continue
    }
    if (isOpen) Object.assign(last, { status: 'unknown', endedAt: last.seen })
    const endedAt = starts ? null : now
    charges.push({ place, status, startedAt: now, endedAt, seen: now, energyKwh })
  }
  return charges
}

/** Those that its owner lets partners see; whoever answers late shares all the same. */
function sharedOf(vehicleId: string, told: Told[]): Charge[] {
  return ['skip', 'never'].includes(mindOf(vehicleId)) ? [] : chargesOf(told)
}

/** A charge as one line, to compare whole lists of them. */
function lineOf(vehicleId: string, charge: Charge): string {
  const { status, startedAt, endedAt, energyKwh } = charge
  const abort = status === 'aborted' ? { reason: 'station', confirmed: true } : null
  const [started, ended] = [startedAt, endedAt].map((ms) => ms && new Date(ms).toISOString())
  return JSON.stringify([vehicleId, started, ended, status, energyKwh, abort])
}

/** The same of what partners know of a session at last. */
function lastLineOf(session: Json): string {
  const told = ['startedAt', 'endedAt', 'status'].map((key) => at(session, key))
  const who = at(session, 'vehicle', 'handle')
  return JSON.stringify([who, ...told, at(session, 'energyKwh'), at(session, 'abort')])
}

test('all that 85 cars told in a year is taken, each message once', async () => {
  await Promise.all(owners.map((owner) => replay(owner, runs.get(owner.vehicleId)!)))

  const metrics = await (await fetch(`${house.url}/metrics`)).text()
  expect(lines).toHaveLength(6790)
  expect(metrics).toMatch(/^chargeshare_messages_total\{[^}]*result="new"\} 6790$/m)
}, 240_000)

test('what partners first hear of a car whose owner answers late is the end of a charge', async () => {
  const first = new Map<unknown, unknown>()
  for (const event of await map.feed()) {
    const who = at(event, 'session', 'vehicle', 'handle')
    if (!first.has(who)) first.set(who, event['type'])
  }
  const late = [...runs.keys()].filter((vehicleId) => mindOf(vehicleId) === 'late')
  expect(late.length).toBeGreaterThan(10)
  for (const vehicleId of late) {
    expect(first.get(vehicleId), vehicleId).toMatch(/completed|aborted|updated/)
  }
})

test('partners know every shared charge as the rule reads it, and no other', async () => {
  const last = new Map<unknown, Json>()
  for (const event of await map.feed()) {
    const session = at(event, 'session') as Json
    last.set(session['id'], session)
  }
  const expected = [...runs].flatMap(([vehicleId, told]) =>
    sharedOf(vehicleId, told.flat()).map((charge) => lineOf(vehicleId, charge)),
  )
  expect([...last.values()].map(lastLineOf).sort()).toEqual(expected.sort())
  for (const session of last.values()) {
    const [who, began] = [text(session, 'vehicle', 'handle'), text(session, 'startedAt')]
    const own = sharedOf(who, runs.get(who)!.flat())
    const charge = own.find(({ startedAt }) => new Date(startedAt).toISOString() === began)!
    // Partners are told the station's position, the same for all its cars.
    expect(metres(charge.place, at(session, 'location', 'position') as Place)).toBeLessThan(100)
  }
})

test('owners who decide anew are asked about each charge, and all who share about each abort', async () => {
  for (const owner of owners) {
    const { vehicleId } = owner
    const told = runs.get(vehicleId)!.flat()
    const asked = await owner.questions('all')
    const aborts = asked.filter(({ kind }) => kind === 'abort').length
    const aborted = sharedOf(vehicleId, told).filter(({ status }) => status === 'aborted')
    expect(aborts, vehicleId).toBe(aborted.length)
    if (!['once', 'skip'].includes(mindOf(vehicleId))) continue
    expect(asked.length - aborts, vehicleId).toBe(chargesOf(told).length)
  }
})
