/** Listens to what modules tell another MQTT broker; several servers may do so and share the work. */
import { randomUUID } from 'node:crypto'
import { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import {
  connect,
  type IClientOptions,
  type IConnackPacket,
  type IPublishPacket,
  type MqttClient,
} from 'mqtt'
import type { Log } from '../../flows/ports.ts'
import type { Module, Service } from '../../flows/service.ts'
import type { Garage } from '../ovms/garage.ts'
import type { Answer, Car } from './car.ts'
import { type Cars, openCars, type Role } from './cars.ts'
import { openEcho } from './echo.ts'
import { openRoster, type Roster } from './roster.ts'
import { CLIENT, type Topic, topicOf } from './topics.ts'
import { openTrust, type Trust } from './trust.ts'

export type Remote = { close: () => Promise<void> }

/**
 * Two subscriptions. Of what is to be kept each server of the group gets a share (MQTT 5, section
 * 4.8.2). All of them hear all metrics, and keep them in mind alone: the share that one of them gets
 * may be half of a position, and apps may ask any of them about a car.
 */
const [OURS, NEWS] = [1, 2]
const METRICS = 'ovms/+/+/metric/#'
const NOTICES = 'ovms/+/+/notify/#'
const ANSWERS = `ovms/+/+/client/${CLIENT}/response/+`
const shared = (filter: string) => `$share/${CLIENT}/${filter}`
const FILTERS = [shared(METRICS), shared(NOTICES), METRICS, NOTICES, ANSWERS]

const VEHICLES_MAX = 50_000
const FORGET_MS = 24 * 3_600_000
const SWEEP_MS = 10 * 60_000
/** What could not be judged is looked at again after this. */
const AGAIN_MS = 1000
const [SOONEST_MS, LATEST_MS] = [250, 30_000]
/** Retained messages are not wanted (MQTT 5, section 3.8.3.1). */
const NEVER = 2
/** At the end, what is on its way to us is kept if that is soon done. */
const CALM_MS = 500
const LOOK_MS = 10

const options: IClientOptions = {
  protocolVersion: 5,
  // The share of a member that went away, and may come back, is kept for it: none of ours does.
  clean: true,
  properties: { sessionExpiryInterval: 0, receiveMaximum: 100, maximumPacketSize: 32_768 },
  connectTimeout: 20_000,
  keepalive: 60,
  resubscribe: false,
  queueQoSZero: false,
  reconnectOnConnackError: true,
  reconnectPeriod: SOONEST_MS,
}

/** Opens at once: a broker that is away is called again for ever. */
export function openRemote(
  service: Service,
  garage: Garage,
  { url, log }: { url: string; log: Log },
): Remote {
  const { clock } = service
  const say = (car: Car, rest: string, payload: string) =>
    void client.publish(car.prefix + rest, payload, { qos: 1 }, nothing)
  const echo = openEcho({ garage, clock, say })
  const cars = openCars({ service, echo, say, isPatient: true })
  const roster = openRoster(echo, VEHICLES_MAX)
  const ear: Ear = { cars, roster, trust: openTrust(service.trustModule, clock, VEHICLES_MAX) }
  const client = connect(url, { ...options, clientId: `${CLIENT}-${randomUUID()}` })
  const acks = openAcks((id) => void client.stream.write(puback(id)))
  client.on('packetreceive', (packet) => {
    if (packet.cmd !== 'publish') return
    const isKept = packet.qos > 0 ? acks.expect(packet.messageId!) : nothing
    take(ear, packet, packet.qos > 0, isKept)
    // The client would acknowledge one after the other, and read nothing more until then.
    packet.qos = 0
  })
  client.on('connect', (connack) => subscribe(client, connack, log))
  client.on('close', acks.forget)
  mind(client, new URL(url).host, log)
  const sweeping = setInterval(() => roster.sweep(clock() - FORGET_MS), SWEEP_MS).unref()
  return {
    close: async () => {
      clearInterval(sweeping)
      const leaving = leave(client, acks, cars).catch(nothing)
      await Promise.race([leaving, wait(CALM_MS, undefined, { ref: false })])
      await client.endAsync(true)
    },
  }
}

/** Asks for nothing more; resolves once all that has come is kept and acknowledged. */
async function leave(client: MqttClient, acks: Acks, cars: Cars): Promise<void> {
  if (client.connected) await client.unsubscribeAsync(FILTERS)
  while (acks.isExpecting()) await wait(LOOK_MS)
  await cars.settled()
}

/** Asks for a share, and for the news; a broker that does not tell them apart gives the share alone. */
function subscribe(client: MqttClient, { properties }: IConnackPacket, log: Log): void {
  const isTold = properties?.subscriptionIdentifiersAvailable !== false
  const ask = (filters: string[], qos: 0 | 1, subscriptionIdentifier: number) =>
    client.subscribe(
      filters,
      { qos, nl: true, rh: NEVER, ...(isTold && { properties: { subscriptionIdentifier } }) },
      (error) => {
        if (error) log.error({ error: error.message }, 'the MQTT broker refused a subscription')
      },
    )
  ask([shared(METRICS), shared(NOTICES)], 1, OURS)
  if (isTold) ask([METRICS, NOTICES, ANSWERS], 0, NEWS)
}

/** Tells the operator when the broker comes and goes, and calls it again less and less often. */
function mind(client: MqttClient, broker: string, log: Log): void {
  let isThere: boolean | null = null
  client.on('connect', () => {
    client.options.reconnectPeriod = SOONEST_MS
    isThere = true
    // An acknowledgement that waits for another one's would hold up all that follows.
    if (client.stream instanceof Socket) client.stream.setNoDelay(true)
    log.info({ broker }, 'listening to the MQTT broker')
  })
  client.on('close', () => {
    const { reconnectPeriod = SOONEST_MS } = client.options
    client.options.reconnectPeriod = Math.min(2 * reconnectPeriod, LATEST_MS)
    if (isThere !== false && !client.disconnecting) {
      log.warn({ broker }, 'the MQTT broker is away; it is called again')
    }
    isThere = false
  })
  // What it says of itself may name who we are to it, never our password.
  client.on('error', (error) => {
    if (isThere !== false)
      log.warn({ broker, error: error.message }, 'trouble with the MQTT broker')
  })
}

type Ear = { cars: Cars; roster: Roster; trust: Trust }

/** Acknowledgements go out in the order in which messages came (MQTT 5, section 4.6). */
function openAcks(send: (id: number) => void) {
  let expected: { id: number; isDone: boolean }[] = []
  return {
    /** Returns what is to be called once that message is kept. */
    expect: (id: number): (() => void) => {
      const one = { id, isDone: false }
      expected.push(one)
      return () => {
        one.isDone = true
        while (expected[0]?.isDone) send(expected.shift()!.id)
      }
    },
    isExpecting: (): boolean => expected.length > 0,
    /** What was heard over one connection is not acknowledged over the next one. */
    forget: (): void => {
      expected = []
    },
  }
}

type Acks = ReturnType<typeof openAcks>

/** MQTT 5, section 3.4; without a reason it is a success. */
function puback(id: number): Buffer {
  return Buffer.from([0x40, 2, id >> 8, id & 255])
}

/** Takes in one message; `answer` says that it need not be sent again, or never will be. */
function take(ear: Ear, packet: IPublishPacket, isSure: boolean, answer: () => void): void {
  const topic = topicOf(packet.topic)
  // What a broker retained was said some time, perhaps days ago.
  if (!topic || packet.retain) return answer()
  const vehicle = topic.vehicle.toLowerCase()
  const module = ear.trust.moduleOf(topic.account, vehicle)
  if (!(module instanceof Promise)) return hear(ear, packet, topic, module, answer)
  module.then(
    (module) => hear(ear, packet, topic, module, answer),
    // What is not acknowledged in any case is lost.
    () => isSure && setTimeout(take, AGAIN_MS, ear, packet, isSure, answer).unref(),
  )
}

function hear(
  { cars, roster, trust }: Ear,
  packet: IPublishPacket,
  { account, prefix, rest }: Topic,
  module: Module | null,
  answer: () => void,
): void {
  if (!module) return answer()
  const done: Answer = (error) => {
    if (error) trust.forget(account, module.id)
    answer()
  }
  const car = roster.meet(module, prefix)
  cars.hear(car, rest, packet.payload as Buffer, roleOf(packet), done)
}

/** By which subscription it came; without their numbers there is but one. */
function roleOf({ properties }: IPublishPacket): Role {
  const told = properties?.subscriptionIdentifier
  if (told === undefined) return 'all'
  const numbers = [told].flat()
  if (!numbers.includes(OURS)) return 'news'
  return numbers.includes(NEWS) ? 'all' : 'ours'
}

function nothing(): void {}
