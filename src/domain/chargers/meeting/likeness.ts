/** How much of what a car and a charger both told speaks for their being one, or against it. */
import { areKnown, type Draw, endOf, isOver, kwhOf, shiftOf, type Told } from './witness.ts'

// All in bits: one more, and it is twice as likely that they are one. Times in milliseconds.

/** They begin within a minute of each other, and others may begin in the same one. */
const START = { most: 5, within: 35_000, least: -4 }
/** Ends are spread over hours. */
const END = { most: 6, within: 25_000 }
/** A full car may stay plugged in, but none draws on without its charger. */
const LEAST = { pluggedOn: -2.5, drawnOn: -8 }
/** A clock may be wrong though nothing is known of it, or it was so only then. */
const WRONG_CLOCK = { unknown: -1.5, known: -3.5 }
/** So much is lost on the way into the battery, gained by a meter that counts well, and rounded. */
const LOSS = { share: 0.22, gain: 0.02, kwh: 0.15 }
const ENERGY = { alike: 2, unlike: -6 }
/** How full the car was at the start, in percent, which the charger asks some moments later. */
const SOC = { most: 3, least: -6, within: { fuller: 2, emptier: 1.25 } }

/** `isFinal`: both told their ends, and so that none of the two can be made after the other. */
export function likenessOf(told: Told, draw: Draw, isFinal: boolean): number {
  if (!isFinal || !isOver(told) || !isOver(draw)) return soonest(told, draw) + ofSoc(told, draw)
  return ofTimes(told, draw) + ofSoc(told, draw) + ofEnergy(told, draw)
}

function soonest(told: Told, draw: Draw): number {
  return Math.max(ofClock(draw), ofStart(told, draw))
}

function ofStart(told: Told, draw: Draw): number {
  const apart = draw.startedAt + shiftOf(told, draw) - told.startedAt
  return Math.max(START.least, near(apart, START))
}

/** Either both moments fall together, or both are told by a clock that is wrong. */
function ofTimes(told: Told, draw: Draw): number {
  const later = endOf(told, draw)! - told.endedAt!
  const longer = draw.endedAt! - draw.startedAt - (told.endedAt! - told.startedAt)
  return Math.max(ofStart(told, draw) + ofEnd(later), ofClock(draw) + ofEnd(longer))
}

function ofClock({ skewMs }: Draw): number {
  return skewMs === null ? WRONG_CLOCK.unknown : WRONG_CLOCK.known
}

function ofEnd(later: number): number {
  return Math.max(later < 0 ? LEAST.drawnOn : LEAST.pluggedOn, near(later, END))
}

/** How much is lost on the way is not known: no loss within the bounds is likelier than another. */
function ofEnergy({ energyKwh: told }: Told, draw: Draw): number {
  const drawn = kwhOf(draw)
  if (told === null || drawn === null) return 0
  const [least, most] = [drawn * (1 - LOSS.share), drawn * (1 + LOSS.gain)]
  const isAlike = told >= least - LOSS.kwh && told <= most + LOSS.kwh
  return isAlike ? ENERGY.alike : ENERGY.unlike
}

function ofSoc(told: Told, draw: Draw): number {
  if (!areKnown(told.socStart, draw.socStart)) return 0
  const fuller = draw.socStart! - told.socStart!
  const within = fuller < 0 ? SOC.within.emptier : SOC.within.fuller
  return Math.max(SOC.least, near(fuller, { most: SOC.most, within }))
}

/** The usual bell: a bit less at `within`, four at twice as much. */
function near(apart: number, { most, within }: { most: number; within: number }): number {
  return most - (apart / within) ** 2
}
