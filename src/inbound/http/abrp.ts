/** Live data as A Better Route Planner takes it: what the plug-ins of many cars send already, here for us. */
import type { Request } from 'express'
import { z } from 'zod'
import { AHEAD_MS } from '../../domain/charging/message.ts'
import { isFix, type Position } from '../../domain/places/position.ts'
import { VehicleId } from '../../domain/sharing/vehicle.ts'
import type { Reading } from '../../domain/telemetry/reading.ts'
import type { Service } from '../../flows/service.ts'
import { isForm, readForm, readJson } from './body.ts'
import { faultsOf, Problem } from './problem.ts'
import { type AnyRoute, type Call, type Reply, route } from './route.ts'
import { WORDED } from './wording.ts'

/** A number, or a text that is one, as older plug-ins send it; null is none. */
function figure(least: number, most: number) {
  return z
    .preprocess(figureIn, z.number('must be a number').min(least).max(most).optional())
    .meta({ type: 'number', minimum: least, maximum: most })
}

function figureIn(told: unknown): unknown {
  if (told === null) return undefined
  return typeof told === 'string' && told.trim() !== '' ? Number(told) : told
}

const flag = z
  .preprocess(flagIn, z.boolean('must be true or false').optional())
  .meta({ type: 'boolean' })

/** 1 and 0 as well, and both as texts. */
function flagIn(told: unknown): unknown {
  if (told === null) return undefined
  const words: unknown[] = [false, true, 0, 1, '0', '1', 'false', 'true']
  const found = words.indexOf(told)
  return found < 0 ? told : found % 2 === 1
}

const utc = figure(-1e18, 1e18).meta({
  type: 'number',
  description: 'Seconds since 1970; a time that cannot be right counts as now',
  example: 1795242902,
})

/** What of the telemetry is understood; other keys are passed over. */
const Telemetry = z
  .object({
    utc,
    soc: figure(0, 100),
    is_charging: flag,
    is_parked: flag,
    lat: figure(-90, 90),
    lon: figure(-180, 180),
    power: figure(-2000, 2000).meta({ description: 'kW out of the battery; charging is negative' }),
    voltage: figure(-5000, 5000),
    current: figure(-5000, 5000).meta({ description: 'A out of the battery' }),
    kwh_charged: figure(0, 10_000),
    speed: figure(-500, 1000).meta({ description: 'km/h' }),
    odometer: figure(0, 10_000_000).meta({ description: 'km' }),
  })
  .meta({
    id: 'Telemetry',
    example: {
      utc: 1795242902,
      soc: 41.5,
      power: -6.6,
      is_charging: true,
      lat: 22.28,
      lon: 114.16,
    },
  })
type Telemetry = z.infer<typeof Telemetry>

const asText = z.string().meta({ description: 'The telemetry as JSON text' })
const Documented = z.union([Telemetry, z.object({ tlm: Telemetry })])
const Params = z.object({ vehicleId: VehicleId })
const Query = z.object({
  tlm: asText.optional(),
  api_key: z.string().optional().meta({ description: 'As the plug-ins send it; ignored' }),
})
type Told = Call<'module', typeof Params, typeof Query, undefined, undefined>

/** The routes of the live data; `token` in the query is the module's secret. */
export function abrpRoutes(service: Service): AnyRoute[] {
  const common = {
    path: '/v1/vehicles/{vehicleId}/abrp',
    tag: 'Vehicles',
    auth: 'module',
    tokenInQuery: true,
    params: Params,
    query: Query,
    answers: {
      200: { description: 'Kept', schema: z.strictObject({ status: z.literal('ok') }) },
    },
    handle: (call: Told) => observe(service, call),
  } as const
  return [
    route({ ...common, method: 'get', summary: 'Live data in the form of ABRP, in the query' }),
    route({
      ...common,
      method: 'post',
      summary: 'Live data in the form of ABRP, in the query or in the body',
      documented: Documented,
      form: z.object({ tlm: asText }),
    }),
  ]
}

async function observe(service: Service, { caller, req, query }: Told): Promise<Reply> {
  const { told, pointer } = await telemetryIn(req, query.tlm)
  const { success, data, error } = Telemetry.safeParse(told, WORDED)
  if (!success) throw new Problem(422, 'the telemetry is not valid', faultsOf(error, pointer))
  await service.observe(caller, { readings: [readingOf(data, service.clock())] }, 'abrp')
  return { status: 200, body: { status: 'ok' } }
}

/** The telemetry, and where in the request it stands. */
async function telemetryIn(
  req: Request,
  inQuery: string | undefined,
): Promise<{ told: unknown; pointer: string }> {
  const hasBody = req.headers['transfer-encoding'] ?? Number(req.headers['content-length'] ?? 0) > 0
  if (req.method !== 'POST' || !hasBody) return { told: parsed(inQuery), pointer: '/tlm' }
  if (isForm(req)) {
    return { told: parsed((await readForm(req)).get('tlm') ?? inQuery), pointer: '/tlm' }
  }
  const body = await readJson(req)
  if (typeof body !== 'object' || body === null || !('tlm' in body)) {
    return { told: body, pointer: '' }
  }
  return { told: typeof body.tlm === 'string' ? parsed(body.tlm) : body.tlm, pointer: '/tlm' }
}

function parsed(text: string | undefined): unknown {
  const bad = (detail: string) =>
    new Problem(422, detail, [{ pointer: '/tlm', detail, code: 'format' }])
  if (text === undefined || text === '') throw bad('tlm, the telemetry, is missing')
  try {
    return JSON.parse(text) as unknown
  } catch {
    // Not what the parser says: it quotes what may be a position.
    throw bad('tlm is not JSON')
  }
}

/** A receiver without a fix tells times of 1970 or 1980. */
const FIRST_AT = Date.UTC(2000, 0, 1)
/** Single values near zero are glitches of receivers, not places. */
const GLITCH = 0.001

function readingOf(told: Telemetry, now: number): Reading {
  const at = Math.round((told.utc ?? 0) * 1000)
  const isSane = at >= FIRST_AT && at <= now + AHEAD_MS
  const values = {
    soc: told.soc,
    isCharging: told.is_charging,
    isOn: told.is_parked === undefined ? undefined : !told.is_parked,
    speedKmh: told.speed,
    powerKw: inward(told.power),
    voltage: told.voltage,
    current: inward(told.current),
    // Where nothing is charging it is told as 0, which would wipe out what was charged.
    energyKwh: told.is_charging === false ? undefined : told.kwh_charged,
    odometerKm: told.odometer,
    position: positionOf(told),
  }
  const known = Object.entries(values).filter(([, value]) => value !== undefined)
  return { at: isSane ? at : now, ...(Object.fromEntries(known) as Partial<Reading>) }
}

/** Into the battery; what goes out of it is no charging. */
function inward(out: number | undefined): number | undefined {
  return out !== undefined && out <= 0 ? 0 - out : undefined
}

/** null: no fix; undefined: nothing is told, or nothing that can be believed. */
function positionOf({ lat, lon }: Telemetry): Position | null | undefined {
  if (lat === undefined || lon === undefined) return undefined
  if (!isFix({ lat, lon })) return null
  return Math.abs(lat) < GLITCH || Math.abs(lon) < GLITCH ? undefined : { lat, lon }
}
