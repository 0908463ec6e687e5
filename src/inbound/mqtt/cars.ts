/** The cars that speak MQTT now: what they said last, and how it is handed on and kept. */
import { setTimeout as wait } from 'node:timers/promises'
import { type Observed, Refusal, type Service } from '../../flows/service.ts'
import { numberIn } from '../ovms/fields.ts'
import { readRecord } from '../ovms/records.ts'
import type { Answer, Batch, Car } from './car.ts'
import type { Echo } from './echo.ts'
import { feeds, isHalf, PLACE, placeOf, readingOf } from './metrics.ts'
import { CLIENT, subjectOf } from './topics.ts'

export type CarsNeeds = {
  service: Pick<Service, 'observe' | 'clock'>
  echo: Echo
  /** Publishes to a car; `rest` follows its prefix. */
  say: (car: Car, rest: string, payload: string) => void
  /**
   * What could not be kept is kept in mind and tried again, where nobody would tell it again;
   * else it is given up, with an error for who told it.
   */
  isPatient: boolean
}

/** `ours`: it is on us to keep it; `news`: another process may keep it, and we only know of it. */
export type Role = 'all' | 'ours' | 'news'

const CONNECTED = 's/v3/connected'
const YEAR_S = 366 * 86_400
/** What a module is asked for at the start of a charge whose place is not known. */
const ASKED = 'v.c.*,v.p.*,v.b.soc'
/** Texts of metrics are short. */
const LONGEST = 128
/** The two halves of a position come within this time of each other; milliseconds. */
const HALF_MS = 2000
const RETRY_MS = 500
/** So much is kept in mind of a car while the database takes nothing. */
const KEPT_MAX = 100

/** The cars of one process. What cars say in one turn of the event loop is handed on at its end. */
export function openCars(needs: CarsNeeds) {
  let due: Car[] = []
  const underWay = new Set<Promise<void>>()

  function mark(car: Car): void {
    if (car.isDue) return
    car.isDue = true
    if (due.push(car) === 1) setImmediate(turn)
  }

  function turn(): void {
    const cars = due
    due = []
    for (const car of cars) {
      car.isDue = false
      needs.echo.show(car)
      const batch = car.isBusy || !isWaiting(car) ? null : taken(car)
      if (batch) start(car, batch)
    }
  }

  function start(car: Car, batch: Batch): void {
    car.isBusy = true
    const keeping = keep(needs, car, batch).finally(() => {
      underWay.delete(keeping)
      car.isBusy = false
      if (isWaiting(car)) mark(car)
    })
    underWay.add(keeping)
  }

  return {
    /** Takes in what a car says under its prefix, and sees to it that it is kept. */
    hear: (car: Car, rest: string, payload: Buffer, role: Role, answer: Answer): void => {
      car.heardAt = needs.service.clock()
      const isOurs = role !== 'news'
      const isMuch = heard(car, rest, payload, role, needs.echo) && isOurs
      // A notification comes with the metrics that it is about.
      const waits = isMuch || (isOurs && rest.startsWith('notify/') && isOwed(car))
      if (waits) car.waiting.push(answer)
      else answer(null)
      if (waits || car.shown.dirty.size > 0) mark(car)
    },
    /** Resolves once all that is being kept is kept. */
    settled: async (): Promise<void> => {
      await Promise.all(underWay)
    },
  }
}

export type Cars = ReturnType<typeof openCars>

/** Takes in what a car says; true where something of it is to be kept. */
function heard(car: Car, rest: string, payload: Buffer, role: Role, echo: Echo): boolean {
  const subject = subjectOf(rest)
  if (subject.kind === 'metric') return learned(car, subject.name, payload, role, echo)
  const isNews = role !== 'ours'
  if (subject.kind === 'notice' && isNews) echo.notice(car, subject.letter, payload.toString())
  if (subject.kind === 'response' && isNews) echo.answered(car, subject.command, payload.toString())
  return subject.kind === 'data' && role !== 'news' && recorded(car, subject.since, payload)
}

