/** Which charge of a car and which transaction of a charger are one; what is not clear stays apart. */
import {
  areKnown,
  type Draw,
  endOf,
  isFar,
  isHis,
  isOff,
  isOver,
  isSameEnd,
  isSameStart,
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
const ALIKE = { share: 0.05, kwh: 0.2 }
const SOC_IMPLAUSIBLE = 10
const SOC_ALIKE = 2
/** More than all else together. */
const OWN_TAG = 100

/**
 * The pairs among these, by session. A pair is made where each is the other's one best fit; those
 * that are left then are looked at again among themselves. The order of what is given tells nothing,
 * and what fits nothing here may be left out without a change for the others.
 */
export function pairsOf(visits: Visit[], draws: Draw[]): Map<string, string> {
  const pairs = new Map<string, string>()
  let free = fitsOf(visits, draws)
  for (;;) {
    const clear = free.filter((one) => isBest(one, free))
    for (const { visit, draw } of clear) pairs.set(visit, draw)
    if (clear.length === 0) return pairs
    const paired = new Set(pairs.values())
    free = free.filter(({ visit, draw }) => !pairs.has(visit) && !paired.has(draw))
  }
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

function isBest({ visit, draw, grade }: Fit, fits: Fit[]): boolean {
  const rivals = fits.filter((one) => (one.visit === visit) !== (one.draw === draw))
  return rivals.every((one) => one.grade < grade)
}

/**
 * How well the two fit; null: they are not one. Without the owner's tag they must be alike in
 * something, and to have begun within the window is nothing yet.
 */
export function gradeOf(visit: Visit, draw: Draw): number | null {
  if (!visit.chargers.includes(draw.charger) || !isMeeting(visit, draw)) return null
  const likeness = likenessOf(visit, draw)
  if (draw.owner !== null) return draw.owner === visit.owner ? OWN_TAG + likeness : null
  if (!isOpenTo(visit, draw) || !isPlausible(visit, draw)) return null
  return likeness === 0 ? null : likeness
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

/** One for each thing that both told alike. */
function likenessOf(visit: Visit, draw: Draw): number {
  const isFinal = isOver(visit) && isOver(draw) && isEndHeard(visit, draw)
  const drawn = kwhOf(draw)
  const alike = [
    isSameStart(visit, draw),
    isFinal && isSameEnd(visit, draw),
    isFinal && areKnown(visit.energyKwh, drawn) && !isOff(visit.energyKwh, drawn, ALIKE),
    areKnown(visit.socStart, draw.socStart) && !isFar(visit.socStart, draw.socStart, SOC_ALIKE),
  ]
  return alike.filter(Boolean).length
}

/** What is told late takes nothing from others: they may have told it. */
function isEndHeard({ id, heard, endedAt }: Visit, { session }: Draw): boolean {
  return session === id || heard.last - endedAt! <= LATE_MS
}
