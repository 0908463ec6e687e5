/** All charges and transactions that may be one with each other, beginning from those that changed. */
import { areaOf, isAt } from '../../../domain/chargers/meeting/area.ts'
import type { Charger, Site } from '../../../domain/chargers/charger.ts'
import { gradeOf, type Visit } from '../../../domain/chargers/meeting/match.ts'
import { type Draw, WINDOW_MS } from '../../../domain/chargers/meeting/witness.ts'
import { madeAt } from '../../../domain/ids.ts'
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

/** Where it is known already that a charger stands, and held. */
export type Standing = Pick<Charger, 'id' | 'site'>

export type Scene = {
  guests: Map<string, Guest>
  draws: Map<string, Draw>
  sites: Map<string, Site>
  /** Chargers at which a charge was of which nothing is told. */
  silent: Map<string, string[]>
  /** More than can be told apart: what stands is to be kept, and nothing else found. */
  isCrowd: boolean
}

/** A scene that is still looked for, and what was read on the way. */
type Search = Scene & {
  tables: Tables
  /** Chargers about an area. */
  near: Map<string, Standing[]>
  begun: Map<string, Draw>
}

/** So many charges and transactions that hang together are a crowd. */
const CROWD = 100

/**
 * Follows what may be one, and what was taken for one, from one side to the other until nothing
 * more is found: what lies beyond cannot change who belongs to whom here. Each step reads all that it
 * follows at once.
 */
export async function sceneAround(
  tables: Tables,
  seeds: Seeds,
  known: Standing | null,
): Promise<Scene> {
  const search: Search = {
    ...{ guests: new Map(), draws: new Map(), sites: new Map(), silent: new Map() },
    ...{ isCrowd: false, tables, near: new Map(), begun: new Map() },
  }
  if (known) search.sites.set(known.id, known.site)
  let { sessions, transactions } = seeds
  const isNew = (id: string) => !search.guests.has(id) && !search.draws.has(id)
  while (sessions.length + transactions.length > 0) {
    const guests = await invited(search, sessions)
    const draws = await drawn(search, transactions)
    if (search.guests.size + search.draws.size > CROWD) return { ...search, isCrowd: true }
    transactions = unique(await about(search, guests)).filter(isNew)
    sessions = unique(await beside(search, draws)).filter(isNew)
  }
  return search
}

/** A charge as it is kept, at some of these chargers; null where it is no more. */
export async function guestOf(
  tables: Tables,
  id: string,
  chargers: string[],
): Promise<Guest | null> {
  const session = await tables.sessions.get(id)
  const vehicle = session && (await tables.vehicles.get(session.vehicle))
  if (!vehicle) return null
  const place = session.place === null ? null : await tables.places.get(session.place)
  return { session, vehicle, place, visit: visitOf(session, vehicle, chargers) }
}

function unique(ids: string[]): string[] {
  return [...new Set(ids)]
}

async function invited(search: Search, ids: string[]): Promise<Guest[]> {
  if (ids.length === 0) return []
  const { tables, guests, silent } = search
  const sessions = await tables.sessions.these(ids)
  const vehicles = named(await tables.vehicles.these(unique(sessions.map((one) => one.vehicle))))
  const at = unique(sessions.flatMap((one) => one.place ?? []))
  const places = named(at.length === 0 ? [] : await tables.places.these(at))
  const found: Guest[] = []
  for (const session of sessions) {
    const vehicle = vehicles.get(session.vehicle)!
    const place = places.get(session.place ?? '') ?? null
    const chargers = silent.get(session.id) ?? (await chargersAt(search, place))
    const guest = { session, vehicle, place, visit: visitOf(session, vehicle, chargers) }
    guests.set(session.id, guest)
    found.push(guest)
  }
  return found
}

function named<T extends { id: string }>(rows: T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.id, row]))
}

function visitOf(session: Session, { owner }: Vehicle, chargers: string[]): Visit {
  const { id, status, startedAt, endedAt, energyKwh, socStart, socEnd, heardAt } = session
  const heard = { first: madeAt(id), last: heardAt }
  const told = { status, startedAt, endedAt, energyKwh, socStart, socEnd }
  return { ...told, id, owner, chargers, heard }
}

