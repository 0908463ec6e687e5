/** What owners are asked, what their answers do, and how they are undone. */
import { createHash } from 'node:crypto'
import type { Session } from '../../domain/charging/session.ts'
import type { Place } from '../../domain/places/place.ts'
import { type Answer, refusal, type Reply, type ShareAnswer } from '../../domain/sharing/answer.ts'
import type { Question } from '../../domain/sharing/question.ts'
import { type Changes, noChanges, together } from '../../domain/sharing/settle.ts'
import { UNDO_MS } from '../../domain/sharing/undo.ts'
import type { Vehicle } from '../../domain/sharing/vehicle.ts'
import { chooseStation, keepStation, stationIn } from '../directory/choose.ts'
import { checkStation, type Known, knownOf } from '../directory/know.ts'
import { conclude } from '../keep.ts'
import type { World } from '../ports.ts'
import { conflict, found, invalid, Refusal } from '../refusal.ts'
import type { Page, Tables } from '../tables.ts'
import { answersOf, takeTurn } from './turn.ts'

type Needs = Pick<World, 'store' | 'clock' | 'ids' | 'policy' | 'bell' | 'meter'>
type Reading = Pick<World, 'store' | 'clock'>

/** A question with what it is about. */
export type QuestionInFull = {
  question: Question
  session: Session
  vehicle: Vehicle
  place: Place | null
  known: Known
  /** How often the vehicle has charged at the place. */
  visits: number
  /** Until when its answer can be undone; null where there is none that can. */
  undoUntil: number | null
}

/** The owner's questions, newest first. */
export function listQuestions({ store, clock }: Reading) {
  return async (owner: string, state: Question['state'] | 'all', page: Page) =>
    inFull(store.read, await store.read.questions.of(owner, state, page), clock())
}

/** One question of the owner's. */
export function showQuestion({ store, clock }: Reading) {
  return async (owner: string, id: string): Promise<QuestionInFull> =>
    oneInFull(store.read, await ownQuestion(store.read, owner, id), clock())
}

/**
 * Its owner has looked at a question: nothing more is told of it until he is reminded. An answer
 * says the same.
 */
export function seeQuestion({ store }: Reading) {
  return async (owner: string, id: string): Promise<void> => {
    const { state } = await ownQuestion(store.read, owner, id)
    if (state === 'open') await store.write(({ notices }) => notices.end(id))
  }
}

/**
 * Takes an owner's answer; the same answer twice is fine, a different one replaces it if it can.
 * What is sent again under the same `key` is done once, whatever was answered since.
 */
export function answerQuestion(world: Needs) {
  return (owner: string, id: string, answer: Answer, key: string | null = null) =>
    change(world, { owner, id, what: 'answered' }, async (tables, asked) => {
      if (await isKnownKey(tables, id, answer, key)) return null
      const isRepeated = await isRepeat(world, tables, asked, answer)
      if (!isRepeated) await checkAnswer(tables, asked, answer)
      if (key !== null) await tables.answers.addKey(id, key, digestOf(answer))
      return isRepeated ? null : give(world, tables, asked, answer)
    })
}

/**
 * Takes an answer back for a while after it was given (`UNDO_MS`): the question is open again, and
 * all is as if it had not been answered. What is sent again under the same `key` is done once.
 */
export function undoAnswer(world: Needs) {
  return (owner: string, id: string, key: string | null = null) =>
    change(world, { owner, id, what: 'undone' }, async (tables, asked) => {
      if (await isKnownKey(tables, id, null, key)) return null
      if (key !== null) await tables.answers.addKey(id, key, digestOf(null))
      if (asked.question.state === 'open') return null
      const given = await answersOf(world, tables, asked.vehicle)
      if (given.some((one) => one.question === id)) {
        return takeTurn(world, tables, asked, { without: id })
      }
      throw conflict('undoEnded', 'this answer cannot be undone any more')
    })
}

