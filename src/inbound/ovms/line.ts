/** One connection of OVMS v2: bytes become lines, lines messages, and what is said goes out enciphered. */
import { isUtf8 } from 'node:buffer'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Clock } from '../../flows/ports.ts'
import { fromBase64 } from './base64.ts'
import { encipher, RECEIVED, SENT, type Streams } from './cipher.ts'
import type { Link } from './garage.ts'

/** Who is at the other end, once he has proven it. */
export type Visitor = {
  /** So long a silence ends the line; milliseconds. */
  patienceMs: number
  /** A car that was told nothing for long is told that the line still stands. */
  isPinged: boolean
  hear: (code: string, data: string) => void
  /** After the messages of one chunk: what is to be waited for before more is read; null: nothing. */
  settle: () => Promise<void> | null
  tick: (now: number) => Promise<void> | null
  leave: () => void
}

/** What a line needs of its server. */
export type Desk = {
  clock: Clock
  /** Takes the first line; resolves once the line is let in or ended, never while it is held. */
  greet: (line: Line, hello: string) => Promise<void>
  /** The line is gone. */
  gone: (line: Line) => void
}

const LF = 10
const CR = 13
const SIGN = 'MP-0 '
/** A hello is short. */
const LONGEST_HELLO = 512
/** What a shell of a module prints comes as one line. */
const LONGEST_LINE = 32_768
/** Who reads so slowly is not waited for. */
const MOST_UNREAD = 262_144
/** Who has not said who he is after this time is no module; a module gives up after a minute. */
const NAMELESS_MS = 120_000
/** A module waits so long for a sign of its server, and a minute more. */
const PING_MS = 900_000
/** Who does not take the end of a line is cut off after this. */
const LINGER_MS = 10_000

/** Lines are deciphered here, one at a time: no line keeps memory of its own for that. */
const scratch = Buffer.allocUnsafeSlow(4 * LONGEST_LINE)

/** The letters that messages begin with, as texts made once. */
const LETTERS = Array.from({ length: 128 }, (_, byte) => String.fromCharCode(byte))

export class Line implements Link {
  readonly socket: Socket
  readonly openedAt: number
  visitor: Visitor | null = null
  /** Ended by us; nothing more is heard or said. */
  isOver = false
  /** What came while something is waited for, or the begin of a line. */
  #rest: Buffer | null = null
  #isBusy = false
  #streams: Streams | null = null
  /** What is said in this turn of the loop goes out as one. */
  #out = ''
  #heardAt: number
  #saidAt: number
  readonly #desk: Desk

