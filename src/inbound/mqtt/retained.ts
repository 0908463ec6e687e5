/** The last word of each topic, for whoever subscribes later: in memory alone, for a day, within bounds. */
import { isAsked, type Topic } from './topics.ts'

/** What is kept of a message; bytes as Latin 1, which is what takes least room. */
type Kept = { payload: string; qos: 0 | 1 | 2 }

/** One vehicle's words, by the prefix of their topics and what follows it. */
type Vehicle = { prefixes: Map<string, Map<string, Kept>>; count: number; toldAt: number }
type Vehicles = Map<string, Vehicle>

export type Word = { topic: string; payload: Buffer; qos: 0 | 1 | 2 }

/** Modules have up to about 500 metrics. */
const TOPICS_MAX = 1500
const PAYLOAD_MAX = 2048
/** What all vehicles together may take, about, in bytes. */
const ALL_MAX = 512 * 1024 * 1024
/** What a topic takes beside its characters. */
const EACH = 100
/** The ends of topics are the same for all cars: one text serves them all. */
const ENDS_MAX = 20_000

/** Keeps the words of each realm (an owner's topics) by vehicle. */
export function openRetained(clock: () => number) {
  const realms = new Map<string, Vehicles>()
  const shared = sharing()
  let size = 0

  function drop(vehicle: Vehicle, { prefix, rest }: Topic): void {
    const topics = vehicle.prefixes.get(prefix)
    const kept = topics?.get(rest)
    if (!topics || !kept) return
    size -= sizeOf(rest, kept)
    vehicle.count--
    topics.delete(rest)
    if (topics.size === 0) vehicle.prefixes.delete(prefix)
  }

  /** Most words take the place of a former one; false where there is none. */
  function replace({ prefixes }: Vehicle, { prefix, rest }: Topic, kept: Kept): boolean {
    const former = prefixes.get(prefix)?.get(rest)
    if (!former) return false
    size += kept.payload.length - former.payload.length
    Object.assign(former, kept)
    return true
  }

  function add(vehicle: Vehicle, { prefix, rest }: Topic, kept: Kept): void {
    if (vehicle.count >= TOPICS_MAX || size + sizeOf(rest, kept) > ALL_MAX) return
    const topics = vehicle.prefixes.get(prefix) ?? new Map<string, Kept>()
    vehicle.prefixes.set(prefix, topics.set(shared(rest), kept))
    vehicle.count++
    size += sizeOf(rest, kept)
  }

  return {
    /** An empty payload takes the word back (MQTT 3.1.1, section 3.3.1.3). */
    keep: (realm: string, topic: Topic, payload: Buffer, qos: 0 | 1 | 2): void => {
      const vehicle = vehicleOf(realms, realm, topic.vehicle.toLowerCase())
      vehicle.toldAt = clock()
      const kept = { payload: payload.toString('latin1'), qos }
      const isKept = payload.length > 0 && payload.length <= PAYLOAD_MAX
      if (isKept && replace(vehicle, topic, kept)) return
      drop(vehicle, topic)
      if (isKept) add(vehicle, topic, kept)
    },
    /** The words of a realm that a filter asks for. */
    asked: (realm: string, filter: string): Generator<Word> => asked(realms.get(realm), filter),
    /** Forgets vehicles that were not heard of since a time. */
    sweep: (before: number): void => {
      for (const [realm, vehicles] of realms) {
        for (const [id, vehicle] of vehicles) {
          if (vehicle.toldAt >= before) continue
          size -= sizeOfAll(vehicle)
          vehicles.delete(id)
        }
        if (vehicles.size === 0) realms.delete(realm)
      }
    },
    /** What is kept takes about so many bytes. */
    size: (): number => size,
  }
}

/** One text for all that are equal. */
function sharing(): (text: string) => string {
  const texts = new Map<string, string>()
  return (text) => {
    const known = texts.get(text)
    if (known === undefined && texts.size < ENDS_MAX) texts.set(text, text)
    return known ?? text
  }
}

function vehicleOf(realms: Map<string, Vehicles>, realm: string, id: string): Vehicle {
  const known = realms.get(realm)?.get(id)
  if (known) return known
  const vehicle: Vehicle = { prefixes: new Map(), count: 0, toldAt: 0 }
  const vehicles: Vehicles = realms.get(realm) ?? new Map<string, Vehicle>()
  realms.set(realm, vehicles.set(id, vehicle))
  return vehicle
}

function* asked(vehicles: Vehicles | undefined, filter: string): Generator<Word> {
  const wanted = filter.split('/')
  const front = [...wanted.slice(0, 3), '#']
  const all = [...(vehicles?.values() ?? [])].flatMap(({ prefixes }) => [...prefixes])
  for (const [prefix, topics] of all) {
    if (!isAsked(front, prefix.split('/'))) continue
    for (const [rest, { payload, qos }] of topics) {
      const topic = prefix + rest
      if (!isAsked(wanted, topic.split('/'))) continue
      yield { topic, payload: Buffer.from(payload, 'latin1'), qos }
    }
  }
}

function sizeOfAll({ prefixes }: Vehicle): number {
  let size = 0
  for (const topics of prefixes.values()) {
    for (const [rest, kept] of topics) size += sizeOf(rest, kept)
  }
  return size
}

function sizeOf(rest: string, { payload }: Kept): number {
  return rest.length + payload.length + EACH
}

export type Retained = ReturnType<typeof openRetained>