type Wish = { owner: string; id: string; what: string }
type Asked = { question: Question; session: Session; vehicle: Vehicle; place: Place | null }

/** Changes how a question stands; `deed` answers null where nothing is to be changed. */
async function change(
  world: Needs,
  { owner, id, what }: Wish,
  deed: (tables: Tables, asked: Asked) => Promise<Changes | null>,
): Promise<QuestionInFull> {
  const { after, changes } = await world.store.write(async (tables) => {
    const { vehicle } = await ownQuestion(tables, owner, id)
    await tables.vehicles.lock(vehicle)
    const changes = await deed(
      tables,
      await askedAbout(tables, await ownQuestion(tables, owner, id)),
    )
    const question = found(await tables.questions.get(id), 'question')
    return { after: await oneInFull(tables, question, world.clock()), changes }
  })
  await conclude(world, changes ?? noChanges)
  world.bell.stir(owner)
  if (changes) world.meter.question(after.question.kind, what)
  return after
}

async function isKnownKey(
  tables: Tables,
  question: string,
  answer: Answer | null,
  key: string | null,
): Promise<boolean> {
  const digest = key === null ? null : await tables.answers.byKey(question, key)
  if (digest === null || digest === digestOf(answer)) return digest !== null
  throw invalid('/idempotency-key', 'keyUsed', 'was used for something else')
}

function digestOf(answer: Answer | null): string {
  return createHash('sha256').update(JSON.stringify(answer)).digest('base64url').slice(0, 22)
}

/**
 * The same answer once more changes nothing, whatever was decided for the place since; but where it
 * stands only because another question was answered so, it is given now.
 */
async function isRepeat(
  world: Needs,
  tables: Tables,
  { question, session, vehicle }: Asked,
  answer: Answer,
): Promise<boolean> {
  const post = 'choice' in answer ? answer.post : undefined
  const station = stationIn(answer)
  const isSame =
    (station ?? session.listing) === session.listing &&
    question.state === 'answered' &&
    question.choice === given(answer) &&
    (post ?? session.post) === session.post &&
    (answer.comment ?? session.comment) === session.comment
  if (!isSame) return false
  const log = await answersOf(world, tables, vehicle)
  const isOwn = log.some((one) => one.question === question.id)
  const isLent = log.some(({ was }) => was.questions.some(({ id }) => id === question.id))
  if (isLent && !isOwn) return false
  if (!('choice' in answer) || answer.everyVisit !== true) return true
  const there = session.place ?? ''
  const others = await tables.sessions.unsettledAt(session.vehicle, there)
  return (await tables.questions.openFor(others.map(({ id }) => id))).length === 0
}

function given(answer: Reply) {
  return 'choice' in answer ? answer.choice : answer.reason
}

async function checkAnswer(
  tables: Tables,
  { question, session, place }: Asked,
  answer: Answer,
): Promise<void> {
  const share = 'choice' in answer
  if (share !== (question.kind === 'share')) {
    const pointer = share ? '/choice' : '/reason'
    const wanted = question.kind === 'share' ? 'choice' : 'reason'
    const detail = `this question is answered by a ${wanted}`
    throw invalid(pointer, 'choice', detail)
  }
  if (answer.seen !== undefined && answer.seen !== question.choice) {
    throw conflict('answeredOtherwise', 'the question was answered otherwise meanwhile')
  }
  const why = refusal(question, given(answer), session, place)
  if (why) throw conflict(why.code, why.detail)
  if (share) found(place, 'location')
  const station = stationIn(answer)
  if (station !== null) await checkStation(tables, place?.position, station)
}

