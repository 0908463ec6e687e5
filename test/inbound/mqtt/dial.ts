/** Modules and apps as they are: the real MQTT client on a real socket, and sockets without one. */
import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect, type IClientOptions, type MqttClient } from 'mqtt'

export type Heard = { topic: string; payload: string; retain: boolean; qos: number }

/** A client that is connected. */
export type Dialled = {
  client: MqttClient
  /** Whether the broker found a session of it. */
  isKnown: boolean
  /** Resolves to true once it is acknowledged, to false where the connection ended before. */
  publish: (topic: string, payload: string, qos?: 0 | 1 | 2, retain?: boolean) => Promise<boolean>
  /** What is granted for each: a QoS, or 128 for refused. */
  subscribe: (...filters: string[]) => Promise<number[]>
  /** The next message that comes in. */
  next: () => Promise<Heard>
  /** All that has come in and was not taken. */
  heard: Heard[]
  /** Resolves once so much has come in that was not taken. */
  hears: (count: number) => Promise<void>
  closed: Promise<void>
  /** Resolves once the broker has read all that was said before. */
  ping: () => Promise<void>
  end: () => Promise<void>
  /** Ends without a goodbye. */
  drop: () => Promise<void>
}

/** What a broker answered to a CONNECT that it did not accept; `closed` where it said nothing. */
export class Refused extends Error {
  readonly code: number | 'closed'

  constructor(code: number | 'closed') {
    super(`refused: ${code}`)
    this.code = code
  }
}

/** Connects as a module does; throws `Refused` where the broker does not let it in. */
export async function dial(port: number, options: IClientOptions): Promise<Dialled> {
  const client = connect(`mqtt://127.0.0.1:${port}`, {
    reconnectPeriod: 0,
    clean: true,
    keepalive: 0,
    connectTimeout: 10_000,
    queueQoSZero: false,
    ...options,
  })
  const heard: Heard[] = []
  let wake = () => {}
  client.on('message', (topic, payload, { retain, qos }) => {
    heard.push({ topic, payload: payload.toString(), retain, qos })
    wake()
  })
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()))
  const isKnown = await connected(client)
  return {
    client,
    isKnown,
    publish: (topic, payload, qos = 1, retain = false) =>
      Promise.race([
        client.publishAsync(topic, payload, { qos, retain }).then(
          () => true,
          () => false,
        ),
        closed.then(() => false),
      ]),
    subscribe: (...filters) => granted(client, filters),
    next: async () => {
      while (heard.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      return heard.shift()!
    },
    heard,
    hears: async (count) => {
      while (heard.length < count) await new Promise<void>((resolve) => (wake = resolve))
    },
    closed,
    ping: async () => {
      const answered = new Promise<void>((resolve) => {
        client.once('packetreceive', function listen(packet) {
          if (packet.cmd === 'pingresp') resolve()
          else client.once('packetreceive', listen)
        })
      })
      client.sendPing()
      await answered
    },
    end: () => client.endAsync(),
    drop: async () => {
      client.stream.destroy()
      await closed
    },
  }
}

/** What a CONNECT is answered by. */
export async function answerTo(port: number, options: IClientOptions): Promise<number | 'closed'> {
  try {
    const dialled = await dial(port, options)
    await dialled.end()
    return 0
  } catch (error) {
    if (error instanceof Refused) return error.code
    throw error
  }
}

function connected(client: MqttClient): Promise<boolean> {
  return new Promise((resolve, reject) => {
    client.once('connect', ({ sessionPresent }) => resolve(sessionPresent))
    client.on('error', (error) => {
      const { code } = error as { code?: unknown }
      if (typeof code === 'number') reject(new Refused(code))
    })
    client.once('close', () => reject(new Refused('closed')))
  })
}

async function granted(client: MqttClient, filters: string[]): Promise<number[]> {
  return new Promise((resolve) => {
    client.subscribe(filters, { qos: 1 }, (error, _, packet) => {
      // Where one of them is refused, the packet is with the error.
      const answer = packet ?? (error as unknown as { packet: { granted: number[] } }).packet
      resolve(answer.granted as number[])
    })
  })
}

/** A socket that speaks no MQTT by itself. */
export async function raw(port: number): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}
