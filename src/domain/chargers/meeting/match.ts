/** Which charge of a car and which transaction of a charger are one; what is not clear stays apart. */
import {
  type Draw,
  endOf,
  isFar,
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
}

/** Moments so near to each other are one, in milliseconds. */
const MOMENT_MS = 2 * 60_000
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
 * How well the two fit; null: they are not one. Within the window all starts are as good as each
 * other, but for those that fall on one moment.
 */
export function gradeOf(visit: Visit, draw: Draw): number | null {
  if (!visit.chargers.includes(draw.charger) || !isMeeting(visit, draw)) return null
  if (draw.owner !== null && draw.owner !== visit.owner) return null
  if (draw.owner === null && !isPlausible(visit, draw)) return null
  return likenessOf(visit, draw) + (draw.owner === null ? 0 : OWN_TAG)
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
  const start = draw.startedAt + shiftOf(visit, draw)
  const bothOver = isOver(visit) && isOver(draw)
  const drawn = kwhOf(draw)
  const alike = [
    Math.abs(visit.startedAt - start) <= MOMENT_MS,
    bothOver && Math.abs(visit.endedAt! - endOf(visit, draw)!) <= MOMENT_MS,
    bothOver && areKnown(visit.energyKwh, drawn) && !isOff(visit.energyKwh, drawn, ALIKE),
    areKnown(visit.socStart, draw.socStart) && !isFar(visit.socStart, draw.socStart, SOC_ALIKE),
  ]
  return alike.filter(Boolean).length
}

function areKnown(a: number | null, b: number | null): boolean {
  return a !== null && b !== null
}
