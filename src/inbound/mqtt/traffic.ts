/** What goes through the embedded broker: each word is confined to its owner's realm, and kept before it is acknowledged. */
import type { AedesOptions, Client, ConnectPacket, PublishPacket } from 'aedes'
import type { Log } from '../../flows/ports.ts'
import type { Module, Service } from '../../flows/service.ts'
import type { Answer, Car } from './car.ts'
import type { Cars } from './cars.ts'
import type { Door } from './door.ts'
import { openPace, type Pace } from './pace.ts'
import type { Retained } from './retained.ts'
import type { Roster } from './roster.ts'
import { openSeat, type Seat } from './seat.ts'
import { type Topic, topicOf } from './topics.ts'

export type TrafficNeeds = {
  service: Service
  cars: Cars
  roster: Roster
  retained: Retained
  rateLimits: boolean
  log: Log
}

/** Somebody who was let in. */
type Guest = Seat & {
  pace: Pace
  /** Cars that are heard through this connection, by vehicle id. */
  cars: Map<string, Car>
  /** What it listens to. */
  filters: Set<string>
  /** What is said in its name when its connection breaks. */
  will: ConnectPacket['will']
  door: Door
  /** What it said that is not done with: how many words, and their bytes. */
  words: number
  bytes: number
  isGone: boolean
}

/** Somebody who is let in, as he comes to us. */
export type Comer = Pick<Guest, 'login' | 'will' | 'door'>

const FILTERS_MAX = 64
/** Modules send 500 metrics after they have connected, 100 to 150 a second. */
const [WORDS_S, WORDS_BURST] = [200, 2000]
/** What is heard of; the rest goes from clients to modules and back. */
const HEARD = /^(?:metric|notify|client\/chargeshare\/response)\//

/** Of a client with so much that is not done with, no more is read. */
const [FULL_WORDS, FULL_BYTES] = [1000, 131_072]

type Hooks = Pick<
  AedesOptions,
  'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward' | 'published'
>

/** The hooks of aedes for what is said and heard, and how clients come to them and leave. */
export function openTraffic(needs: TrafficNeeds) {
  const guests = new WeakMap<Client, Guest>()
  const hooks: Hooks = {
    authorizePublish: (client, packet, done) => {
      const guest = client && guests.get(client)
      if (!guest) return done(new Error('nobody was let in'))
      count(guest, packet, 1)
      if (packet === guest.will) return publish(needs, guest, packet, done)
      inTurn(guest, () => publish(needs, guest, packet, done))
    },
    published: (packet, client, done) => {
      const guest = client && guests.get(client)
      if (guest && packet.qos < 2) count(guest, packet, -1)
      done()
    },
    authorizeSubscribe: (client, asked, done) => {
      const guest = guests.get(client)
      if (!guest) return done(null, null)
      inTurn(guest, () => void listen(guest, asked, done))
    },
    authorizeForward: (client, packet) => {
      const seen = guests.get(client)?.outer(packet.topic)
      if (seen == null) return null
      // It is a copy, made for this client.
      packet.topic = seen
      return packet
    },
  }
  return {
    hooks,
    admit: (client: Client, comer: Comer): void => {
      const guest = newGuest(needs, comer)
      guests.set(client, guest)
      client.conn.once('close', () => leave(needs, guest))
    },
    /** Clients name what they no longer want as they see it; the broker knows it by another name. */
    unsubscribed: (filters: string[], client: Client): void => {
      const guest = guests.get(client)
      const named = filters.filter((filter) => guest?.filters.delete(filter))
      if (!guest || named.length === 0) return
      client.unsubscribe({ cmd: 'unsubscribe', unsubscriptions: named.map(guest.inner) }, () => {})
    },
  }
}

function newGuest({ service, rateLimits }: TrafficNeeds, comer: Comer): Guest {
  return {
    ...openSeat(comer.login, service),
    ...comer,
    pace: rateLimits ? openPace(WORDS_S, WORDS_BURST) : () => 0,
    cars: new Map(),
    filters: new Set(),
    words: 0,
    bytes: 0,
    isGone: false,
  }
}

