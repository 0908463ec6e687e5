/** The life of a charge: how one message after the other, in order, becomes charge sessions. */
import type { Fact } from './message.ts'

/** The facts of one charge session; times in milliseconds since 1970, by the car's clock. */
export type Course = {
  place: string | null
  status: 'charging' | 'completed' | 'aborted' | 'unknown'
  startedAt: number
  /** Time of its first message; differs from `startedAt` where the start was never told. */
  firstAt: number
  /** Its last sign of life. */
  seenAt: number
  endedAt: number | null
  socStart: number | null
  socEnd: number | null
  energyKwh: number | null
  maxPowerKw: number | null
  odometerKm: number | null
  endReason: string | null
}

/** Times that separate one session from the next, in milliseconds. */
export type Rules = {
  /** A restart at the same place within this time continues a session. */
  settleMs: number
  /** After so long without a sign of life a session is over, its end unknown. */
  silenceMs: number
}

const FRESH_MS = 10 * 60_000
const STANDSTILL_KM = 0.1

/** What one message does: `joined` continues the course before it, else a new one begins. */
export type Step = { joined: boolean; before: Course | null; course: Course }

/**
 * One step. `course` is the vehicle's latest session before this message, and the message comes
 * after all of its messages in their one order. Telemetry is no part of a charge and never steps.
 */
export function step(course: Course | null, fact: Fact, rules: Rules): Step {
  if (course && joins(course, fact, rules)) {
    return { joined: true, before: course, course: continued(course, fact) }
  }
  const before = course && closed(course)
  return { joined: false, before, course: begun(fact, before) }
}

/** An end that was never told, at the last sign of life. */
export function closed(course: Course): Course {
  if (course.status !== 'charging') return course
  return { ...course, status: 'unknown', endedAt: course.seenAt }
}

/**
 * Whether a car still is where it was so long ago. Its odometer knows; where it was not told both
 * times, a few minutes are trusted.
 */
export function stoodStill(ms: number, nowKm: number | null, thenKm: number | null): boolean {
  if (nowKm !== null && thenKm !== null) return Math.abs(nowKm - thenKm) < STANDSTILL_KM
  return ms <= FRESH_MS
}

/** A session whose end was never told may still be continued or ended by what comes late. */
export function isOpen(course: Course): boolean {
  return course.status === 'charging' || course.status === 'unknown'
}

function joins(course: Course, fact: Fact, rules: Rules): boolean {
  if (course.place !== null && fact.place !== null && course.place !== fact.place) return false
  const starts = fact.type === 'charge.started'
  if (isOpen(course)) return fact.at - course.seenAt <= (starts ? rules.settleMs : rules.silenceMs)
  return !starts && fact.at - (course.endedAt ?? course.seenAt) <= rules.settleMs
}

function begun(fact: Fact, previous: Course | null): Course {
  const toldS = fact.type === 'charge.started' ? 0 : (fact.durationS ?? 0)
  const startedAt = fact.at - toldS * 1000
  const course: Course = {
    place: fact.place ?? (previous && placeSince(previous, fact)),
    status: 'charging',
    startedAt: Math.max(startedAt, previous?.endedAt ?? startedAt),
    firstAt: fact.at,
    seenAt: fact.at,
    endedAt: null,
    socStart: isEnd(fact) ? null : fact.soc,
    socEnd: isEnd(fact) ? fact.soc : null,
    energyKwh: fact.energyKwh,
    maxPowerKw: fact.powerKw,
    odometerKm: fact.odometerKm,
    endReason: null,
  }
  return isEnd(fact) ? ended(course, fact) : course
}

/** A charge that tells no position is where the one before it was, if the car has not moved. */
function placeSince({ place, seenAt, odometerKm }: Course, fact: Fact): string | null {
  return stoodStill(fact.at - seenAt, fact.odometerKm, odometerKm) ? place : null
}

function continued(course: Course, fact: Fact): Course {
  const next: Course = {
    ...course,
    ...stateOfCharge(course, fact),
    place: course.place ?? fact.place,
    seenAt: fact.at,
    energyKwh: fact.energyKwh ?? course.energyKwh,
    maxPowerKw: highest(course.maxPowerKw, fact.powerKw),
    odometerKm: fact.odometerKm ?? course.odometerKm,
  }
  if (!isOpen(course)) return next
  return isEnd(fact) ? ended(next, fact) : { ...next, status: 'charging', endedAt: null }
}

/** The first percentage told before the end is the start's, the last one told is the end's. */
function stateOfCharge(course: Course, fact: Fact): Pick<Course, 'socStart' | 'socEnd'> {
  const { socStart, socEnd } = course
  if (fact.soc === null) return { socStart, socEnd }
  if (socStart === null && isOpen(course) && !isEnd(fact)) return { socStart: fact.soc, socEnd }
  return { socStart, socEnd: fact.soc }
}

function ended(course: Course, fact: Fact): Course {
  const status = fact.type === 'charge.aborted' ? 'aborted' : 'completed'
  return { ...course, status, endedAt: fact.at, endReason: fact.reason }
}

function isEnd(fact: Fact): boolean {
  return fact.type === 'charge.completed' || fact.type === 'charge.aborted'
}

function highest(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b)
}
