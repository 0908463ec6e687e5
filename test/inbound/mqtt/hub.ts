/** A small MQTT 5 broker on a real socket: shared subscriptions in turn, and every acknowledgement seen. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import {
  generate,
  type IConnectPacket,
  type ISubscribePacket,
  type Packet,
  parser,
} from 'mqtt-packet'
import { isAsked } from '../../../src/inbound/mqtt/topics.ts'

type Asked = { filter: string; qos: number; group: string | null; number: number | undefined }
type Client = {
  socket: Socket
  asked: Asked[]
  /** What is on its way, by the number that its acknowledgement will bear. */
  flying: Map<number, () => void>
  lastId: number
}

export type Published = { topic: string; payload: string; qos?: number; retain?: boolean }

type Hall = {
  clients: Set<Client>
  turns: Map<string, number>
  /** How each client introduced itself. */
  connects: IConnectPacket[]
  /** What was acknowledged, by number, in order. */
  acknowledged: number[]
  /** Acknowledgements of what was never sent over that connection. */
  strange: number[]
  /** What servers published. */
  heard: Published[]
  subscribed: number
  /** It tells by which subscription a message comes. */
  hasNumbers: boolean
  wake: () => void
}

export type Hub = Pick<Hall, 'connects' | 'acknowledged' | 'strange'> & {
  url: string
  /** Publishes as modules do; resolves once every delivery of QoS 1 is acknowledged. */
  says: (...published: Published[]) => Promise<void>
  /** The next message that a server publishes. */
  next: () => Promise<Published>
  /** Resolves once so many SUBSCRIBE and UNSUBSCRIBE have come since the hub was opened. */
  isAsked: (count: number) => Promise<void>
  /** Ends all connections; what is on its way is lost. */
  drop: () => void
  close: () => Promise<void>
}

/** Opens one, on a port of its own where none is named. */
export async function openHub({ hasNumbers = true, port = 0 } = {}): Promise<Hub> {
  const hall: Hall = {
    clients: new Set(),
    turns: new Map(),
    connects: [],
    acknowledged: [],
    strange: [],
    heard: [],
    subscribed: 0,
    hasNumbers,
    wake: () => {},
  }
  const server = createServer((socket) => receive(hall, socket))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise<void>((resolve) => (hall.wake = resolve))
  }
  const drop = () => {
    for (const { socket } of hall.clients) socket.destroy()
  }
  return {
    ...hall,
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    says: async (...published) => void (await Promise.all(published.map((one) => pass(hall, one)))),
    next: async () => {
      await until(() => hall.heard.length > 0)
      return hall.heard.shift()!
    },
    isAsked: (count) => until(() => hall.subscribed >= count),
    drop,
    close: async () => {
      drop()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function receive(hall: Hall, socket: Socket): void {
  // Numbers that begin anew with each connection would hide a mix-up.
  const lastId = 1000 * hall.connects.length + 7
  const client: Client = { socket, asked: [], flying: new Map(), lastId }
  hall.clients.add(client)
  const reading = parser({ protocolVersion: 5 })
  reading.on('packet', (packet) => hear(hall, client, packet))
  socket.on('data', (chunk) => reading.parse(chunk))
  socket.on('error', () => {})
  socket.on('close', () => hall.clients.delete(client))
}

function hear(hall: Hall, client: Client, packet: Packet): void {
  if (packet.cmd === 'connect') {
    hall.connects.push(packet)
    const properties = { subscriptionIdentifiersAvailable: hall.hasNumbers }
    send(client, { cmd: 'connack', sessionPresent: false, reasonCode: 0, properties })
  }
  if (packet.cmd === 'subscribe') subscribe(hall, client, packet)
  if (packet.cmd === 'unsubscribe') {
    const isLeft = ({ filter, group }: Asked) =>
      packet.unsubscriptions.includes(group === null ? filter : `$share/${group}/${filter}`)
    client.asked = client.asked.filter((asked) => !isLeft(asked))
    const granted = packet.unsubscriptions.map(() => 0)
    send(client, { cmd: 'unsuback', messageId: packet.messageId!, granted })
    hall.subscribed++
    hall.wake()
  }
  if (packet.cmd === 'publish') {
    hall.heard.push({ topic: packet.topic, payload: packet.payload.toString(), qos: packet.qos })
    if (packet.qos === 1) send(client, { cmd: 'puback', messageId: packet.messageId! })
    hall.wake()
  }
  if (packet.cmd === 'puback') {
    const { messageId = 0 } = packet
    const done = client.flying.get(messageId)
    if (done) hall.acknowledged.push(messageId)
    else hall.strange.push(messageId)
    client.flying.delete(messageId)
    done?.()
  }
  if (packet.cmd === 'pingreq') send(client, { cmd: 'pingresp' })
}

function subscribe(hall: Hall, client: Client, packet: ISubscribePacket): void {
  const told = hall.hasNumbers ? packet.properties?.subscriptionIdentifier : undefined
  for (const { topic, qos } of packet.subscriptions) {
    const [, group, ...rest] = topic.startsWith('$share/') ? topic.split('/') : []
    const filter = group === undefined ? topic : rest.join('/')
    client.asked.push({ filter, qos, group: group ?? null, number: told })
  }
  const granted = packet.subscriptions.map(({ qos }) => qos)
  send(client, { cmd: 'suback', messageId: packet.messageId!, granted })
  hall.subscribed++
  hall.wake()
}

/** To all who ask for it, and to one of each group, in turn. */
function pass({ clients, turns }: Hall, published: Published): Promise<unknown> {
  const parts = published.topic.split('/')
  const groups = new Map<string, { client: Client; asked: Asked }[]>()
  const deliveries: Promise<void>[] = []
  for (const client of clients) {
    for (const asked of client.asked) {
      if (!isAsked(asked.filter.split('/'), parts)) continue
      const group = `${asked.group} ${asked.filter}`
      if (asked.group === null) deliveries.push(deliver(client, asked, published))
      else groups.set(group, [...(groups.get(group) ?? []), { client, asked }])
    }
  }
  for (const [group, members] of groups) {
    const turn = turns.get(group) ?? 0
    turns.set(group, turn + 1)
    const { client, asked } = members[turn % members.length]!
    deliveries.push(deliver(client, asked, published))
  }
  return Promise.all(deliveries)
}

function deliver(client: Client, { qos, number }: Asked, published: Published): Promise<void> {
  const level = Math.min(qos, published.qos ?? 0, 1) as 0 | 1
  const messageId = ++client.lastId
  const { topic, payload, retain = false } = published
  send(client, {
    cmd: 'publish',
    dup: false,
    qos: level,
    retain,
    topic,
    payload,
    ...(level > 0 && { messageId }),
    ...(number !== undefined && { properties: { subscriptionIdentifier: number } }),
  })
  return new Promise((resolve) => {
    if (level === 0) resolve()
    else client.flying.set(messageId, resolve)
  })
}

function send({ socket }: Client, packet: Packet): void {
  if (!socket.destroyed) socket.write(generate(packet, { protocolVersion: 5 }))
}
