/** OVMS v2 from the other end: a module, app or batch client over a real socket, for tests, demo and bench. */
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import {
  encipher,
  proofOf,
  RECEIVED,
  SENT,
  type Streams,
  streamsOf,
} from '../../../src/inbound/ovms/cipher.ts'

export type Where = {
  port: number
  host?: string
  /** Speaks TLS, and believes any certificate. */
  isPrivate?: boolean
}

/** A connection that says and hears lines as they are. */
export type Wire = {
  socket: Socket
  /** All that was heard, without line ends. */
  lines: string[]
  /** As it is: the line end too is the caller's affair. */
  sends: (text: string) => void
  /** The next line that was not asked for yet; rejects where the connection closed before. */
  next: () => Promise<string>
  /** Resolves once the connection is closed, by whomever. */
  closed: Promise<void>
  close: () => Promise<void>
}

/** Opens a connection; resolves once it is there. */
export async function dial({ port, host = '127.0.0.1', isPrivate = false }: Where): Promise<Wire> {
  const socket = isPrivate
    ? connectTls({ port, host, rejectUnauthorized: false })
    : connect({ port, host, noDelay: true })
  const lines: string[] = []
  let rest = ''
  let taken = 0
  let wake = () => {}
  let isClosed = false
  const closed = new Promise<void>((resolve) =>
    socket.once('close', () => {
      isClosed = true
      resolve()
      wake()
    }),
  )
  socket.setEncoding('utf8').on('data', (text: string) => {
    const [last = '', ...whole] = (rest + text).split('\r\n').reverse()
    rest = last
    lines.push(...whole.reverse())
    wake()
  })
  const failed = new Promise<never>((_, reject) => socket.on('error', reject))
  failed.catch(() => undefined)
  const ready = new Promise((resolve) =>
    socket.once(isPrivate ? 'secureConnect' : 'connect', resolve),
  )
  await Promise.race([ready, failed])
  return {
    socket,
    lines,
    sends: (text) => void socket.write(text),
    next: async () => {
      while (lines.length <= taken) {
        if (isClosed) throw new Error('the connection is closed')
        await new Promise<void>((resolve) => (wake = resolve))
      }
      return lines[taken++]!
    },
    closed,
    close: () => {
      socket.destroy()
      return closed
    },
  }
}

export type ModuleOptions = Where & {
  /** C: a car, A: an app, B: a batch client. */
  type: 'C' | 'A' | 'B'
  vehicleId: string
  password: string
  /** 22 characters of A-Za-z0-9+/. */
  token?: string
}

/** A module or app that has logged in. */
export type TestModule = Pick<Wire, 'closed' | 'close' | 'socket'> & {
  /** The server's first line. */
  welcome: string
  /** What the server said since, in clear and without its sign: `Z1`. */
  lines: string[]
  /** The same as it came over the wire. */
  raw: string[]
  /** Says messages in one chunk; a sign `MP-0 ` before them is not needed. */
  says: (...messages: string[]) => void
  /** Says one message that is no UTF-8. */
  saysBytes: (message: Uint8Array) => void
  /** The next message that was not asked for yet; rejects where the connection closed before. */
  next: () => Promise<string>
  /** So many of them. */
  gets: (count: number) => Promise<string[]>
}

const SIGN = 'MP-0 '

/** Logs in by scheme 0; rejects where the server closes before its welcome, or cannot prove itself. */
export async function connectModule(options: ModuleOptions): Promise<TestModule> {
  const { type, vehicleId, password } = options
  const token = options.token ?? randomBytes(18).toString('base64').slice(0, 22)
  const wire = await dial(options)
  wire.sends(
    `MP-${type} 0 ${token} ${proofOf(password, token).toString('base64')} ${vehicleId}\r\n`,
  )
  const welcome = await wire.next()
  const [, , serverToken = '', digest] = welcome.split(' ')
  if (digest !== proofOf(password, serverToken).toString('base64')) {
    throw new Error(`the server does not know the password: ${welcome}`)
  }
  const streams = streamsOf(password, serverToken, token)
  const lines: string[] = []
  const next = async () => {
    const line = deciphered(streams, await wire.next())
    lines.push(line)
    return line
  }
  return {
    welcome,
    lines,
    get raw() {
      return wire.lines.slice(1)
    },
    socket: wire.socket,
    closed: wire.closed,
    close: wire.close,
    says: (...messages) =>
      wire.sends(messages.map((message) => `${enciphered(streams, signed(message))}\r\n`).join('')),
    saysBytes: (message) => {
      const bytes = Buffer.concat([Buffer.from(SIGN), message])
      wire.sends(`${enciphered(streams, bytes)}\r\n`)
    },
    next,
    gets: async (count) => {
      const got: string[] = []
      while (got.length < count) got.push(await next())
      return got
    },
  }
}

function signed(message: string): Buffer {
  return Buffer.from(message.startsWith(SIGN) ? message : SIGN + message)
}

// Seen from here, what the server receives is what is sent.
function enciphered(streams: Streams, bytes: Buffer): string {
  encipher(streams, RECEIVED, bytes, 0, bytes.length)
  return bytes.toString('base64')
}

function deciphered(streams: Streams, line: string): string {
  const bytes = Buffer.from(line, 'base64')
  encipher(streams, SENT, bytes, 0, bytes.length)
  const text = bytes.toString()
  if (!text.startsWith(SIGN)) throw new Error(`the server is out of step: ${text}`)
  return text.slice(SIGN.length)
}
