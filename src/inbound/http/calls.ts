/** The calls of the OVMS API, each by its method and name: what it does and answers. */
import type { Request } from 'express'
import type { Vehicle } from '../../domain/sharing/vehicle.ts'
import type { Service } from '../../flows/service.ts'
import type { Glance, Garage } from '../ovms/garage.ts'
import { Problem } from './problem.ts'
import type { Session, Sessions } from './sessions.ts'
import { ageOf, chargeOf, locationOf, rawOf, statusOf, tyresOf, utc } from './status.ts'

/** A text goes out as it is, anything else as JSON. */
export type Answer = { status: number; body: unknown; headers?: Record<string, string> }

/** One call, by somebody who is signed in. */
export type Asked = {
  session: Session
  sessions: Sessions
  service: Service
  garage: Garage
  /** What follows the call's name in the path. */
  path: string[]
  query: Request['query']
  /** It came over TLS. */
  secure: boolean
}
type Handle = (asked: Asked) => Answer | Promise<Answer>

/** The most lines of a log in one answer; the rest is asked for with `since`. */
const LINES = 10_000

const CALLS = new Map<string, Handle>([
  ['GET cookie', login],
  ['DELETE cookie', logout],
  ['GET vehicles', vehicles],
  ['GET vehicle', ofVehicle(connect)],
  ['DELETE vehicle', ofVehicle(disconnect)],
  ['GET protocol', ofVehicle(({ id }, { garage }) => ok(rawOf(garage.glance(id).messages)))],
  ['GET status', ofCar(statusOf)],
  ['GET charge', ofCar(chargeOf)],
  ['GET location', ofCar(locationOf)],
  ['GET tpms', ofCar(tyresOf)],
  ['GET historical', ofVehicle(historical)],
  // Known in the reference and done by nobody, there as here; tokens are made in the app.
  ...`GET token, POST token, DELETE token, PUT charge, DELETE charge, GET lock, PUT lock, DELETE lock,
  GET valet, PUT valet, DELETE valet, GET features, PUT features, PUT feature, GET parameters,
  PUT parameters, PUT parameter, PUT reset, PUT homelink`
    .split(/,\s*/)
    .map((name): [string, Handle] => [name, () => text(501, 'Not yet implemented')]),
])

/** Their names, as they stand in the path. */
export const CALL_NAMES: ReadonlySet<string> = new Set(
  [...CALLS.keys()].map((called) => called.split(' ')[1]!),
)

/** What does a call; null where there is none of this name. */
export function callOf(method: string, name: string): Handle | null {
  return CALLS.get(`${method === 'HEAD' ? 'GET' : method} ${name}`) ?? null
}

/** An answer in words, as the reference gives them. */
export function text(status: number, words: string, headers: Record<string, string> = {}): Answer {
  return { status, body: `${words}\n`, headers }
}

function ok(body: unknown): Answer {
  return { status: 200, body }
}

/** A session of its own, and no longer the one that the call came with. */
function login({ session, sessions, secure }: Asked): Answer {
  sessions.end(session)
  const { key } = sessions.begin(session.caller)
  const cookie = `ovmsapisession=${key}; Path=/api; HttpOnly; SameSite=Strict`
  return text(200, 'Login ok', { 'set-cookie': secure ? `${cookie}; Secure` : cookie })
}

function logout({ session, sessions }: Asked): Answer {
  sessions.end(session)
  return text(200, 'Logout ok')
}

async function vehicles({ session, garage }: Asked): Promise<Answer> {
  const all = await session.caller.vehicles()
  return ok(all.map(({ id, label }) => ({ id: label, ...peersOf(garage.glance(id)) })))
}

/** A vehicle that is not his, or nobody's, is forbidden alike. */
function ofVehicle(handle: (vehicle: Vehicle, asked: Asked) => Answer | Promise<Answer>): Handle {
  return async (asked) => {
    const vehicle = await asked.session.caller.vehicle(asked.path[0] ?? '')
    return vehicle ? handle(vehicle, asked) : text(403, 'Forbidden')
  }
}

/** What a car told last; of one that encrypts it nothing can be told. */
function ofCar(show: typeof statusOf): Handle {
  return ofVehicle(({ id }, { garage, service }) => {
    const { isParanoid, messages } = garage.glance(id)
    if (isParanoid) return text(502, 'Paranoid vehicles not supported by api')
    return ok(show(messages, service.clock()))
  })
}

function peersOf({ apps, batches, isConnected }: Glance) {
  return {
    v_apps_connected: apps,
    v_btcs_connected: batches,
    v_net_connected: Number(isConnected),
  }
}

/** From now on the caller is a peer of the car, which therefore tells more, and at once. */
function connect({ id }: Vehicle, { session, sessions, garage, service }: Asked): Answer {
  const isFirst = garage.glance(id).apps === 0
  sessions.visit(session, id)
  const glance = garage.glance(id)
  const age = ageOf(glance.messages, service.clock())
  return ok({ ...age, ...peersOf(glance), v_first_peer: Number(isFirst) })
}

function disconnect({ id }: Vehicle, { session, sessions }: Asked): Answer {
  sessions.leave(session, id)
  return text(200, 'Disconnect OK')
}

/** The lines of the module's log: of one type, or how many there are of each. */
async function historical({ id, label }: Vehicle, asked: Asked): Promise<Answer> {
  const { service, path, query } = asked
  const since = sinceOf(query['since'])
  const type = path[1]
  if (type !== undefined && type !== '') {
    const lines = await service.listRecords(id, { type, since, limit: LINES })
    return ok(
      lines.map(({ data, number, at }) => {
        return { h_data: data, h_recordnumber: number, h_timestamp: utc(at) }
      }),
    )
  }
  const sums = await service.sumRecords(id, since)
  return ok(
    sums.map(({ type, lines, characters, firstAt, lastAt }) => ({
      distinctrecs: 1,
      first: utc(firstAt),
      h_recordtype: type,
      last: utc(lastAt),
      totalrecs: lines,
      totalsize: String(characters + lines * (type.length + label.length + 20)),
    })),
  )
}

const TIME = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?)(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?$/

/**
 * After this time; without a zone it is UTC. Times are told to the second: one that was told means
 * the whole of its second.
 */
function sinceOf(since: unknown): number {
  if (since === undefined) return 0
  const told = TIME.exec(typeof since === 'string' ? since : '') ?? []
  const [, day = '', clock = '00:00', fraction = '', zone = 'Z'] = told
  const at = Date.parse(`${day}T${clock}${fraction}${zone}`)
  if (Number.isNaN(at)) throw new Problem(400, 'since is not a time')
  return fraction === '' ? at + 999 : at
}
