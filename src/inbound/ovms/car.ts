/** A car on the line: what it says is passed on to its apps, and read as telemetry. */
import type { LogRecord, Reading } from '../../domain/telemetry/reading.ts'
import { type Module, Refusal, type Telemetry, Unavailable } from '../../flows/service.ts'
import type { Line, Visitor } from './line.ts'
import type { Room } from './room.ts'
import { type Dialect, dialectAfter, readingOf, repaired, unheard } from './readings.ts'
import { type Logged, readAcknowledged, readRecord } from './records.ts'

/** What a car told in one chunk, and what it waits to hear once that is kept. */
type Chunk = Telemetry & { acks: string[] }

const SILENCE_MS = 960_000
/** What could not be kept is told again after this. */
const AGAIN_MS = 5000
/** More chunks are not carried over a time in which nothing can be kept: the oldest goes first. */
const CARRIED = 32

/** A notification that a charge begins; nothing but a reason to look. */
const BEGINS = /^[IA](?!.*not charging).*\b(charging|topping off)\b/i
/** No more fields of a message are read. */
const READ: Record<string, number> = { S: 42, D: 9, L: 6, F: 1 }
const BEGUN = new Set(['charging', 'topoff', 'heating', 'prepare'])
const none: never[] = []

export class Car implements Visitor {
  readonly patienceMs = SILENCE_MS
  readonly isPinged = true
  readonly #room: Room
  readonly #line: Line
  readonly #module: Module
  #dialect: Dialect = unheard
  #isParanoid: boolean
  #leave: (() => void) | null = null
  /** What the car has told since the last chunk. */
  #readings: Reading[] = none
  #records: LogRecord[] = none
  #acks: string[] = none
  /** What is not kept yet, the oldest first. */
  #chunks: Chunk[] = none
  #againAt = 0
  /** Something has just begun that may be a charge. */
  #isHinted = false
  /** What was told last of the cable and of the state. */
  #isPlugged = false
  #isBegun = false

  constructor(room: Room, line: Line, module: Module, isParanoid: boolean) {
    this.#room = room
    this.#line = line
    this.#module = module
    this.#isParanoid = isParanoid
  }

  /** From now on the car is here. */
  enter(): void {
    this.#leave = this.#room.garage.arrive(this.#module.id, this.#line)
  }

  leave(): void {
    this.#leave?.()
    this.#leave = null
  }

  hear(code: string, data: string): void {
    switch (code) {
      case 'A':
        return this.#line.say('a')
      case 'S':
      case 'D':
      case 'L':
      case 'F':
        return this.#tells(code, repaired(code, data))
      case 'h':
        return this.#logs(readAcknowledged(data, this.#room.service.clock()))
      case 'H':
        return this.#logs(readRecord(data, this.#room.service.clock()))
      case 'E':
        return this.#hides(data)
      case 'c':
        return this.#room.garage.reply(this.#module.id, code + data)
      case 'P':
        this.#isHinted ||= !this.#isParanoid && BEGINS.test(data)
        break
      // Answers to our pings, and what strangers are not told: positions go to nobody but the owner.
      case 'a':
      case 'g':
      case 'G':
        return
    }
    this.#room.garage.hear(this.#module.id, code, data)
  }

  settle(): Promise<void> | null {
    const [readings, records, acks] = [this.#readings, this.#records, this.#acks]
    if (readings.length + records.length + acks.length === 0 && !this.#isHinted) return null
    this.#readings = this.#records = this.#acks = none
    this.#chunks = [...this.#chunks.slice(1 - CARRIED), { readings, records, acks }]
    return this.#keep()
  }

  tick(now: number): Promise<void> | null {
    return this.#chunks.length > 0 && now >= this.#againAt ? this.#keep() : null
  }

  #tells(code: string, data: string): void {
    this.#room.garage.hear(this.#module.id, code, data)
    const fields = data.split(',', READ[code])
    this.#dialect = dialectAfter(this.#dialect, code, fields)
    const reading = readingOf(code, fields, this.#dialect, this.#room.service.clock())
    if (!reading) return
    this.#readings = added(this.#readings, reading)
    this.#looks(reading)
    if (code !== 'D') this.#setParanoid(false)
  }

  /** A cable that is plugged in, or a state that begins, is a hint; one that stays is none. */
  #looks({ state, isPortOpen, hasPilot, isCharging }: Reading): void {
    if (state !== undefined) {
      const isBegun = BEGUN.has(state)
      this.#isHinted ||= isBegun && !this.#isBegun
      this.#isBegun = isBegun
    }
    if (isCharging === undefined) return
    const isPlugged = isPortOpen === true || hasPilot === true || isCharging
    this.#isHinted ||= isPlugged && !this.#isPlugged
    this.#isPlugged = isPlugged
  }

  #logs({ ack, record, reading }: Logged): void {
    if (ack !== null) this.#acks = added(this.#acks, ack)
    if (record) this.#records = added(this.#records, record)
    if (!reading) return
    this.#readings = added(this.#readings, reading)
    this.#isHinted ||= BEGUN.has(reading.state ?? '')
  }

  #hides(data: string): void {
    if (data.startsWith('Mc')) this.#room.garage.reply(this.#module.id, `E${data}`)
    else this.#room.garage.hear(this.#module.id, 'E', data)
    this.#setParanoid(true)
  }

  /** Told once for each change. */
  #setParanoid(isParanoid: boolean): void {
    if (this.#isParanoid === isParanoid) return
    this.#isParanoid = isParanoid
    this.#room.service.setParanoid(this.#module, isParanoid).catch((error: unknown) => {
      this.#room.log.warn({ error: String(error) }, 'a paranoid module could not be noted')
      this.#isParanoid = !isParanoid
    })
  }

  /** Keeps what was told, in order; the car hears of it only after that. Never rejects. */
  async #keep(): Promise<void> {
    while (this.#chunks[0]) {
      const [chunk, ...rest] = this.#chunks
      try {
        const observed = await this.#room.service.observe(this.#module, chunk, 'ovms')
        this.#chunks = rest.length > 0 ? rest : none
        this.#attend(observed)
        for (const ack of chunk.acks) this.#line.say(`h${ack}`)
      } catch (error) {
        return this.#failed(error, chunk, rest)
      }
    }
  }

  #attend({ isOptedIn, isCharging }: { isOptedIn: boolean; isCharging: boolean }): void {
    const isWorth = isOptedIn && (isCharging || this.#isHinted)
    this.#isHinted = false
    if (isWorth) this.#room.garage.attend(this.#module.id, true)
  }

  #failed(error: unknown, chunk: Chunk, rest: Chunk[]): void {
    if (error instanceof Refusal) {
      this.#chunks = none
      return this.#line.end()
    }
    // A line of the log that is not acknowledged comes again by itself; what cannot be kept for
    // another reason than that nothing can be kept now never will be.
    const isLater = error instanceof Unavailable
    const again: Chunk[] =
      isLater && chunk.readings.length > 0 ? [{ ...chunk, records: none, acks: none }] : none
    if (!isLater) this.#room.log.error({ error: String(error) }, 'telemetry could not be kept')
    this.#chunks = again.length + rest.length > 0 ? [...again, ...rest] : none
    this.#againAt = this.#room.service.clock() + AGAIN_MS
  }
}

/** The list with one more; an idle car has no list of its own. */
function added<T>(list: T[], item: T): T[] {
  if (list === none) return [item]
  list.push(item)
  return list
}
