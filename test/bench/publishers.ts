/** Modules of OVMS v3 over raw sockets: MQTT 3.1.1, and of it no more than is needed to publish. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Child } from '../child.ts'
import { median, quantile } from './figures.ts'
import type { Car } from './fleet.ts'
import type { Leg } from './load.ts'
import type { Metric } from './metrics.ts'

/** A module that is connected. */
export type Publisher = {
  /**
   * Publishes at QoS 1 until a time, so many messages in flight; resolves once all are acknowledged,
   * to how long each has waited, in milliseconds.
   */
  publish: (window: number, until: number) => Promise<number[]>
  close: () => Promise<unknown>
}

/** Kinds of packets, with the flags that they are sent with (MQTT 3.1.1, 2.2). */
const [CONNECT, CONNACK, PUBACK] = [0x10, 0x20, 0x40]
const KIND = 0xf0
/** QoS 1, and retained as modules have it. */
const PUBLISH = 0x33
/** User name and password; a session that stays. */
const CONNECT_FLAGS = 0xc0
const KEEP_ALIVE_S = 1740
const IDS = 0xffff

/** Connects as a module does whose user is its vehicle id; `next` makes what it publishes. */
export async function join(port: number, car: Car, next: () => Metric): Promise<Publisher> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  const head = [word('MQTT'), Buffer.from([4, CONNECT_FLAGS]), number(KEEP_ALIVE_S)]
  socket.write(packet(CONNECT, ...head, word(car.id), word(car.id), word(car.token)))
  const [answer] = (await once(socket, 'data')) as [Buffer]
  if (answer[0] !== CONNACK || answer[3] !== 0)
    throw new Error(`refused: ${answer.toString('hex')}`)
  return publisherOn(socket, `ovms/${car.id}/${car.id}/metric/`, next)
}

function publisherOn(socket: Socket, prefix: string, next: () => Metric): Publisher {
  let id = 0
  let acknowledged = (_: number) => {}
  let failed = (_: Error) => {}
  const read = reader((kind) => Number(kind === PUBACK))
  socket.on('data', (chunk: Buffer) => acknowledged(read(chunk)))
  socket.on('error', () => socket.destroy())
  socket.on('close', () => failed(new Error('the server has closed a connection')))
  const message = () => {
    const [name, value] = next()
    id = (id % IDS) + 1
    return packet(PUBLISH, word(prefix + name), number(id), Buffer.from(value))
  }
  return {
    publish: (window, until) =>
      new Promise((resolve, reject) => {
        const sent: number[] = []
        const waits: number[] = []
        const send = (count: number, now: number) => {
          const messages = Array.from({ length: count }, message)
          for (const _ of messages) sent.push(now)
          socket.write(Buffer.concat(messages))
        }
        failed = reject
        acknowledged = (count) => {
          const now = performance.now()
          for (let i = 0; i < count; i++) waits.push(now - sent[waits.length]!)
          if (count > 0 && now < until) send(count, now)
          else if (waits.length === sent.length) resolve(waits)
        }
        send(window, performance.now())
      }),
    close: () => {
      failed = () => {}
      const closed = once(socket, 'close')
      socket.destroy()
      return closed
    },
  }
}

/** Counts the packets in what comes, by what each counts for; they may come in pieces. */
function reader(count: (kind: number) => number): (chunk: Buffer) => number {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    let counted = 0
    for (;;) {
      const { from, length } = lengthIn(rest)
      if (from === 0 || rest.length < from + length) return counted
      counted += count(rest[0]! & KIND)
      rest = rest.subarray(from + length)
    }
  }
}

/** How much follows the length of a packet, and where; 0 where its length has not come yet. */
function lengthIn(bytes: Buffer): { from: number; length: number } {
  let length = 0
  for (let at = 1; at < bytes.length; at++) {
    length += (bytes[at]! & 127) << (7 * (at - 1))
    if (bytes[at]! < 128) return { from: at + 1, length }
  }
  return { from: 0, length: 0 }
}

/** No packet of ours needs more than two bytes for its length. */
function packet(head: number, ...parts: Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const size = length < 128 ? [length] : [(length & 127) | 128, length >> 7]
  return Buffer.concat([Buffer.from([head, ...size]), ...parts])
}

function word(text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([number(bytes.length), bytes])
}

function number(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255])
}

/** All publish at once, for so long. */
export async function publishAll(
  { cpu }: Child,
  publishers: Publisher[],
  { window, seconds }: { window: number; seconds: number },
): Promise<Leg> {
  const [began, cpuBegan] = [performance.now(), cpu()]
  const until = began + seconds * 1000
  const waits = (await Promise.all(publishers.map((one) => one.publish(window, until)))).flat()
  const [took, spent] = [performance.now() - began, cpu() - cpuBegan]
  return {
    rate: waits.length / (took / 1000),
    cpu: (spent * 1e6) / waits.length,
    p50: median(waits),
    p99: quantile(waits, 0.99),
  }
}
