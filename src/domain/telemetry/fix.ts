/** Where a car is: its last good fix, as long as it has not moved, and no single jump while it is parked. */
import { metresBetween, type Position } from '../places/position.ts'
import { isDriving, type Known } from './known.ts'
import type { Reading } from './reading.ts'

/** `jump`: another position, told once, by a car that stands still. */
export type Fix = {
  at: number
  position: Position
  odometerKm: number | null
  jump: Position | null
}

/** A parked car's positions differ by no more; metres. */
const STILL_M = 200
const STILL_KM = 0.2

type Seen = { known: Known; fix: Fix | null }

/** The fix after a reading; `known` holds what the reading told already. */
export function fixAfter({ fix, known: before }: Seen, known: Known, reading: Reading): Fix | null {
  const { position, at } = reading
  if (!position) return fix
  const told: Fix = { at, position, odometerKm: known.odometerKm ?? null, jump: null }
  if (!fix || metresBetween(fix.position, position) <= STILL_M) return told
  const isParked = known.isOn === false && !isDriving(before) && isThere(fix, known)
  if (!isParked) return told
  const isConfirmed = fix.jump !== null && metresBetween(fix.jump, position) <= STILL_M
  return isConfirmed ? told : { ...fix, jump: position }
}

/** Whether the car still is where it was seen: its odometer knows, else that it was not driven. */
export function isThere(fix: Fix, known: Known): boolean {
  if (fix.odometerKm !== null && known.odometerKm !== undefined) {
    return Math.abs(known.odometerKm - fix.odometerKm) < STILL_KM
  }
  return fix.at >= (known.droveAt ?? 0)
}

/** Whether two positions are at one charging place. */
export function isSamePlace(a: Position, b: Position): boolean {
  return metresBetween(a, b) <= STILL_M
}
