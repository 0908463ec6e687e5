/** A vehicle's own geofenced places, and which of them a position belongs to. */
import { type Flag, privacy } from '../sharing/flag.ts'
import { metresBetween, type Position } from './position.ts'
import type { Price } from './price.ts'

/** `position` is null where it was erased (`never`) or its key is lost. */
export type Place = {
  id: string
  vehicle: string
  flag: Flag
  /** The answer that the flag comes from, and that may be undone for a while; else null. */
  flagBy: string | null
  name: string | null
  radiusM: number
  position: Position | null
  /** Of the charges here only months and counts are kept. */
  forgetful: boolean
  price: Price | null
  /** The listing at which its owner charges here; kept for public places (`always`) alone. */
  listing: string | null
  createdAt: number
}

/** The largest radius that a place may have. */
export const RADIUS_MAX_M = 1000

/**
 * A place near the position asked for: one whose grid cells hold it, `ring` cells from its centre
 * (`stale`: its tokens are of an older key), or one whose clear position may be near enough.
 */
export type Hit = { place: Place; ring: number; stale: boolean }

/** Two places nearer to a position than this to each other cannot be told apart by the grid. */
const BLUR_M = 60
/** Metres from one cell to the next ring, where a place's position is no longer held. */
const RING_M = 50

/**
 * The place that a position belongs to, among the hits of its grid cell. True distance counts
 * where a position is held; the nearest place wins, and inside the grid's blur the more private.
 * The centre stays where the first charge put it, so that a place cannot drift.
 */
export function placeAt(position: Position, hits: Hit[]): Place | null {
  const near = hits
    .map(({ place, ring }) => ({ place, metres: metresTo(position, place, ring) }))
    .filter(({ place }) => isWithin(position, place))
    .sort((a, b) => a.metres - b.metres || (a.place.id < b.place.id ? -1 : 1))
  const nearest = near[0]
  if (!nearest) return null
  return near
    .filter(({ metres }) => metres - nearest.metres <= blurOf(near))
    .reduce((kept, next) => (privacy[next.place.flag] > privacy[kept.place.flag] ? next : kept))
    .place
}

/** Whether a position lies in a place whose grid cells it has hit. */
export function isWithin(position: Position, place: Place): boolean {
  return place.position === null || metresBetween(position, place.position) <= place.radiusM
}

/** Only where a position was erased does the grid blur the distances. */
function blurOf(near: { place: Place }[]): number {
  return near.some(({ place }) => place.position === null) ? BLUR_M : 0
}

function metresTo(position: Position, place: Place, ring: number): number {
  return place.position ? metresBetween(position, place.position) : ring * RING_M
}
