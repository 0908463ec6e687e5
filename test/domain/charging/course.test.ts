/** The rules of a step: which message continues a charge, ends it, or begins the next one. */
import { describe, expect, test } from 'vitest'
import { closed, type Course, step, stoodStill } from '../../../src/domain/charging/course.ts'
import { type Fact, factOf, type MessageType } from '../../../src/domain/charging/message.ts'

const NOON = Date.parse('2026-11-21T12:00:00Z')
const rules = { settleMs: 90_000, silenceMs: 3_600_000 }
const at = (minutes: number) => NOON + minutes * 60_000

function fact(type: MessageType, minutes: number, more: Partial<Fact> = {}): Fact {
  return { ...factOf({ type, at: at(minutes) }, 'mall'), ...more }
}
const started = (minutes: number, more?: Partial<Fact>) => fact('charge.started', minutes, more)
const updated = (minutes: number, more?: Partial<Fact>) => fact('charge.updated', minutes, more)
const completed = (minutes: number, more?: Partial<Fact>) => fact('charge.completed', minutes, more)
const aborted = (minutes: number, more?: Partial<Fact>) => fact('charge.aborted', minutes, more)

/** The charges that messages tell, one step after the other. */
function told(...facts: Fact[]): Course[] {
  const courses: Course[] = []
  for (const fact of facts) {
    const { joined, before, course } = step(courses.pop() ?? null, fact, rules)
    courses.push(...(before && !joined ? [before] : []), course)
  }
  return courses
}
const statuses = (...facts: Fact[]) => told(...facts).map(({ status }) => status)

describe('a charge', () => {
  test('begins with its start and ends with its end', () => {
    expect(told(started(0))).toMatchObject([
      { status: 'charging', startedAt: at(0), endedAt: null },
    ])
    expect(told(started(0), completed(30))).toMatchObject([
      { status: 'completed', startedAt: at(0), endedAt: at(30), seenAt: at(30) },
    ])
  })

  test('that breaks off is aborted and keeps the reason the car gave', () => {
    const [course] = told(started(0), aborted(5, { reason: 'charge interrupted' }))
    expect(course).toMatchObject({ status: 'aborted', endReason: 'charge interrupted' })
  })

  test('that starts again within the settle time is the same charge', () => {
    expect(told(started(0), started(1.5))).toMatchObject([{ startedAt: at(0), seenAt: at(1.5) }])
  })

  test('that starts again after the settle time leaves one whose end is unknown', () => {
    expect(told(started(0), updated(10), started(12))).toMatchObject([
      { status: 'unknown', endedAt: at(10) },
      { status: 'charging', startedAt: at(12) },
    ])
  })

  test('is a new one after an explicit end, however soon it starts', () => {
    expect(statuses(started(0), completed(10), started(10.1))).toEqual(['completed', 'charging'])
    expect(statuses(started(0), aborted(10), started(10.1))).toEqual(['aborted', 'charging'])
  })

  test('elsewhere is another charge', () => {
    expect(told(started(0), updated(1, { place: 'home' }))).toMatchObject([
      { place: 'mall', status: 'unknown', endedAt: at(0) },
      { place: 'home', status: 'charging', startedAt: at(1) },
    ])
  })

  test('goes on through silence, but not through more than the limit', () => {
    expect(statuses(started(0), updated(60))).toEqual(['charging'])
    expect(statuses(started(0), updated(60.1))).toEqual(['unknown', 'charging'])
  })
})

