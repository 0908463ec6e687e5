/** Whatever is answered and undone: in the end things stand as if only what was left had been said. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Message } from '../../../src/domain/charging/message.ts'
import type { AbortReply, ShareReply } from '../../../src/domain/sharing/answer.ts'
import type { Question } from '../../../src/domain/sharing/question.ts'
import type { Given } from '../../../src/domain/sharing/undo.ts'
import { withdraw } from '../../../src/domain/sharing/settle.ts'
import { spots, story } from '../charging/stories.ts'
import {
  answer,
  fallSilent,
  forget,
  inTime,
  keep,
  newWorld,
  tell,
  turn,
  undo,
  type World,
} from '../charging/world.ts'
import { check } from '../charging/laws.ts'

const RUNS = Number(process.env['CHARGESHARE_PROPERTY_RUNS'] ?? 20_000) / 40

/** What the owner says a second time is never the same word, so that it is known who said it. */
const words = fc.record({ post: fc.boolean(), comment: fc.boolean() })
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('tell' as const), pick: fc.nat(11) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      pick: fc.nat(),
      choice: fc.constantFrom('always', 'always', 'once', 'skip', 'never' as const),
      everyVisit: fc.boolean(),
      words,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('explain' as const),
      pick: fc.nat(),
      reason: fc.constantFrom('user' as const, 'station' as const),
      words,
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('undo' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drive' as const), spot: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('silence' as const) }) },
)
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

/** What was done: an answer by the number of its charge, anything else as it is done again. */
type Deed =
  | { answer: string; kind: Question['kind']; charge: number; said: ShareReply | AbortReply }
  | { again: (world: World) => void }

/** What happens without the owner's word, the same in every world. */
function eventOf(world: World, messages: Message[], what: Happening): (world: World) => void {
  if (what.kind === 'silence') return fallSilent
  if (what.kind === 'drive') {
    const { at } = messages[0]!
    return (one) => tell(one, { type: 'telemetry', at, position: spots[what.spot]! })
  }
  if (what.kind === 'tell') {
    const message = messages[what.pick % messages.length]!
    return (one) => tell(one, message)
  }
  const number = what.pick % Math.max(1, world.places.size)
  return (one) => {
    const place = [...one.places.values()][number]
    if (place) forget(one, place)
  }
}

/** A life, and what of all that was said in it was left in the end. */
function lived(world: World, messages: Message[], happenings: Happening[]): Deed[] {
  let deeds: Deed[] = []
  const unsay = (given: Given | undefined) => {
    deeds = deeds.filter((deed) => !('answer' in deed) || deed.answer !== given?.id)
  }
  happenings.forEach((what, i) => {
    if (what.kind === 'undo') {
      const asked = new Set([...world.questions.values()].map(({ id }) => id))
      const known = world.answers.filter(({ question }) => asked.has(question))
      const given = known[what.pick % known.length]
      if (!given) return
      const wasNever = world.places.get(given.place ?? '')?.flag === 'never'
      unsay(given)
      undo(world, given.question)
      const isNever = world.places.get(given.place ?? '')?.flag === 'never'
      const number = [...world.places.keys()].indexOf(given.place ?? '')
      if (wasNever && !isNever) deeds.push({ again: (one) => losePosition(one, number) })
    } else if (what.kind === 'answer' || what.kind === 'explain') {
      const kind = what.kind === 'answer' ? 'share' : 'abort'
      const asked = [...world.questions.values()].filter((question) => question.kind === kind)
      const question = asked[what.pick % asked.length]
      if (!question) return
      const earlier = world.answers.find((given) => given.question === question.id)
      const charge = inTime(world).findIndex(({ id }) => id === question.session)
      const told = answer(world, question, replyOf(what, i))
      if (!told) return
      unsay(earlier)
      deeds.push({ answer: told.id, kind, charge, said: told.said })
    } else {
      const again = eventOf(world, messages, what)
      again(world)
      deeds.push({ again })
    }
    check(world)
  })
  return deeds
}

function replyOf(what: Happening, i: number): ShareReply | AbortReply {
  if (what.kind !== 'answer' && what.kind !== 'explain') throw new TypeError(what.kind)
  const comment = what.words.comment ? { comment: `comment ${i}` } : {}
  if (what.kind === 'explain') return { reason: what.reason, ...comment }
  const { choice, everyVisit } = what
  return { choice, everyVisit, ...(what.words.post && { post: `post ${i}` }), ...comment }
}

/** What an erased position leaves behind, once it is not to be erased any more. */
function losePosition(world: World, number: number): void {
  const place = [...world.places.values()][number]!
  const shared = inTime(world).filter((session) => session.place === place.id)
  for (const session of shared) keep(world, withdraw(session, world.now))
  world.places.set(place.id, { ...place, position: null, flag: 'pending', flagBy: null })
}

function relived(deeds: Deed[]): World {
  const world = newWorld()
  deeds.forEach((deed, i) => {
    if ('again' in deed) return deed.again(world)
    const session = inTime(world)[deed.charge]!
    const asked = world.questions.get(`${session.id} ${deed.kind}`)
    turn(world, asked ?? { id: `unasked ${i}` }, { session, said: deed.said })
  })
  return world
}

/** How everything stands, whatever its keys are. */
function stateOf(world: World) {
  const places = [...world.places.keys()]
  return {
    places: [...world.places.values()].map(({ flag, position }) => ({ flag, position })),
    charges: inTime(world).map((session) => {
      const { firstAt, status, flag, post, comment, abortReason, publicId } = session
      const told = { firstAt, status, flag, post, comment, abortReason }
      const place = places.indexOf(session.place ?? '')
      return { ...told, place, isShared: publicId !== null, asked: askedOf(world, session) }
    }),
  }
}

function askedOf(world: World, { id, flag, abortReason }: ReturnType<typeof inTime>[number]) {
  const share = world.questions.get(`${id} share`)
  const why = world.questions.get(`${id} abort`)
  // A charge that began at a place decided about is not asked about at all: that comes to the same.
  const isSettled = flag !== 'pending' && (!share || share.state === 'answered')
  return {
    share: isSettled ? 'settled' : `${share?.state} ${share?.choice}`,
    why: abortReason !== null ? 'told' : why?.state,
  }
}

test('what is undone has never been said, but for the positions that it erased', () => {
  const life = fc.tuple(story, fc.array(happening, { minLength: 1, maxLength: 40, size: 'max' }))
  fc.assert(
    fc.property(life, ([messages, happenings]) => {
      const world = newWorld()
      const left = lived(world, messages, happenings)
      const other = relived(left)
      check(other)
      expect(stateOf(world)).toEqual(stateOf(other))
    }),
    { numRuns: RUNS },
  )
}, 120_000)
