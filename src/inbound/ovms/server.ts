/** OVMS v2 over TCP: cars, apps and batch clients. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { createServer as createTlsServer, type SecureContextOptions } from 'node:tls'
import type { Log } from '../../flows/ports.ts'
import type { Service } from '../../flows/service.ts'
import type { Warden } from '../warden.ts'
import type { Garage } from './garage.ts'
import { openGuessers } from './guessers.ts'
import { newToken } from './hello.ts'
import { type Desk, Line } from './line.ts'
import { openLogin } from './login.ts'
import type { Room } from './room.ts'
import { rounding } from './rounds.ts'

export type OvmsOptions = {
  host: string
  /** null: not served; 0: a free one. */
  port: number | null
  tlsPort: number | null
  /** The certificate, where there is one. */
  tls: SecureContextOptions | null
  /** Guessers of passwords are slowed down. */
  rateLimits: boolean
  version: string
  warden: Warden
  log: Log
  /** 22 characters of A-Za-z0-9+/; for tests. */
  token?: () => string
}

export type OvmsServer = {
  /** The ports that were taken. */
  port: number | null
  tlsPort: number | null
  /** What happens by the clock, each second. */
  tick: (now: number) => Promise<void>
  close: () => Promise<void>
}

/** As the public server has it: mobile networks forget a connection that is silent for longer. */
const KEEP_ALIVE_MS = 240_000
const SOCKET = { keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS, noDelay: true }
/** Who has just come may be about to say his hello: at the end he is given so long to. */
const JUST_MS = 5000
const CALM_MS = 500
const LOOK_MS = 10

export async function openOvms(
  service: Service,
  garage: Garage,
  options: OvmsOptions,
): Promise<OvmsServer> {
  const { host, tls, version, log } = options
  const guessers = openGuessers(options.rateLimits)
  const room: Room = {
    service,
    garage,
    guessers,
    warden: options.warden,
    version,
    log,
    newToken: options.token ?? newToken,
  }
  const login = openLogin(room)
  const lines = new Set<Line>()
  const { clock } = service
  const desk: Desk = { clock, greet: login.greet, gone: (line) => lines.delete(line) }
  const receive = (socket: Socket) => lines.add(new Line(socket, desk))
  const doors: Door[] = []
  const open = async (door: Door, port: number) => {
    doors.push(door)
    return listening(door.server, port, host, log)
  }
  const port = options.port === null ? null : await open(plainDoor(receive), options.port)
  const { tlsPort: wanted } = options
  const tlsPort = tls && wanted !== null ? await open(privateDoor(tls, receive), wanted) : null

  const round = rounding(room, login.retry)
  return {
    port,
    tlsPort,
    tick: async (now) => {
      for (const line of lines) line.tick(now)
      await round(now)
    },
    close: async () => {
      const closed = Promise.all(doors.map(({ server }) => shut(server)))
      const since = clock() - JUST_MS
      // Who is closed before his welcome takes that for a wrong password: he is let in first.
      await until(() => login.judging() === 0 && haveEnded(lines, since))
      for (const line of lines) line.end()
      await until(() => lines.size === 0)
      for (const line of lines) line.cut()
      for (const { cut } of doors) cut()
      await closed
    },
  }
}

/** A server, and what cuts off those who never came to speak. */
type Door = { server: Server; cut: () => void }

function plainDoor(receive: (socket: Socket) => void): Door {
  return { server: createServer(SOCKET, receive), cut: () => {} }
}

function privateDoor(tls: SecureContextOptions, receive: (socket: Socket) => void): Door {
  const server = createTlsServer({ ...tls, ...SOCKET }, receive)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return { server, cut }
}

/** Ends those who wait for nothing; true once none is left that does. */
function haveEnded(lines: Set<Line>, since: number): boolean {
  let isQuiet = true
  for (const line of lines) {
    if (line.visitor && !line.isBusy) line.end()
    else if (line.visitor || (!line.isBusy && line.openedAt >= since)) isQuiet &&= line.isOver
  }
  return isQuiet
}

/** Waits for something for a while, and no longer. */
async function until(isSo: () => boolean): Promise<void> {
  const began = performance.now()
  while (!isSo() && performance.now() - began < CALM_MS) await setTimeout(LOOK_MS)
}

function listening(server: Server, port: number, host: string, log: Log): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      server.on('error', (error) =>
        log.warn({ error: String(error) }, 'OVMS could not take a call'),
      )
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}
