/** What owners are asked, and what their answers do. */
import {
  type Answer,
  decided,
  explained,
  refusal,
  type ShareAnswer,
} from '../../domain/sharing/answer.ts'
import type { Session } from '../../domain/charging/session.ts'
import type { Place } from '../../domain/places/place.ts'
import type { Question } from '../../domain/sharing/question.ts'
import { type Around, type Changes, noChanges } from '../../domain/sharing/settle.ts'
import type { Vehicle } from '../../domain/sharing/vehicle.ts'
import { conclude, keep } from '../keep.ts'
import type { World } from '../ports.ts'
import type { Page, Tables } from '../tables.ts'
import { found, Refusal } from '../refusal.ts'

type Needs = Pick<World, 'store' | 'clock' | 'ids' | 'policy' | 'bell' | 'meter'>

/** A question with what it is about. */
export type QuestionInFull = {
  question: Question
  session: Session
  vehicle: Vehicle
  place: Place | null
}

/** The owner's questions, newest first. */
export function listQuestions({ store }: Pick<World, 'store'>) {
  return async (owner: string, state: Question['state'] | 'all', page: Page) => {
    const questions = await store.read.questions.of(owner, state, page)
    return Promise.all(questions.map((question) => inFull(store.read, question)))
  }
}

/** One question of the owner's. */
export function showQuestion({ store }: Pick<World, 'store'>) {
  return async (owner: string, id: string): Promise<QuestionInFull> =>
    inFull(store.read, await ownQuestion(store.read, owner, id))
}

/** Takes an owner's answer; the same answer twice is fine, a different one replaces it if it can. */
export function answerQuestion(world: Needs) {
  return async (owner: string, id: string, answer: Answer): Promise<QuestionInFull> => {
    const { answered, changes } = await world.store.write(async (tables) => {
      const question = await ownQuestion(tables, owner, id)
      await tables.vehicles.lock(question.vehicle)
      const asked = await inFull(tables, await ownQuestion(tables, owner, id))
      if (isRepeat(asked, answer)) return { answered: asked, changes: noChanges }
      checkAnswer(asked, answer)
      const changes = await take(world, tables, asked, answer)
      const after = found(await tables.questions.get(id), 'question')
      return { answered: await inFull(tables, after), changes }
    })
    await conclude(world, changes)
    world.meter.question(answered.question.kind, 'answered')
    return answered
  }
}

/** The same answer once more changes nothing, whatever was decided for the place since. */
function isRepeat({ question, session }: QuestionInFull, answer: Answer): boolean {
  const given = 'choice' in answer ? answer.choice : answer.reason
  const post = 'choice' in answer ? answer.post : undefined
  return (
    question.state === 'answered' &&
    question.choice === given &&
    (post ?? session.post) === session.post &&
    (answer.comment ?? session.comment) === session.comment
  )
}

function checkAnswer({ question, session, place }: QuestionInFull, answer: Answer): void {
  const share = 'choice' in answer
  if (share !== (question.kind === 'share')) {
    const pointer = share ? '/choice' : '/reason'
    const wanted = question.kind === 'share' ? 'choice' : 'reason'
    const detail = `this question is answered by a ${wanted}`
    throw new Refusal('invalid', detail, [{ pointer, detail }])
  }
  const why = refusal(question, share ? answer.choice : answer.reason, session, place)
  if (why) throw new Refusal('conflict', why)
}

async function take(
  world: Needs,
  tables: Tables,
  asked: QuestionInFull,
  answer: Answer,
): Promise<Changes> {
  const { question, session, vehicle, place } = asked
  const around = { vehicle, now: world.clock(), ids: world.ids, patience: world.policy }
  const changes =
    'choice' in answer
      ? await share(tables, asked, answer, around)
      : explained(session, answer, { ...around, place })
  const choice = 'choice' in answer ? answer.choice : answer.reason
  const answered: Question = { ...question, state: 'answered', choice, answeredAt: around.now }
  await tables.questions.set(answered)
  await keep(tables, changes, around)
  if (question.kind === 'share') await settleOthers(tables, changes, answered)
  return changes
}

async function share(
  tables: Tables,
  { session, place }: QuestionInFull,
  answer: ShareAnswer,
  around: Omit<Around, 'place'>,
): Promise<Changes> {
  const at = found(place, 'location')
  const others = await tables.sessions.unsettledAt(session.vehicle, at.id)
  const after = {
    ...session,
    post: answer.post ?? session.post,
    comment: answer.comment ?? session.comment,
  }
  return decided(
    {
      flag: answer.choice,
      place: at,
      session: { before: session, after },
      others: others.filter(({ id }) => id !== session.id),
    },
    around,
  )
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
  }
}

async function ownQuestion(tables: Tables, owner: string, id: string): Promise<Question> {
  const question = await tables.questions.get(id)
  if (question && question.owner !== owner) throw new Refusal('forbidden', 'not your question')
  return found(question, 'question')
}

async function inFull(tables: Tables, question: Question): Promise<QuestionInFull> {
  const session = found(await tables.sessions.get(question.session), 'charge')
  const vehicle = found(await tables.vehicles.get(question.vehicle), 'vehicle')
  const place = session.place === null ? null : await tables.places.get(session.place)
  return { question, session, vehicle, place }
}