  constructor(socket: Socket, desk: Desk) {
    this.socket = socket
    this.#desk = desk
    this.openedAt = this.#heardAt = this.#saidAt = desk.clock()
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('close', () => this.#leave())
    // Whatever it is, the line closes after it.
    socket.on('error', nothing)
  }

  /** Lets the visitor in; without streams the messages are not enciphered. */
  welcome(words: string, streams: Streams | null, visitor: Visitor): void {
    this.sayPlain(words)
    this.#streams = streams
    this.visitor = visitor
  }

  /** A whole line as it is, before the welcome. */
  sayPlain(words: string): void {
    this.#send(`${words}\r\n`)
  }

  say(message: string): void {
    this.#send(this.#streams ? this.#enciphered(this.#streams, message) : plain(message))
  }

  /** Nothing more is read until this is done. */
  wait(done: Promise<void>): void {
    this.#isBusy = true
    void done.then(() => this.#free())
  }

  get address(): string {
    return this.socket.remoteAddress ?? 'gone'
  }

  /** Over TLS, where a password may be told. */
  get isPrivate(): boolean {
    return this.socket instanceof TLSSocket
  }

  /** Whether something is waited for. */
  get isBusy(): boolean {
    return this.#isBusy
  }

  /** Resolves once all that was said is on its way, or the line is gone. */
  drained(): Promise<void> {
    flush(this)
    const { socket } = this
    if (this.isOver || socket.destroyed || !socket.writableNeedDrain) return Promise.resolve()
    return new Promise((resolve) => {
      const done = () => {
        socket.off('drain', done).off('close', done)
        resolve()
      }
      socket.on('drain', done).on('close', done)
    })
  }

  /** Says what is left to say, and closes. */
  end(): void {
    if (this.isOver) return
    flush(this)
    this.isOver = true
    this.#heardAt = this.#desk.clock()
    this.#rest = null
    this.#leaveVisitor()
    this.socket.end()
    // What still comes is thrown away, so that the end is noticed.
    this.socket.resume()
  }

  /** Closes without a word. */
  cut(): void {
    this.isOver = true
    this.socket.destroy()
  }

  tick(now: number): void {
    if (this.isOver) {
      if (now - this.#heardAt >= LINGER_MS) this.socket.destroy()
      return
    }
    const { visitor } = this
    if (!visitor) {
      if (now - this.openedAt >= NAMELESS_MS) this.end()
      return
    }
    if (visitor.isPinged && now - this.#saidAt >= PING_MS) this.say('AFA')
    if (this.#isBusy) return
    if (now - this.#heardAt >= visitor.patienceMs) return this.end()
    const doing = visitor.tick(now)
    if (doing) this.wait(doing)
  }

  #take(chunk: Buffer): void {
    if (this.isOver) return
    this.#heardAt = this.#desk.clock()
    const bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk
    this.#rest = null
    const used = this.#readLines(bytes)
    // Also where the line has just been cut: what was said before that counts.
    if (this.visitor && used > 0 && !this.#isBusy) {
      const doing = this.visitor.settle()
      if (doing) this.wait(doing)
    }
    if (!this.isOver) this.#keep(bytes, used)
  }

  /** Reads all lines that are whole; returns how many bytes they have. */
  #readLines(bytes: Buffer): number {
    let from = 0
    while (!this.#isBusy && !this.isOver) {
      const end = bytes.indexOf(LF, from)
      if (end < 0) break
      this.#read(bytes, from, bytes[end - 1] === CR && end > from ? end - 1 : end)
      from = end + 1
    }
    return from
  }

  /** What is not read yet is copied, so that the chunk it came in can go. */
  #keep(bytes: Buffer, used: number): void {
    const left = bytes.length - used
    if (left > (this.visitor ? LONGEST_LINE : LONGEST_HELLO) && !this.#isBusy) return this.cut()
    if (left > 0) {
      this.#rest = Buffer.allocUnsafeSlow(left)
      bytes.copy(this.#rest, 0, used)
    }
    if (this.#isBusy && left > 0) this.socket.pause()
  }

  #free(): void {
    this.#isBusy = false
    if (this.isOver) return
    if (this.#rest) this.#take(EMPTY)
    if (!this.#isBusy) this.socket.resume()
  }

  #read(bytes: Buffer, from: number, to: number): void {
    if (to - from > (this.visitor ? LONGEST_LINE : LONGEST_HELLO)) return this.cut()
    if (to === from) return
    if (!this.visitor) return this.wait(this.#desk.greet(this, textOf(bytes, from, to)))
    if (!this.#streams) return this.#hear(this.visitor, bytes, from, to)
    const length = fromBase64(bytes, from, to, scratch)
    if (length > 0) encipher(this.#streams, RECEIVED, scratch, 0, length)
    // A stream that is out of step never comes back into it.
    if (length < SIGN.length || !isSigned(scratch)) return this.cut()
    this.#hear(this.visitor, scratch, SIGN.length, length)
  }

  #hear(visitor: Visitor, bytes: Buffer, from: number, to: number): void {
    if (from < to) visitor.hear(LETTERS[bytes[from]!] ?? '?', textOf(bytes, from + 1, to))
  }

  #enciphered(streams: Streams, message: string): string {
    const text = SIGN + message
    const room = 3 * text.length
    const bytes = room > scratch.length ? Buffer.allocUnsafeSlow(room) : scratch
    const length = bytes.write(text, 'utf8')
    encipher(streams, SENT, bytes, 0, length)
    return `${bytes.toString('base64', 0, length)}\r\n`
  }

  #send(text: string): void {
    if (this.isOver) return
    if (this.#out === '') process.nextTick(flush, this)
    this.#out += text
  }

  /** Writes what was said; who does not read it is cut off. */
  flush(): void {
    if (this.#out === '') return
    const { socket } = this
    const out = this.#out
    this.#out = ''
    if (this.isOver || !socket.writable) return
    this.#saidAt = this.#desk.clock()
    socket.write(out, this.#streams ? 'latin1' : 'utf8')
    if (socket.writableLength > MOST_UNREAD) this.cut()
  }

  #leave(): void {
    this.isOver = true
    this.#rest = null
    this.#leaveVisitor()
    this.#desk.gone(this)
  }

  #leaveVisitor(): void {
    this.visitor?.leave()
    this.visitor = null
  }
}

const EMPTY = Buffer.alloc(0)

function nothing(): void {}

function flush(line: Line): void {
  line.flush()
}

/** Without a cipher a line feed would end the message. */
function plain(message: string): string {
  return `${message.replaceAll('\n', '\r')}\r\n`
}

function isSigned(bytes: Buffer): boolean {
  return bytes.readUInt32BE(0) === SIGNED && bytes[4] === BLANK
}
/** `MP-0` and what follows it. */
const [SIGNED, BLANK] = [0x4d502d30, 0x20]

/** UTF-8, and where it is not that, what old modules mean: Latin 1. */
function textOf(bytes: Buffer, from: number, to: number): string {
  const text = bytes.toString('utf8', from, to)
  const isRead = !text.includes('\uFFFD') || isUtf8(bytes.subarray(from, to))
  return isRead ? text : bytes.toString('latin1', from, to)
}
