/** OpenStreetMap's `amenity=charging_station`, as features of GeoJSON, read as listings. */
import { z } from 'zod'
import type { Position } from '../places/position.ts'
import { type Arrival, tidy } from './arrival.ts'
import type { Access, Plug } from './listing.ts'
import { openStreetMap } from './terms.ts'

const Feature = z.object({
  type: z.literal('Feature'),
  id: z.union([z.string(), z.number()]).nullish(),
  geometry: z.object({ type: z.string(), coordinates: z.array(z.unknown()) }),
  properties: z.record(z.string(), z.unknown()),
})

const KINDS = '(node|way|relation)'
const YES: string[] = ['yes', 'public', 'permissive', 'designated']
const GUESTS: string[] = ['customers', 'permit', 'employees', 'residents', 'members', 'destination']
const CLOSED: string[] = ['private', 'no']

/** `socket:<name>` → the connector as OCPI names it. */
const PLUGS: Record<string, string> = {
  type1: 'IEC_62196_T1',
  type1_combo: 'IEC_62196_T1_COMBO',
  type2: 'IEC_62196_T2',
  type2_cable: 'IEC_62196_T2',
  type2_combo: 'IEC_62196_T2_COMBO',
  type3a: 'IEC_62196_T3A',
  type3c: 'IEC_62196_T3C',
  chademo: 'CHADEMO',
  nacs: 'SAE_J3400',
  tesla_supercharger: 'TESLA_S',
  tesla_supercharger_ccs: 'IEC_62196_T2_COMBO',
  tesla_destination: 'TESLA_S',
  tesla_standard: 'TESLA_S',
  tesla_roadster: 'TESLA_R',
  gb_ac: 'GBT_AC',
  gb_dc: 'GBT_DC',
  schuko: 'DOMESTIC_F',
  typee: 'DOMESTIC_E',
  bs1363: 'DOMESTIC_G',
  as3112: 'DOMESTIC_I',
  sev1011_t13: 'DOMESTIC_J',
  nema_5_15: 'DOMESTIC_B',
  nema_5_20: 'NEMA_5_20',
  nema_14_30: 'NEMA_14_30',
  nema_14_50: 'NEMA_14_50',
  cee_blue: 'IEC_60309_2_single_16',
  cee_red_16a: 'IEC_60309_2_three_16',
  cee_red_32a: 'IEC_60309_2_three_32',
}

/** Reads one feature. */
export function featureOf(entry: unknown): Arrival {
  const { data } = Feature.safeParse(entry)
  if (!data) return { is: 'bad', ref: null, why: 'it is no feature with a geometry and properties' }
  const { properties: tags, geometry } = data
  if (tags['amenity'] !== 'charging_station') return { is: 'passed', why: 'no charging station' }
  const ref = refOf(data.id, tags)
  if (ref === null) return { is: 'bad', ref, why: 'it has no id such as node/123' }
  if (!isForCars(tags)) return { is: 'gone', ref, why: 'not for cars' }
  const position = middleOf(geometry.coordinates)
  if (!position) return { is: 'bad', ref, why: 'its geometry cannot be read' }
  const count = Number(tags['capacity'])
  return {
    is: 'listing',
    listing: {
      source: 'osm',
      ref,
      name: tidy(tags['name'], 200) ?? tidy(tags['brand'], 200) ?? tidy(tags['network'], 200),
      operator: tidy(tags['operator'], 200) ?? tidy(tags['brand'], 200),
      position,
      posts: { count: Number.isInteger(count) && count > 0 ? count : null, refs: postsIn(tags) },
      plugs: plugsIn(tags),
      access: accessOf(tags['motorcar'] ?? tags['motor_vehicle'] ?? tags['access']),
      price: tidy(tags['charge'], 200) ?? (tags['fee'] === 'no' ? 'free' : null),
      provider: openStreetMap,
      checkedAt: dayIn(tags['check_date']),
    },
  }
}

type Tags = Record<string, unknown>

