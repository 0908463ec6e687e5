/** An app or batch client on the line: it gets what its car said and says, and gives commands. */
import type { Link, Listening } from './garage.ts'
import { historyFor } from './history.ts'
import type { Line, Visitor } from './line.ts'
import type { Room } from './room.ts'

const PATIENCE_MS: Record<Listening, number> = { app: 1_200_000, batch: 300_000 }
/** The receive buffer of a module has 1024 bytes, and base64 makes three bytes four. */
const LONGEST_COMMAND = 700
const COMMAND = /^(\d{1,5})(?:,|$)/
/** Commands that the server answers itself. */
const OURS = new Set(['30', '31', '32'])

export class Listener implements Visitor, Link {
  readonly patienceMs: number
  readonly isPinged = false
  readonly #room: Room
  readonly #line: Line
  readonly #vehicleId: string
  readonly #kind: Listening
  #leave: (() => void) | null = null
  #answering: Promise<void> | null = null

  constructor(room: Room, line: Line, vehicleId: string, kind: Listening) {
    this.#room = room
    this.#line = line
    this.#vehicleId = vehicleId
    this.#kind = kind
    this.patienceMs = PATIENCE_MS[kind]
  }

  /** Tells what is known of the car, and listens from then on. */
  enter(): void {
    const { garage, service } = this.#room
    this.#leave = garage.listen(this.#vehicleId, this, this.#kind)
    for (const message of garage.recall(this.#vehicleId)) this.#line.say(message)
    const { heardAt } = garage.glance(this.#vehicleId)
    if (heardAt === null) return
    this.#line.say(`T${Math.max(0, Math.round((service.clock() - heardAt) / 1000))}`)
  }

  leave(): void {
    this.#leave?.()
    this.#leave = null
  }

  say(message: string): void {
    this.#line.say(message)
    if (message.startsWith('F')) this.#line.say(`f${this.#room.version}`)
  }

  end(): void {
    this.#line.end()
  }

  hear(code: string, data: string): void {
    if (code === 'A') this.#line.say('a')
    if (code === 'C') this.#commands(data)
    // A command that the server cannot read; the car can.
    if (code === 'E' && data.startsWith('MC')) this.#asks(code + data)
  }

  settle(): Promise<void> | null {
    const answering = this.#answering
    this.#answering = null
    return answering
  }

  tick(): null {
    return null
  }

  #commands(data: string): void {
    const [, command] = COMMAND.exec(data) ?? []
    if (command === undefined) return
    if (!OURS.has(command)) return this.#asks(`C${data}`)
    const before = this.#answering
    this.#answering = this.#answer(before, data)
  }

  #asks(message: string): void {
    const { garage } = this.#room
    if (message.length <= LONGEST_COMMAND) garage.ask(this.#vehicleId, message, this)
    else if (message.startsWith('C')) {
      this.#line.say(`c${message.slice(1).split(',', 1)[0]},1,Command too long`)
    }
  }

  async #answer(before: Promise<void> | null, data: string): Promise<void> {
    await before
    await historyFor(this.#room, this.#line, this.#vehicleId, data)
  }
}
