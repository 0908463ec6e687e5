/** What an MQTT broker of one's own asks about its clients: may they come in, and use a topic (mosquitto's HTTP hooks). */
import { BlockList, isIPv6 } from 'node:net'
import { type Request, type RequestHandler, Router } from 'express'
import type { Service } from '../../flows/service.ts'
import { isForm, readForm, readJson } from './body.ts'
import { isSame, signingIn } from './login.ts'
import { Problem } from './problem.ts'

export type BrokerHooks = {
  service: Service
  limited: boolean
  /** The address by which this server itself is a client of the broker; null: it is none. */
  brokerUrl: string | null
}

/** What the broker tells of a client. */
type Fields = Map<string, string>
type Judge = (fields: Fields) => boolean | Promise<boolean>

/**
 * `/mqapi/auth`, `/mqapi/superuser` and `/mqapi/acl`: 200 for yes, 403 for no. Only neighbours are
 * answered: anybody else could try passwords, and ask who has an account.
 */
export function brokerHooks({ service, limited, brokerUrl }: BrokerHooks): Router {
  const signIn = signingIn(service, limited)
  const own = brokerUrl === null ? null : ownLogin(brokerUrl)
  const router = Router()
  const hook = (path: string, judge: Judge) => router.post(path, neighbours, judging(judge))

  hook('/mqapi/auth', async (fields) => {
    const [name, password] = [fields.get('username') ?? '', fields.get('password') ?? '']
    // A vehicle or an account of the same name must not become this server.
    if (own && name === own.name) return isSame(password, own.password)
    const caller = await signIn(name, password, null, fields.get('clientid'))
    if (caller?.kind !== 'vehicle' || caller.id !== name.toLowerCase()) return caller !== null
    return !(await isOwner(service, name))
  })
  hook('/mqapi/superuser', (fields) => own !== null && fields.get('username') === own.name)
  hook('/mqapi/acl', (fields) =>
    mayUse(service, fields.get('username') ?? '', fields.get('topic') ?? ''),
  )
  return router
}

function judging(judge: Judge): RequestHandler {
  return async (req, res) => {
    const isRight = await judge(await fieldsOf(req))
    res.writeHead(isRight ? 200 : 403, { 'content-type': 'text/plain' }).end()
  }
}

/**
 * An owner has all below `ovms/<name>/`, a vehicle what is its own there. Whether it reads or
 * writes makes no difference, as in the OVMS server.
 */
async function mayUse(service: Service, name: string, topic: string): Promise<boolean> {
  if (name === '' || !topic.startsWith(`ovms/${name}/`)) return false
  const vehicle = topic.slice(`ovms/${name}/`.length).split('/')[0]!
  return vehicle.toLowerCase() === name.toLowerCase() || isOwner(service, name)
}

/** An id of a vehicle holds no @, but may be what somebody else's account is called. */
async function isOwner(service: Service, name: string): Promise<boolean> {
  // PostgreSQL takes no NUL in a text.
  return name.includes('@') || (!name.includes('\0') && (await service.isAccount(name)))
}

function ownLogin(brokerUrl: string): { name: string; password: string } | null {
  const { username, password } = new URL(brokerUrl)
  if (username === '') return null
  return { name: decodeURIComponent(username), password: decodeURIComponent(password) }
}

/** A form, or JSON, as the broker's plug-in is set. */
async function fieldsOf(req: Request): Promise<Fields> {
  if (isForm(req)) return readForm(req)
  const told: unknown = await readJson(req)
  const entries = typeof told === 'object' && told !== null ? Object.entries(told) : []
  return new Map(
    entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
}

const NEAR = new BlockList()
for (const [net, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
] as const) {
  NEAR.addSubnet(net, bits, 'ipv4')
}
NEAR.addSubnet('::1', 128, 'ipv6')
NEAR.addSubnet('fc00::', 7, 'ipv6')
NEAR.addSubnet('fe80::', 10, 'ipv6')

/** Loopback and private nets; behind a proxy everybody would look like a neighbour. */
const neighbours: RequestHandler = (req, _, next) => {
  const from = req.socket.remoteAddress ?? ''
  const isNear = NEAR.check(from, isIPv6(from) ? 'ipv6' : 'ipv4')
  const isPassedOn = 'x-forwarded-for' in req.headers || 'forwarded' in req.headers
  if (isNear && !isPassedOn) return next()
  throw new Problem(404, 'there is nothing here')
}
