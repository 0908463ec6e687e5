/** Our calls to one charger: one at a time (OCPP-J, 4.1.1), the others wait in line. */
import { randomUUID } from 'node:crypto'
import { callFrame, type Frame } from '../../domain/chargers/wire/frame.ts'
import type { Deviation, OcppVersion, Payload } from '../../domain/chargers/ocpp.ts'
import type { Called } from '../../flows/ports.ts'
import type { Noted } from './room.ts'
import { understandAnswer } from './reading.ts'

export type Answer = Extract<Frame, { kind: 'result' | 'error' }>

/** What the line lends: its version, its clock, the wire and the log. */
export type Wire = {
  version: OcppVersion
  now: () => number
  send: (text: string) => void
  note: (entry: Noted) => void
}

/** `id` is '' until it is sent. */
type Asked = {
  action: string
  payload: Payload
  timeoutMs: number
  resolve: (called: Called) => void
  id: string
  frame: string
  sentAt: number
}

/** Whoever wants more of a charger that does not answer hears at once that it will not. */
const WAITING_MOST = 100
/** Answers that came too late are still known by their ids: so many. */
const LATE_MOST = 4

export class Asking {
  readonly #wire: Wire
  readonly #waiting: Asked[] = []
  readonly #late: { id: string; action: string }[] = []

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /** Nothing is asked, and no late answer to be expected. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#late.length === 0
  }

  call(action: string, payload: Payload, timeoutMs: number): Promise<Called> {
    if (this.#waiting.length >= WAITING_MOST) return Promise.resolve('away')
    return new Promise((resolve) => {
      const asked = { action, payload, timeoutMs, resolve, id: '', frame: '', sentAt: 0 }
      this.#waiting.push(asked)
      if (this.#waiting.length === 1) this.#send(asked)
    })
  }

  /** Takes an answer; `unasked` where nobody waits for it, `late` where nobody does any more. */
  hear(
    answer: Answer,
    text: string,
  ): { verdict: 'taken' | 'late' | 'unasked'; action: string | null } {
    const [first] = this.#waiting
    if (first?.id === answer.id) {
      this.#next()
      void this.#take(first, answer, text)
      return { verdict: 'taken', action: first.action }
    }
    const late = this.#late.find(({ id }) => id === answer.id)
    return late ? { verdict: 'late', action: late.action } : { verdict: 'unasked', action: null }
  }

  /** Gives up what was not answered in time. */
  tick(now: number): void {
    const [first] = this.#waiting
    if (!first || now - first.sentAt < first.timeoutMs) return
    this.#late.push({ id: first.id, action: first.action })
    if (this.#late.length > LATE_MOST) this.#late.shift()
    this.#next()
    this.#settle(first, 'silent', null, [])
  }

  /** The charger is gone. */
  end(): void {
    for (const one of this.#waiting.splice(0)) this.#settle(one, 'away', null, [])
  }

  #send(asked: Asked): void {
    asked.id = randomUUID()
    asked.frame = callFrame(asked.id, asked.action, asked.payload)
    asked.sentAt = this.#wire.now()
    this.#wire.send(asked.frame)
  }

  #next(): void {
    this.#waiting.shift()
    const [next] = this.#waiting
    if (next) this.#send(next)
  }

  async #take(asked: Asked, answer: Answer, text: string): Promise<void> {
    if (answer.kind === 'error') {
      const { code, description } = answer
      return this.#settle(asked, { error: { code, description } }, text, [])
    }
    const { version } = this.#wire
    const { payload, deviations } = await understandAnswer(version, asked.action, answer.payload)
    this.#settle(asked, { result: payload }, text, deviations)
  }

  #settle(
    { action, id, frame, sentAt, resolve }: Asked,
    called: Called,
    answer: string | null,
    deviations: Deviation[],
  ): void {
    resolve(called)
    if (id === '') return
    const error = typeof called === 'string' ? called : 'error' in called ? called.error.code : null
    const ms = answer === null ? null : Math.max(0, this.#wire.now() - sentAt)
    const what = { action, message: id, request: frame, answer, error, ms, deviations }
    this.#wire.note({ at: sentAt, direction: 'out', ...what })
  }
}
