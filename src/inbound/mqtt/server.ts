/** OVMS v3 over MQTT: the embedded broker, or another one as its client. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type SecureContextOptions } from 'node:tls'
import type { Log } from '../../flows/ports.ts'
import type { Service } from '../../flows/service.ts'
import type { Garage } from '../ovms/garage.ts'
import type { Warden } from '../warden.ts'
import { openBroker } from './broker.ts'
import { openRemote } from './remote.ts'

export type MqttOptions = {
  host: string
  /** null: not served; 0: a free one. */
  port: number | null
  tlsPort: number | null
  /** The certificate, where there is one. */
  tls: SecureContextOptions | null
  /** Another broker in place of our own. */
  url: string | null
  rateLimits: boolean
  warden: Warden
  log: Log
}

export type MqttServer = {
  port: number | null
  tlsPort: number | null
  close: () => Promise<void>
}

/** Mobile networks forget a connection that is silent for longer; modules ping every 29 minutes. */
const KEEP_ALIVE_MS = 240_000
const SOCKET = { keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS, noDelay: true }

/** Serves modules and apps; with `url`, listens to what modules tell another broker. */
export async function openMqtt(
  service: Service,
  garage: Garage,
  options: MqttOptions,
): Promise<MqttServer> {
  const { host, tls, url, log } = options
  if (url !== null) {
    const remote = openRemote(service, garage, { url, log })
    return { port: null, tlsPort: null, close: remote.close }
  }
  const broker = await openBroker(service, garage, options)
  const doors: Door[] = []
  const open = async (door: Door, port: number) => {
    doors.push(door)
    return listening(door.server, port, host, log)
  }
  const close = async () => {
    const closed = doors.map(({ server }) => shut(server))
    await broker.close()
    for (const { cut } of doors) cut()
    await Promise.all(closed)
  }
  try {
    const plain = options.port === null ? null : await open(plainDoor(broker.receive), options.port)
    const isPrivate = tls && options.tlsPort !== null
    const secret = isPrivate ? await open(privateDoor(tls, broker.receive), options.tlsPort!) : null
    return { port: plain, tlsPort: secret, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** A server, and what cuts off those who never came to speak. */
type Door = { server: Server; cut: () => void }
type Receive = (socket: Socket) => void

function plainDoor(receive: Receive): Door {
  return { server: createServer(SOCKET, receive), cut: () => {} }
}

function privateDoor(tls: SecureContextOptions, receive: Receive): Door {
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

function listening(server: Server, port: number, host: string, log: Log): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      server.on('error', (error) =>
        log.warn({ error: String(error) }, 'MQTT could not take a call'),
      )
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => void server.close(() => resolve()))
}
