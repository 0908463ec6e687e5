/** What one message from a car changes: decided purely, from the situation the store lends. */
import { type Hit, isWithin, type Place, placeAt } from '../places/place.ts'
import type { Position } from '../places/position.ts'
import { standingAt } from '../sharing/flag.ts'
import {
  type Around,
  type Changes,
  noChanges,
  settle,
  together,
  withdraw,
} from '../sharing/settle.ts'
import type { Fix, Vehicle } from '../sharing/vehicle.ts'
import { closed, type Course, isOpen, type Rules, step, stoodStill } from './course.ts'
import { type History, isWhole, retell } from './history.ts'
import { type Fact, factOf, type Message, positionOf } from './message.ts'
import { opened, type Session } from './session.ts'

/** All that the store knows that bears on one message. */
export type Situation = {
  vehicle: Vehicle
  /** The vehicle's latest session by the car's clock. */
  latest: Session | null
  /** Where the message's charge is, after `whereabouts`, and the vehicle's places near it. */
  position: Position | null
  hits: Hit[]
  /** The places that sessions of this situation are at, by id. */
  places: Map<string, Place>
  /** Lent where the message is late (`isLate`), else null. */
  history: History | null
}

/** What decides beside the situation. */
export type Terms = Omit<Around, 'vehicle' | 'place'> & { rules: Rules; radiusM: number }

export type Outcome = {
  changes: Changes
  /** The message as it is kept, and the session it belongs to. */
  fact: Fact
  session: string | null
  /** Earlier messages that now belong to another session, by key. */
  moved: { key: string; session: string }[]
  /** A newer last fix. */
  fix: Fix | null
}

/** Whether a message comes after others that tell a later time, so that history must be lent. */
export function isLate(message: Message, latest: Session | null): boolean {
  return message.type !== 'telemetry' && latest !== null && message.at <= latest.seenAt
}

/** Where a message's charge is: its own position, else the last fresh fix. */
export function whereabouts(message: Message, vehicle: Vehicle): Position | null {
  const told = positionOf(message)
  const fix = vehicle.fix
  if (told || !fix || message.type === 'telemetry') return told
  return isThere(message, fix.at, fix.odometerKm) ? fix.position : null
}

function isThere({ at, odometerKm }: Message, then: number, thenKm: number | null): boolean {
  return stoodStill(Math.abs(at - then), odometerKm ?? null, thenKm)
}

/** Decides what a message changes. Pure: the same situation and message give the same outcome. */
export function outcomeOf(situation: Situation, message: Message, terms: Terms): Outcome {
  if (message.type === 'telemetry') return seen(situation, message, terms)
  if (situation.history && !isWhole(situation.history)) return untold(factOf(message, null), null)
  const { place, added } = placeOf(situation, terms)
  const fact = factOf(message, place?.id ?? null)
  const tell = situation.history ? toldLate : toldInOrder
  const places = place ? new Map(situation.places).set(place.id, place) : situation.places
  const outcome = tell({ ...situation, places }, fact, terms)
  return { ...outcome, changes: { ...outcome.changes, places: added }, fix: null }
}

/** A message that is kept and changes no session. */
function untold(fact: Fact, fix: Fix | null): Outcome {
  return { changes: noChanges, fact, session: null, moved: [], fix }
}

/** Telemetry moves the last fix, and lends a place to an open session; it is part of none. */
function seen(situation: Situation, message: Message, terms: Terms): Outcome {
  const { latest, position } = situation
  const outcome = untold(factOf(message, null), newerFix(situation.vehicle, message))
  if (!latest || latest.place !== null || latest.status !== 'charging' || !position) return outcome
  if (!isThere(message, latest.seenAt, latest.odometerKm)) return outcome
  const { place, added } = placeOf(situation, terms)
  const after = renewed(latest, { ...latest, place: place?.id ?? null }, place, terms.now)
  const changes = settle(latest, after, { ...terms, vehicle: situation.vehicle, place })
  return { ...outcome, changes: { ...changes, places: added } }
}

function toldInOrder(situation: Situation, fact: Fact, terms: Terms): Omit<Outcome, 'fix'> {
  const { latest } = situation
  const { joined, before, course } = step(latest, fact, terms.rules)
  const around = aroundOf(situation, terms)
  if (joined && latest) {
    const after = renewed(latest, course, situation.places.get(course.place ?? ''), terms.now)
    return { changes: settle(latest, after, around(after)), fact, session: after.id, moved: [] }
  }
  const begun = openedAt(course, situation, terms)
  const started = settle(null, begun, around(begun))
  const changes = latest && before ? together(ending(latest, before, around), started) : started
  return { changes, fact, session: begun.id, moved: [] }
}

