/** The coarse grid by which charges and chargers find each other: an area is some 400 m across. */
import { cellToParent } from 'h3-js'
import { cellOf, coverOf } from '../../places/cells.ts'
import { metresBetween, type Position } from '../../places/position.ts'

/** H3 resolution 9: a disk of `REACH_M` touches two to four of its cells. */
const RESOLUTION = 9

/** No charge belongs to a charger that is farther off, in metres. */
export const REACH_M = 200

/** The area that a position lies in. */
export function areaOf(position: Position): string {
  return cellToParent(cellOf(position), RESOLUTION)
}

/** The areas of all positions that a charger may be near to. */
export function areasAbout(charger: Position): string[] {
  // By way of the fine cells: they do not quite fill the coarse ones that they belong to.
  const cells = coverOf(charger, REACH_M)
  return [...new Set(cells.map(({ cell }) => cellToParent(cell, RESOLUTION)))]
}

/** Whether a charger stands at a place, whose middle is where the first charge there was. */
export function isAt(place: { position: Position; radiusM: number }, charger: Position): boolean {
  return metresBetween(place.position, charger) <= Math.min(place.radiusM, REACH_M)
}