/** As the usual exporters write it: `node/123` as id or `@id`, or apart in two properties. */
function refOf(id: unknown, tags: Tags): string | null {
  const whole = [id, tags['@id'], tags['id']].map(String)
  const found = whole.map((text) => new RegExp(`^${KINDS}/(\\d+)$`).exec(text)).find(Boolean)
  if (found) return found[0]
  const type = tags['@type'] ?? tags['osm_type'] ?? tags['type']
  const number = [tags['osm_id'], tags['@id'], id].map(String).find((text) => /^\d+$/.test(text))
  const isKind = typeof type === 'string' && new RegExp(`^${KINDS}$`).test(type)
  return isKind && number ? `${type}/${number}` : null
}

function isForCars(tags: Tags): boolean {
  const car = tags['motorcar'] ?? tags['motor_vehicle']
  if (car !== undefined) return car !== 'no'
  return !(tags['bicycle'] === 'designated' || tags['bicycle'] === 'only')
}

function accessOf(value: unknown): Access {
  if (typeof value !== 'string') return 'unknown'
  if (YES.includes(value)) return 'public'
  if (GUESTS.includes(value)) return 'restricted'
  return CLOSED.includes(value) ? 'private' : 'unknown'
}

/** Posts of one station are told as `1;2;3`. */
function postsIn(tags: Tags): string[] {
  const told = tidy(tags['ref:EU:EVSE'], 1000) ?? tidy(tags['ref'], 1000) ?? ''
  return [...new Set(told.split(';').map((ref) => ref.trim()))]
    .filter((ref) => ref !== '' && ref.length <= 60)
    .slice(0, 100)
}

function plugsIn(tags: Tags): Plug[] {
  return Object.entries(tags).flatMap(([key, value]) => {
    const name = /^socket:([a-z0-9_]+)$/.exec(key)?.[1]
    if (name === undefined || value === 'no' || value === '0') return []
    const quantity = Number(value)
    return {
      type: PLUGS[name] ?? 'UNKNOWN',
      powerKw: powerIn(tags[`${key}:output`]),
      quantity: Number.isInteger(quantity) && quantity > 0 ? quantity : null,
    }
  })
}

/** `22 kW`, `22000 W`; of several the most. */
function powerIn(value: unknown): number | null {
  const told = (typeof value === 'string' ? value : '').split(';').map((part) => {
    const [, number, unit] = /^\s*(\d+(?:[.,]\d+)?)\s*(k?)w/i.exec(part) ?? []
    return number === undefined ? 0 : Number(number.replace(',', '.')) / (unit ? 1 : 1000)
  })
  return told.reduce((most, one) => Math.max(most, one), 0) || null
}

/** The middle of the box around all its points; null where there is none. */
function middleOf(coordinates: unknown[]): Position | null {
  const points = pointsIn(coordinates)
  if (points.length === 0) return null
  // An outline may have more points than a call takes arguments.
  const middle = ([first = 0, ...others]: number[]) => {
    const least = others.reduce((one, other) => Math.min(one, other), first)
    const most = others.reduce((one, other) => Math.max(one, other), first)
    return (least + most) / 2
  }
  const position = {
    lat: middle(points.map(([, lat]) => lat)),
    lon: middle(points.map(([lon]) => lon)),
  }
  const isOnEarth = Math.abs(position.lat) <= 90 && Math.abs(position.lon) <= 180
  return isOnEarth ? position : null
}

/** A point, a line, a polygon and several of them: GeoJSON nests no deeper. */
const DEPTH = 4

function pointsIn(coordinates: unknown[], depth = DEPTH): [number, number][] {
  const [lon, lat] = coordinates
  if (typeof lon === 'number' && typeof lat === 'number') return [[lon, lat]]
  if (depth === 1) return []
  const parts = coordinates.filter((part): part is unknown[] => Array.isArray(part))
  return parts.flatMap((part) => pointsIn(part, depth - 1))
}

function dayIn(value: unknown): number | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? null : at
}
