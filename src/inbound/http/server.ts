/** The HTTP server: Express on Node's own servers, with TLS and without, every visitor's routes, and a calm end. */
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { TlsOptions } from 'node:tls'
import compression from 'compression'
import express, { type ErrorRequestHandler, type Express } from 'express'
import helmet from 'helmet'
import type { Log } from '../../flows/ports.ts'
import { type Service, Unavailable } from '../../flows/service.ts'
import { ocpiRoutes as ocpi } from '../ocpi/routes.ts'
import type { Garage } from '../ovms/garage.ts'
import { abrpRoutes } from './abrp.ts'
import { accountRoutes } from './accounts.ts'
import { brokerHooks } from './brokerhooks.ts'
import { chargingRoutes } from './chargers/routes.ts'
import { chargeRoutes } from './charges.ts'
import { contributionRoutes } from './contributions.ts'
import { deskRoutes, type OcppDoor } from './desk.ts'
import { directoryRoutes } from './directory.ts'
import { docs } from './docs.ts'
import { bulkRoutes } from './feed/bulk.ts'
import { feedRoutes } from './feed/routes.ts'
import { limits } from './limits.ts'
import { liveRoutes } from './live.ts'
import { moduleRoutes } from './modules.ts'
import { mounted } from './mount.ts'
import { notificationRoutes } from './notifications.ts'
import { openApi } from './openapi.ts'
import { type Operations, operationRoutes } from './operations.ts'
import { ocpiRoutes } from './ocpi.ts'
import { ovmsRoutes } from './ovms.ts'
import { ownerRoutes } from './owners.ts'
import { pages, strayed } from './pages.ts'
import { partnerRoutes } from './partners.ts'
import { pushRoutes } from './push.ts'
import { privacyRoutes } from './privacy.ts'
import { profileRoutes } from './profile.ts'
import { proofRoutes } from './proofs.ts'
import { Problem, problemOf, sendProblem } from './problem.ts'
import { problemRoutes } from './problems.ts'
import { questionRoutes } from './questions.ts'
import type { AnyRoute } from './route.ts'
import { stationRoutes } from './stations.ts'
import { visitRoutes } from './visits.ts'

/** How long a client may take to send one request. */
const SENDING_MS = 60_000
/** How long requests under way are waited for at the end. */
const PATIENCE_MS = 4000

/** What the HTTP room needs to know beside the service. */
export type HttpOptions = {
  rateLimits: boolean
  checkAnswers: boolean
  cookieDays: number
  licenseText: string
  version: string
  publicUrl: string
  /** Where chargers come, as the operator says; null: he says nothing. */
  ocppUrl: string | null
  /** The certificate for what is served over TLS; null: nothing is. */
  tls: TlsOptions | null
  /** The broker of which this server is a client; null: there is none. */
  brokerUrl: string | null
  /** The operator's map tiles: their host alone may be asked for pictures. */
  mapTiles: { url: string } | null
  metrics: Operations['metrics']
  /** Throws where the store takes no writes. */
  checkStore: () => Promise<void>
  log: Log
}

export type HttpServer = {
  app: Express
  server: http.Server
  /** The same over TLS; null where there is no certificate. */
  secure: https.Server | null
  /** Resolves to the port that was taken. */
  listen: (port: number, host: string) => Promise<number>
  /** The same over TLS; null where there is no certificate. */
  listenTls: ((port: number, host: string) => Promise<number>) | null
  /** Takes no new calls and resolves once those under way have been answered. */
  close: () => Promise<void>
}

/** Opens the HTTP room; it listens once it is told to. */
export function openHttp(service: Service, garage: Garage, options: HttpOptions): HttpServer {
  const closing = new AbortController()
  const unready = async () => {
    if (closing.signal.aborted) return 'draining'
    return options.checkStore().then(
      () => null,
      () => 'the store takes no writes',
    )
  }
  const ocpp = () => ({ url: options.ocppUrl, tlsPort: portOf(secure) })
  const app = application({ service, garage, options, unready, ocpp, closing: closing.signal })
  const made = { ...prototypesOf(app), requestTimeout: SENDING_MS }
  const server = http.createServer(made, app)
  const secure: https.Server | null =
    options.tls && https.createServer({ ...made, ...options.tls }, app)
  const ends = [server, ...(secure ? [secure] : [])].map(ending)
  return {
    app,
    server,
    secure,
    listen: listening(server),
    listenTls: secure && listening(secure),
    close: async () => {
      closing.abort()
      await Promise.all(ends.map((end) => end()))
    },
  }
}

function portOf(server: http.Server | null): number | null {
  return (server?.address() as AddressInfo | null | undefined)?.port ?? null
}

function listening(server: http.Server): HttpServer['listen'] {
  return (port, host) =>
    new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
    })
}

/** Ends the server once the requests under way are answered, or soon. */
function ending(server: http.Server): () => Promise<void> {
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  }
  // Over TLS each connection is two: what was read inside shows whether anything was asked yet.
  server.on('connection', keep).on('secureConnection', keep)
  const sweep = () => {
    // A connection that was busy a moment ago is idle now, and would be kept alive for nothing.
    server.closeIdleConnections()
    // Browsers open connections before they need them: to Node these are not idle.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  }
  return () =>
    new Promise((resolve) => {
      const sweeping = setInterval(sweep, 50)
      // Who began a request and does not send the rest must not keep the house open.
      const cut = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, PATIENCE_MS)
      server.close(() => {
        clearInterval(sweeping)
        clearTimeout(cut)
        resolve()
      })
    })
}

