/** How stations look on the wire: in full, on a map, and as places in use. */
import { z } from 'zod'
import { Position } from '../../domain/places/position.ts'
import { nameOf, postsOf, type Station } from '../../domain/stations/station.ts'
import type { StationInFull } from '../../flows/service.ts'
import { reliable, share, showReliability } from './reliability.ts'
import { zoned } from './views.ts'

export const GEOJSON = 'application/geo+json'

export const StationView = z
  .strictObject({
    id: z
      .string()
      .meta({ description: "As in an event's location.station; stays while there are sessions" }),
    name: z.string().nullable().meta({ description: 'null where no source lists the station' }),
    operator: z.string().nullable(),
    position: Position,
    posts: z.array(z.string()).meta({ description: 'As a source names them, and as owners do' }),
    listing: z
      .strictObject({
        id: z.string().meta({ example: 'ocm:15497' }),
        title: z.string(),
        licence: z.string(),
        attribution: z.string(),
        url: z.string().nullable(),
      })
      .nullable()
      .meta({ description: 'Which source lists the station, and on what terms' }),
    ...reliable,
    distanceM: z
      .number()
      .nullable()
      .meta({ description: 'From the position that was asked about; else null' }),
  })
  .meta({ id: 'Station' })

export const StationPage = z
  .strictObject({ items: z.array(StationView), next: z.string().nullable() })
  .meta({ id: 'StationPage' })

const Feature = z.strictObject({
  type: z.literal('Feature'),
  id: z.string(),
  geometry: z.strictObject({
    type: z.literal('Point'),
    coordinates: z.array(z.number()).meta({ description: 'Degrees east, degrees north' }),
  }),
  properties: z.strictObject({
    ...StationView.pick({ name: true, inUse: true, sessions: true }).shape,
    successRate: z.number().nullable(),
  }),
})

export const StationMap = z
  .strictObject({
    type: z.literal('FeatureCollection'),
    features: z.array(Feature),
    next: z.string().nullable(),
  })
  .meta({ id: 'StationMap' })

export const Occupied = z
  .strictObject({
    last_updated: zoned,
    ttl: z.number().int().meta({ description: 'Seconds until it is worth asking again' }),
    version: z.string(),
    data: z.strictObject({
      stations: z.array(StationView.pick({ id: true, name: true, position: true, inUse: true })),
    }),
  })
  .meta({ id: 'Occupied', description: 'A snapshot in the manner of GBFS' })

/** A station in full. */
export function showStation({
  station,
  reliability,
  distanceM,
}: StationInFull): z.infer<typeof StationView> {
  const { id, position } = station
  return {
    ...{ id, name: nameOf(station), operator: operatorOf(station), position },
    ...{ posts: postsOf(station), listing: listingOf(station), ...showReliability(reliability) },
    distanceM: distanceM === null ? null : Math.round(distanceM),
  }
}

/** A point on a map, with what a map shows (RFC 7946). */
export function featureOf({ station, reliability }: StationInFull): z.infer<typeof Feature> {
  const { id, position } = station
  const { inUse = null, sessions = null, success = null } = reliability ?? {}
  const rate = success && share(success.rate)
  return {
    type: 'Feature',
    id,
    geometry: { type: 'Point', coordinates: [position.lon, position.lat].map(short) },
    properties: { name: nameOf(station), inUse, sessions, successRate: rate },
  }
}

/** A station in use. */
export function vacancyOf(station: Station) {
  const { id, position, tally } = station
  return { id, name: nameOf(station), position, inUse: tally.inUse }
}

function operatorOf({ listed }: Station): string | null {
  return listed?.provider.mayPass ? listed.operator : null
}

function listingOf({ listing, listed }: Station): z.infer<typeof StationView>['listing'] {
  if (listing === null || !listed) return null
  const { title, licence, attribution, url } = listed.provider
  return { id: listing, title, licence, attribution, url }
}

/** To the tenth of a metre (RFC 7946, section 11.2). */
function short(degrees: number): number {
  return Math.round(degrees * 1_000_000) / 1_000_000
}