/** Where it was is not to be known of a place that is never shared, nor by its chargers. */
async function chargersAt(search: Search, place: Place | null): Promise<string[]> {
  if (!place?.position || place.flag === 'never') return []
  const { position, radiusM } = place
  const near = await chargersNear(search, position)
  return near.flatMap(({ id, site }) =>
    site.position && isAt({ position, radiusM }, site.position) ? [id] : [],
  )
}

async function chargersNear(search: Search, position: Position): Promise<Standing[]> {
  const area = areaOf(position)
  const known = search.near.get(area)
  if (known) return known
  const near = await search.tables.meetings.chargersNear(position)
  search.near.set(area, near)
  for (const { id, site } of near) search.sites.set(id, site)
  return near
}

async function drawn({ tables, draws, begun }: Search, ids: string[]): Promise<Draw[]> {
  const unread = ids.filter((id) => !begun.has(id))
  const read = unread.length === 0 ? [] : await tables.meetings.draws(unread)
  const found = [...ids.flatMap((id) => begun.get(id) ?? []), ...read]
  for (const draw of found) draws.set(draw.id, draw)
  return found
}

/** Transactions that may be one with these charges, and those that were taken for them. */
async function about(search: Search, guests: Guest[]): Promise<string[]> {
  const found = guests.flatMap(({ session }) => session.witness?.transaction ?? [])
  for (const visits of together(guests.map(({ visit }) => visit))) {
    const chargers = unique(visits.flatMap((visit) => visit.chargers))
    const [from, to] = [visits[0]!.startedAt - WINDOW_MS, visits.at(-1)!.startedAt + WINDOW_MS]
    const begun = await search.tables.meetings.begun(chargers, from, to)
    for (const draw of begun) search.begun.set(draw.id, draw)
    const fitting = begun.filter((draw) => visits.some((visit) => gradeOf(visit, draw) !== null))
    found.push(...fitting.map(({ id }) => id))
  }
  return found
}

/** Those at chargers, in the order of their start; where none begins for long, a new group begins. */
function together(visits: Visit[]): Visit[][] {
  const groups: Visit[][] = []
  const there = visits.filter(({ chargers }) => chargers.length > 0)
  for (const visit of there.sort((a, b) => a.startedAt - b.startedAt)) {
    const last = groups.at(-1)
    const isNear = last && visit.startedAt - last.at(-1)!.startedAt <= 2 * WINDOW_MS
    if (isNear) last.push(visit)
    else groups.push([visit])
  }
  return groups
}

/** Charges that these transactions may be one with, and those that they were taken for. */
async function beside(search: Search, draws: Draw[]): Promise<string[]> {
  const { meetings } = search.tables
  const begun = new Map<string, { position: Position; times: number[]; isPublic: boolean }>()
  for (const { charger, startedAt, skewMs, access } of draws) {
    const position = await positionOf(search, charger)
    if (!position) continue
    const one = begun.get(charger) ?? { position, times: [], isPublic: access === 'public' }
    one.times.push(startedAt, ...(skewMs === null ? [] : [startedAt + skewMs]))
    begun.set(charger, one)
  }
  const found = draws.flatMap(({ session }) => session ?? [])
  if (begun.size > 0) found.push(...(await meetings.sighted([...begun.values()])))
  for (const [charger, { position, times, isPublic }] of begun) {
    if (isPublic) found.push(...(await silentAt(search, charger, position, times)))
  }
  return found
}

async function silentAt(
  search: Search,
  charger: string,
  position: Position,
  times: number[],
): Promise<string[]> {
  const { tables, silent } = search
  const found = await tables.meetings.silent(position, times)
  if (!found) {
    search.isCrowd = true
    return []
  }
  for (const id of found) {
    const chargers = silent.get(id) ?? []
    silent.set(id, chargers)
    if (!chargers.includes(charger)) chargers.push(charger)
  }
  return found
}

async function positionOf({ tables, sites }: Search, id: string): Promise<Position | null> {
  const known = sites.get(id)
  if (known) return known.position
  const charger = await tables.chargers.get(id)
  if (charger) sites.set(id, charger.site)
  return charger?.site.position ?? null
}
