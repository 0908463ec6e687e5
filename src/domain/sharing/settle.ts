/** What follows from a session's change: the events partners get and the questions owners get. */
import type { Session } from '../charging/session.ts'
import type { Ids } from '../ids.ts'
import type { Place } from '../places/place.ts'
import { type Publication, publicationOf, type View, viewOf, withdrawalOf } from './event.ts'
import { type Verdict, verdicts } from './flag.ts'
import { asked, type Patience, type Question, type QuestionKind } from './question.ts'
import type { Vehicle } from './vehicle.ts'

const DAY_MS = 86_400_000
const TELLING_MS = 3_600_000

/** All that one decision changes, as data; the store keeps it in one transaction. */
export type Changes = {
  /** Places to add or to keep anew. */
  places: Place[]
  sessions: Session[]
  /** Sessions that turned out to be part of others. */
  removed: string[]
  asked: Question[]
  /** Questions that have lost their sense, by session and kind. */
  dropped: { session: string; kind: QuestionKind }[]
  events: Publication[]
}

/** What a decision needs to know of the world around a session. */
export type Around = {
  vehicle: Vehicle
  place: Place | null
  now: number
  ids: Ids
  patience: Patience
}

export const noChanges: Changes = {
  places: [],
  sessions: [],
  removed: [],
  asked: [],
  dropped: [],
  events: [],
}

/** Several decisions as one. */
export function together(...all: Changes[]): Changes {
  return {
    places: all.flatMap((changes) => changes.places),
    sessions: all.flatMap((changes) => changes.sessions),
    removed: all.flatMap((changes) => changes.removed),
    asked: all.flatMap((changes) => changes.asked),
    dropped: all.flatMap((changes) => changes.dropped),
    events: all.flatMap((changes) => changes.events),
  }
}

/**
 * Settles a session that went from `before` (null: it is new) to `after`. Nothing is published
 * that its flag forbids at this moment; what was published and is forbidden now is withdrawn; an
 * event goes out only where partners would see a difference.
 */
export function settle(before: Session | null, after: Session, around: Around): Changes {
  const { session, event } = told(before, silenced(seated(before, after, around.place)), around)
  const events = event ? [event] : []
  return { ...noChanges, sessions: [session], events, ...questions(before, session, around) }
}

/** Takes back what partners know of a session, whatever its flag says. */
export function withdraw(session: Session, now: number): Changes {
  const { session: untold, event } = takenBack(session, now)
  return event ? { ...noChanges, sessions: [untold], events: [event] } : noChanges
}

/**
 * Whether partners may learn now how a session stands, after the owner's wish about timing. A
 * charge that goes on again after its end, or whose owner has changed his wish, tells nothing
 * until it has ended.
 */
export function isDue(session: Session, vehicle: Vehicle, now: number): boolean {
  if (vehicle.timing === 'live') return true
  if (session.endedAt === null) return false
  if (vehicle.timing === 'afterDeparture') return true
  return tellsOfDays(now) && dayOf(session.endedAt) < dayOf(now)
}

/**
 * The same for what has changed since partners were told. The car may still stand there: what its
 * charger tells would give away when it leaves, and where the owner wants days, so would all else.
 */
function isChangeDue(before: Session, after: Session, { vehicle, now }: Around): boolean {
  if (!isDue(after, vehicle, now)) return false
  const isOfCharger = vehicle.timing === 'afterDeparture' && before.witness !== after.witness
  return vehicle.timing !== 'day' && !isOfCharger
}

/** What had to wait is told when the day is over on which it came. */
function hasWaited({ untoldOn }: Session, now: number): boolean {
  return untoldOn !== null && untoldOn < dayOf(now) && tellsOfDays(now)
}

/** The first moment of a day, UTC. */
function dayOf(at: number): number {
  return at - (at % DAY_MS)
}

/**
 * Whether it is the hour after midnight (UTC), in which charges of past days are told. At no other
 * time: that an end was never told is noticed when the car is next heard, perhaps at home.
 */
export function tellsOfDays(now: number): boolean {
  return now % DAY_MS < TELLING_MS
}

/** A charge that comes to a place is at the station at which its owner charges there. */
function seated(before: Session | null, after: Session, place: Place | null): Session {
  const listing = place?.listing ?? null
  const stays = before !== null && before.place === after.place
  return stays || after.listing === listing ? after : { ...after, listing }
}

/** What a charger told would tell where the charge was. */
function silenced(session: Session): Session {
  return session.flag === 'never' && session.witness ? { ...session, witness: null } : session
}

type Told = { session: Session; event: Publication | null }

function told(before: Session | null, after: Session, around: Around): Told {
  const { vehicle, place, now, ids } = around
  if (!verdicts[after.flag][after.status].publish) return takenBack(after, now)
  const silent: Told = { session: after, event: null }
  if (!place?.position) return silent
  const view = viewOf(after, place.position, vehicle)
  if (before && after.publicId !== null) {
    const stays = before.place === after.place && before.listing === after.listing
    const isNew = !stays || !isSame(viewOf(before, place.position, vehicle), view)
    if (isNew && !isChangeDue(before, after, around)) return later(after, now)
    if (!isNew && !(isDue(after, vehicle, now) && hasWaited(after, now))) return silent
  } else if (!isDue(after, vehicle, now)) return silent
  const publicId = after.publicId ?? ids.public(now)
  const revision = after.revision + 1
  return {
    session: { ...after, publicId, revision, withdrawnOn: null, untoldOn: null },
    event: publicationOf(view, { publicId, revision, listing: after.listing }, now),
  }
}

function later(session: Session, now: number): Told {
  return { session: { ...session, untoldOn: dayOf(now) }, event: null }
}

function isSame(a: View, b: View): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** What is not shared tells no station either. */
function takenBack(known: Session, now: number): Told {
  const session = known.listing === null ? known : { ...known, listing: null }
  if (session.publicId === null) return { session, event: null }
  return {
    session: { ...session, publicId: null, revision: 0, withdrawnOn: dayOf(now), untoldOn: null },
    event: withdrawalOf(session.publicId, session.revision + 1, now),
  }
}

/** What was asked about sharing one place is no answer for another. */
function questions(
  before: Session | null,
  after: Session,
  around: Around,
): Pick<Changes, 'asked' | 'dropped'> {
  const [had, has] = [before && askOf(before), askOf(after)]
  const moved = before !== null && before.place !== after.place
  const about = { owner: around.vehicle.owner, vehicle: after.vehicle, session: after.id }
  const ask = (kind: QuestionKind) =>
    asked(kind, about, around.ids.next(), around.now, around.patience)
  const stale: QuestionKind[] = moved ? ['share'] : []
  if (had === 'abort' && has !== 'abort') stale.push('abort')
  // What its owner has told already he is not asked, where the charge was taken back in between.
  const isTold = has === 'abort' && after.abortReason !== null
  return {
    asked: has && !isTold && (has !== had || stale.includes(has)) ? [ask(has)] : [],
    dropped: stale.map((kind) => ({ session: after.id, kind })),
  }
}

/** Without a place there is nothing to ask about: the session waits for one. */
function askOf(session: Session): Verdict['ask'] {
  return session.place === null ? null : verdicts[session.flag][session.status].ask
}