/** Gives an answer in place of the one before; what was told with that need not be told again. */
export async function give(
  world: Needs,
  tables: Tables,
  { question, session, vehicle }: Omit<Asked, 'place'>,
  answer: Answer,
): Promise<Changes> {
  const reply = replyIn(answer)
  const station = stationIn(answer)
  const about = { session, vehicle }
  const chosen = await chooseStation(world, tables, about, station)
  const earlier = await answersOf(world, tables, vehicle)
  const before = earlier.find((one) => one.question === question.id)?.said
  const { post, comment } = { post: undefined, comment: undefined, ...before }
  const words = { ...(post !== undefined && { post }), ...(comment !== undefined && { comment }) }
  const ids = { question: question.id, session: session.id, place: session.place }
  const said: Reply = { ...words, ...reply }
  const plus = { id: world.ids.next(), ...ids, at: world.clock(), said }
  const changes = await takeTurn(world, tables, about, { without: question.id, plus })
  await keepStation(tables, about, station)
  return together(chosen, changes)
}

/** What is told of the charge itself. */
function replyIn({ seen: _, ...said }: Answer): Reply {
  return 'choice' in said ? withoutStation(said) : said
}

function withoutStation({ station: _, ...said }: Omit<ShareAnswer, 'seen'>): Reply {
  return said
}

/** A decision for the whole place answers the other open questions there as well. */
export async function settleOthers(
  tables: Tables,
  changes: Changes,
  { choice, answeredAt }: Pick<Question, 'choice' | 'answeredAt'>,
): Promise<void> {
  const settled = changes.sessions.filter(({ flag }) => flag !== 'pending').map(({ id }) => id)
  for (const other of await tables.questions.openFor(settled)) {
    await tables.questions.set({ ...other, state: 'answered', choice, answeredAt })
    await tables.notices.end(other.id)
  }
}

async function ownQuestion(tables: Tables, owner: string, id: string): Promise<Question> {
  const question = await tables.questions.get(id)
  if (question && question.owner !== owner) throw new Refusal('forbidden', 'not your question')
  return found(question, 'question')
}

async function askedAbout(tables: Tables, question: Question): Promise<Asked> {
  const session = found(await tables.sessions.get(question.session), 'charge')
  const vehicle = found(await tables.vehicles.get(question.vehicle), 'vehicle')
  const place = session.place === null ? null : await tables.places.get(session.place)
  return { question, session, vehicle, place }
}

async function oneInFull(tables: Tables, question: Question, now: number) {
  const [one] = await inFull(tables, [question], now)
  return found(one, 'question')
}

/** Questions with what they are about; one whose charge was erased in between is left out. */
export async function inFull(
  tables: Tables,
  questions: Question[],
  now: number,
): Promise<QuestionInFull[]> {
  const ids = questions.map(({ id }) => id)
  const times = await tables.answers.times(ids, now - UNDO_MS)
  const asked = await Promise.all(
    questions.map((question) => askedAbout(tables, question).catch(nothing)),
  )
  const there = asked.filter((one) => one !== null)
  const visits = await visitsOf(tables, there)
  const known = await Promise.all(
    there.map(({ place, session }) => knownOf(tables, place, session)),
  )
  return there.map((one, i) => {
    const at = times.get(one.question.id)
    const undoUntil = at === undefined ? null : at + UNDO_MS
    return { ...one, known: known[i]!, visits: visits.get(one.place?.id ?? '') ?? 0, undoUntil }
  })
}

function nothing(error: unknown): null {
  if (error instanceof Refusal && error.kind === 'missing') return null
  throw error
}

/** How often was charged at each place; forgotten charges count too. */
async function visitsOf(tables: Tables, asked: Asked[]): Promise<Map<string, number>> {
  const vehicles = [...new Set(asked.map(({ vehicle }) => vehicle.id))]
  const places = [...new Set(asked.map(({ place }) => place?.id).filter((id) => id !== undefined))]
  const visits = await tables.sessions.visits(vehicles, places)
  for (const { place, charges } of await tables.places.months(vehicles)) {
    visits.set(place, (visits.get(place) ?? 0) + charges)
  }
  return visits
}
