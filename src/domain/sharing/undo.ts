/** Answers that may yet be undone: what was told is told anew, as if one of them had not been given. */
import type { Session } from '../charging/session.ts'
import type { Place } from '../places/place.ts'
import type { AbortReply, Reply, ShareReply } from './answer.ts'
import { standingAt } from './flag.ts'
import { type Question, reopened } from './question.ts'
import { type Around, type Changes, noChanges, settle, together } from './settle.ts'

/** How long an answer may be undone, in milliseconds. */
export const UNDO_MS = 10 * 60_000

/** An answer as it was given. Ids sort by the time they were made. */
export type Told = {
  id: string
  question: string
  session: string
  place: string | null
  at: number
  said: Reply
}

/** An answer that may yet be undone, and how things stood before it. */
export type Given = Told & { was: Was }

type Words = Pick<Session, 'post' | 'comment' | 'abortReason'>
type Was = {
  place: Pick<Place, 'flag' | 'flagBy'> | null
  /** The charges that it was for. */
  sessions: Pick<Session, 'id' | 'flag' | 'flagBy'>[]
  /** What was told of the charge that was asked about. */
  words: Words | null
  questions: Pick<Question, 'id' | 'state' | 'choice' | 'answeredAt'>[]
}

/** How things stand at a vehicle's places, as far as answers bear on it; each by its id. */
export type Scene = {
  places: Map<string, Place>
  sessions: Map<string, Session>
  questions: Map<string, Question>
}

/** What follows from a scene that has become another one. */
export type Consequences = { changes: Changes; questions: Question[] }

/** Which answer (by its question) is taken away, and which one is given after all others. */
export type Turn = { without?: string; plus?: Told }

/**
 * Tells a vehicle's answers anew, oldest first in `log`. What stands in the end is as if only those
 * that are left had been given, with one exception: a position that `never` has erased is gone, so
 * that its place waits for the next charge, undecided.
 */
export function toldAnew(
  before: Scene,
  log: Given[],
  { without, plus }: Turn,
): { scene: Scene; log: Given[] } {
  const scene = copyOf(before)
  const found = log.findIndex(({ question }) => question === without)
  const from = found < 0 ? log.length : found
  const tail = log.slice(from)
  const aside = takeAside(scene, tail)
  const taken = tail.toReversed().map((given) => ({ given, ...takeBack(scene, given) }))
  const back = taken.reverse()
  const again = back.flatMap(({ given, late, ...held }) => {
    const told = given.question === without ? [] : [give(scene, given, held)]
    for (const session of late) arrive(scene, session)
    return told
  })
  for (const session of aside) scene.sessions.set(session.id, session)
  const held = plus && { isHeld: true, words: wordsOf(plus.said) }
  const last = plus && held ? [give(scene, plus, held)] : []
  for (const place of scene.places.values()) {
    if (before.places.get(place.id)?.flag !== 'never' || place.flag === 'never') continue
    scene.places.set(place.id, { ...place, flag: 'pending', flagBy: null, forgetful: false })
  }
  return { scene, log: [...log.slice(0, from), ...again, ...last] }
}

/**
 * What follows for partners and owner: sessions are settled as they stand now, places and questions
 * kept as they are; a question that is open again waits for its owner as a new one does.
 */
export function consequencesOf(
  before: Scene,
  after: Scene,
  around: Omit<Around, 'place'>,
): Consequences {
  const places = changed(before.places, after.places)
  const settled = changed(before.sessions, after.sessions).map((session) => {
    const place = after.places.get(session.place ?? '') ?? null
    return settle(before.sessions.get(session.id) ?? null, session, { ...around, place })
  })
  const questions = changed(before.questions, after.questions).map((question) =>
    question.state === 'open'
      ? reopened(question, around.now, around.patience)
      : { ...question, answeredAt: question.answeredAt ?? around.now },
  )
  return { changes: together({ ...noChanges, places }, ...settled), questions }
}

function changed<T>(before: Map<string, T>, after: Map<string, T>): T[] {
  const isNew = ([id, row]: [string, T]) => JSON.stringify(before.get(id)) !== JSON.stringify(row)
  return [...after].filter(isNew).map(([, row]) => row)
}

function copyOf({ places, sessions, questions }: Scene): Scene {
  return {
    places: new Map(places),
    sessions: new Map(sessions),
    questions: new Map(questions),
  }
}

/** Charges that came to their places when none of these answers counted there: they stand as they do. */
function takeAside(scene: Scene, tail: Given[]): Session[] {
  const answers = new Set(tail.map(({ id }) => id))
  const known = new Set(tail.flatMap(({ session, was }) => [session, ...was.sessions.map(idOf)]))
  const isKnown = ({ id, flagBy }: Session) => known.has(id) || answers.has(flagBy ?? '')
  const aside = [...scene.sessions.values()].filter((session) => !isKnown(session))
  for (const { id } of aside) scene.sessions.delete(id)
  return aside
}

function idOf({ id }: { id: string }): string {
  return id
}

/**
 * What stood by an answer until it was taken back: its place, and its words. `late` are the charges
 * that began after it.
 */
type Back = { isHeld: boolean; words: Partial<Words>; late: Session[] }

/**
 * Puts things back to where they stood before an answer, as far as they still come from it; the
 * charges that began only afterwards are left out until it is told anew.
 */
