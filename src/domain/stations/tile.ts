/** Squares of some kilometres, by which another server is asked: they name a town and no house. */
import type { Position } from '../places/position.ts'

/** A tenth of a degree: 11 km from south to north, 11 km or less (5.5 at 60° north) from west to east. */
const PER_DEGREE = 10
/** What lies so near outside belongs to charges inside: about a kilometre. */
const MARGIN = 0.01

export type Tile = {
  /** Its south-western corner, in tenths of degrees: `222:1142`. */
  name: string
  south: number
  west: number
  north: number
  east: number
}

/** The tile of a position, with a margin, so that whoever charges at its edge gives no other one away. */
export function tileOf({ lat, lon }: Position): Tile {
  const [row, column] = [Math.floor(lat * PER_DEGREE), Math.floor(lon * PER_DEGREE)]
  const degrees = (tenths: number, off: number, most: number) =>
    Math.min(most, Math.max(-most, Math.round((tenths / PER_DEGREE + off) * 1000) / 1000))
  return {
    name: `${row}:${column}`,
    south: degrees(row, -MARGIN, 90),
    west: degrees(column, -MARGIN, 180),
    north: degrees(row + 1, MARGIN, 90),
    east: degrees(column + 1, MARGIN, 180),
  }
}
