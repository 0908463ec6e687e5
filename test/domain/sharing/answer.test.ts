/** What an owner's decision changes, and when it comes too late. */
import { describe, expect, test } from 'vitest'
import { opened, type Session } from '../../../src/domain/charging/session.ts'
import type { Place } from '../../../src/domain/places/place.ts'
import { Answer, decided, refusal } from '../../../src/domain/sharing/answer.ts'
import type { Flag } from '../../../src/domain/sharing/flag.ts'
import { asked } from '../../../src/domain/sharing/question.ts'
import { jimbo } from '../charging/world.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const patience = { remindMs: 1, expireMs: 2 }

function mall(flag: Flag = 'pending'): Place {
  const position = flag === 'never' ? null : { lat: 22.2809, lon: 114.1588 }
  const named = { id: 'mall', vehicle: 'jimbo', flag, name: 'Mall', forgetful: false, createdAt: 0 }
  return { ...named, flagBy: null, price: null, listing: null, radiusM: 150, position }
}

function charge(id: string, more: Partial<Session> = {}): Session {
  const times = { startedAt: NOW, firstAt: NOW, seenAt: NOW, endedAt: null }
  const untold = { socStart: null, socEnd: null, energyKwh: null, maxPowerKw: null }
  const course = { place: 'mall', status: 'charging' as const, odometerKm: null, endReason: null }
  const session = opened({ ...course, ...times, ...untold }, id, 'jimbo', 'pending', NOW)
  return { ...session, ...more }
}

const shared = (id: string, flag: Flag) =>
  charge(id, { flag, publicId: `public-${id}`, revision: 1 })

/** Decides for the mall, asked about `session`; says in short what follows. */
function deciding(flag: Flag, session: Session | null, others: Session[] = [], place = mall()) {
  let made = 0
  const ids = { next: () => `row${(made += 1)}`, public: () => `public${(made += 1)}` }
  const around = { vehicle: jimbo, now: NOW, ids, patience }
  const changes = decided({ flag, place, current: session, others }, around)
  return {
    place: changes.places[0],
    flags: Object.fromEntries(changes.sessions.map(({ id, flag }) => [id, flag])),
    events: changes.events.map(({ type, session }) => `${type} ${session}`),
    questions: changes.asked.map(({ kind, session }) => `${kind} ${session}`),
  }
}

describe('the owner decides for a place', () => {
  test('"always": this charge, the waiting ones and those to come are shared', () => {
    const waiting = [charge('b'), charge('c', { flag: 'skip' })]
    expect(deciding('always', charge('a'), waiting)).toMatchObject({
      place: { flag: 'always', position: mall().position },
      flags: { a: 'always', b: 'always' },
      events: ['charge.started public1', 'charge.started public2'],
    })
  })

  test('"once": this charge is shared, the others wait', () => {
    expect(deciding('once', charge('a'), [charge('b')])).toEqual({
      place: { ...mall(), flag: 'once' },
      flags: { a: 'once' },
      events: ['charge.started public1'],
      questions: [],
    })
  })

  test('"skip": this charge is not shared, and taken back if it was', () => {
    expect(deciding('skip', charge('a'), [shared('b', 'once')])).toMatchObject({
      flags: { a: 'skip' },
      events: [],
    })
    expect(deciding('skip', shared('a', 'once'))).toMatchObject({
      place: { flag: 'skip', position: mall().position },
      flags: { a: 'skip' },
      events: ['charge.withdrawn public-a'],
    })
  })

  test('"never": the position is erased and all that was shared there is taken back', () => {
    const others = [charge('b'), shared('c', 'once'), shared('d', 'always')]
    expect(deciding('never', shared('a', 'once'), others)).toMatchObject({
      place: { flag: 'never', position: null },
      flags: { a: 'never', b: 'never', c: 'never', d: 'never' },
      events: [
        'charge.withdrawn public-a',
        'charge.withdrawn public-c',
        'charge.withdrawn public-d',
      ],
    })
  })

  test('and an aborted charge that is shared by it brings the next question', () => {
    const aborted = charge('a', { status: 'aborted', endedAt: NOW })
    expect(deciding('once', aborted)).toMatchObject({
      events: ['charge.aborted public1'],
      questions: ['abort a'],
    })
    expect(deciding('skip', aborted).questions).toEqual([])
  })

  test('the same again: no second event', () => {
    expect(deciding('once', shared('a', 'once'), [], mall('once')).events).toEqual([])
  })

  test('for a place where nothing charges: the place alone changes', () => {
    expect(deciding('always', null)).toMatchObject({ place: { flag: 'always' }, flags: {} })
  })
})

describe('an answer is refused', () => {
  const about = { owner: 'anna', vehicle: 'jimbo', session: 'a' }
  const share = asked('share', about, 'q1', NOW, patience)
  const why = asked('abort', about, 'q2', NOW, patience)
  const aborted = charge('a', { flag: 'once', status: 'aborted' })

  test('never while the question is open, and not where another one replaces it', () => {
    for (const choice of ['always', 'once', 'skip', 'never'] as const) {
      expect(refusal(share, choice, charge('a'), mall())).toBeNull()
      const answered = { ...share, state: 'answered' as const, choice: 'once' as const }
      expect(refusal(answered, choice, charge('a'), mall('once'))).toBeNull()
    }
    expect(refusal(why, 'user', aborted, mall('once'))).toBeNull()
  })

  test('when the question has expired', () => {
    const expired = { ...share, state: 'expired' as const }
    expect(refusal(expired, 'once', charge('a'), mall())).toMatchObject({ code: 'expired' })
  })

  test('when the position was erased, also where an old answer is sent again', () => {
    const answered = { ...share, state: 'answered' as const, choice: 'once' as const }
    expect(refusal(share, 'always', charge('a'), mall('never'))).toMatchObject({
      code: 'positionErased',
    })
    expect(refusal(answered, 'once', charge('a'), mall('never'))).toMatchObject({
      code: 'positionErased',
    })
    expect(refusal(answered, 'never', charge('a'), mall('never'))).toBeNull()
  })

  test('when the place was deleted', () => {
    expect(refusal(share, 'once', charge('a'), null)).toMatchObject({ code: 'placeGone' })
  })

  test('when the broken-off charge is not shared any more', () => {
    expect(refusal(why, 'user', { ...aborted, flag: 'skip' }, mall('skip'))).toMatchObject({
      code: 'notShared',
    })
    const answered = { ...why, state: 'answered' as const, choice: 'user' as const }
    expect(refusal(answered, 'user', { ...aborted, flag: 'skip' }, mall('skip'))).toBeNull()
  })
})

describe('an answer on the wire', () => {
  test.each([
    { choice: 'always' },
    { choice: 'once', post: 'A3', comment: '<i>behind</i> the lift' },
    { choice: 'skip', everyVisit: true, seen: null },
    { reason: 'station', comment: 'no power', seen: 'user' },
  ])('is %o', (answer) => {
    expect(Answer.parse(answer)).toEqual(answer)
  })

  test.each([
    {},
    { choice: 'pending' },
    { choice: 'ALWAYS' },
    { choice: 'once', post: '' },
    { choice: 'once', post: 'x'.repeat(41) },
    { choice: 'once', comment: 'a\nb' },
    { choice: 'once', reason: 'user' },
    { reason: 'nobody' },
    { reason: 'user', post: 'A3' },
    { reason: 'user', everyVisit: true },
    { choice: 'once', seen: 'user' },
    { choice: 'once', everyVisit: 1 },
    'always',
    null,
  ])('is not %o', (answer) => {
    expect(Answer.safeParse(answer).success).toBe(false)
  })
})
