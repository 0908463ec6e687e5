/** One charger's connection: its calls in order, ours one at a time, and the signs of its life. */
import { setImmediate } from 'node:timers/promises'
import type { RawData, WebSocket } from 'ws'
import { spelt } from '../../domain/chargers/wire/codes.ts'
import {
  answerFrame,
  type Frame,
  oddities,
  readFrame,
  storable,
} from '../../domain/chargers/wire/frame.ts'
import type { Deviation, OcppAnswer, OcppVersion, Payload } from '../../domain/chargers/ocpp.ts'
import type { Called, Line } from '../../flows/ports.ts'
import { type Answer, Asking } from './asking.ts'
import type { Welcome } from './doorman.ts'
import { understand } from './reading.ts'
import type { Noted, Room } from './room.ts'

type Call = Extract<Frame, { kind: 'call' }>
type Unreadable = Extract<Frame, { kind: 'strange' | 'broken' }>
/** A call of theirs, and when it came. */
type Heard = { call: Call; text: string; at: number }

/** A charger may make one call at a time; some make a few more. From here on no more is read. */
const HEARD_MOST = 32
/** Others have their turn before a longer frame is read. */
const LONG = 16 * 1024
/** Who fills his queue for so long without a pause does not wait for answers at all. */
const FLOOD_MS = 60_000
/** Frames that say nothing, between two that do. */
const EMPTY_MOST = 100
/** What lies unsent in memory because the peer does not read. */
const UNREAD_MOST = 1024 * 1024

/** Silence after which a line is tried, and how long it may then stay silent. */
const SILENCE_MS = 45_000
const GRACE_MS = 20_000

export class OcppLine implements Line {
  readonly charger: string
  readonly version: OcppVersion
  readonly hops: string[]
  readonly certificate: string | null
  readonly #room: Room
  readonly #ws: WebSocket
  readonly #guessed: Deviation[]
  readonly #isProven: boolean
  /** The last sign of life, that which was kept of it, and when we began to doubt it. */
  #heardAt: number
  #keptAt: number
  #triedAt: number | null = null
  #floodedAt: number | null = null
  #isOver = false
  #isWorking = false
  #empty = 0
  // Most chargers have nothing under way most of the time.
  #heard: Heard[] | null = null
  #asking: Asking | null = null

  constructor(ws: WebSocket, room: Room, { identity, chosen, hops, ...proof }: Welcome) {
    this.#ws = ws
    this.#room = room
    this.charger = identity
    this.version = chosen.version
    this.hops = hops
    this.#isProven = proof.isProven
    this.certificate = proof.certificate
    this.#guessed = chosen.name === null ? GUESSED : NONE
    this.#heardAt = this.#keptAt = room.service.clock()
    const lives = () => this.#live()
    ws.on('message', (data, isBinary) => this.#receive(data, isBinary))
    ws.on('pong', lives).on('ping', lives)
    // What follows is a close.
    ws.on('error', ignore)
  }

  /** A call of its is being answered. */
  get isBusy(): boolean {
    return this.#isWorking
  }

  call(action: string, payload: Payload, timeoutMs: number): Promise<Called> {
    if (this.#isOver) return Promise.resolve('away')
    this.#asking ??= new Asking({
      version: this.version,
      now: this.#room.service.clock,
      send: (text) => this.#send(text),
      note: (entry) => this.#note(entry),
    })
    return this.#asking.call(action, payload, timeoutMs)
  }

