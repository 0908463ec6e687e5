/** Which charge of a car and which transaction of a charger are one; what is not clear stays apart. */
import { likenessOf } from './likeness.ts'
import {
  type Draw,
  endOf,
  isFar,
  isHis,
  isOff,
  isOver,
  kwhOf,
  shiftOf,
  type Told,
  WINDOW_MS,
} from './witness.ts'

/** A charge as it is compared. */
export type Visit = Told & {
  id: string
  owner: string
  /** Those that stand where it was. */
  chargers: string[]
  /** When we heard of it first and last, by our clock. */
  heard: { first: number; last: number }
}

/** What is told so much later than it was may follow from what others told, in milliseconds. */
const LATE_MS = 15 * 60_000
/** One of them ended before the other began, clocks being what they are. */
const GAP_MS = 60_000
/** More than any loss on the way into the battery. */
const IMPLAUSIBLE = { share: 0.5, kwh: 3 }
const SOC_IMPLAUSIBLE = 10
/** More than all else together. */
const OWN_TAG = 1000
/** A car at its owner's own charger is there to charge. */
const OWN_CHARGER = 4
/** What a pair has to have at least, and by how much it has to be better than any other, in bits. */
const CLEAR = 1.5
const MARGIN = 4

/**
 * The pairs among these, by session. A pair is made where each is by far the other's best fit; those
 * that are left then are looked at again among themselves. Pairs that might as well have exchanged
 * their transactions are none. The order of what is given tells nothing, and what fits nothing here
 * may be left out without a change for the others.
 */
export function pairsOf(visits: Visit[], draws: Draw[]): Map<string, string> {
  const fits = fitsOf(visits, draws)
  const made: Fit[] = []
  for (let free = fits; ;) {
    const [ofVisit, ofDraw] = [bestOf(free, 'visit'), bestOf(free, 'draw')]
    const clear = free.filter(
      (one) =>
        one.grade >= CLEAR &&
        leads(one, ofVisit.get(one.visit)!) &&
        leads(one, ofDraw.get(one.draw)!),
    )
    if (clear.length === 0) return new Map(firm(made, fits).map(({ visit, draw }) => [visit, draw]))
    made.push(...clear)
    const gone = new Set(clear.flatMap(({ visit, draw }) => [visit, draw]))
    free = free.filter(({ visit, draw }) => !gone.has(visit) && !gone.has(draw))
  }
}

/** Without those of which two, each with the other's transaction, would fit almost as well. */
function firm(made: Fit[], fits: Fit[]): Fit[] {
  const grades = new Map(fits.map(({ visit, draw, grade }) => [`${visit} ${draw}`, grade]))
  const gradeAt = (visit: string, draw: string) => grades.get(`${visit} ${draw}`) ?? -Infinity
  return made.filter((one) =>
    made.every((other) => {
      const crossed = gradeAt(one.visit, other.draw) + gradeAt(other.visit, one.draw)
      return one === other || one.grade + other.grade - crossed >= MARGIN
    }),
  )
}

type Fit = { visit: string; draw: string; grade: number }

function fitsOf(visits: Visit[], draws: Draw[]): Fit[] {
  return visits.flatMap((visit) =>
    draws.flatMap((draw) => {
      const grade = gradeOf(visit, draw)
      return grade === null ? [] : [{ visit: visit.id, draw: draw.id, grade }]
    }),
  )
}

/** The best grade of each charge, or of each transaction, and the one after it. */
function bestOf(fits: Fit[], side: 'visit' | 'draw'): Map<string, [best: number, next: number]> {
  const found = new Map<string, [number, number]>()
  for (const { grade, [side]: id } of fits) {
    const [best, next] = found.get(id) ?? [-Infinity, -Infinity]
    found.set(id, grade > best ? [grade, best] : [best, Math.max(next, grade)])
  }
  return found
}

function leads({ grade }: Fit, [best, next]: [best: number, next: number]): boolean {
  return grade === best && grade - next >= MARGIN
}

/**
 * How well the two fit, in bits; null: they are not one, nor so near to it that they would keep
 * another pair from being clear. The more chargers stand there, the more has to speak for one of
 * them: what the right one told may be on its way, or never come.
 */
export function gradeOf(visit: Visit, draw: Draw): number | null {
  if (!visit.chargers.includes(draw.charger) || !isMeeting(visit, draw)) return null
  const likeness = likenessOf(visit, draw, isEndHeard(visit, draw))
  if (draw.owner !== null) return draw.owner === visit.owner ? OWN_TAG + likeness : null
  if (!isOpenTo(visit, draw) || !isPlausible(visit, draw)) return null
  const grade =
    likeness + (isHis(visit.owner, draw) ? OWN_CHARGER : -Math.log2(visit.chargers.length))
  return grade > CLEAR - MARGIN ? grade : null
}

/**
 * Whether a charge may be one with a transaction by nobody's tag: at a charger of its owner's own, or
 * at one that is open to everybody if it was told of at the time.
 */
function isOpenTo(visit: Visit, draw: Draw): boolean {
  if (draw.access === 'private') return isHis(visit.owner, draw)
  return Math.abs(visit.heard.first - visit.startedAt) <= LATE_MS
}

/** They begin within the window, and neither is over before the other begins. */
function isMeeting(visit: Visit, draw: Draw): boolean {
  const start = draw.startedAt + shiftOf(visit, draw)
  if (Math.abs(visit.startedAt - start) > WINDOW_MS) return false
  const visitEnd = visit.status === 'unknown' ? null : visit.endedAt
  const drawEnd = draw.isProvisional ? null : endOf(visit, draw)
  const end = Math.min(visitEnd ?? Infinity, drawEnd ?? Infinity)
  return end - Math.max(visit.startedAt, start) > -GAP_MS
}

/** No car draws on after its charger has ended. */
function isPlausible(visit: Visit, draw: Draw): boolean {
  if (isFar(visit.socStart, draw.socStart, SOC_IMPLAUSIBLE)) return false
  if (!isOver(visit) || !isOver(draw)) return true
  if (visit.endedAt! - endOf(visit, draw)! > WINDOW_MS) return false
  return !isOff(visit.energyKwh, kwhOf(draw), IMPLAUSIBLE)
}

/** What is told late takes nothing from others: they may have told it. */
function isEndHeard({ id, heard, endedAt }: Visit, { session }: Draw): boolean {
  return session === id || heard.last - endedAt! <= LATE_MS
}
