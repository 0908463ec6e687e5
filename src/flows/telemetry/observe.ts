/** Takes what cars tell of themselves, in whichever dialect: charges are read out of it and kept. */
import type { Message } from '../../domain/charging/message.ts'
import type { Vehicle } from '../../domain/sharing/vehicle.ts'
import { elapsed, merged, watched } from '../../domain/telemetry/follow.ts'
import type { LogRecord, Reading } from '../../domain/telemetry/reading.ts'
import { isTrack, withoutPosition } from '../../domain/telemetry/record.ts'
import { unwatched, type Watch } from '../../domain/telemetry/watch.ts'
import { take } from '../charging/take.ts'
import { grouping, type Kept, type Module } from '../group.ts'
import type { World } from '../ports.ts'
import type { Tables } from '../tables.ts'

/** What a module told at once: what it read, and lines of its log. */
export type Telemetry = { readings: Reading[]; records?: LogRecord[] }

/** What the server makes of it. */
export type Observed = {
  /** Nothing is read out of the telemetry of a vehicle that is not opted in. */
  isOptedIn: boolean
  /** A charge is open, or has just ended. */
  isCharging: boolean
  /** A charge is open and no position of it is known. */
  isLost: boolean
}

/** Resolves once what was told is durable; what fails changes nothing and may be told again. */
export type Observe = (module: Module, told: Telemetry, source: string) => Promise<Observed>

type Needs = Pick<World, 'store' | 'clock' | 'ids' | 'policy' | 'bell' | 'meter' | 'log'> & {
  /** Whether a vehicle's log may become longer. */
  hasRoom: (tables: Tables, vehicle: string, more: number) => Promise<boolean>
}
type Told = Telemetry & { module: Module; source: string }

export function observing(needs: Pick<World, keyof Omit<Needs, 'hasRoom'>>): Observe {
  const world: Needs = { ...needs, hasRoom: openShelf(needs.clock) }
  const group = grouping<Told, Observed>(world, {
    size: ({ readings, records = [] }) => 1 + (readings.length + records.length) / WEIGHT,
    work: (tables, vehicles, batch) => observeAll(world, tables, vehicles, batch),
  })
  return (module, told, source) => group({ ...told, module, source })
}

/** Readings of one car are folded before they are kept: many weigh as much as one message. */
const WEIGHT = 20

/** A car's telemetry is read and kept once in a transaction, however often it spoke. */
async function observeAll(
  world: Needs,
  tables: Tables,
  vehicles: Map<string, Vehicle>,
  batch: Told[],
): Promise<Kept<Observed>> {
  const observed = new Map<string, Observed>()
  let news = false
  for (const vehicle of vehicles.values()) {
    const told = batch.filter(({ module }) => module.id === vehicle.id)
    const kept = await observeOne(world, tables, vehicle, told)
    observed.set(vehicle.id, kept.observed)
    news ||= kept.news
  }
  return { results: batch.map(({ module }) => observed.get(module.id)!), news }
}

async function observeOne(world: Needs, tables: Tables, vehicle: Vehicle, told: Told[]) {
  for (const record of told.flatMap(({ records = [] }) => records)) {
    await keepRecord(world, tables, vehicle, record)
  }
  const { optedIn: isOptedIn } = vehicle
  if (!isOptedIn) return { observed: { isOptedIn, isCharging: false, isLost: false }, news: false }
  const before = (await tables.watches.get(vehicle.id)) ?? unwatched
  let watch = before
  let news = false
  for (const { readings, source } of told) {
    for (const reading of merged(readings)) {
      const step = watched(watch, reading, world.policy)
      watch = step.watch
      news = (await takeAll(world, tables, { vehicle, messages: step.messages, source })) || news
    }
  }
  if (watch !== before) await tables.watches.keep(vehicle.id, watch, world.clock())
  const { charge, ending } = watch
  const isLost = charge !== null && ending === null && charge.position === null
  return { observed: { isOptedIn, isCharging: charge !== null, isLost }, news }
}

type Taking = Pick<World, 'clock' | 'ids' | 'policy' | 'meter' | 'log'>
type Derived = { vehicle: Vehicle; messages: Message[]; source: string }

/** Takes the messages that were read out of telemetry; true where somebody outside waits for them. */
async function takeAll(world: Taking, tables: Tables, derived: Derived): Promise<boolean> {
  let news = false
  for (const message of derived.messages) {
    const taken = await take(world, tables, derived.vehicle, message)
    world.meter.message(derived.source, taken.receipt.result)
    news ||= taken.news
  }
  return news
}

/** A module that writes without end fills its own shelf alone; characters. */
const SHELF = 8_000_000
const COUNTED_MS = 3_600_000

/** Knows how much is kept of each vehicle; counted anew each hour, since time takes some away. */
function openShelf(clock: World['clock']): Needs['hasRoom'] {
  const shelves = new Map<string, { size: number; countedAt: number }>()
  return async (tables, vehicle, more) => {
    const known = shelves.get(vehicle)
    const isFresh = known !== undefined && clock() - known.countedAt < COUNTED_MS
    const shelf = isFresh ? known : { size: await tables.records.size(vehicle), countedAt: clock() }
    if (!isFresh && shelves.size > 10_000) shelves.clear()
    shelves.set(vehicle, shelf)
    if (shelf.size + more > SHELF) return false
    shelf.size += more
    return true
  }
}

async function keepRecord(
  { ids, clock, policy, hasRoom }: Needs,
  tables: Tables,
  { id }: Vehicle,
  record: LogRecord,
): Promise<void> {
  const expiresAt = clock() + Math.min(record.lifetimeS * 1000, policy.messagesMs)
  // A track is nothing but positions.
  if (isTrack(record.type) || expiresAt <= clock()) return
  if (!(await hasRoom(tables, id, record.data.length))) return
  await tables.records.add(ids.next(), id, withoutPosition(record), expiresAt)
}

/** What time alone changes for a car; resolves to whether somebody outside waits for it. */
export async function settleOne(
  world: Taking,
  tables: Tables,
  vehicle: Vehicle,
  now: number,
): Promise<boolean> {
  const before: Watch | null = await tables.watches.get(vehicle.id)
  if (!before) return false
  const { watch, messages } = elapsed(before, now)
  if (watch !== before) await tables.watches.keep(vehicle.id, watch, now)
  return takeAll(world, tables, { vehicle, messages, source: 'telemetry' })
}