type Application = {
  service: Service
  garage: Garage
  options: HttpOptions
  unready: Operations['unready']
  ocpp: () => OcppDoor
  closing: AbortSignal
}

function application(application: Application): Express {
  const { service, garage, options, unready, ocpp: doors, closing } = application
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('query parser', 'simple')
  app.use((req, res, next) => {
    res.setHeader('x-content-type-options', 'nosniff')
    // PostgreSQL takes no NUL in a text, and nothing of ours holds one.
    if (req.url.includes('%00')) throw new Problem(400, 'the URL holds a NUL')
    if (!closing.aborted) return next()
    throw new Problem(503, 'the server is closing', [], { 'retry-after': '5', connection: 'close' })
  })
  const operations = operationRoutes({ unready, metrics: options.metrics })
  const routes = allRoutes(service, options, doors, closing)
  app.use(['/v1/charges/mine', '/v1/stations'], compression())
  const { checkAnswers, log, rateLimits: limited, brokerUrl } = options
  app.use(mounted(routes, service, { limits: limits(limited), checkAnswers, log }))
  app.use(mounted(operations, service, { checkAnswers }))
  app.use(ovmsRoutes({ service, garage, limited, log }))
  app.use('/ocpi', ocpi({ service, limited, log }))
  app.use('/ocpp', () => {
    const detail = 'chargers connect here by WebSocket: ocpp1.6, ocpp2.0.1 or ocpp2.1'
    throw new Problem(426, detail, [], { upgrade: 'websocket' })
  })
  app.use(brokerHooks({ service, limited, brokerUrl }))
  app.use(helmet({ strictTransportSecurity: false, contentSecurityPolicy: false }))
  app.use(helmet.contentSecurityPolicy(pagePolicy(options.mapTiles)))
  app.use(pages())
  app.use(docs(openApi([...routes, ...operations], options.version, options.publicUrl)))
  app.use(strayed)
  app.use(failed(options.log))
  return app
}

function allRoutes(
  service: Service,
  { cookieDays, licenseText, version }: HttpOptions,
  ocpp: () => OcppDoor,
  closing: AbortSignal,
): AnyRoute[] {
  return [
    ...moduleRoutes(service),
    ...abrpRoutes(service),
    ...accountRoutes(service, cookieDays),
    ...ownerRoutes(service),
    ...profileRoutes(service),
    ...proofRoutes(service),
    ...chargeRoutes(service),
    ...contributionRoutes(service),
    ...liveRoutes(service, closing),
    ...questionRoutes(service),
    ...directoryRoutes(service),
    ...notificationRoutes(service),
    ...visitRoutes(service, cookieDays),
    ...deskRoutes(service, { version, ocpp }),
    ...chargingRoutes(service, closing),
    ...partnerRoutes(service, licenseText),
    ...pushRoutes(service),
    ...ocpiRoutes(service),
    ...feedRoutes(service, closing),
    ...bulkRoutes(service),
    ...problemRoutes(),
    ...privacyRoutes(service),
    ...stationRoutes(service),
  ]
}

/**
 * Nothing from anywhere else, save the map tiles of an operator who has set a server of them; nothing
 * that stands in the page itself is run. Pages must also work where there is no TLS yet (first start).
 */
export function pagePolicy(mapTiles: { url: string } | null) {
  // A server of tiles often has several names, `{s}.tiles.example.org`.
  const url = mapTiles?.url.replace('{s}', '*').replaceAll(/\{\w+\}/g, 'x')
  const tiles = url === undefined ? [] : [new URL(url).origin]
  return {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'img-src': ["'self'", 'data:', ...tiles],
      'connect-src': ["'self'"],
      'manifest-src': ["'self'"],
      'worker-src': ["'self'"],
      'form-action': ["'self'"],
      'base-uri': ["'none'"],
      'frame-ancestors': ["'none'"],
    },
  }
}

/**
 * Express changes the prototype of every request and response, which costs more than all else it
 * does; made with its prototypes from the start, the change is none.
 */
export function prototypesOf(app: Express): http.ServerOptions {
  return {
    IncomingMessage: withPrototype(http.IncomingMessage, app.request),
    ServerResponse: withPrototype(http.ServerResponse, app.response),
  }
}

/** The same class under another prototype: those of node:http can be called on any object. */
function withPrototype<T extends object>(made: T, prototype: object): T {
  function Made(this: object, ...given: unknown[]) {
    Reflect.apply(made as unknown as () => void, this, given)
  }
  Made.prototype = prototype
  return Made as unknown as T
}

/** The last handler: whatever was thrown becomes a problem; our own faults are logged. */
function failed(log: Log): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error)
    if (error instanceof Unavailable) {
      log.error({ error: error.message }, 'the store takes no writes')
      const retry = { 'retry-after': '5' }
      return sendProblem(res, new Problem(503, 'the store takes no writes', [], retry))
    }
    const problem = problemOf(error)
    if (problem) return sendProblem(res, problem)
    const { name, stack } = error instanceof Error ? error : new Error(String(error))
    log.error({ name, stack, method: req.method }, 'a request failed')
    sendProblem(res, new Problem(500, 'something went wrong on our side'))
  }
}
