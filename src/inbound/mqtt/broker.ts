/** The embedded MQTT broker: aedes, with everything in it confined to those whom it belongs to. */
import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { Aedes, type AedesOptions } from 'aedes'
import type { Log } from '../../flows/ports.ts'
import type { Service } from '../../flows/service.ts'
import type { Garage } from '../ovms/garage.ts'
import { openGuessers } from '../ovms/guessers.ts'
import type { Warden } from '../warden.ts'
import type { Car } from './car.ts'
import { openCars } from './cars.ts'
import { type Door, openDoor } from './door.ts'
import { openEcho } from './echo.ts'
import { openEntry } from './entry.ts'
import { openPersistence } from './persistence.ts'
import { openRetained } from './retained.ts'
import { openRoster } from './roster.ts'
import { openSessions } from './sessions.ts'
import { openTraffic } from './traffic.ts'

export type BrokerOptions = { rateLimits: boolean; warden: Warden; log: Log }

/** Takes connections; closed, it ends them all. */
export type Broker = {
  receive: (socket: Socket) => void
  close: () => Promise<void>
}

/** What is in memory alone is forgotten after this: a module tells all it knows every 20 minutes. */
const FORGET_MS = 24 * 3_600_000
const SWEEP_MS = 10 * 60_000
/** A connection that never says who it is ends after this; a module that was so slow tries again. */
const NAMELESS_MS = 60_000
/** Connections that wait to say who they are; of more, the oldest goes. */
const NAMELESS_MAX = 5000
/** An app that takes nothing for so long is not waited for. */
const SLOW_MS = 10_000
/** What may follow the fixed header of a packet, in bytes: before a client is let in, and after. */
const [HELLO_MAX, PACKET_MAX] = [4096, 18_000]
/** The end waits so long for what is being kept. */
const CALM_MS = 500

const limits: AedesOptions = {
  // One slow app must not make all others wait: aedes waits for a hundred deliveries at most.
  concurrency: 0,
  connectTimeout: NAMELESS_MS,
  drainTimeout: SLOW_MS,
  queueLimit: 1000,
  maxInflightInbound: 100,
  maxTopicLevels: 32,
}

export async function openBroker(
  service: Service,
  garage: Garage,
  { rateLimits, warden, log }: BrokerOptions,
): Promise<Broker> {
  const { clock } = service
  const [retained, sessions] = [openRetained(clock), openSessions(clock)]
  const say = (car: Car, rest: string, payload: string) =>
    broker.publish(word(car, rest, payload), nothing)
  const echo = openEcho({ garage, clock, say })
  const roster = openRoster(echo)
  const cars = openCars({ service, echo, say, isPatient: false })
  const traffic = openTraffic({ service, cars, roster, retained, rateLimits, log })
  const hall = openHall()
  let isClosing = false
  const entry = openEntry({
    service,
    sessions,
    guessers: openGuessers(rateLimits),
    log,
    isClosing: () => isClosing,
    admit: (client, login, will) => {
      const { stands, module, realm } = login
      const end = () => client.close()
      client.conn.once('close', warden.guard({ of: module?.id ?? realm, stands, end }))
      traffic.admit(client, { login, will, door: hall.admit(client.conn as Socket) })
    },
  })
  const persistence = openPersistence(retained, sessions)
  const broker = await Aedes.createBroker({ ...limits, ...entry, ...traffic.hooks, persistence })
  broker.on('unsubscribe', traffic.unsubscribed)
  const sweeping = setInterval(() => {
    const before = clock() - FORGET_MS
    retained.sweep(before)
    sessions.sweep(before)
  }, SWEEP_MS).unref()
  return {
    receive: (socket) => {
      hall.receive(socket)
      broker.handle(socket)
    },
    close: async () => {
      isClosing = true
      clearInterval(sweeping)
      hall.clear()
      await new Promise<void>((resolve) => broker.close(resolve))
      await Promise.race([cars.settled(), wait(CALM_MS, undefined, { ref: false })])
    },
  }
}

function nothing(): void {}

function word({ realm, prefix }: Car, rest: string, payload: string) {
  return {
    cmd: 'publish',
    topic: `${realm}/${prefix}${rest}`,
    payload,
    qos: 0,
    retain: false,
    dup: false,
  } as const
}

/** All connections, and among them those who have not said who they are. */
function openHall() {
  const doors = new Map<Socket, Door>()
  const nameless = new Set<Socket>()
  return {
    receive: (socket: Socket): void => {
      doors.set(socket, openDoor(socket, HELLO_MAX))
      nameless.add(socket)
      const [oldest] = nameless
      if (nameless.size > NAMELESS_MAX) oldest?.destroy()
      socket.once('close', () => {
        doors.delete(socket)
        nameless.delete(socket)
      })
    },
    /** It is known whose connection this is. */
    admit: (socket: Socket): Door => {
      nameless.delete(socket)
      const door = doors.get(socket) ?? openDoor(socket, PACKET_MAX)
      door.longest = PACKET_MAX
      return door
    },
    clear: (): void => {
      for (const socket of doors.keys()) socket.destroy()
    },
  }
}
