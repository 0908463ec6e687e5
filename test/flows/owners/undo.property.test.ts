/** Whatever is told, answered and undone, the store ends where the tiny world does. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '../../../src/domain/charging/session.ts'
import type { Place } from '../../../src/domain/places/place.ts'
import type { AbortReply, ShareReply } from '../../../src/domain/sharing/answer.ts'
import type { Question, QuestionKind } from '../../../src/domain/sharing/question.ts'
import { story } from '../../domain/charging/stories.ts'
import {
  answer,
  forget,
  inTime,
  newWorld,
  tell,
  undo,
  type World,
} from '../../domain/charging/world.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { motorist } from '../../store/samples.ts'

const RUNS = Number(process.env['CHARGESHARE_PROPERTY_RUNS'] ?? 20_000) / 1000

let house: TestHouse

beforeAll(async () => {
  // The tiny world's rules.
  const rules = { CHARGESHARE_SETTLE_S: '90', CHARGESHARE_SILENCE_H: '1' }
  house = await openTestHouse(
    { timer: false, clock: () => Date.parse('2026-11-21T12:00:00Z') },
    rules,
  )
})
afterAll(() => house.close())

const choice = fc.constantFrom('always', 'always', 'once', 'skip', 'never' as const)
const pick = fc.nat()
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('tell' as const), pick }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      pick,
      choice,
      everyVisit: fc.boolean(),
      comment: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('explain' as const), pick }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('undo' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const), pick }) },
)
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

/** One car in both worlds. */
type Twin = { world: World; owner: string; vehicle: string }

const tables = () => house.world.store.read

async function rows({ vehicle }: Twin) {
  const page = { after: null, limit: 1000 }
  const sessions = (await tables().sessions.of([vehicle], page)).reverse()
  const places = await tables().places.of([vehicle], page)
  const questions = await tables().questions.about(sessions.map(({ id }) => id))
  return { sessions, places, questions }
}

/** How all stands, whatever its keys are. */
function stateOf(sessions: Session[], places: Place[], questions: Question[]) {
  const asked = (id: string, kind: QuestionKind) => {
    const question = questions.find((one) => one.session === id && one.kind === kind)
    return question ? `${question.state} ${question.choice}` : 'not asked'
  }
  return {
    places: places.map(({ flag, position }) => ({ flag, position })),
    charges: sessions.map((session) => {
      const { id, firstAt, status, flag, post, comment, abortReason, publicId } = session
      const place = places.findIndex((one) => one.id === session.place)
      const told = { firstAt, status, flag, post, comment, abortReason, place }
      const about = { share: asked(id, 'share'), abort: asked(id, 'abort') }
      return { ...told, ...about, isShared: publicId !== null }
    }),
  }
}

/** Does in both worlds what is refused in neither, or in both. */
async function happen(
  twin: Twin,
  messages: Parameters<typeof tell>[1][],
  what: Happening,
  i: number,
) {
  const { world, owner, vehicle } = twin
  const { service } = house
  if (what.kind === 'tell') {
    const message = messages[what.pick % messages.length]!
    tell(world, message)
    await service.receive({ id: vehicle, holds: () => true }, [message], 'http')
    return
  }
  const { sessions, places, questions } = await rows(twin)
  if (what.kind === 'forget') {
    const number = what.pick % Math.max(1, places.length)
    const place = [...world.places.values()][number]
    if (!place) return
    forget(world, place)
    await service.removeLocation(owner, places[number]!.id)
    return
  }
  const kind = what.kind === 'explain' ? 'abort' : 'share'
  const all = inTime(world).map(({ id }) => world.questions.get(`${id} ${kind}`))
  const known = all.flatMap((question, number) => (question ? [{ question, number }] : []))
  const one = known[what.pick % known.length]
  if (!one) return
  const twins = { session: sessions[one.number]!.id, kind }
  const { id } = questions.find((q) => q.session === twins.session && q.kind === kind)!
  const refused = () => null
  if (what.kind === 'undo') {
    undo(world, one.question.id)
    await service.undoAnswer(owner, id).catch(refused)
    return
  }
  const words = 'comment' in what && what.comment ? { comment: `comment ${i}` } : {}
  const reply =
    what.kind === 'explain'
      ? ({ reason: 'station' } as const)
      : { choice: what.choice, everyVisit: what.everyVisit, ...words }
  if (!isRepeat(world, one.question, reply)) answer(world, one.question, reply)
  await service.answerQuestion(owner, id, reply).catch(refused)
}

/** The same answer to the same question once more is no answer. */
function isRepeat(
  world: World,
  { id, session }: Question,
  reply: ShareReply | AbortReply,
): boolean {
  const { comment } = world.sessions.get(session)!
  const said = world.answers.find((given) => given.question === id)?.said
  const isSame = (reply.comment ?? comment) === comment
  if (!said || !isSame) return false
  if ('reason' in said) return 'reason' in reply && said.reason === reply.reason
  if (!('choice' in reply) || said.choice !== reply.choice) return false
  const { place } = world.sessions.get(session)!
  const others = [...world.questions.values()].filter(
    (one) => one.kind === 'share' && one.state === 'open',
  )
  return (
    !reply.everyVisit || !others.some((one) => world.sessions.get(one.session)?.place === place)
  )
}

test('a life of second thoughts', async () => {
  const life = fc.tuple(story, fc.array(happening, { minLength: 1, maxLength: 25, size: 'max' }))
  await fc.assert(
    fc.asyncProperty(life, async ([told, happenings]) => {
      // No two messages of one moment: their charges could not be told apart.
      const messages = told.map((message, i) => ({ ...message, at: message.at + i * 100 }))
      const { owner, vehicle } = await house.world.store.write((all) => motorist(all))
      const twin: Twin = { world: newWorld(), owner: owner.id, vehicle: vehicle.id }
      for (const [i, what] of happenings.entries()) {
        await happen(twin, messages, what, i)
        const { world } = twin
        const { sessions, places, questions } = await rows(twin)
        const made = [...world.questions.values()]
        expect(stateOf(sessions, places, questions)).toEqual(
          stateOf(inTime(world), [...world.places.values()], made),
        )
      }
    }),
    { numRuns: RUNS },
  )
}, 120_000)
