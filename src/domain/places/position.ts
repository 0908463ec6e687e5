/** Where something is: WGS 84 positions and true distances between them. */
import { getDistance, getPreciseDistance } from 'geolib'
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
