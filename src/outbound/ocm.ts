/** Open Charge Map over the network (API v3): what it lists in a tile, and check-ins. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Arrival } from '../domain/stations/arrival.ts'
import type { CheckIn } from '../domain/stations/checkin.ts'
import { noReference, poiOf } from '../domain/stations/ocm.ts'
import type { Tile } from '../domain/stations/tile.ts'
import type { Ocm, Posted } from '../flows/ports.ts'
import type { Answer, Request } from './request.ts'

export type OcmOptions = {
  /** Such as `https://api.openchargemap.io/v3`. */
  url: string
  key: string
  lookUp: boolean
  checkIn: boolean
  keepMs: number
  /** Told as the user agent, with where this server is found. */
  version: string
  publicUrl: () => string
  /** Milliseconds between two requests. */
  paceMs?: number
}

/** A question waits for it: whoever is asked would rather know soon than all. */
const TIMEOUT_MS = 5000
const ANSWER_BYTES = 8 * 1024 * 1024
const MOST = 2000
const PACE_MS = 1000
/** More wait for their turn than would be answered in time: the rest is not asked for. */
const WAITING_MOST = 4
/** How long a tile, or all of them, is left alone after a failure. */
const CALM_MS = 15 * 60_000

/** Neither, where the operator has not switched it on. */
export function openOcm(request: Request, options: OcmOptions | null): Ocm {
  const { lookUp = false, checkIn = false, keepMs = 0 } = options ?? {}
  return {
    lookUp: options && lookUp ? { within: looking(request, options), keepMs } : null,
    checkIn: options && checkIn ? posting(request, options) : null,
  }
}

function headersOf({ key, version, publicUrl }: OcmOptions): Record<string, string> {
  const agent = `ovms-charge-share/${version} (+${publicUrl()})`
  return { 'x-api-key': key, 'user-agent': agent, accept: 'application/json' }
}

/** One request at a time and no more than one a second; who asks for the same tile shares it. */
function looking(request: Request, options: OcmOptions): (tile: Tile) => Promise<Arrival[] | null> {
  const underWay = new Map<string, Promise<Arrival[] | null>>()
  const calm = new Map<string, number>()
  let calmAll = 0
  let turn: Promise<unknown> = Promise.resolve()

  async function ask(tile: Tile): Promise<Arrival[] | null> {
    const answer = await request.send(addressOf(tile, options), {
      method: 'GET',
      headers: headersOf(options),
      answerBytes: ANSWER_BYTES,
      timeoutMs: TIMEOUT_MS,
    })
    const told = arrivalsIn(answer)
    const now = performance.now()
    if (!told) calm.set(tile.name, now + CALM_MS)
    if (!told && answer.retryAfterMs > 0) calmAll = now + answer.retryAfterMs
    return told
  }

  return (tile) => {
    const now = performance.now()
    const shared = underWay.get(tile.name)
    if (shared) return shared
    const isCalm = calmAll > now || (calm.get(tile.name) ?? 0) > now
    if (isCalm || underWay.size >= WAITING_MOST) return Promise.resolve(null)
    const asked = turn.then(() => ask(tile))
    turn = asked.then(() => pause(options.paceMs ?? PACE_MS, null, { ref: false }))
    const done = asked.finally(() => underWay.delete(tile.name))
    underWay.set(tile.name, done)
    return done
  }
}

/** In full, not compact: operators and providers come by name. */
function addressOf({ south, west, north, east }: Tile, { url }: OcmOptions): string {
  const query = new URLSearchParams({
    boundingbox: `(${south},${west}),(${north},${east})`,
    maxresults: String(MOST),
    compact: 'false',
    verbose: 'false',
    client: 'chargeshare',
  })
  return `${url}/poi/?${query.toString()}`
}

/** null where it is no list, as when the service is in trouble or the key is wrong. */
function arrivalsIn({ status, body }: Answer): Arrival[] | null {
  const told = status === 200 ? parsed(body) : null
  return Array.isArray(told) ? told.map((entry) => poiOf(entry, noReference)) : null
}

function posting(request: Request, options: OcmOptions): (checkIn: CheckIn) => Promise<Posted> {
  return async ({ chargePointId, statusId, commentTypeId, comment }) => {
    const body = { chargePointID: chargePointId, commentTypeID: commentTypeId, comment }
    const answer = await request.send(`${options.url}/comment/`, {
      method: 'POST',
      headers: { ...headersOf(options), 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, checkinStatusTypeID: statusId, userName: 'ChargeShare' }),
    })
    return postedBy(answer)
  }
}

/** A body that it could not read is answered by 200 too: what it says counts. */
function postedBy({ status, body, error }: Answer): Posted {
  const { status: said } = Object(parsed(body)) as { status?: unknown }
  if (status === 200 && said === 'OK') return { result: 'posted', says: null }
  const isUnasked = error === 'dns' || error === 'connect' || error === 'blocked' || error === 'tls'
  if (status === null && !isUnasked) return { result: 'lost', says: error }
  return { result: 'refused', says: error ?? `${status} ${body.slice(0, 200)}`.trim() }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
