/** The grid that lets a place be found without its position: H3 cells of resolution 11. */
import { cellToBoundary, cellToLatLng, gridDiskDistances, latLngToCell } from 'h3-js'
import { metresBetween, type Position } from './position.ts'

/** Resolution 11: edges of about 29 m, so that a disk of 150 m touches about 46 cells. */
const RESOLUTION = 11
/** A little more than any measured difference between the ellipsoid and H3's sphere at 200 m. */
const SLACK_M = 2
/** No corner of a cell is farther than this from the cell's centre (31.7 m measured). */
const CORNER_M = 35

/** A grid cell and its distance, in cells, from the centre of the place. */
export type Ring = { cell: string; ring: number }

/** The cell that holds a position. */
export function cellOf(position: Position): string {
  return latLngToCell(position.lat, position.lon, RESOLUTION)
}

/** Every cell that touches the disk of `radiusM` metres around `centre`: no point of it is missed. */
export function coverOf(centre: Position, radiusM: number): Ring[] {
  const home = cellOf(centre)
  const reach = Math.ceil((radiusM + SLACK_M) / (1.5 * inradius(home))) + 1
  return gridDiskDistances(home, reach).flatMap((cells, ring) =>
    cells
      .filter((cell) => cell === home || touches(cell, centre, radiusM + SLACK_M))
      .map((cell) => ({ cell, ring })),
  )
}

/** The distance of its centre decides for most cells, that of its boundary for those on the rim. */
function touches(cell: string, centre: Position, radiusM: number): boolean {
  const metres = metresBetween(centreOf(cell), centre)
  if (metres <= radiusM) return true
  return metres <= radiusM + CORNER_M && distanceTo(cell, centre) <= radiusM
}

/** The middle of the cell that holds a position, to a tenth of a metre: the same for all in it. */
export function middleOfCell(position: Position): Position {
  const { lat, lon } = centreOf(cellOf(position))
  return { lat: Number(lat.toFixed(6)), lon: Number(lon.toFixed(6)) }
}

const toPosition = ([lat, lon]: [number, number]): Position => ({ lat, lon })
const centreOf = (cell: string): Position => toPosition(cellToLatLng(cell))

/** Metres from a cell's centre to the middle of its nearest edge. */
function inradius(cell: string): number {
  const centre = centreOf(cell)
  return Math.min(...edges(cell).map(([a, b]) => distanceToEdge(centre, a, b)))
}

/** Metres from a position outside a cell to the nearest point of its boundary. */
function distanceTo(cell: string, position: Position): number {
  return Math.min(...edges(cell).map(([a, b]) => distanceToEdge(position, a, b)))
}

function edges(cell: string): [Position, Position][] {
  const corners = cellToBoundary(cell).map(toPosition)
  return corners.map((corner, i) => [corner, corners[(i + 1) % corners.length] ?? corner])
}

/** Metres to a short edge, from the lengths of the triangle's sides: exact where a plane is. */
function distanceToEdge(from: Position, a: Position, b: Position): number {
  const [toA, toB, edge] = [metresBetween(from, a), metresBetween(from, b), metresBetween(a, b)]
  const along = (toA ** 2 - toB ** 2 + edge ** 2) / (2 * edge)
  if (!(along > 0)) return toA
  if (along >= edge) return toB
  return Math.sqrt(Math.max(0, toA ** 2 - along ** 2))
}
