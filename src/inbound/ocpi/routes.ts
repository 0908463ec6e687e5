/** OCPI 2.2.1 and 2.3.0 for partners' servers: versions, credentials, and what they pull. */
import { type Request, type RequestHandler, type Response, Router } from 'express'
import { BAD_PARAMETER, CLIENT_ERROR, UNKNOWN_LOCATION } from '../../domain/ocpi/codes.ts'
import { detailsOf, OBSERVATIONS, versionsOf } from '../../domain/ocpi/ours.ts'
import { isVersion, type Version } from '../../domain/ocpi/peer.ts'
import { credentialsIn } from '../../domain/ocpi/read.ts'
import { tokensIn } from '../../domain/ocpi/token.ts'
import type { Log } from '../../flows/ports.ts'
import { type OcpiCaller, Refusal, type Service } from '../../flows/service.ts'
import { readJson } from '../http/body.ts'
import { bucket } from '../http/limits.ts'
import { Fault, type Reply, reply, replyFault } from './answer.ts'
import { listed, type Spanned } from './pages.ts'

/** One call by a peer that is known. */
type Call = Omit<Room, 'log'> & { caller: OcpiCaller; version: Version; req: Request }
type Handle = (call: Call) => Promise<Reply> | Reply
type Method = 'get' | 'post' | 'put' | 'delete'

/** A path, who may use it, and what each method of HTTP does there. */
type Place = {
  path: string
  /** Only who is registered; before that, a token opens versions and credentials alone. */
  registered: boolean
  does: Partial<Record<Method, Handle>>
}

const PLACES: Place[] = [
  { path: '/versions', registered: false, does: { get: showVersions } },
  { path: '/:version', registered: false, does: { get: showDetails } },
  {
    path: '/:version/credentials',
    registered: false,
    does: { get: showCredentials, post: register, put: renew, delete: dismiss },
  },
  { path: '/:version/sessions', registered: true, does: { get: sessions } },
  { path: '/:version/locations', registered: true, does: { get: locations } },
  { path: '/:version/locations/:id', registered: true, does: { get: location } },
  { path: `/:version/${OBSERVATIONS}`, registered: true, does: { get: observations } },
]

/** How often a peer may have us call its server, at once and in the long run. */
const CALLS = { most: 20, everyMs: 3 * 60_000 }
/** How often a peer may call us, likewise: as often as partners may pull. */
const PULLS = { most: 600, everyMs: 100 }

type Pace = (caller: OcpiCaller) => void
type Room = {
  service: Service
  log: Log
  /** Throws where a peer has had us call too often. */
  pace: Pace
  /** Throws where a peer has called too often. */
  pull: Pace
}

/** To be mounted where OCPI begins; `limited`: strangers may not have us call without end. */
export function ocpiRoutes({
  service,
  limited,
  log,
}: Pick<Room, 'service' | 'log'> & { limited: boolean }): Router {
  const router = Router({ caseSensitive: true })
  const paced = (pace: typeof CALLS) => (limited ? pacing(service, pace) : () => {})
  const room = { service, log, pace: paced(CALLS), pull: paced(PULLS) }
  for (const place of PLACES) {
    const methods = Object.entries(place.does) as [Method, Handle][]
    for (const [method, handle] of methods) {
      router[method](place.path, answering(room, place, handle))
    }
    const allow = methods.map(([method]) => method.toUpperCase()).join(', ')
    router.all(place.path, (req, res) => {
      const fault = new Fault(405, CLIENT_ERROR, `allowed here: ${allow}`, { allow })
      replyFault(req, res, service.clock(), fault)
    })
  }
  router.use((req, res) => {
    const fault = new Fault(404, CLIENT_ERROR, 'there is nothing here')
    replyFault(req, res, service.clock(), fault)
  })
  return router
}

function answering(room: Room, place: Place, handle: Handle): RequestHandler {
  const { service } = room
  return async (req, res) => {
    noteAnswer(room.log, `/ocpi${place.path}`, req, res)
    try {
      const caller = await callerOf(service, place, req)
      room.pull(caller)
      const version = versionIn(req)
      reply(req, res, service.clock(), await handle({ ...room, caller, version, req }))
    } catch (error) {
      if (!replyFault(req, res, service.clock(), error)) throw error
    }
  }
}

