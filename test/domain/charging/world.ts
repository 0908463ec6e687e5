/** A tiny world in plain maps that does with outcomes what a store does, and checks its laws. */
import { expect } from 'vitest'
import type { Course, Rules } from '../../../src/domain/charging/course.ts'
import { closed } from '../../../src/domain/charging/course.ts'
import { type Fact, keyOf, type Message } from '../../../src/domain/charging/message.ts'
import {
  isLate,
  outcomeOf,
  type Situation,
  whereabouts,
} from '../../../src/domain/charging/outcome.ts'
import type { Session } from '../../../src/domain/charging/session.ts'
import { cellOf, coverOf, type Ring } from '../../../src/domain/places/cells.ts'
import type { Hit, Place } from '../../../src/domain/places/place.ts'
import type { Position } from '../../../src/domain/places/position.ts'
import { type AbortReply, refusal, type ShareReply } from '../../../src/domain/sharing/answer.ts'
import type { Publication } from '../../../src/domain/sharing/event.ts'
import { verdicts } from '../../../src/domain/sharing/flag.ts'
import type { Question } from '../../../src/domain/sharing/question.ts'
import { type Changes, settle, together, withdraw } from '../../../src/domain/sharing/settle.ts'
import {
  consequencesOf,
  type Given,
  type Told,
  toldAnew,
  type Turn,
} from '../../../src/domain/sharing/undo.ts'
import type { Vehicle } from '../../../src/domain/sharing/vehicle.ts'

export const rules: Rules = { settleMs: 90_000, silenceMs: 3_600_000 }
export const RADIUS_M = 150
const patience = { remindMs: 3_600_000, expireMs: 86_400_000 }

export const jimbo: Vehicle = {
  id: 'jimbo',
  label: 'JIMBO',
  owner: 'anna',
  name: null,
  make: null,
  model: null,
  secretHash: '',
  salt: '',
  optedIn: true,
  nickname: 'Jimbo',
  showModel: false,
  timing: 'live',
  fix: null,
  trouble: null,
  createdAt: 0,
}

/** All that is remembered of one vehicle. */
export type World = {
  vehicle: Vehicle
  now: number
  made: number
  places: Map<string, Place>
  grid: { cell: string; ring: number; place: string }[]
  sessions: Map<string, Session>
  facts: Map<string, { fact: Fact; session: string | null }>
  questions: Map<string, Question>
  /** The answers that may be undone, oldest first. */
  answers: Given[]
  feed: Publication[]
}

export function newWorld(places: Place[] = []): World {
  const world: World = {
    vehicle: { ...jimbo },
    now: 0,
    made: 0,
    places: new Map(),
    grid: [],
    sessions: new Map(),
    facts: new Map(),
    questions: new Map(),
    answers: [],
    feed: [],
  }
  for (const place of places) keepPlace(world, place)
  return world
}

/** The vehicle's sessions in the order of their time. */
export function inTime(world: World): Session[] {
  const open = ({ status }: Session) => Number(status === 'charging')
  return [...world.sessions.values()].sort(
    (a, b) => a.firstAt - b.firstAt || a.seenAt - b.seenAt || open(a) - open(b),
  )
}

/** What of a session is told by messages alone. */
export function courseOf(session: Course): Course {
  const { place, status, startedAt, firstAt, seenAt, endedAt } = session
  const { socStart, socEnd, energyKwh, maxPowerKw, odometerKm, endReason } = session
  const measured = { socStart, socEnd, energyKwh, maxPowerKw, odometerKm, endReason }
  return { place, status, startedAt, firstAt, seenAt, endedAt, ...measured }
}

/** A message arrives; one that came before is passed over. */
export function tell(world: World, message: Message): void {
  if (world.facts.has(keyOf(message))) return
  const terms = { ...around(world), rules, radiusM: RADIUS_M }
  const outcome = outcomeOf(lend(world, message), message, terms)
  keep(world, outcome.changes)
  world.facts.set(outcome.fact.key, { fact: outcome.fact, session: outcome.session })
  for (const { key, session } of outcome.moved) world.facts.get(key)!.session = session
  if (outcome.fix) world.vehicle = { ...world.vehicle, fix: outcome.fix }
}

/** The owner answers, where the answer can still be taken; what he told before he need not repeat. */
export function answer(
  world: World,
  question: Question,
  reply: ShareReply | AbortReply,
): Told | null {
  const session = world.sessions.get(question.session)!
  const place = world.places.get(session.place ?? '') ?? null
  const given = 'choice' in reply ? reply.choice : reply.reason
  if (refusal(question, given, session, place) !== null) return null
  if (!place && 'choice' in reply) return null
  const earlier = world.answers.find((one) => one.question === question.id)?.said ?? reply
  const { post, comment } = { post: undefined, ...earlier }
  const words = { ...(post && { post }), ...(comment && { comment }) }
  return turn(world, question, { session, said: { ...words, ...reply } })
}

/** An answer is given, whatever is asked now. */
export function turn(
  world: World,
  question: Pick<Question, 'id'>,
  { session, said }: { session: Session; said: ShareReply | AbortReply },
): Told {
  const { ids } = around(world)
  const at = { place: session.place, at: world.now }
  const plus = { id: ids.next(), question: question.id, session: session.id, ...at, said }
  rethink(world, { without: question.id, plus })
  return plus
}

/** The owner takes an answer back. */
export function undo(world: World, question: string): void {
  rethink(world, { without: question })
}

