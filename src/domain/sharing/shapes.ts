/** Events in the shapes that other trades read: a feature on a map (RFC 7946), a row of a table. */
import { z } from 'zod'
import { type Cell, csvRow } from '../csv.ts'
import { Event, EventType } from './event.ts'

/** Longitude first, as RFC 7946 wants it. */
const Point = z.strictObject({
  type: z.literal('Point'),
  coordinates: z.tuple([z.number(), z.number()]).meta({ description: 'Longitude, latitude' }),
})

/** An event on a map; what is withdrawn lies nowhere. */
export const Feature = z
  .strictObject({
    type: z.literal('Feature'),
    id: z.string().meta({ description: 'The session' }),
    geometry: Point.nullable(),
    properties: Event,
  })
  .meta({ id: 'EventFeature' })
export type Feature = z.infer<typeof Feature>

export function featureOf(event: Event): Feature {
  const { session } = event
  const geometry: Feature['geometry'] =
    'location' in session
      ? {
          type: 'Point',
          coordinates: [session.location.position.lon, session.location.position.lat],
        }
      : null
  return { type: 'Feature', id: session.id, geometry, properties: event }
}

type Read = (event: Event, session: Told | null) => Cell
type Told = Extract<Event['session'], { location: object }>

/** Each column with what it means; a withdrawn session has the first five and the licence alone. */
const COLUMNS: Record<string, { says: string; read: Read }> = {
  cursor: { says: 'Place in the feed', read: ({ cursor }) => cursor },
  type: { says: EventType.options.join(', '), read: ({ type }) => type },
  publishedAt: { says: 'RFC 3339, UTC', read: ({ publishedAt }) => publishedAt },
  session: { says: 'Id of the session', read: ({ session }) => session.id },
  revision: { says: 'The highest one of a session wins', read: ({ session }) => session.revision },
  status: { says: 'charging, completed, aborted, unknown', read: of((told) => told.status) },
  lat: { says: 'Degrees, WGS 84', read: of((told) => told.location.position.lat) },
  lon: { says: 'Degrees, WGS 84', read: of((told) => told.location.position.lon) },
  station: { says: 'Id of the station', read: of((told) => told.location.station?.id) },
  stationName: { says: 'Its name', read: of((told) => told.location.station?.name) },
  post: {
    says: 'As the charger or the owner told it',
    read: of((told) => told.location.station?.post),
  },
  handle: { says: 'Nickname; empty: anonymous', read: of((told) => told.vehicle.handle) },
  make: { says: 'Of the car, where shared', read: of((told) => told.vehicle.make) },
  model: { says: 'Of the car, where shared', read: of((told) => told.vehicle.model) },
  startedAt: { says: 'RFC 3339, UTC', read: of((told) => told.startedAt) },
  endedAt: { says: 'RFC 3339, UTC', read: of((told) => told.endedAt) },
  socStart: { says: 'Percent', read: of((told) => told.soc.start) },
  socEnd: { says: 'Percent', read: of((told) => told.soc.end) },
  energyKwh: { says: 'Kilowatt-hours', read: of((told) => told.energyKwh) },
  maxPowerKw: { says: 'Kilowatts', read: of((told) => told.maxPowerKw) },
  abortReason: { says: 'user, station, other', read: of((told) => told.abort?.reason) },
  comment: { says: 'Of the owner', read: of((told) => told.comment) },
  evidence: { says: 'vehicle, charger', read: of((told) => told.evidence.join(' ')) },
  license: { says: 'Of this row', read: ({ license }) => license },
}

function of(read: (told: Told) => Cell | undefined): Read {
  return (_, session) => (session && read(session)) ?? null
}

const READERS = Object.values(COLUMNS).map(({ read }) => read)

/** The columns of the table for the API document, a line each. */
export const columnsInWords = Object.entries(COLUMNS)
  .map(([name, { says }]) => `${name}: ${says}`)
  .join('; ')

/** The first row. */
export const csvHead = csvRow(Object.keys(COLUMNS))

export function csvOf(event: Event): string {
  const session = 'location' in event.session ? event.session : null
  return csvRow(READERS.map((read) => read(event, session)))
}
