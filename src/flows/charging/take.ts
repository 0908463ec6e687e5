/** Takes one message in a transaction: lends the situation, lets the domain decide, keeps the outcome. */
import { createHash } from 'node:crypto'
import { isOpen } from '../../domain/charging/course.ts'
import type { History } from '../../domain/charging/history.ts'
import { keyOf, type Message } from '../../domain/charging/message.ts'
import {
  isLate,
  type Outcome,
  outcomeOf,
  type Situation,
  whereabouts,
} from '../../domain/charging/outcome.ts'
import type { Session } from '../../domain/charging/session.ts'
import { isWithin, type Place } from '../../domain/places/place.ts'
import type { Vehicle } from '../../domain/sharing/vehicle.ts'
import { isNews, keep } from '../keep.ts'
import type { World } from '../ports.ts'
import type { Tables } from '../tables.ts'
import { lookAbout } from './sight.ts'

type Needs = Pick<World, 'clock' | 'ids' | 'policy' | 'log' | 'meter'>

/** What became of one message. `conflict`: its id was used before for something else. */
export type Receipt = {
  result: 'new' | 'duplicate' | 'ignored' | 'conflict'
  /** The vehicle's own session that it belongs to. */
  session: string | null
}

/** `news`: somebody outside waits for what was kept. `owners`: others whose charges have changed. */
export type Taken = { receipt: Receipt; news: boolean; owners: string[] }

/** Takes a message of a vehicle that is held against other writers. */
export async function take(
  world: Needs,
  tables: Tables,
  vehicle: Vehicle,
  message: Message,
): Promise<Taken> {
  const without = { news: false, owners: [] }
  if (!vehicle.optedIn) return { receipt: { result: 'ignored', session: null }, ...without }
  const digest = digestOf(message)
  const known = await tables.messages.get(vehicle.id, keyOf(message))
  if (known) {
    const result = known.digest === digest ? 'duplicate' : 'conflict'
    return { receipt: { result, session: known.session }, ...without }
  }
  const now = world.clock()
  const situation = await lend(tables, vehicle, message)
  const outcome = outcomeOf(situation, message, {
    now,
    ids: world.ids,
    patience: world.policy,
    rules: world.policy,
    radiusM: world.policy.radiusM,
  })
  await keepOutcome(tables, situation, outcome, { digest, now })
  const met = await lookAbout(world, tables, situation, outcome, now)
  const receipt = { result: 'new', session: outcome.session } as const
  return { receipt, news: isNews(outcome.changes) || met.news, owners: met.owners }
}

/** What a repeat must say as well. The position stays out: a hash of it could be guessed. */
function digestOf(message: Message): string {
  const said = JSON.stringify({ ...message, position: undefined })
  return createHash('sha256').update(said).digest('base64url').slice(0, 22)
}

/** All that the store knows that bears on a message. */
async function lend(tables: Tables, vehicle: Vehicle, message: Message): Promise<Situation> {
  const latest = await tables.sessions.latest(vehicle.id)
  const position = whereabouts(message, vehicle)
  const history = isLate(message, latest) ? await historyAt(tables, vehicle, message.at) : null
  const open = latest && isOpen(latest) && !history ? latest : null
  // A charge that is over has nothing more to say, unless this one was told no position.
  const bearing = history?.sessions ?? (latest && (open || !position) ? [latest] : [])
  const places = await placesOf(tables, bearing)
  const own = open && places.get(open.place ?? '')
  // An open charge stays at its own place while the car is there: no other need be looked for.
  const stays = own?.position && position && isWithin(position, own)
  const hits = stays
    ? [{ place: own, ring: 0, stale: false }]
    : position
      ? await tables.places.near(vehicle, position)
      : []
  for (const { place } of hits) places.set(place.id, place)
  return { vehicle, latest, position, hits, places, history }
}

async function historyAt(tables: Tables, vehicle: Vehicle, at: number): Promise<History> {
  const stretch = await tables.sessions.stretch(vehicle.id, at)
  const ids = stretch.sessions.map((session) => session.id)
  return { ...stretch, facts: await tables.messages.of(ids) }
}

async function placesOf(tables: Tables, sessions: Session[]): Promise<Map<string, Place>> {
  const places = new Map<string, Place>()
  for (const id of new Set(sessions.map(({ place }) => place))) {
    const place = id === null ? null : await tables.places.get(id)
    if (place) places.set(place.id, place)
  }
  return places
}

async function keepOutcome(
  tables: Tables,
  { vehicle, latest, history, hits, position }: Situation,
  { changes, fact, session, moved, fix }: Outcome,
  { digest, now }: { digest: string; now: number },
): Promise<void> {
  const known = new Set(history?.sessions.map((old) => old.id)).add(latest?.id ?? '')
  const isNew = (one: Session) => !known.has(one.id)
  await keep(tables, changes, { vehicle, now, isNew, isRetold: history !== null })
  await tables.messages.add(vehicle.id, fact, { digest, session }, now)
  for (const { key, session: home } of moved) await tables.messages.move(vehicle.id, key, home)
  const stale = hits.find((hit) => hit.stale && hit.place.id === fact.place)
  // Only now is it known where a place is whose position was erased.
  if (stale && position) {
    await tables.places.retoken(stale.place, vehicle, stale.place.position ?? position)
  }
  if (!fix) return
  vehicle.fix = fix
  await tables.vehicles.setFix(vehicle.id, fix)
}