function rethink(world: World, what: Turn): void {
  const questions = new Map([...world.questions.values()].map((one) => [one.id, one]))
  const scene = { places: world.places, sessions: world.sessions, questions }
  const after = toldAnew(scene, world.answers, what)
  const terms = { ...around(world), vehicle: world.vehicle }
  const { changes, questions: settled } = consequencesOf(scene, after.scene, terms)
  world.answers = after.log
  keep(world, changes)
  for (const question of settled) {
    if (world.questions.has(nameOf(question))) world.questions.set(nameOf(question), question)
  }
}

/** The owner forgets a place: what was shared there is taken back, what was asked is dropped. */
export function forget(world: World, place: Place): void {
  const there = inTime(world).filter((session) => session.place === place.id)
  keep(world, together(...there.map((session) => withdraw(session, world.now))))
  for (const { id } of there) {
    world.sessions.set(id, { ...world.sessions.get(id)!, place: null })
    for (const name of [`${id} share`, `${id} abort`]) {
      if (world.questions.get(name)?.state === 'open') world.questions.delete(name)
    }
  }
  world.places.delete(place.id)
  world.answers = world.answers.filter((given) => given.place !== place.id)
  world.grid = world.grid.filter((row) => row.place !== place.id)
}

/** Nothing is heard for so long that the open session is closed. */
export function fallSilent(world: World): void {
  for (const session of inTime(world)) {
    const place = world.places.get(session.place ?? '') ?? null
    const after = { ...session, ...closed(session) }
    if (session.status !== 'charging') continue
    keep(world, settle(session, after, { ...around(world), vehicle: world.vehicle, place }))
  }
}

function around(world: World) {
  const ids = {
    next: () => `id${String((world.made += 1)).padStart(5, '0')}`,
    public: () => `public${(world.made += 1)}`,
  }
  return { now: (world.now += 1000), ids, patience }
}

function lend(world: World, message: Message): Situation {
  const latest = inTime(world).at(-1) ?? null
  const position = whereabouts(message, world.vehicle)
  return {
    vehicle: world.vehicle,
    latest,
    position,
    hits: position ? near(world, position) : [],
    places: new Map(world.places),
    history: isLate(message, latest) ? historyAt(world, message.at) : null,
  }
}

function near(world: World, position: Position): Hit[] {
  const cell = cellOf(position)
  const rows = world.grid.filter((row) => row.cell === cell)
  return rows.map(({ place, ring }) => ({ place: world.places.get(place)!, ring, stale: false }))
}

/** The session that began last at or before `at`, all after it, and the one before it. */
function historyAt(world: World, at: number): Situation['history'] {
  const all = inTime(world)
  const from = Math.max(
    0,
    all.findLastIndex((session) => session.firstAt <= at),
  )
  const sessions = all.slice(from)
  const ids = new Set(sessions.map(({ id }) => id))
  const facts = [...world.facts.values()].filter(({ session }) => ids.has(session ?? ''))
  return { before: all[from - 1] ?? null, sessions, facts }
}

/** Keeps changes row by row, in the order in which a store does, under a store's constraints. */
export function keep(world: World, changes: Changes): void {
  for (const id of changes.removed) removeSession(world, id)
  for (const place of changes.places) keepPlace(world, place)
  for (const session of changes.sessions) keepSession(world, session)
  for (const { session, kind } of changes.dropped) world.questions.delete(`${session} ${kind}`)
  for (const question of changes.asked) {
    if (!world.questions.has(nameOf(question))) world.questions.set(nameOf(question), question)
  }
  for (const event of changes.events) publish(world, event)
}

function keepSession(world: World, session: Session): void {
  world.sessions.set(session.id, session)
  expect(session.place === null || world.places.has(session.place)).toBe(true)
  const open = inTime(world).filter(({ status }) => status === 'charging')
  expect(open.length).toBeLessThanOrEqual(1)
}

function removeSession(world: World, id: string): void {
  expect(world.sessions.delete(id)).toBe(true)
  for (const kind of ['share', 'abort']) world.questions.delete(`${id} ${kind}`)
}

const covers = new Map<string, Ring[]>()

function keepPlace(world: World, place: Place): void {
  if (!world.places.has(place.id) && place.position) {
    const key = JSON.stringify(place.position)
    const cover = covers.get(key) ?? coverOf(place.position, place.radiusM)
    covers.set(key, cover)
    world.grid.push(...cover.map(({ cell, ring }) => ({ cell, ring, place: place.id })))
  }
  world.places.set(place.id, place)
}

/** Appends to the feed what the flag allows at this moment, in the order partners may rely on. */
function publish(world: World, event: Publication): void {
  const earlier = world.feed.filter(({ session }) => session === event.session)
  expect(earlier.some(({ type }) => type === 'charge.withdrawn')).toBe(false)
  expect(event.revision).toBe(earlier.length + 1)
  world.feed.push(event)
  if (event.type === 'charge.withdrawn') return
  const session = inTime(world).find(({ publicId }) => publicId === event.session)!
  expect(verdicts[session.flag][session.status].publish).toBe(true)
  expect(legal[session.status]).toContain(event.type)
}

const legal: Record<Session['status'], Publication['type'][]> = {
  charging: ['charge.started', 'charge.updated'],
  completed: ['charge.completed'],
  aborted: ['charge.aborted'],
  unknown: ['charge.updated'],
}

function nameOf({ session, kind }: Question): string {
  return `${session} ${kind}`
}
