/** Modules of OVMS v2 over raw sockets, so lean that the server is what is measured. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import {
  encipher,
  proofOf,
  RECEIVED,
  SENT,
  type Streams,
  streamsOf,
} from '../../src/inbound/ovms/cipher.ts'
import type { Child } from '../child.ts'
import { median, quantile } from './figures.ts'
import type { Car } from './fleet.ts'
import type { Leg } from './load.ts'
import type { Burst } from './lines.ts'

/** Where modules call, and how many lines the bare reader is to acknowledge at once; null: ours. */
export type Where = { host: string; port: number; bare: number | null }

/** A module that is logged in. */
export type Module = {
  /** Makes so many bursts ready to be sent. */
  stock: (count: number) => void
  /** Sends the next burst; resolves once it is acknowledged. */
  tell: () => Promise<Told>
  /** How many lines of its log are acknowledged. */
  kept: () => number
  close: () => Promise<unknown>
}

type Told = Pick<Burst, 'counted' | 'kept'>
type Parcel = Told & { bytes: Buffer }

/** Logs a car in by scheme 0; `next` makes what it says. */
export async function logIn(
  { host, port, bare }: Where,
  car: Car,
  next: () => Burst,
): Promise<Module> {
  const socket = connect({ host, port, noDelay: true })
  const token = randomBytes(18).toString('base64').slice(0, 22)
  const digest = proofOf(car.token, token).toString('base64')
  socket.write(`MP-C 0 ${token} ${digest} ${car.id} ${bare ?? ''}\r\n`)
  const [first] = (await once(socket, 'data')) as [Buffer]
  const [welcome, said] = split(first.toString('latin1'))
  const streams = streamsOf(car.token, welcome.split(' ')[2]!, token)
  const isAck = (line: string) => bare !== null || deciphered(streams, line).startsWith('MP-0 h')
  return moduleOn(socket, { streams, isAck, said, next, isParrot: bare !== null })
}

/** The first line, and what follows it. */
function split(text: string): [string, string] {
  const end = text.indexOf('\r\n')
  if (end < 0) throw new Error(`no whole welcome: ${text}`)
  return [text.slice(0, end), text.slice(end + 2)]
}

type Session = {
  streams: Streams
  isAck: (line: string) => boolean
  /** What came with the welcome. */
  said: string
  next: () => Burst
  /** Says again and again what it has ready: the bare reader hears no difference. */
  isParrot: boolean
}

function moduleOn(socket: Socket, session: Session): Module {
  const { streams, isAck, said, next, isParrot } = session
  let ready: Parcel[] = []
  let [sent, kept] = [0, 0]
  const taken = () => {
    if (isParrot) sent %= ready.length
    return ready[sent++] ?? parcel(streams, next())
  }
  let rest = ''
  let heard = (_: Error | null) => {}
  const hear = (text: string) => {
    const lines = (rest + text).split('\r\n')
    rest = lines.pop()!
    for (const line of lines) if (isAck(line)) heard(null)
  }
  socket.setEncoding('latin1').on('data', hear)
  socket.on('error', () => socket.destroy())
  socket.on('close', () => heard(new Error('the server has closed a connection')))
  hear(said)
  return {
    stock: (count) => {
      // What is left comes first: an enciphered line fits nowhere but in its place.
      const left = isParrot ? [] : ready.slice(sent)
      const lacking = Math.max(0, count - left.length)
      ready = [...left, ...Array.from({ length: lacking }, () => parcel(streams, next()))]
      sent = 0
    },
    tell: () =>
      new Promise((resolve, reject) => {
        const one = taken()
        heard = (error) => {
          if (error) return reject(error)
          kept += one.kept
          resolve(one)
        }
        socket.write(one.bytes)
      }),
    kept: () => kept,
    close: () => {
      heard = () => {}
      const closed = once(socket, 'close')
      socket.destroy()
      return closed
    },
  }
}

function parcel(streams: Streams, { lines, ...told }: Burst): Parcel {
  const text = lines.map((line) => enciphered(streams, line)).join('')
  return { bytes: Buffer.from(text, 'latin1'), ...told }
}

function enciphered(streams: Streams, line: string): string {
  const bytes = Buffer.from(`MP-0 ${line}`)
  // Seen from here, what the server receives is what is sent.
  encipher(streams, RECEIVED, bytes, 0, bytes.length)
  return `${bytes.toString('base64')}\r\n`
}

function deciphered(streams: Streams, line: string): string {
  const bytes = Buffer.from(line, 'base64')
  encipher(streams, SENT, bytes, 0, bytes.length)
  return bytes.toString('latin1')
}

/** All modules tell one burst after the other, each when the one before is acknowledged. */
export async function tellAll({ cpu }: Child, modules: Module[], seconds: number): Promise<Leg> {
  const waits: number[] = []
  let told = 0
  const [began, cpuBegan] = [performance.now(), cpu()]
  const until = began + seconds * 1000
  const tells = async (module: Module) => {
    for (let from = began; from < until;) {
      const { counted } = await module.tell()
      told += counted
      const now = performance.now()
      waits.push(now - from)
      from = now
    }
  }
  await Promise.all(modules.map(tells))
  const [took, spent] = [performance.now() - began, cpu() - cpuBegan]
  return {
    rate: told / (took / 1000),
    cpu: (spent * 1e6) / told,
    p50: median(waits),
    p99: quantile(waits, 0.99),
  }
}