function takeBack(scene: Scene, { id, place, session, said, was }: Given): Back {
  const there = scene.places.get(place ?? '')
  const isHeld = there?.flagBy === id
  if (isHeld && was.place) scene.places.set(there.id, { ...there, ...was.place })
  const known = new Set(was.sessions.map(idOf))
  const late = [...scene.sessions.values()].filter((one) => one.flagBy === id && !known.has(one.id))
  for (const one of late) scene.sessions.delete(one.id)
  for (const before of was.sessions) {
    const now = scene.sessions.get(before.id)
    if (now?.flagBy === id) scene.sessions.set(now.id, { ...now, ...before })
  }
  for (const question of was.questions) {
    const now = scene.questions.get(question.id)
    if (now) scene.questions.set(now.id, { ...now, ...question })
  }
  return { isHeld, words: unsay(scene, session, wordsOf(said), was.words), late }
}

function wordsOf(said: Reply): Partial<Words> {
  const { comment } = said
  const post = 'post' in said ? said.post : undefined
  return {
    ...(post !== undefined && { post }),
    ...(comment !== undefined && { comment }),
    ...('reason' in said && { abortReason: said.reason }),
  }
}

/** Takes back the words that nothing was said in place of since, and returns them. */
function unsay(scene: Scene, id: string, words: Partial<Words>, was: Words | null): Partial<Words> {
  const own = scene.sessions.get(id)
  if (!own || !was) return {}
  const keys = (['post', 'comment', 'abortReason'] as const).filter(
    (key) => words[key] !== undefined && words[key] === own[key],
  )
  const only = (from: Partial<Words>) => Object.fromEntries(keys.map((key) => [key, from[key]]))
  scene.sessions.set(id, { ...own, ...only(was) })
  return only(words)
}

/** A charge that began at a place takes the standing that the place has now. */
function arrive(scene: Scene, session: Session): void {
  const place = scene.places.get(session.place ?? '')
  const flag = standingAt(place?.flag ?? 'pending')
  scene.sessions.set(session.id, { ...session, flag, flagBy: place?.flagBy ?? null })
  const question = aboutSharing(scene, session)
  if (!question || question.state === 'expired') return
  const open = { state: 'open', choice: null, answeredAt: null } as const
  const settled = flag === 'pending' ? open : { state: 'answered' as const, choice: flag }
  scene.questions.set(question.id, { ...question, ...settled })
}

function give(scene: Scene, given: Told, { isHeld, words }: Omit<Back, 'late'>): Given {
  const { id, question, session, place, at, said } = given
  const told: Told = { id, question, session, place, at, said }
  const own = scene.sessions.get(session)
  const was = 'choice' in said ? decide(scene, told, said, isHeld) : explain(scene, told, said)
  const now = scene.sessions.get(session)
  if (now) scene.sessions.set(session, { ...now, ...words })
  const before = own && { post: own.post, comment: own.comment, abortReason: own.abortReason }
  return { ...told, was: { ...was, words: before ?? null } }
}

/** RFC "App Changes" a–d: for the place, for the charge asked about, and for others there. */
function decide(scene: Scene, told: Told, said: ShareReply, isHeld: boolean): Omit<Was, 'words'> {
  // Where something else was decided for the place since, it is left as it is.
  const place = isHeld ? scene.places.get(told.place ?? '') : undefined
  const there = [...scene.sessions.values()].filter((one) => one.place === told.place)
  const meant = there.filter((one) => one.id === told.session || isMeant(scene, one, said))
  const asked = meant.map((one) => aboutSharing(scene, one))
  const { choice: flag } = said
  if (place) {
    const position = flag === 'never' ? null : place.position
    const forgetful = place.forgetful && flag === 'never'
    scene.places.set(place.id, { ...place, flag, flagBy: told.id, position, forgetful })
  }
  for (const one of meant) scene.sessions.set(one.id, { ...one, flag, flagBy: told.id })
  return {
    // No position: this is kept for a while.
    place: place ? { flag: place.flag, flagBy: place.flagBy } : null,
    sessions: meant.map(({ id, flag, flagBy }) => ({ id, flag, flagBy })),
    questions: settled(scene, told, asked, flag),
  }
}

/** Which other charges at the place a decision is for as well. */
function isMeant(scene: Scene, session: Session, { choice, everyVisit }: ShareReply): boolean {
  const waits = isWaiting(scene, session)
  if (choice === 'never') return waits || session.flag === 'once' || session.flag === 'always'
  return session.flag === 'pending' && waits && (choice === 'always' || everyVisit === true)
}

/** Whether its owner is asked about sharing it, or will be once all is told. */
function isWaiting(scene: Scene, session: Session): boolean {
  const question = aboutSharing(scene, session)
  return question ? question.state === 'open' : session.flag === 'pending'
}

/** RFC "App Changes": why a charge was interrupted. */
function explain(scene: Scene, told: Told, { reason }: AbortReply): Omit<Was, 'words'> {
  const question = scene.questions.get(told.question)
  return { place: null, sessions: [], questions: settled(scene, told, [question], reason) }
}

/** Settles questions that are open, and the one that was asked; returns how they stood. */
function settled(
  scene: Scene,
  { question: own, at }: Told,
  asked: (Question | undefined)[],
  choice: Question['choice'],
): Was['questions'] {
  const meant = asked.filter((one) => one !== undefined)
  const open = meant.filter(({ id, state }) => state === 'open' || id === own)
  for (const question of open) {
    const answered = { state: 'answered', choice, answeredAt: at } as const
    scene.questions.set(question.id, { ...question, ...answered })
  }
  return open.map(({ id, state, choice, answeredAt }) => ({ id, state, choice, answeredAt }))
}

function aboutSharing({ questions }: Scene, session: Session): Question | undefined {
  return [...questions.values()].find((one) => one.kind === 'share' && one.session === session.id)
}
