/** What shared sessions say of stations: near a position, in a box, one by its id, and which are in use. */
import type { Response } from 'express'
import { z } from 'zod'
import { isFix } from '../../domain/places/position.ts'
import type { Service, StationInFull } from '../../flows/service.ts'
import { listed, ListQuery, pageOf } from './lists.ts'
import { Problem } from './problem.ts'
import { type AnyRoute, type Reply, route } from './route.ts'
import {
  featureOf,
  GEOJSON,
  Occupied,
  showStation,
  StationMap,
  StationPage,
  StationView,
  vacancyOf,
} from './spots.ts'

/** How far around a position is looked at most, in metres. */
const RADIUS_MAX_M = 50_000
/** For how long what is in use may be taken to be so, in seconds. */
const TTL_S = 60

const degrees = (most: number) => z.coerce.number().min(-most).max(most)
const BBOX = /^-?\d+(\.\d+)?(,-?\d+(\.\d+)?){3}$/

const Bbox = z
  .string()
  .regex(BBOX, 'must be west,south,east,north in degrees')
  .transform((text) => text.split(',').map(Number) as [number, number, number, number])
  .refine(([west, , east]) => Math.abs(west) <= 180 && Math.abs(east) <= 180, 'no such longitude')
  .refine(([, south, , north]) => -90 <= south && south <= north && north <= 90, 'no such latitude')
  .meta({
    type: 'string',
    description: 'west,south,east,north (RFC 7946, section 5); west > east crosses 180°',
    example: '114.1,22.2,114.3,22.4',
  })

const StationQuery = ListQuery.extend({
  lat: degrees(90).optional().meta({ description: 'Degrees north; with lon: nearest first' }),
  lon: degrees(180).optional().meta({ description: 'Degrees east' }),
  radiusM: z.coerce.number().min(1).max(RADIUS_MAX_M).default(1000),
  bbox: Bbox.optional(),
})
  .refine(({ lat, lon }) => (lat === undefined) === (lon === undefined), {
    path: ['lat'],
    message: 'lat and lon go together',
  })
  .refine(({ lat, bbox }) => lat === undefined || bbox === undefined, {
    path: ['bbox'],
    message: 'cannot be given together with a position',
  })
  .refine(({ lat, lon }) => lat === undefined || lon === undefined || isFix({ lat, lon }), {
    path: ['lat'],
    message: 'exactly 0,0 is no position',
  })
  .refine(({ lat, after }) => lat === undefined || after === undefined || NEAR_KEY.test(after), {
    path: ['after'],
    message: 'is not a cursor of this list',
  })
type StationQuery = z.infer<typeof StationQuery>

/** A cursor of the list that begins with the nearest. */
const NEAR_KEY = /^[0-9a-f]{16}-[0-9a-z]{1,40}$/

/** The routes of stations, for partners, owners and the operator. */
export function stationRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/stations',
      tag: 'Stations',
      summary: 'Stations around a position, nearest first; in a box; or all',
      auth: 'reader',
      limit: 'pull',
      query: StationQuery,
      answers: {
        200: { description: 'A page', schema: StationPage, also: { [GEOJSON]: StationMap } },
      },
      handle: async ({ query, req, res }) => {
        const format = req.accepts(['application/json', GEOJSON])
        if (!format) throw new Problem(406, `served here: application/json, ${GEOJSON}`)
        const rows = await service.listStations(whereOf(query), pageOf(query))
        const keyOf = ({ key }: StationInFull) => key
        res.setHeader('vary', 'Accept, Accept-Encoding, Authorization, Cookie')
        if (format === GEOJSON) return sendMap(res, listed(rows, query, keyOf, featureOf))
        return { status: 200, body: listed(rows, query, keyOf, showStation) }
      },
    }),
    route({
      method: 'get',
      path: '/v1/stations/occupied',
      tag: 'Stations',
      summary: 'Which stations are in use now, as a snapshot',
      auth: 'reader',
      limit: 'pull',
      answers: { 200: { description: 'All that are in use', schema: Occupied } },
      handle: async (): Promise<Reply> => {
        const stations = await service.occupiedStations()
        const body = {
          last_updated: new Date(service.clock()).toISOString(),
          ttl: TTL_S,
          version: '1.0',
          data: { stations: stations.map(vacancyOf) },
        }
        return { status: 200, body, headers: { 'cache-control': `private, max-age=${TTL_S}` } }
      },
    }),
    route({
      method: 'get',
      path: '/v1/stations/{id}',
      tag: 'Stations',
      summary: 'What shared sessions say of a station',
      auth: 'reader',
      limit: 'pull',
      params: z.object({ id: z.string().max(40) }),
      answers: { 200: { description: 'The station', schema: StationView } },
      handle: async ({ params }) => {
        return { status: 200, body: showStation(await service.showStation(params.id)) }
      },
    }),
  ]
}

function whereOf({ lat, lon, radiusM, bbox }: StationQuery) {
  if (lat !== undefined && lon !== undefined) return { circle: { position: { lat, lon }, radiusM } }
  if (bbox === undefined) return {}
  const [west, south, east, north] = bbox
  return { bounds: { west, south, east, north } }
}

type Found = { items: z.infer<typeof StationMap>['features']; next: string | null }

function sendMap(res: Response, { items, next }: Found): null {
  const map: z.infer<typeof StationMap> = { type: 'FeatureCollection', features: items, next }
  res.writeHead(200, { 'content-type': GEOJSON, 'cache-control': 'no-store' })
  res.end(JSON.stringify(map))
  return null
}