function pacing({ clock }: Service, pace: typeof CALLS): Pace {
  const calls = bucket({ ...pace, clock })
  return ({ peer: { partner } }) => {
    const wait = calls.wait(partner)
    if (wait > 0) {
      const headers = { 'retry-after': String(wait) }
      throw new Fault(429, CLIENT_ERROR, 'too many requests', headers)
    }
    calls.take(partner)
  }
}

function noteAnswer(log: Log, path: string, { method }: Request, res: Response): void {
  const began = performance.now()
  res.once('close', () => {
    const ms = Math.round(performance.now() - began)
    log.info({ method, path, status: res.statusCode, ms }, 'answered')
  })
}

async function callerOf(service: Service, place: Place, req: Request): Promise<OcpiCaller> {
  const caller = await service.ocpi.callerBy(tokensIn(req.headers.authorization ?? ''))
  if (caller && (caller.isRegistered || !place.registered)) return caller
  const why = caller ? 'register first' : 'no or wrong credentials token'
  throw new Fault(401, CLIENT_ERROR, why, { 'www-authenticate': 'Token' })
}

/** Where the path names none, the one that is described there matters not. */
function versionIn(req: Request): Version {
  const { version = '2.2.1' } = req.params
  if (typeof version === 'string' && isVersion(version)) return version
  throw new Fault(404, CLIENT_ERROR, 'there is no such version here')
}

function showVersions({ service }: Call): Reply {
  return { data: versionsOf(service.ocpi.base()) }
}

function showDetails({ service, version, caller }: Call): Reply {
  return { data: detailsOf(service.ocpi.base(), version, service.ocpi.us, caller.peer) }
}

function showCredentials({ service, caller }: Call): Reply {
  return { data: service.ocpi.showCredentials(caller) }
}

function register(call: Call): Promise<Reply> {
  const { caller, version, service } = call
  return agreed(call, async () => service.ocpi.registerPeer(caller, version, await theirsIn(call)))
}

function renew(call: Call): Promise<Reply> {
  const { caller, version, service } = call
  return agreed(call, async () => service.ocpi.renewPeer(caller, version, await theirsIn(call)))
}

function dismiss(call: Call): Promise<Reply> {
  return agreed(call, () => call.service.ocpi.dismissPeer(call.caller))
}

/** 405 is OCPI's word for POST where one is registered, and for PUT and DELETE where one is not. */
const ALLOWED: Record<OcpiCaller['peer']['standing'], string> = {
  offered: 'GET, POST',
  calling: 'GET',
  registered: 'GET, PUT, DELETE',
}

async function agreed({ caller, req }: Call, deed: () => Promise<unknown>): Promise<Reply> {
  const allow = ALLOWED[caller.peer.standing]
  const refused = () => new Fault(405, CLIENT_ERROR, `allowed now: ${allow}`, { allow })
  if (!allow.split(', ').includes(req.method)) throw refused()
  try {
    return { data: await deed() }
  } catch (error) {
    // Somebody was quicker.
    throw error instanceof Refusal && error.kind === 'conflict' ? refused() : error
  }
}

async function theirsIn({ req, caller, pace }: Call) {
  pace(caller)
  const theirs = credentialsIn(await readJson(req))
  if (typeof theirs === 'string') throw new Fault(200, BAD_PARAMETER, theirs)
  return theirs
}

function sessions({ req, version, service }: Call): Promise<Reply> {
  const { base, listSessions } = service.ocpi
  const list: Spanned = (span) => listSessions(version, span)
  return listed(req, `${base()}/${version}/sessions`, list)
}

function locations({ req, version, service }: Call): Promise<Reply> {
  const { base, listPlaces } = service.ocpi
  const list: Spanned = (span) => listPlaces(version, span)
  return listed(req, `${base()}/${version}/locations`, list, false)
}

async function location({ req, version, service }: Call): Promise<Reply> {
  const data = await service.ocpi.showPlace(version, String(req.params['id']))
  if (data) return { data }
  throw new Fault(404, UNKNOWN_LOCATION, 'there is no such location')
}

function observations({ req, version, service, caller }: Call): Promise<Reply> {
  if (!caller.peer.observations) throw new Fault(404, CLIENT_ERROR, 'there is nothing here')
  const { base, listObservations } = service.ocpi
  return listed(req, `${base()}/${version}/${OBSERVATIONS}`, listObservations)
}
