/** Where something is: WGS 84 positions and true distances between them. */
import { getBoundsOfDistance, getDistance, getPreciseDistance } from 'geolib'
import { z } from 'zod'

/** A WGS 84 position in degrees. */
export const Position = z.strictObject({
  lat: z.number().min(-90).max(90).meta({ description: 'Degrees north', example: 22.2809 }),
  lon: z.number().min(-180).max(180).meta({ description: 'Degrees east', example: 114.1588 }),
})
export type Position = z.infer<typeof Position>

/** Exactly 0,0 is what a receiver without a fix reports: never a place. */
export function isFix(position: Position): boolean {
  return position.lat !== 0 || position.lon !== 0
}

/** Metres along the WGS 84 ellipsoid, to the centimetre; right across ±180° and at the poles. */
export function metresBetween(a: Position, b: Position): number {
  const metres = getPreciseDistance(a, b, 0.01)
  // Vincenty's formula has no answer for antipodes nor for some that all but coincide; a sphere has.
  return Number.isNaN(metres) ? getDistance(a, b, 0.01) : metres
}

export function isSamePosition(a: Position, b: Position): boolean {
  return a.lat === b.lat && a.lon === b.lon
}

/** Metres a degree is long at a position: to the north, to the east, and how the latter changes with each degree north. */
export type Plane = { north: number; east: number; eastByNorth: number }

/** The half axis of WGS 84 in metres, and its eccentricity squared. */
const A = 6_378_137
const E2 = 0.00669437999014
const RADIAN = Math.PI / 180

/**
 * The plane that touches the ellipsoid at a position: for sums that a database can do. A way's
 * length is right to a few metres in 50 km, where its degrees east are those halfway north.
 */
export function planeAt({ lat }: Position): Plane {
  const [sin, cos] = [Math.sin(lat * RADIAN), Math.cos(lat * RADIAN)]
  const bent = 1 - E2 * sin ** 2
  const north = (RADIAN * A * (1 - E2)) / bent ** 1.5
  return { north, east: (RADIAN * A * cos) / Math.sqrt(bent), eastByNorth: -RADIAN * north * sin }
}

/** A stretch of latitudes, and two of longitudes: they differ where the box lies across ±180°. */
export type Box = { lat: [number, number]; lon: [[number, number], [number, number]] }

/** A box that holds every position within `metres`. */
export function boxAround(position: Position, metres: number): Box {
  const [low, high] = getBoundsOfDistance(position, metres)
  const [south, west] = [low?.latitude ?? -90, low?.longitude ?? -180]
  const [north, east] = [high?.latitude ?? 90, high?.longitude ?? 180]
  const lon: Box['lon'] =
    west > east
      ? [
          [west, 180],
          [-180, east],
        ]
      : [
          [west, east],
          [west, east],
        ]
  return { lat: [south, north], lon }
}
