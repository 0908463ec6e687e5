/** Charges of cars and transactions of chargers meet: what is one and the same is told as one. */
import { pairsOf } from '../../../domain/chargers/meeting/match.ts'
import type { Transaction } from '../../../domain/chargers/transaction.ts'
import {
  type Draw,
  isNewWord,
  type Witness,
  witnessOf,
} from '../../../domain/chargers/meeting/witness.ts'
import { settle } from '../../../domain/sharing/settle.ts'
import { isNews, keep } from '../../keep.ts'
import type { World } from '../../ports.ts'
import type { Tables } from '../../tables.ts'
import { type Guest, type Scene, sceneAround, type Seeds } from './scene.ts'

export type Needs = Pick<World, 'ids' | 'policy'>

/** Whether somebody outside waits for what has changed, and whose charges have. */
export type Met = { news: boolean; owners: string[] }

export const nothingMet: Met = { news: false, owners: [] }

/** What changes: charges with another witness, and transactions that are one with another charge. */
type Plan = {
  words: { guest: Guest; witness: Witness | null }[]
  ties: { draw: Draw; session: string | null }[]
}

/** How often it is looked whether others have to be waited for; they seldom come at all. */
const LOOKS = 3
/** A transaction under way is looked at again when so much more was drawn, in watt-hours. */
const STEP_WH = 500

/** A transaction has changed: it may be, or not be, one with a charge. */
export async function meetTransaction(
  { tables, world, now }: { tables: Tables; world: Needs; now: number },
  before: Transaction | null,
  after: Transaction,
): Promise<Met> {
  if (before && !matters(before, after)) return nothingMet
  return meet(world, tables, { sessions: [], transactions: [after.id] }, { now })
}

function matters(before: Transaction, after: Transaction): boolean {
  const steps = (one: Transaction) => Math.floor((one.energyWh ?? -1) / STEP_WH)
  if (
    after.endedAt !== null ? before.energyWh !== after.energyWh : steps(before) !== steps(after)
  ) {
    return true
  }
  const said = (one: Transaction) => [
    ...[one.status, one.startedAt, one.endedAt, one.idTag, one.evse],
    ...[one.socStart, one.stopReason, one.isProvisional, one.isFault],
  ]
  return JSON.stringify(said(before)) !== JSON.stringify(said(after))
}

/**
 * Finds out anew who belongs to whom around those that have changed, and tells what differs. `holds`:
 * the vehicle that is held already. Vehicles
 * are held before anything is published, as everywhere; then nobody else meets at the same time, so
 * that of two who come at once the second one sees the first.
 */
export async function meet(
  world: Needs,
  tables: Tables,
  seeds: Seeds,
  { now, holds = null }: { now: number; holds?: string | null },
): Promise<Met> {
  const held = new Set(holds === null ? [] : [holds])
  // Whoever holds a vehicle has seldom to wait for another one: then one look is enough.
  if (holds === null) {
    await hold(tables, held, await planOf(tables, await sceneAround(tables, seeds)))
  }
  await tables.stations.hold()
  for (let look = 1; look <= LOOKS; look++) {
    const plan = await planOf(tables, await sceneAround(tables, seeds))
    const isHeld = await hold(tables, held, plan)
    if (isHeld) return carryOut(world, tables, plan, now)
  }
  return nothingMet
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

async function planOf(tables: Tables, scene: Scene): Promise<Plan> {
  const plan: Plan = { words: [], ties: [] }
  if (scene.isCrowd) return plan
  const guests = [...scene.guests.values()]
  const draws = [...scene.draws.values()]
  const pairs = pairsOf(
    guests.map(({ visit }) => visit),
    draws,
  )
  for (const guest of guests) {
    const draw = scene.draws.get(pairs.get(guest.session.id) ?? '')
    const witness = draw ? await wordOf(tables, scene, guest, draw) : null
    if (isNewWord(guest.session.witness, witness)) plan.words.push({ guest, witness })
  }
  const sessions = new Map([...pairs].map(([session, draw]) => [draw, session]))
  for (const draw of draws) {
    const session = sessions.get(draw.id) ?? null
    if (session !== draw.session) plan.ties.push({ draw, session })
  }
  return plan
}

async function wordOf(
  tables: Tables,
  { sites }: Scene,
  { visit }: Guest,
  draw: Draw,
): Promise<Witness> {
  const connectors = await tables.chargers.connectors(draw.charger)
  const sockets = new Set(connectors.filter(({ evse }) => evse > 0).map(({ evse }) => evse)).size
  return witnessOf(visit, draw, { site: sites.get(draw.charger)!, sockets })
}

async function carryOut(
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