/** A line of the module's log. */
function recorded(car: Car, since: string, payload: Buffer): boolean {
  const at = car.heardAt + (numberIn(since, -YEAR_S, 0) ?? 0) * 1000
  const { record, reading } = readRecord(payload.toString(), Math.trunc(at))
  if (record) car.records.push(record)
  if (reading) car.readings.push(reading)
  return record !== null
}

/** Remembers a metric that is of use; true where something is read out of it. */
function learned(car: Car, name: string, payload: Buffer, role: Role, echo: Echo): boolean {
  // The connection is lost, or ended: the car is not here, and whatever it does goes on.
  if (name === CONNECTED && payload.toString() === 'no') echo.gone(car)
  const isRead = feeds(name)
  if ((!isRead && !echo.isShown(name)) || payload.length > LONGEST) return false
  car.said.set(name, payload.toString())
  echo.note(car, name)
  if (PLACE.has(name)) car.moved.add(name)
  else if (isRead && role !== 'news') car.fresh.add(name)
  return isRead
}

/** Whether something of it is not kept yet. */
function isOwed(car: Car): boolean {
  return car.isBusy || car.waiting.length > 0
}

/** Whether there is something for us to keep; a position alone is kept with the next of that. */
function isWaiting({ fresh, readings, records, waiting }: Car): boolean {
  return fresh.size + readings.length + records.length + waiting.length > 0
}

/** Takes from a car what is to be kept; null, and all answered, where there is nothing. */
function taken(car: Car): Batch | null {
  const reading = readingOf(car.said, car.fresh, car.heardAt)
  if (isPlaceDue(car)) {
    const position = placeOf(car.said)
    if (position !== undefined) reading.position = position
    car.moved.clear()
    car.halfAt = null
  }
  const { readings, records, waiting } = car
  // Beside its time there is something in it.
  if (Object.keys(reading).length > 1) readings.push(reading)
  car.fresh.clear()
  Object.assign(car, { readings: [], records: [], waiting: [] })
  if (readings.length + records.length > 0) return { readings, records, waiting }
  for (const answer of waiting) answer(null)
  return null
}

/**
 * Whether the position is to be told: when it changed, and when a charge may begin or end. Half of
 * it waits a moment for the other half, which was sent with it; a car that drives due north has none.
 */
function isPlaceDue(car: Car): boolean {
  const { fresh, moved, heardAt } = car
  if (moved.size === 0) return fresh.has('v/c/state') || fresh.has('v/c/charging')
  if (!isHalf(moved)) return true
  car.halfAt ??= heardAt
  return heardAt - car.halfAt >= HALF_MS
}

async function keep({ service, say, isPatient }: CarsNeeds, car: Car, batch: Batch): Promise<void> {
  try {
    const { readings, records } = batch
    const observed = await service.observe(car.module, { readings, records }, 'mqtt')
    for (const answer of batch.waiting) answer(null)
    askOnce(car, observed, say)
  } catch (error) {
    if (isPatient && !(error instanceof Refusal)) return keepInMind(car, batch)
    for (const answer of batch.waiting) answer(error as Error)
  }
}

function askOnce(car: Car, { isCharging, isLost }: Observed, say: CarsNeeds['say']): void {
  if (isLost && !car.isAsked) say(car, `client/${CLIENT}/request/metric`, ASKED)
  car.isAsked = isLost || (car.isAsked && isCharging)
}

/** The car counts as busy meanwhile: what it says is gathered, and tried together. */
async function keepInMind(car: Car, { readings, records, waiting }: Batch): Promise<void> {
  await wait(RETRY_MS, undefined, { ref: false })
  car.readings = [...readings, ...car.readings].slice(-KEPT_MAX)
  car.records = [...records, ...car.records].slice(-KEPT_MAX)
  car.waiting = [...waiting, ...car.waiting]
}