/** Counts what waits: for its turn, for the database, or for who is to hear it. */
function count(guest: Guest, { payload }: Pick<PublishPacket, 'payload'>, change: 1 | -1): void {
  guest.words += change
  guest.bytes += change * payload.length
  if (guest.words >= FULL_WORDS || guest.bytes >= FULL_BYTES) guest.door.shut()
  else if (change < 0) guest.door.open()
}

/** At once, or when its turn has come where it speaks too fast. */
function inTurn(guest: Guest, act: () => void): void {
  const wait = guest.pace(performance.now())
  if (wait === 0) return act()
  setTimeout(() => {
    if (!guest.isGone) act()
  }, wait).unref()
}

function leave({ roster }: TrafficNeeds, guest: Guest): void {
  guest.isGone = true
  for (const car of guest.cars.values()) roster.part(car)
  guest.cars.clear()
}

function hasRoom({ filters }: Guest, filter: string): boolean {
  if (filters.size >= FILTERS_MAX && !filters.has(filter)) return false
  filters.add(filter)
  return true
}

type Listen = NonNullable<AedesOptions['authorizeSubscribe']>

/** What is refused is said to be so (MQTT 3.1.1, section 3.9.3); the connection goes on. */
async function listen(
  guest: Guest,
  asked: Parameters<Listen>[1],
  done: Parameters<Listen>[2],
): Promise<void> {
  const may = await guest.mayAsk(asked.topic).catch((error: Error) => error)
  if (may instanceof Error) return done(may)
  const isGranted = may && hasRoom(guest, asked.topic)
  if (isGranted) asked.topic = guest.inner(asked.topic)
  done(null, isGranted ? asked : null)
}

type Done = (error?: Error | null) => void

/** An error ends the connection: without an acknowledgement, and with nothing changed. */
function publish(needs: TrafficNeeds, guest: Guest, packet: PublishPacket, done: Done): void {
  const topic = topicOf(packet.topic)
  const module = topic && guest.moduleFor(topic)
  if (!topic || !module) return outside(needs, guest, done)
  if (!(module instanceof Promise)) return pass(needs, guest, packet, topic, module, done)
  void publishLater(needs, guest, packet, topic, { module, done })
}

async function publishLater(
  needs: TrafficNeeds,
  guest: Guest,
  packet: PublishPacket,
  topic: Topic,
  { module, done }: { module: Promise<Module | null>; done: Done },
): Promise<void> {
  const own = await module.catch((error: Error) => error)
  if (own instanceof Error) done(own)
  else if (own) pass(needs, guest, packet, topic, own, done)
  else outside(needs, guest, done)
}

function outside({ log }: TrafficNeeds, { login }: Guest, done: Done): void {
  log.info({ login: login.holder }, 'an MQTT client spoke outside of its own topics')
  done(new Error('not one of its own topics'))
}

function pass(
  needs: TrafficNeeds,
  guest: Guest,
  packet: PublishPacket,
  topic: Topic,
  module: Module,
  done: Done,
): void {
  const payload = packet.payload as Buffer
  const answer: Answer = (error) => {
    if (error) return done(error)
    const { realm } = guest.login
    if (packet.retain) needs.retained.keep(realm, topic, payload, packet.qos)
    // To those who listen already it is news like any other (MQTT 3.1.1, section 3.3.1.3); aedes, if
    // it were to retain it, would pass it on after what follows, and drop it for being out of order.
    packet.retain = false
    packet.topic = guest.inner(packet.topic)
    // Of those that come twice, only the first one is published.
    if (packet.qos === 2) count(guest, packet, -1)
    done()
  }
  // A will is passed on to apps alone: nothing ends because a connection does.
  const isHeard = HEARD.test(topic.rest) && packet !== guest.will && !guest.isGone
  if (!isHeard) return answer(null)
  needs.cars.hear(carOf(needs, guest, topic, module), topic.rest, payload, 'all', answer)
}

function carOf({ roster }: TrafficNeeds, guest: Guest, { prefix }: Topic, module: Module): Car {
  const known = guest.cars.get(module.id)
  const car = known ?? roster.join(module, guest.login.realm, prefix)
  if (!known) guest.cars.set(module.id, car)
  // A module may have been set up anew, and an owner speaks for it as well.
  car.prefix = prefix
  car.module = module
  return car
}
