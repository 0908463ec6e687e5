/** Takes what cars say: messages that arrive together are decided and kept in one transaction. */
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
import { Refusal } from '../refusal.ts'

/** What became of one message. `conflict`: its id was used before for something else. */
export type Receipt = {
  result: 'new' | 'duplicate' | 'ignored' | 'conflict'
  /** The vehicle's own session that it belongs to. */
  session: string | null
}

/**
 * A vehicle whose module has shown its secret; the receipt is given only while `holds` says so of
 * what is kept of the vehicle's secret then.
 */
export type Module = { id: string; holds: (secretHash: string) => boolean }

/** Messages of one vehicle, in the order they came; resolves once they are durable. */
export type Receive = (module: Module, messages: Message[], source: string) => Promise<Receipt[]>

/** More messages than this are not kept in one transaction, so that nobody waits for long. */
const TOGETHER = 500

type Needs = Pick<World, 'store' | 'clock' | 'ids' | 'policy' | 'bell' | 'meter'>
type Waiting = {
  module: Module
  messages: Message[]
  source: string
  resolve: (receipts: Receipt[]) => void
  reject: (error: unknown) => void
}
type Kept = { receipts: Receipt[][]; news: boolean }

/** Group commit: durability is paid once for all messages that arrive in one turn of the loop. */
export function receiving(world: Needs): Receive {
  const waiting: Waiting[] = []
  let running = false

  async function flush(): Promise<void> {
    const batch = waiting.splice(0, fitting(waiting))
    await commit(world, batch)
    running = waiting.length > 0
    if (running) setImmediate(() => void flush())
  }

  return (module, messages, source) =>
    new Promise((resolve, reject) => {
      waiting.push({ module, messages, source, resolve, reject })
      if (running) return
      running = true
      setImmediate(() => void flush())
    })
}

/** How many of those who wait are served in the next transaction: at least one. */
function fitting(waiting: Waiting[]): number {
  let [count, messages] = [0, 0]
  while (count < waiting.length && (count === 0 || messages < TOGETHER)) {
    messages += waiting[count]!.messages.length
    count++
  }
  return count
}

/** One transaction for the batch; where it fails, each sender has his own and fails alone. */
async function commit(world: Needs, batch: Waiting[]): Promise<void> {
  const began = performance.now()
  try {
    const { receipts, news } = await world.store.write((tables) => takeAll(world, tables, batch))
    batch.forEach((one, i) => one.resolve(receipts[i] ?? []))
    if (news) world.bell.ring()
    count(world, batch, receipts, (performance.now() - began) / 1000)
  } catch (error) {
    const [only] = batch
    if (batch.length > 1) for (const one of batch) await commit(world, [one])
    else only?.reject(error)
  }
}

function count(world: Needs, batch: Waiting[], receipts: Receipt[][], seconds: number): void {
  world.meter.batch(receipts.flat().length, seconds)
  batch.forEach(({ source }, i) => {
    for (const { result } of receipts[i] ?? []) world.meter.message(source, result)
  })
}

async function takeAll(world: Needs, tables: Tables, batch: Waiting[]): Promise<Kept> {
  const vehicles = new Map<string, Vehicle>()
  // In the order of their ids, so that two processes never wait for each other.
  for (const id of [...new Set(batch.map(({ module }) => module.id))].sort()) {
    const vehicle = await tables.vehicles.lock(id)
    if (vehicle) vehicles.set(id, vehicle)
  }
  const kept: Kept = { receipts: [], news: false }
  for (const one of batch) {
    const vehicle = vehicles.get(one.module.id)
    if (!vehicle || !one.module.holds(vehicle.secretHash)) {
      throw new Refusal('unauthorized', 'no or wrong credential')
    }
    const receipts: Receipt[] = []
    for (const message of one.messages) {
      const { receipt, news } = await take(world, tables, vehicle, message)
      receipts.push(receipt)
      kept.news ||= news
    }
    kept.receipts.push(receipts)
  }
  return kept
}

type Taken = { receipt: Receipt; news: boolean }

async function take(
  world: Needs,
  tables: Tables,
  vehicle: Vehicle,
  message: Message,
): Promise<Taken> {
  if (!vehicle.optedIn) return { receipt: { result: 'ignored', session: null }, news: false }
  const digest = digestOf(message)
  const known = await tables.messages.get(vehicle.id, keyOf(message))
  if (known) {
    const result = known.digest === digest ? 'duplicate' : 'conflict'
    return { receipt: { result, session: known.session }, news: false }
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
  return { receipt: { result: 'new', session: outcome.session }, news: isNews(outcome.changes) }
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