function ending(latest: Session, before: Course, around: (session: Session) => Around): Changes {
  const after = { ...latest, ...before }
  return after.status === latest.status ? noChanges : settle(latest, after, around(after))
}

/** A late message: its stretch of time is told again, and each session settled where it differs. */
function toldLate(situation: Situation, fact: Fact, terms: Terms): Omit<Outcome, 'fix'> {
  const history = remembered(situation)
  const retold = retell(history, fact, terms.rules)
  const around = aroundOf(situation, terms)
  const sessions = retold.map(({ course, was }, i) => {
    const last = i === retold.length - 1
    const living = last && situation.latest?.status === 'unknown' ? closed(course) : course
    const place = situation.places.get(living.place ?? '')
    return was ? renewed(was, living, place, terms.now) : openedAt(living, situation, terms)
  })
  const gone = history.sessions.filter((old) => !retold.some(({ was }) => was?.id === old.id))
  const changes = together(
    ...gone.map((session) => ({ ...withdraw(session, terms.now), sessions: [] })),
    { ...noChanges, removed: gone.map((session) => session.id) },
    ...sessions.map((after, i) => settle(retold[i]?.was ?? null, after, around(after))),
  )
  const homes = retold.flatMap(({ keys }, i) =>
    keys.map((key) => ({ key, session: sessions[i]!.id })),
  )
  const owners = new Map(history.facts.map((kept) => [kept.fact.key, kept.session]))
  return {
    changes,
    fact,
    session: homes.find(({ key }) => key === fact.key)?.session ?? null,
    moved: homes.filter(({ key, session }) => key !== fact.key && owners.get(key) !== session),
  }
}

/** The history without the places that its owner has forgotten since. */
function remembered({ history, places }: Situation): History {
  const facts = history!.facts.map(({ fact, session }) => {
    const place = places.has(fact.place ?? '') ? fact.place : null
    return { fact: { ...fact, place }, session }
  })
  return { ...history!, facts }
}

type Placed = { place: Place | null; added: Place[] }

/** The place of a charge: the open session's own if it is still there, else the nearest, else new. */
function placeOf(situation: Situation, terms: Terms): Placed {
  const { position, hits, vehicle } = situation
  if (!position) return { place: null, added: [] }
  const current = situation.history ? (situation.history.sessions[0] ?? null) : situation.latest
  const own = current && isOpen(current) && hits.find(({ place }) => place.id === current.place)
  const place = own && isWithin(position, own.place) ? own.place : placeAt(position, hits)
  if (place) return refound(place, position)
  const added: Place = {
    id: terms.ids.next(),
    vehicle: vehicle.id,
    flag: 'pending',
    flagBy: null,
    name: null,
    radiusM: terms.radiusM,
    position,
    forgetful: false,
    price: null,
    listing: null,
    createdAt: terms.now,
  }
  return { place: added, added: [added] }
}

/** A place whose position was erased and may be known again gets it back at the next visit. */
function refound(place: Place, position: Position): Placed {
  if (place.position !== null || place.flag === 'never') return { place, added: [] }
  const found = { ...place, position }
  return { place: found, added: [found] }
}

/** A session after a message: its course goes on, and a place found anew brings its own standing. */
function renewed(
  was: Session,
  course: Course,
  place: Place | undefined | null,
  now: number,
): Session {
  if (course.place === was.place) return { ...was, ...course, heardAt: now }
  const flag = standingAt(place?.flag ?? 'pending')
  return { ...was, ...course, flag, flagBy: place?.flagBy ?? null, heardAt: now }
}

function openedAt(course: Course, { places, vehicle }: Situation, terms: Terms): Session {
  const place = places.get(course.place ?? '')
  const flag = standingAt(place?.flag ?? 'pending')
  return opened(course, terms.ids.next(), vehicle.id, flag, terms.now, place?.flagBy ?? null)
}

function aroundOf({ vehicle, places }: Situation, { now, ids, patience }: Terms) {
  return (session: Session): Around => {
    return { vehicle, place: places.get(session.place ?? '') ?? null, now, ids, patience }
  }
}

function newerFix(vehicle: Vehicle, message: Message): Fix | null {
  const position = positionOf(message)
  if (!position || message.type !== 'telemetry') return null
  if (vehicle.fix && vehicle.fix.at >= message.at) return null
  return { at: message.at, position, odometerKm: message.odometerKm ?? null }
}