  close(code: number, reason: string): void {
    if (this.#isOver) return
    this.over()
    // Nobody would read its good-bye.
    if (this.#ws.isPaused) this.#ws.resume()
    this.#ws.close(code, reason)
  }

  /** Ends it at once. */
  cut(): void {
    this.over()
    this.#ws.terminate()
  }

  /** Nothing of it is heard any more, and whoever waits for its answers is told. */
  over(): void {
    this.#isOver = true
    this.#heard = null
    this.#asking?.end()
    this.#asking = null
  }

  /** When it was last heard of; null: not since this was last asked. */
  sign(): number | null {
    if (this.#heardAt === this.#keptAt) return null
    return (this.#keptAt = this.#heardAt)
  }

  /** What happens by the clock. */
  tick(now: number): void {
    this.#asking?.tick(now)
    if (this.#asking?.isEmpty) this.#asking = null
    if (this.#floodedAt !== null && now - this.#floodedAt >= FLOOD_MS) {
      return this.close(1008, 'too many calls at once')
    }
    if (this.#triedAt !== null && now - this.#triedAt >= GRACE_MS) return this.cut()
    if (this.#triedAt !== null || now - this.#heardAt < SILENCE_MS) return
    this.#triedAt = now
    if (this.#ws.readyState === this.#ws.OPEN) this.#ws.ping()
  }

  #live(): void {
    this.#heardAt = this.#room.service.clock()
    this.#triedAt = null
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#isOver) return
    this.#live()
    if (isBinary) {
      this.#noteIn('', { error: 'binary' })
      return this.close(1003, 'OCPP is text')
    }
    const text = (data as Buffer).toString()
    const frame = readFrame(text, this.version)
    if (frame === null) return
    if (frame.kind === 'call') return this.#queue({ call: frame, text, at: this.#heardAt })
    if (frame.kind === 'result' || frame.kind === 'error') return this.#answered(frame, text)
    this.#unreadable(frame, text)
  }

  #queue(heard: Heard): void {
    const queue = (this.#heard ??= [])
    queue.push(heard)
    if (queue.length >= HEARD_MOST && !this.#ws.isPaused) {
      this.#floodedAt ??= this.#heardAt
      this.#ws.pause()
    }
    if (!this.#isWorking) void this.#work()
  }

  /** What is told first is kept first, and answered first; what waits already is kept together. */
  async #work(): Promise<void> {
    this.#isWorking = true
    while (this.#heard) {
      const calls = this.#heard
      this.#heard = null
      if (this.#ws.isPaused) this.#ws.resume()
      const handed: Handed[] = []
      for (const heard of calls) {
        // What takes long to read is not read in one go with the next one.
        if (heard.text.length > LONG) await setImmediate()
        handed.push(await this.#hand(heard))
      }
      for (const [i, one] of handed.entries()) {
        if ('answer' in one) this.#reply(calls[i]!, await one.answer)
        else this.#refuse(calls[i]!, one)
      }
    }
    this.#floodedAt = null
    this.#isWorking = false
  }

  /** Hands a call on, without waiting for its answer. */
  async #hand({ call, text, at }: Heard): Promise<Handed> {
    const { charger, version, certificate } = this
    try {
      const read = await understand(version, call.action, call.payload)
      const { action } = read
      const deviations = [...this.#guessed, ...oddities(call), ...read.deviations]
      if ('error' in read) return { ...read, deviations }
      const { payload } = read
      const told = { charger, version, id: call.id, action, payload, at, frame: text, deviations }
      const proof = { isProven: this.#isProven, certificate }
      const answer = this.#room.service.chargers.hear({ ...told, ...proof })
      return { answer: answer.catch((error: unknown) => this.#failed(error)) }
    } catch (error) {
      return { answer: Promise.resolve(this.#failed(error)) }
    }
  }

  /** What was not kept is not confirmed: the charger will say it again. */
  #failed(error: unknown): OcppAnswer {
    const { charger } = this
    const { name } = error as Error
    this.#room.log.error({ charger, error: name }, 'a charger could not be answered')
    return { error: { code: 'InternalError', description: 'could not be kept, try again' } }
  }

  #reply({ call: { said, isSend } }: Heard, answer: OcppAnswer): void {
    this.#empty = 0
    if (!isSend) this.#send(answerFrame(said, this.version, answer))
  }

  /** A call that cannot be handed on. */
  #refuse(
    { call: { said, id, isSend }, text, at }: Heard,
    { action, error, deviations }: Refused,
  ): void {
    const answer = isSend ? null : answerFrame(said, this.version, { error })
    const code = spelt(error.code, this.version)
    const ms = Math.max(0, this.#room.service.clock() - at)
    this.#noteIn(text, { at, action, message: id, answer, error: code, ms, deviations })
    if (answer !== null) this.#send(answer)
    this.#suspect()
  }

  /** OCPP-J 2.0.1, 4.2.3; 1.6 has no words for what it cannot read, and ignores strange kinds. */
  #unreadable(frame: Unreadable, text: string): void {
    const { said, kind } = frame
    const isSilent = this.version === '1.6' && (said === null || kind === 'strange')
    const isStrange = kind === 'strange' && said !== null
    const code = isStrange ? 'MessageTypeNotSupported' : 'RpcFrameworkError'
    const description = kind === 'strange' ? 'no such message type' : `this frame ${frame.why}`
    const error = { code, description }
    const answer = isSilent ? null : answerFrame(said ?? '"-1"', this.version, { error })
    this.#noteIn(text, { answer, error: 'unreadable' })
    if (answer !== null) this.#send(answer)
    this.#suspect()
  }

  #answered(answer: Answer, text: string): void {
    const message = answer.id
    // What it could not read of ours is for the log alone (2.1).
    if (answer.kind === 'error' && answer.isAboutResult) {
      return this.#noteIn(text, { message, error: answer.code })
    }
    const heard = this.#asking?.hear(answer, text)
    if (heard?.verdict === 'taken') return
    this.#noteIn(text, {
      action: heard?.action ?? null,
      message,
      error: heard?.verdict ?? 'unasked',
    })
    if (heard?.verdict !== 'late') this.#suspect()
  }

  #suspect(): void {
    if (++this.#empty >= EMPTY_MOST) this.close(1008, 'too many frames that say nothing')
  }

  #noteIn(request: string, what: Partial<Noted>): void {
    const nothing = { action: null, message: null, answer: null, error: null, ms: null }
    const about = { at: this.#heardAt, direction: 'in' as const, deviations: this.#guessed }
    this.#note({ ...about, ...nothing, request, ...what })
  }

  #note(entry: Noted): void {
    const { charger, version } = this
    const request = storable(entry.request)
    this.#room.service.chargers.note({ charger, version, ...entry, request })
  }

  #send(text: string): void {
    if (this.#isOver || this.#ws.readyState !== this.#ws.OPEN) return
    if (this.#ws.bufferedAmount > UNREAD_MOST) return this.cut()
    this.#ws.send(text)
  }
}

type Refused = {
  action: string
  error: { code: string; description: string }
  deviations: Deviation[]
}

/** A call that was understood and will be answered, or what is wrong with it. */
type Handed = { answer: Promise<OcppAnswer> } | Refused

const NONE: Deviation[] = []
const GUESSED: Deviation[] = [{ rule: 'no-subprotocol', path: '', was: '' }]

function ignore(): void {}
