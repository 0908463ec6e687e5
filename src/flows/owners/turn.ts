/** One turn of a vehicle's answers: an answer is given or undone, and what follows is kept. */
import type { Session } from '../../domain/charging/session.ts'
import type { Place } from '../../domain/places/place.ts'
import type { Changes } from '../../domain/sharing/settle.ts'
import {
  consequencesOf,
  type Given,
  type Scene,
  toldAnew,
  type Turn,
  UNDO_MS,
} from '../../domain/sharing/undo.ts'
import type { Vehicle } from '../../domain/sharing/vehicle.ts'
import { keep } from '../keep.ts'
import type { World } from '../ports.ts'
import type { Tables } from '../tables.ts'

type Needs = Pick<World, 'clock' | 'ids' | 'policy'>

/** The answers of a vehicle, held against other writers, that may yet be undone; oldest first. */
export function answersOf({ clock }: Needs, tables: Tables, { id }: Vehicle): Promise<Given[]> {
  return tables.answers.of(id, clock() - UNDO_MS)
}

/** Gives an answer, or takes one away; `session` is what it is about. */
export async function takeTurn(
  world: Needs,
  tables: Tables,
  { vehicle, session }: { vehicle: Vehicle; session: Session },
  turn: Turn,
): Promise<Changes> {
  const log = await answersOf(world, tables, vehicle)
  const before = await lend(tables, { vehicle, session }, log, turn)
  const after = toldAnew(before, log, turn)
  const around = { vehicle, now: world.clock(), ids: world.ids, patience: world.policy }
  const { changes, questions } = consequencesOf(before, after.scene, around)
  await keep(tables, changes, around)
  for (const question of questions) {
    await tables.questions.set(question)
    if (question.state !== 'open') await tables.notices.end(question.id)
  }
  await keepLog(tables, vehicle, log, after.log)
  return changes
}

/** All that the answers from the one that is taken away on bear upon, and what is there now. */
async function lend(
  tables: Tables,
  { vehicle, session }: { vehicle: Vehicle; session: Session },
  log: Given[],
  { without }: Turn,
): Promise<Scene> {
  const from = log.findIndex(({ question }) => question === without)
  const tail = from < 0 ? [] : log.slice(from)
  const known = tail.flatMap((given) => [given.session, ...given.was.sessions.map(({ id }) => id)])
  const answers = tail.map(({ id }) => id)
  const touched = await tables.sessions.touched(vehicle.id, [session.id, ...known], answers)
  const there = session.place ? await tables.sessions.unsettledAt(vehicle.id, session.place) : []
  const sessions = new Map([...there, ...touched].map((one) => [one.id, one]))
  const questions = await tables.questions.about([...sessions.keys()])
  const places = new Map<string, Place>()
  const ids = [
    ...[...sessions.values()].map(({ place }) => place),
    ...tail.map(({ place }) => place),
  ]
  for (const id of new Set(ids)) {
    const place = id === null ? null : await tables.places.get(id)
    if (place) places.set(place.id, place)
  }
  return { places, sessions, questions: new Map(questions.map((one) => [one.id, one])) }
}

async function keepLog(
  tables: Tables,
  vehicle: Vehicle,
  before: Given[],
  after: Given[],
): Promise<void> {
  const left = new Set(after.map(({ id }) => id))
  for (const { id } of before) if (!left.has(id)) await tables.answers.remove(id)
  for (const given of after) {
    if (!before.includes(given)) await tables.answers.keep(vehicle.id, given)
  }
}
