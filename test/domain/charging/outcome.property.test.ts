/** Whatever is told in whatever order: what partners see and owners are asked stays true. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Course, step } from '../../../src/domain/charging/course.ts'
import { factOf, inOrder, type Message } from '../../../src/domain/charging/message.ts'
import type { Place } from '../../../src/domain/places/place.ts'
import {
  answer,
  courseOf,
  fallSilent,
  forget,
  inTime,
  newWorld,
  RADIUS_M,
  rules,
  tell,
  type World,
} from './world.ts'
import { check } from './laws.ts'
import { MINUTE, NOON, spots, story } from './stories.ts'

const RUNS = Number(process.env['CHARGESHARE_PROPERTY_RUNS'] ?? 20_000) / 40

/** Of two places that a car tells in one moment, none is the later one: such stories are left out. */
function atOnePlaceAtATime(messages: Message[]): Message[] {
  return messages.map((message) => {
    const first = messages.find(({ at, position }) => at === message.at && position)
    return first ? { ...message, position: first.position } : message
  })
}

const isPublic = (place: Place): Place => ({ ...place, flag: 'always' })
const known: Place[] = spots.map((position, i) => ({
  id: `spot${i}`,
  vehicle: 'jimbo',
  flag: 'pending',
  name: null,
  radiusM: RADIUS_M,
  position,
  forgetful: false,
  flagBy: null,
  price: null,
  listing: null,
  createdAt: 0,
}))

function placeOf({ position }: Message): string | null {
  const i = spots.findIndex(({ lon }) => lon === position?.lon)
  return i < 0 ? null : `spot${i}`
}

/** The story told in its right order, by the rules of a step alone. */
function folded(messages: Message[]): Course[] {
  const told: Course[] = []
  for (const fact of messages.map((one) => factOf(one, placeOf(one))).sort(inOrder)) {
    const { joined, before, course } = step(told.pop() ?? null, fact, rules)
    told.push(...(before && !joined ? [before] : []), course)
  }
  return told
}

function listed(courses: Course[]): string[] {
  return courses.map((course) => JSON.stringify(courseOf(course))).sort()
}

/** What can happen between two messages. */
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('tell' as const), pick: fc.nat(11) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      pick: fc.nat(),
      choice: fc.constantFrom(
        'always' as const,
        'once' as const,
        'skip' as const,
        'never' as const,
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('explain' as const),
      pick: fc.nat(),
      reason: fc.constantFrom('user' as const, 'station' as const, 'other' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('drive' as const),
      minute: fc.nat(240),
      spot: fc.nat(2),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('silence' as const) }) },
)
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

function pickOf<T>(items: Iterable<T>, pick: number): T | undefined {
  const all = [...items]
  return all[pick % all.length]
}

function happen(world: World, messages: Message[], what: Happening): void {
  if (what.kind === 'silence') return fallSilent(world)
  if (what.kind === 'drive') {
    const at = NOON + what.minute * MINUTE
    return tell(world, { type: 'telemetry', at, position: spots[what.spot]! })
  }
  if (what.kind === 'forget') {
    const place = pickOf(world.places.values(), what.pick)
    return place && forget(world, place)
  }
  if (what.kind === 'tell') {
    const message = pickOf(messages, what.pick)
    return message && tell(world, message)
  }
  const isKind = what.kind === 'answer' ? 'share' : 'abort'
  const asked = [...world.questions.values()].filter(({ kind }) => kind === isKind)
  const question = pickOf(asked, what.pick)
  if (!question) return
  if (what.kind === 'answer') answer(world, question, { choice: what.choice })
  else answer(world, question, { reason: what.reason })
}

describe('the life of a charge, told in any way', () => {
  test('the same messages tell the same charges in whatever order they come', () => {
    const shuffled = story
      .map(atOnePlaceAtATime)
      .chain((messages) =>
        fc.tuple(
          fc.constant(messages),
          fc.shuffledSubarray(messages, { minLength: messages.length }),
        ),
      )
    fc.assert(
      fc.property(shuffled, ([messages, order]) => {
        const world = newWorld(known.map(isPublic))
        for (const message of [...order, ...messages]) {
          tell(world, message)
          check(world)
        }
        expect(listed(inTime(world))).toEqual(listed(folded(messages)))
      }),
      { numRuns: RUNS },
    )
  }, 120_000)

  test('whatever the owner answers meanwhile, partners see what is allowed and no more', () => {
    const life = fc.tuple(story, fc.array(happening, { minLength: 1, maxLength: 40, size: 'max' }))
    fc.assert(
      fc.property(life, ([messages, happenings]) => {
        const world = newWorld()
        for (const what of happenings) {
          happen(world, messages, what)
          check(world)
        }
      }),
      { numRuns: RUNS },
    )
  }, 120_000)
})
