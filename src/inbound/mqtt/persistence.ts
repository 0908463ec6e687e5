/** The memory of the embedded broker, as aedes asks for it. */
import { Readable } from 'node:stream'
import type { Retained } from './retained.ts'
import {
  ask,
  type Asked,
  type Packet,
  realmOf,
  type Session,
  type Sessions,
  unask,
} from './sessions.ts'
import { isAsked } from './topics.ts'

/** What the broker knows a client by: its realm, its login and the id that it gave itself. */
type Named = { id: string }
type Message = Packet & { topic: string; payload: string | Buffer }
type Found = Asked & { clientId: string }

const OUTGOING_MAX = 100

/**
 * Retained words, subscriptions, and messages on their way; no will outlives the process. Topics
 * inside the broker begin with their realm, so that no filter of one owner can ever meet a topic of
 * another; clients do not see that.
 */
export function openPersistence(retained: Retained, sessions: Sessions) {
  return {
    setup: async (): Promise<void> => {},
    createRetainedStreamCombi: (filters: string[]): Readable =>
      Readable.from(words(retained, filters)),
    putWill: async (): Promise<void> => {},
    delWill: async (): Promise<void> => {},
    streamWill: (): Readable => Readable.from([]),
    ...subscriptions(sessions),
    ...outgoing(sessions),
    ...incoming(sessions),
  }
}

/** As its client writes it. */
function outer(topic: string): string {
  return topic.slice(topic.indexOf('/') + 1)
}

function* words(retained: Retained, filters: string[]) {
  for (const filter of filters) {
    const realm = realmOf(filter)
    for (const word of retained.asked(realm, outer(filter))) {
      yield { cmd: 'publish', ...word, topic: `${realm}/${word.topic}`, retain: true }
    }
  }
}

function subscriptions(sessions: Sessions) {
  return {
    addSubscriptions: async ({ id }: Named, asked: Asked[]): Promise<void> => {
      // What was refused does not bear the realm.
      const granted = asked.filter(({ topic }) => topic.startsWith(`${realmOf(id)}/`))
      const session = sessions.get(id)
      for (const one of granted) if (session) ask(session, one)
    },
    removeSubscriptions: async ({ id }: Named, filters: string[]): Promise<void> => {
      const session = sessions.get(id)
      for (const filter of filters) if (session) unask(session, `${realmOf(id)}/${filter}`)
    },
    subscriptionsByClient: async ({ id }: Named): Promise<Asked[]> => {
      const filters = [...(sessions.get(id)?.filters.values() ?? [])]
      return filters.map(({ topic, qos }) => ({ topic: outer(topic), qos }))
    },
    subscriptionsByTopic: async (topic: string): Promise<Found[]> => {
      const parts = topic.split('/')
      const near = sessions.near(parts)
      return near.length === 0 ? [] : [...new Set(near)].flatMap((one) => found(one, parts))
    },
    cleanSubscriptions: async ({ id }: Named): Promise<void> => sessions.remove(id),
  }
}

/** Once, however many of its filters ask for it. */
function found({ id, filters }: Session, parts: string[]): Found[] {
  for (const { topic, qos, parts: wanted } of filters.values()) {
    if (qos > 0 && isAsked(wanted, parts)) return [{ clientId: id, topic, qos }]
  }
  return []
}

function outgoing(sessions: Sessions) {
  const of = ({ id }: Named) => sessions.get(id)?.outgoing ?? []
  return {
    outgoingEnqueueCombi: async (to: Found[], message: Message): Promise<void> => {
      for (const { clientId } of to) {
        const queue = of({ id: clientId })
        // What is full stays as it is: the first to come are the first to be delivered.
        if (queue.length < OUTGOING_MAX) queue.push(copied(message))
      }
    },
    /** Gives a message its number, or puts the second half of its delivery in its place. */
    outgoingUpdate: async (client: Named, packet: Packet): Promise<void> => {
      const queue = of(client)
      const isSecond = packet.brokerId === undefined
      const at = queue.findIndex((one) => (isSecond ? sameNumber : sameMessage)(one, packet))
      if (isSecond && at >= 0) queue[at] = packet
      else if (at >= 0) queue[at]!.messageId = packet.messageId
    },
    outgoingClearMessageId: async (client: Named, packet: Packet): Promise<Packet | undefined> => {
      const queue = of(client)
      const at = queue.findIndex((one) => sameNumber(one, packet))
      return at < 0 ? undefined : queue.splice(at, 1)[0]
    },
    outgoingStream: (client: Named): Readable => Readable.from([...of(client)]),
  }
}

function sameNumber(one: Packet, other: Packet): boolean {
  return one.messageId !== undefined && one.messageId === other.messageId
}

function sameMessage(one: Packet, other: Packet): boolean {
  return one.brokerId === other.brokerId && one.brokerCounter === other.brokerCounter
}

/** A slice of what was read would keep all of that from being given back. */
function copied(message: Message): Message {
  return { ...message, payload: Buffer.from(message.payload as Buffer) }
}

function incoming(sessions: Sessions) {
  /** Of clients that want no session, while they are here. */
  const passing = new Map<string, Set<number>>()
  const of = ({ id }: Named) => sessions.get(id)?.incoming ?? passing.get(id)
  return {
    incomingStorePacket: async (client: Named, { messageId }: Packet): Promise<void> => {
      const numbers = of(client) ?? new Set<number>()
      if (!of(client)) passing.set(client.id, numbers)
      numbers.add(messageId!)
    },
    incomingGetPacket: async (client: Named, packet: Packet): Promise<Packet> => {
      if (of(client)?.has(packet.messageId!)) return packet
      throw new Error('no such packet')
    },
    incomingDelPacket: async (client: Named, { messageId }: Packet): Promise<void> => {
      if (!of(client)?.delete(messageId!)) throw new Error('no such packet')
    },
    cleanIncoming: async ({ id }: Named): Promise<void> => void passing.delete(id),
  }
}
