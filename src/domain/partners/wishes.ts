/** How a partner wants its pushes: which events, of where, how many, how fast and how signed. */
import { z } from 'zod'
import { metresBetween, Position } from '../places/position.ts'
import { EventType } from '../sharing/event.ts'
import { schedule } from './backoff.ts'

const lat = z.number().min(-90).max(90)
const lon = z.number().min(-180).max(180)
const DAY_S = 86_400

/** Degrees; a box whose west lies east of its east goes across ±180°. */
const Box = z
  .strictObject({ south: lat, west: lon, north: lat, east: lon })
  .refine(({ south, north }) => south <= north, {
    path: ['south'],
    message: 'must not be north of north',
  })
const Circle = z.strictObject({ ...Position.shape, radiusM: z.number().positive().max(20_100_000) })

export const Region = z
  .union([z.strictObject({ box: Box }), z.strictObject({ circle: Circle })])
  .meta({ id: 'Region', example: { circle: { lat: 22.28, lon: 114.16, radiusM: 20_000 } } })
export type Region = z.infer<typeof Region>

const events = z
  .array(EventType)
  .min(1)
  .meta({ description: 'Which events; withdrawals always come' })
const region = Region.meta({ description: 'Of where; withdrawals always come, from anywhere' })
const rate = z
  .number()
  .min(0.1)
  .max(6000)
  .meta({ description: 'At most so many messages a minute' })
const batch = z.int().min(1).max(1000).meta({ description: 'At most so many events in a message' })
const signature = z.enum(['v1', 'v1a']).meta({
  description: 'v1: HMAC-SHA256 by the shared secret; v1a: ed25519, checked by the public key',
})
const payload = z.enum(['full', 'thin']).meta({ description: 'thin: where to fetch each event' })
const states = z.enum(['every', 'last']).meta({
  description: 'last: of several states of a session that wait, only the last one is sent',
})
const retryS = z
  .array(z.int().min(1).max(DAY_S))
  .min(1)
  .max(30)
  .meta({ description: 'Waits after the 1st, 2nd, … failure, in seconds' })

/** What a partner may say of its wishes; null takes one back. */
export const wishFields = {
  events: events.nullable().optional(),
  region: region.nullable().optional(),
  rate: rate.nullable().optional(),
  batch: batch.optional(),
  signature: signature.optional(),
  payload: payload.optional(),
  states: states.optional(),
  retryS: retryS.nullable().optional(),
}

/** The wishes as they stand. */
export const Wishes = z.strictObject({
  events: events.nullable(),
  region: region.nullable(),
  rate: rate.nullable(),
  batch,
  signature,
  payload,
  states,
  retryS: retryS.nullable(),
})
export type Wishes = z.infer<typeof Wishes>

export const unasked: Wishes = {
  events: null,
  region: null,
  rate: null,
  batch: 100,
  signature: 'v1',
  payload: 'full',
  states: 'every',
  retryS: null,
}

/** The partner's own schedule of retries in milliseconds, or the usual one. */
export function stepsOf({ retryS }: Wishes): number[] {
  return retryS?.map((seconds) => seconds * 1000) ?? schedule
}

export function isWithin(region: Region, position: Position): boolean {
  if ('circle' in region) return metresBetween(region.circle, position) <= region.circle.radiusM
  const { south, west, north, east } = region.box
  if (position.lat < south || position.lat > north) return false
  const [afterWest, beforeEast] = [position.lon >= west, position.lon <= east]
  return west <= east ? afterWest && beforeEast : afterWest || beforeEast
}
