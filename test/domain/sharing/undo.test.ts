/** Answers that are undone: what stands is as if they had not been given. */
import { describe, expect, test } from 'vitest'
import type { Message } from '../../../src/domain/charging/message.ts'
import type { ShareReply } from '../../../src/domain/sharing/answer.ts'
import { answer, inTime, newWorld, tell, undo, type World } from '../charging/world.ts'
import { check } from '../charging/laws.ts'

const NOON = Date.parse('2026-11-21T12:00:00Z')
const mall = { lat: 22.2809, lon: 114.1588 }

/** A world in which a car has charged so often at one place, each time for ten minutes. */
function charged(times: number): World {
  const world = newWorld()
  for (let i = 0; i < times; i++) charge(world, i)
  return world
}

function charge(world: World, hour: number, type: Message['type'] = 'charge.completed'): void {
  const at = NOON + hour * 3_600_000
  tell(world, { type: 'charge.started', at, position: mall })
  tell(world, { type, at: at + 600_000, position: mall })
}

/** The question about sharing the charge of an hour. */
function asked(world: World, hour: number, kind = 'share') {
  return world.questions.get(`${inTime(world)[hour]!.id} ${kind}`)!
}

function answers(world: World, hour: number, said: ShareReply | ShareReply['choice']): void {
  const reply = typeof said === 'string' ? { choice: said } : said
  expect(answer(world, asked(world, hour), reply)).not.toBeNull()
  check(world)
}

function undoes(world: World, hour: number): void {
  undo(world, asked(world, hour).id)
  check(world)
}

/** The place's flag, then each charge's, with a star where partners know of it. */
function standing(world: World): string {
  const [place] = world.places.values()
  const charges = inTime(world).map(({ flag, publicId }) => (publicId ? `${flag}*` : flag))
  return `${place!.flag}${place!.position ? '' : ' (erased)'}: ${charges.join(' ')}`
}

const states = (world: World) => [...world.questions.values()].map(({ state }) => state).join(' ')

describe('of several answers', () => {
  test('the last one is undone, then the one before', () => {
    const world = charged(2)
    answers(world, 0, 'once')
    answers(world, 1, 'always')
    expect(standing(world)).toBe('always: once* always*')
    undoes(world, 1)
    expect(standing(world)).toBe('once: once* pending')
    undoes(world, 0)
    expect(standing(world)).toBe('pending: pending pending')
    expect(states(world)).toBe('open open')
  })

  test('the first one is undone: the second, which is for the place, is for its charge as well', () => {
    const world = charged(2)
    answers(world, 0, 'skip')
    answers(world, 1, 'always')
    expect(standing(world)).toBe('always: skip always*')
    undoes(world, 0)
    expect(standing(world)).toBe('always: always* always*')
    expect(asked(world, 0)).toMatchObject({ state: 'answered', choice: 'always' })
    undoes(world, 1)
    expect(standing(world)).toBe('pending: pending pending')
  })

  test('one takes the place of another to the same question, and takes nothing of it along', () => {
    const world = charged(3)
    answers(world, 0, 'always')
    answers(world, 0, 'once')
    expect(standing(world)).toBe('once: once* pending pending')
    expect(states(world)).toBe('answered open open')
    undoes(world, 0)
    expect(standing(world)).toBe('pending: pending pending pending')
  })

  test('each leaves its own words: the later comment stays, the earlier comes back', () => {
    const world = charged(1)
    charge(world, 1, 'charge.aborted')
    answers(world, 1, { choice: 'once', post: 'A3', comment: 'in the cellar' })
    const why = asked(world, 1, 'abort')
    answer(world, why, { reason: 'station', comment: 'no power' })
    const words = () => {
      const { post, comment, abortReason } = inTime(world)[1]!
      return [post, comment, abortReason]
    }
    expect(words()).toEqual(['A3', 'no power', 'station'])
    undo(world, why.id)
    expect(words()).toEqual(['A3', 'in the cellar', null])
    undoes(world, 1)
    expect(words()).toEqual([null, null, null])
  })
})

test('what was decided for the place by another way since is left as it is', () => {
  const world = charged(1)
  answers(world, 0, 'always')
  const [place] = world.places.values()
  world.places.set(place!.id, { ...place!, flag: 'skip', flagBy: null })
  undo(world, asked(world, 0).id)
  expect(standing(world)).toBe('skip: pending')
})

test('nor is a charge taken along for which its owner has decided by another way since', () => {
  const world = charged(2)
  answers(world, 0, 'always')
  const [, other] = inTime(world)
  world.sessions.set(other!.id, { ...other!, flag: 'skip', flagBy: null })
  undo(world, asked(world, 0).id)
  expect(inTime(world).map(({ flag }) => flag)).toEqual(['pending', 'skip'])
})

describe('a charge that begins after an answer', () => {
  test('is taken back with it, and asked about', () => {
    const world = charged(1)
    answers(world, 0, 'always')
    charge(world, 1)
    expect(standing(world)).toBe('always: always* always*')
    undoes(world, 0)
    expect(standing(world)).toBe('pending: pending pending')
    expect(states(world)).toBe('open open')
  })

  test('stands as the place does then: by the answer before, where that is left', () => {
    const world = charged(2)
    answers(world, 0, 'always')
    answers(world, 1, 'once')
    charge(world, 2)
    expect(standing(world)).toBe('once: always* once* pending')
    undoes(world, 1)
    expect(standing(world)).toBe('always: always* always* always*')
    expect(asked(world, 2)).toMatchObject({ state: 'answered', choice: 'always' })
    undoes(world, 0)
    expect(standing(world)).toBe('pending: pending pending pending')
    expect(states(world)).toBe('open open open')
  })
})

describe('"never"', () => {
  test('takes back what was shared or is to be; undone, the place waits for the next charge', () => {
    const world = charged(2)
    answers(world, 0, 'once')
    answers(world, 1, 'never')
    expect(standing(world)).toBe('never (erased): never never')
    undoes(world, 1)
    expect(standing(world)).toBe('pending (erased): once pending')
    expect(answer(world, asked(world, 1), { choice: 'always' })).toBeNull()
    charge(world, 2)
    check(world)
    expect(standing(world)).toBe('pending: once pending pending')
  })

  test('that is left holds, whatever else is undone', () => {
    const world = charged(3)
    answers(world, 0, 'always')
    answers(world, 1, 'never')
    undoes(world, 0)
    expect(standing(world)).toBe('never (erased): never never never')
    expect(world.feed.at(-1)?.type).toBe('charge.withdrawn')
  })
})

test('what was answered for every visit is undone for every visit', () => {
  const world = charged(3)
  answers(world, 1, { choice: 'once', everyVisit: true })
  expect(standing(world)).toBe('once: once* once* once*')
  undoes(world, 1)
  expect(standing(world)).toBe('pending: pending pending pending')
  expect(states(world)).toBe('open open open')
})