describe('a charge of which something is never told', () => {
  test('begins with an update where its start is not told', () => {
    expect(told(updated(5))).toMatchObject([{ status: 'charging', startedAt: at(5) }])
  })

  test('began so long before its first message as that message says', () => {
    expect(told(updated(30, { durationS: 600 }))).toMatchObject([
      { startedAt: at(20), firstAt: at(30) },
    ])
    expect(told(completed(30, { durationS: 1200 }))).toMatchObject([
      { status: 'completed', startedAt: at(10), firstAt: at(30), endedAt: at(30) },
    ])
  })

  test('never began before the end of the charge before it, told or not', () => {
    const late = completed(60, { durationS: 7200, place: 'home' })
    expect(told(started(0), completed(30), late).at(-1)).toMatchObject({ startedAt: at(30) })
    expect(told(started(0), updated(30), late).at(-1)).toMatchObject({ startedAt: at(30) })
  })

  test('whose end was unknown is corrected by a late end, or goes on', () => {
    const [course] = told(started(0), updated(10))
    const silent = closed(course!)
    expect(silent).toMatchObject({ status: 'unknown', endedAt: at(10) })
    expect(step(silent, completed(40), rules)).toMatchObject({
      joined: true,
      course: { status: 'completed', endedAt: at(40) },
    })
    expect(step(silent, updated(40), rules)).toMatchObject({
      joined: true,
      course: { status: 'charging', endedAt: null },
    })
  })

  test('stays as it is when it is closed after its end was told', () => {
    const [course] = told(started(0), completed(10))
    expect(closed(course!)).toBe(course)
  })
})

describe('after its end', () => {
  test('a second end within the settle time changes nothing but the last sign of life', () => {
    expect(told(started(0), aborted(10), completed(11))).toMatchObject([
      { status: 'aborted', endedAt: at(10), seenAt: at(11) },
    ])
  })

  test('an update within the settle time still brings its figures', () => {
    expect(told(started(0), completed(10), updated(11, { energyKwh: 7.5 }))).toMatchObject([
      { status: 'completed', endedAt: at(10), energyKwh: 7.5 },
    ])
  })

  test('what comes later than the settle time belongs to a new charge', () => {
    expect(statuses(started(0), completed(10), updated(12))).toEqual(['completed', 'charging'])
    expect(statuses(started(0), completed(10), completed(12))).toEqual(['completed', 'completed'])
  })
})

describe('the place of a charge', () => {
  const unplaced = { place: null }

  test('is told by the first message that knows it', () => {
    expect(told(started(0, unplaced), updated(1), updated(2, unplaced))).toMatchObject([
      { place: 'mall' },
    ])
  })

  test('is the last one where the next charge begins without a position a moment later', () => {
    expect(told(started(0), completed(5), started(10, unplaced)).at(-1)?.place).toBe('mall')
    expect(told(started(0), completed(5), started(16, unplaced)).at(-1)?.place).toBeNull()
  })

  test('follows the odometer where that is told: it knows whether the car has moved', () => {
    const still = started(600, { ...unplaced, odometerKm: 100.05 })
    const moved = started(10, { ...unplaced, odometerKm: 104 })
    const parked = completed(5, { odometerKm: 100 })
    expect(told(started(0), parked, still).at(-1)?.place).toBe('mall')
    expect(told(started(0), parked, moved).at(-1)?.place).toBeNull()
  })

  test.each([
    [10, null, null, true],
    [10.1, null, null, false],
    [10, 5, null, true],
    [600, 5, 5.09, true],
    [1, 5, 5.2, false],
  ])('after %s minutes, with the odometer at %s and then at %s: still there: %s', (m, a, b, is) => {
    expect(stoodStill(m * 60_000, a, b)).toBe(is)
  })
})

describe('the figures of a charge', () => {
  test('the first percentage is the start, the last one the end', () => {
    const course = told(started(0), updated(1, { soc: 20 }), updated(2, { soc: 30 }))
    expect(course).toMatchObject([{ socStart: 20, socEnd: 30 }])
    expect(told(started(0), completed(9, { soc: 80 }))).toMatchObject([
      { socStart: null, socEnd: 80 },
    ])
    expect(told(completed(9, { soc: 80 }))).toMatchObject([{ socStart: null, socEnd: 80 }])
  })

  test('the last energy and the highest power count, and what is not told changes nothing', () => {
    const facts = [
      started(0, { energyKwh: 0, powerKw: 3 }),
      updated(1, { energyKwh: 2, powerKw: 11 }),
      updated(2, { powerKw: 7 }),
    ]
    expect(told(...facts)).toMatchObject([{ energyKwh: 2, maxPowerKw: 11 }])
  })
})
