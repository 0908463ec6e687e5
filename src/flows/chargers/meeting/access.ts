/** Who may charge at a charger has changed, or it is removed: what it told of charges is looked at anew. */
import type { Charger } from '../../../domain/chargers/charger.ts'
import { type Draw, mayTell } from '../../../domain/chargers/meeting/witness.ts'
import type { Tables } from '../../tables.ts'
import { carryOut, heldFor, meet, type Met, type Needs, nothingMet } from './meet.ts'
import type { Plan } from './plan.ts'
import { type Guest, guestOf, type Seeds } from './scene.ts'

/** What ended longer ago was told, and published, as it was right then. Milliseconds. */
const RECENT_MS = 7 * 86_400_000

/**
 * Parts what goes on or is recent from charges that its charger may tell nothing of any more, and
 * joins what goes on with those that it now may. What partners do not know is parted however old.
 */
export async function meetAnew(
  world: Needs,
  tables: Tables,
  { before, after }: { before: Charger; after: Charger },
  now: number,
): Promise<Met> {
  if (before.access === after.access && before.owner === after.owner) return nothingMet
  const since = now - RECENT_MS
  const holds = await hold(tables, after.id, await awaited(tables, after, since))
  const recent = new Set(await tables.meetings.recent(after.id, since))
  const around = { charger: after.id, holds, now }
  const met = await part(world, tables, around, ({ session, visit }, draw) => {
    return !recent.has(draw.id) && session.publicId === null && !mayTell(visit.owner, draw)
  })
  for (const id of recent) {
    // One by one: together they would be a crowd.
    const { news, owners } = await meet(world, tables, seedsOf(id), { now, holds, charger: after })
    met.news ||= news
    met.owners.push(...owners)
  }
  return met
}

/**
 * Before a charger is removed: parts it from what goes on, is recent or is not known to partners.
 * What else it told was published as it was right then.
 */
export async function partAll(
  world: Needs,
  tables: Tables,
  charger: string,
  now: number,
): Promise<Met> {
  const holds = await hold(tables, charger, [])
  const around = { charger, holds, now }
  return part(world, tables, around, ({ session }, { status, startedAt }) => {
    return session.publicId === null || status === 'charging' || startedAt > now - RECENT_MS
  })
}

function seedsOf(transaction: string): Seeds {
  return { sessions: [], transactions: [transaction] }
}

/** Vehicles whose charges will be one with what goes on at a charger. */
async function awaited(tables: Tables, charger: Charger, since: number): Promise<string[]> {
  const joined = new Set((await tables.meetings.joined(charger.id)).map(({ id }) => id))
  const vehicles: string[] = []
  for (const id of await tables.meetings.recent(charger.id, since)) {
    if (!joined.has(id)) vehicles.push(...(await heldFor(tables, seedsOf(id), charger)))
  }
  return vehicles
}

/**
 * Holds these vehicles and those of all charges that are joined, in one order, before it holds what
 * is published: who does it the other way waits for cars that wait for him. From then on nobody
 * joins anything.
 */
async function hold(tables: Tables, charger: string, vehicles: string[]): Promise<string[]> {
  const joined = await tables.meetings.joined(charger)
  const sessions = await tables.sessions.these(joined.flatMap(({ session }) => session ?? []))
  const holds = [...new Set([...vehicles, ...sessions.map(({ vehicle }) => vehicle)])].sort()
  for (const id of holds) await tables.vehicles.lock(id)
  await tables.stations.hold()
  return holds
}

/** Takes from charges what their charger has told of them, where that is to be so. */
async function part(
  world: Needs,
  tables: Tables,
  { charger, holds, now }: { charger: string; holds: string[]; now: number },
  isParted: (guest: Guest, draw: Draw) => boolean,
): Promise<Met> {
  const plan: Plan = { words: [], ties: [] }
  for (const draw of await tables.meetings.joined(charger)) {
    const guest = await guestOf(tables, draw.session ?? '', [])
    if (guest?.session.witness?.transaction !== draw.id || !isParted(guest, draw)) continue
    // Joined since the others were held, which is seldom.
    if (!holds.includes(guest.vehicle.id)) await tables.vehicles.lock(guest.vehicle.id)
    plan.words.push({ guest, witness: null })
    plan.ties.push({ draw, session: null })
  }
  return carryOut(world, tables, plan, now)
}
