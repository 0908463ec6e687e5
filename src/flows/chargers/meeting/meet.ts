/** Charges of cars and transactions of chargers meet: what is one and the same is told as one. */
import type { Transaction } from '../../../domain/chargers/transaction.ts'
import type { Draw } from '../../../domain/chargers/meeting/witness.ts'
import { settle } from '../../../domain/sharing/settle.ts'
import { isNews, keep } from '../../keep.ts'
import type { World } from '../../ports.ts'
import type { Tables } from '../../tables.ts'
import { type Plan, planOf, wordsOf } from './plan.ts'
import { guestOf, type Scene, sceneAround, type Seeds, type Standing } from './scene.ts'

export type Needs = Pick<World, 'ids' | 'policy' | 'log' | 'meter'>

/** Whether somebody outside waits for what has changed, and whose charges have. */
export type Met = { news: boolean; owners: string[] }

export const nothingMet: Met = { news: false, owners: [] }

/** How often it is looked whether others have to be waited for; they seldom come at all. */
const LOOKS = 3
/** A transaction under way is looked at again when so much more was drawn, in watt-hours. */
const STEP_WH = 500

/** A transaction has changed: it may be, or not be, one with a charge. `charger`: where it is held. */
export async function meetTransaction(
  {
    tables,
    world,
    now,
    charger = null,
  }: { tables: Tables; world: Needs; now: number; charger?: Standing | null },
  before: Transaction | null,
  after: Transaction,
): Promise<Met> {
  if (before && !matters(before, after)) return nothingMet
  if (before && after.endedAt === null && isSaidAlike(before, after)) {
    return tellAnew(world, tables, after.id, { now, charger })
  }
  return meet(world, tables, { sessions: [], transactions: [after.id] }, { now, charger })
}

function matters(before: Transaction, after: Transaction): boolean {
  const steps = (one: Transaction) => Math.floor((one.energyWh ?? -1) / STEP_WH)
  if (
    after.endedAt !== null ? before.energyWh !== after.energyWh : steps(before) !== steps(after)
  ) {
    return true
  }
  return !isSaidAlike(before, after)
}

function isSaidAlike(before: Transaction, after: Transaction): boolean {
  return SAID.every((key) => before[key] === after[key])
}

/** What witnesses are made of, beside the energy. */
const SAID = [
  ...(['status', 'startedAt', 'endedAt', 'idTag', 'evse'] as const),
  ...(['socStart', 'stopReason', 'isProvisional', 'isFault'] as const),
]

/**
 * A transaction goes on and nothing but its energy has changed, which says nothing of whose it is
 * until it ends: only the charge that it is one with is told anew, and nobody else is looked at.
 */
async function tellAnew(
  world: Needs,
  tables: Tables,
  transaction: string,
  { now, charger: standing }: { now: number; charger: Standing | null },
): Promise<Met> {
  const draw = await tables.meetings.draw(transaction)
  const charger = draw && (standing ?? (await tables.chargers.get(draw.charger)))
  if (!charger || draw.session === null) return nothingMet
  const known = await wordFrom(tables, draw, charger)
  if (!known) return nothingMet
  await tables.vehicles.lock(known.guest.vehicle.id)
  // What was read before that may be another's by now.
  const word = await wordFrom(tables, draw, charger)
  return word ? carryOut(world, tables, { words: [word], ties: [] }, now) : nothingMet
}

async function wordFrom(tables: Tables, draw: Draw, { id, site }: Standing) {
  const guest = await guestOf(tables, draw.session ?? '', [id])
  if (guest?.session.witness?.transaction !== draw.id) return null
  return (await wordsOf(tables, new Map([[id, site]]), [{ guest, draw }]))[0] ?? null
}

/**
 * Finds out anew who belongs to whom around those that have changed, and tells what differs. `holds`:
 * the vehicles that are held already; `charger`: the charger that is. Vehicles are held before anything
 * is published, as everywhere; then nobody else meets at the same time, so that of two who come at
 * once the second one sees the first.
 */
export async function meet(
  world: Needs,
  tables: Tables,
  seeds: Seeds,
  {
    now,
    holds = null,
    charger = null,
  }: { now: number; holds?: string[] | null; charger?: Standing | null },
): Promise<Met> {
  const held = new Set(holds)
  // Whoever holds a vehicle has seldom to wait for another one: then one look is enough.
  if (holds === null) {
    const scene = await sceneAround(tables, seeds, charger)
    if (isNowhere(scene)) return nothingMet
    await hold(tables, held, await planOf(tables, scene))
  }
  await tables.stations.hold()
  for (let look = 1; look <= LOOKS; look++) {
    const scene = await sceneAround(tables, seeds, charger)
    if (scene.isCrowd) note(world, scene)
    const plan = await planOf(tables, scene)
    const isHeld = await hold(tables, held, plan)
    if (isHeld) return carryOut(world, tables, plan, now)
  }
  return nothingMet
}

/** Whose charges it would change if these met now. */
export async function heldFor(
  tables: Tables,
  seeds: Seeds,
  charger: Standing | null,
): Promise<string[]> {
  const { words } = await planOf(tables, await sceneAround(tables, seeds, charger))
  return words.map(({ guest }) => guest.vehicle.id)
}

/** Whether no charge can ever be here: chargers of which nobody knows where they stand, and no more. */
function isNowhere({ guests, draws, sites }: Scene): boolean {
  return guests.size === 0 && [...draws.values()].every((one) => !sites.get(one.charger)?.position)
}

/** Not which they are: what is near to each other is for nobody to read. */
function note({ log, meter }: Needs, { guests, draws }: Scene): void {
  const counts = { charges: guests.size, transactions: draws.size }
  log.warn(counts, 'more charges at one place at one time than can be told apart')
  meter.crowd()
}

/** Holds the vehicles whose charges will change, in one order; false where one was not held yet. */
async function hold(tables: Tables, held: Set<string>, { words }: Plan): Promise<boolean> {
  const vehicles = new Set(words.map(({ guest }) => guest.vehicle.id))
  const missing = [...vehicles].filter((id) => !held.has(id)).sort()
  for (const id of missing) {
    await tables.vehicles.lock(id)
    held.add(id)
  }
  return missing.length === 0
}

/** Keeps what a plan changes, and tells what differs; its vehicles are held. */
export async function carryOut(
  { ids, policy }: Needs,
  tables: Tables,
  { words, ties }: Plan,
  now: number,
): Promise<Met> {
  let news = false
  for (const { guest, witness } of words) {
    const { session, vehicle, place } = guest
    const around = { vehicle, place, now, ids, patience: policy }
    const changes = settle(session, { ...session, witness }, around)
    await keep(tables, changes, around)
    news ||= isNews(changes)
  }
  for (const { draw, session } of ties) await tables.meetings.tie(draw.id, session)
  return { news, owners: words.map(({ guest }) => guest.vehicle.owner) }
}
