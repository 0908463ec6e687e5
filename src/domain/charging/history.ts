/** Late messages: the sessions of a stretch of time, told again from all its messages in order. */
import { closed, type Course, type Rules, step } from './course.ts'
import { type Fact, inOrder } from './message.ts'
import type { Session } from './session.ts'

/** What is kept of a stretch of a vehicle's time. */
export type History = {
  /** The session before the stretch: it cannot change, but what follows leans on it. */
  before: Session | null
  /** The sessions of the stretch as they were told so far, oldest first. */
  sessions: Session[]
  /** The messages of the stretch, each with the session it was put to. */
  facts: { fact: Fact; session: string | null }[]
}

/** A course told anew: the messages it is made of, and the session it goes on being, if any. */
export type Retold = { course: Course; keys: string[]; was: Session | null }

type Told = Omit<Retold, 'was'>

/** Tells a stretch of time anew with one more message, and says which session each course is. */
export function retell(history: History, fact: Fact, rules: Rules): Retold[] {
  const facts = history.facts.map((kept) => kept.fact)
  const owners = new Map(history.facts.map(({ fact: { key }, session }) => [key, session]))
  const free = new Map(history.sessions.map((session) => [session.id, session]))
  const placed = placedBy(fold(facts, history, rules))
  return fold([...facts, fact], history, rules).map(({ course, keys }) => {
    const was = keys.map((key) => free.get(owners.get(key) ?? '')).find(Boolean) ?? null
    if (was) free.delete(was.id)
    const lent = was && !keys.some((key) => placed.has(key)) ? was.place : null
    return { course: { ...course, place: course.place ?? lent }, keys, was }
  })
}

/** Whether all messages of a stretch are still kept: what is forgotten cannot be told anew. */
export function isWhole({ sessions, facts }: History): boolean {
  return sessions.every(({ id, firstAt, seenAt }) => {
    const times = facts.filter(({ session }) => session === id).map(({ fact }) => fact.at)
    return times.includes(firstAt) && times.includes(seenAt)
  })
}

/** Messages whose charge has a place by what messages say; any other place was lent by telemetry. */
function placedBy(told: Told[]): Set<string> {
  return new Set(told.flatMap(({ course, keys }) => (course.place === null ? [] : keys)))
}

function fold(facts: Fact[], { before }: History, rules: Rules): Told[] {
  const told: Told[] = []
  for (const fact of facts.sort(inOrder)) {
    const last = told.at(-1)
    const next = step(last?.course ?? before, fact, rules)
    if (next.joined && last) {
      last.course = next.course
      last.keys.push(fact.key)
    } else {
      if (last) last.course = closed(last.course)
      // What was settled before the stretch stays as it is.
      const course = next.joined ? step(null, fact, rules).course : next.course
      told.push({ course, keys: [fact.key] })
    }
  }
  return told
}
