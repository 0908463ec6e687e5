/** All charges and transactions that may be one with each other, beginning from those that changed. */
import { isAt } from '../../../domain/chargers/meeting/area.ts'
import type { Site } from '../../../domain/chargers/charger.ts'
import { gradeOf, type Visit } from '../../../domain/chargers/meeting/match.ts'
import { type Draw, WINDOW_MS } from '../../../domain/chargers/meeting/witness.ts'
import type { Session } from '../../../domain/charging/session.ts'
import type { Place } from '../../../domain/places/place.ts'
import type { Position } from '../../../domain/places/position.ts'
import type { Vehicle } from '../../../domain/sharing/vehicle.ts'
import type { Tables } from '../../tables.ts'

/** A charge with what is needed to tell it anew, and the chargers that stand where it was. */
export type Guest = {
  session: Session
  vehicle: Vehicle
  place: Place | null
  visit: Visit
}

export type Seeds = { sessions: string[]; transactions: string[] }

export type Scene = {
  guests: Map<string, Guest>
  draws: Map<string, Draw>
  sites: Map<string, Site>
  /** More than can be told apart: nothing is to be changed. */
  isCrowd: boolean
}

/** So many charges and transactions that hang together are a crowd. */
const CROWD = 100

/**
 * Follows what may be one, and what was taken for one, from one side to the other until nothing
 * more is found: what lies beyond cannot change who belongs to whom here.
 */
export async function sceneAround(tables: Tables, seeds: Seeds): Promise<Scene> {
  const scene: Scene = { guests: new Map(), draws: new Map(), sites: new Map(), isCrowd: false }
  let sessions = seeds.sessions
  let transactions = seeds.transactions
  const isNew = (id: string) => !scene.guests.has(id) && !scene.draws.has(id)
  while (sessions.length + transactions.length > 0) {
    if (scene.guests.size + scene.draws.size > CROWD) return { ...scene, isCrowd: true }
    const guests = await invited(tables, scene, sessions)
    const draws = await drawn(tables, scene, transactions)
    const further: Seeds[] = []
    for (const guest of guests) further.push(await about(tables, guest))
    for (const draw of draws) further.push(await beside(tables, scene, draw))
    sessions = unique(further.flatMap((more) => more.sessions)).filter(isNew)
    transactions = unique(further.flatMap((more) => more.transactions)).filter(isNew)
  }
  return scene
}

function unique(ids: string[]): string[] {
  return [...new Set(ids)]
}

async function invited(tables: Tables, scene: Scene, ids: string[]): Promise<Guest[]> {
  const guests: Guest[] = []
  for (const id of ids) {
    const guest = await guestOf(tables, scene, id)
    if (!guest) continue
    scene.guests.set(id, guest)
    guests.push(guest)
  }
  return guests
}

async function guestOf(tables: Tables, scene: Scene, id: string): Promise<Guest | null> {
  const session = await tables.sessions.get(id)
  const vehicle = session && (await tables.vehicles.get(session.vehicle))
  if (!vehicle) return null
  const place = session.place === null ? null : await tables.places.get(session.place)
  const chargers = await chargersAt(tables, scene, place)
  const { status, startedAt, endedAt, energyKwh, socStart, socEnd } = session
  const told = { status, startedAt, endedAt, energyKwh, socStart, socEnd }
  return { session, vehicle, place, visit: { ...told, id, owner: vehicle.owner, chargers } }
}

/** Where it was is not to be known of a place that is never shared, nor by its chargers. */
async function chargersAt(tables: Tables, scene: Scene, place: Place | null): Promise<string[]> {
  if (!place?.position || place.flag === 'never') return []
  const { position, radiusM } = place
  const near = await tables.meetings.chargersNear(position)
  return near.flatMap(({ id, site }) => {
    scene.sites.set(id, site)
    return site.position && isAt({ position, radiusM }, site.position) ? [id] : []
  })
}

async function drawn(tables: Tables, scene: Scene, ids: string[]): Promise<Draw[]> {
  const draws: Draw[] = []
  for (const id of ids) {
    const draw = await tables.meetings.draw(id)
    if (!draw) continue
    scene.draws.set(id, draw)
    draws.push(draw)
  }
  return draws
}

/** Transactions that may be one with a charge, and the one that was taken for it. */
async function about(tables: Tables, { session, visit }: Guest): Promise<Seeds> {
  const { chargers, startedAt } = visit
  const begun =
    chargers.length === 0
      ? []
      : await tables.meetings.begun(chargers, startedAt - WINDOW_MS, startedAt + WINDOW_MS)
  const fitting = begun.filter((draw) => gradeOf(visit, draw) !== null)
  const known = session.witness ? [session.witness.transaction] : []
  return { sessions: [], transactions: [...fitting.map(({ id }) => id), ...known] }
}

/** Charges that a transaction may be one with, and the one that it was taken for. */
async function beside(tables: Tables, scene: Scene, draw: Draw): Promise<Seeds> {
  const known = draw.session === null ? [] : [draw.session]
  const position = await positionOf(tables, scene, draw.charger)
  if (!position) return { sessions: known, transactions: [] }
  const { startedAt, skewMs } = draw
  const times = skewMs === null ? [startedAt] : [startedAt, startedAt + skewMs]
  const sighted = await tables.meetings.sighted(position, times)
  return { sessions: [...known, ...sighted], transactions: [] }
}

async function positionOf(tables: Tables, scene: Scene, id: string): Promise<Position | null> {
  const known = scene.sites.get(id)
  if (known) return known.position
  const charger = await tables.chargers.get(id)
  if (charger) scene.sites.set(id, charger.site)
  return charger?.site.position ?? null
}
