/** A charge that telemetry tells of: how it begins, what it says on its way, where it is. */
import { Message } from '../charging/message.ts'
import type { Position } from '../places/position.ts'
import { isSamePlace, isThere } from './fix.ts'
import { type Known, TOGETHER_MS } from './known.ts'
import type { Reading } from './reading.ts'
import type { Charge, Watch, Watched, WatchRules } from './watch.ts'

/** A fix as old as this was told with what is heard now. */
const FRESH_MS = 60_000
/** So long a position may follow the start: a module tells its state before its place. */
const PLACE_MS = 10_000
/** Partners learn no more often how a charge goes on. */
const UPDATE_MS = 5 * 60_000
const LONGEST_S = 7 * 86_400

/** A charge begins; its place is told with it where it is certain. */
export function begin(watch: Watch, at: number, rules: WatchRules): Watched {
  const startedAt = startOf(watch, at, rules)
  const position = freshPosition(watch, at)
  const { known } = watch
  const charge: Charge = {
    startedAt,
    position,
    placeDueAt: position ? null : at + PLACE_MS,
    toldAt: at,
    toldSoc: known.soc ?? null,
    toldKwh: null,
    earlierKwh: 0,
  }
  const message: Message = { type: 'charge.started', at: startedAt, ...factsOf(known) }
  // What the counter shows now may still be the charge before.
  delete message.energyKwh
  return {
    watch: { ...watch, charge },
    messages: [position ? { ...message, position } : message],
  }
}

/** The start by the car's own count, but never before it was seen idle, or charged before. */
function startOf({ known, idleAt, past }: Watch, at: number, { settleMs }: WatchRules): number {
  const isTold = at - (known.chargingSAt ?? 0) <= TOGETHER_MS
  const counted = isTold ? at - countedS(known) * 1000 : at
  const earliest = Math.max(idleAt ?? 0, (past.at(-1)?.endedAt ?? -settleMs) + 1)
  // Where all was told at one instant, the end before it lies just after that instant.
  return Math.max(Math.min(at, counted), earliest)
}

/** How long a charge has lasted by the car's own count, in seconds; 0 where it cannot be meant. */
export function countedS({ chargingS = 0 }: Pick<Known, 'chargingS'>): number {
  return chargingS > 0 && chargingS < LONGEST_S ? Math.round(chargingS) : 0
}

/** A charge goes on: tells its place once it is known, and now and then how far it is. */
export function news(watch: Watch, { at }: Reading): Watched {
  const { charge } = watch
  if (!charge) return { watch, messages: [] }
  const known = counting(watch)
  if (charge.position === null && freshPosition(watch, at)) return placed(known, at)
  const { soc = null } = watch.known
  const kwh = energyOf(known)
  const isNews = soc !== charge.toldSoc || kwh !== charge.toldKwh
  return isNews && at - charge.toldAt >= UPDATE_MS
    ? updated(known, at)
    : { watch: known, messages: [] }
}

/** Takes the last known position for the place of the charge, if the car has not moved since. */
export function placed(watch: Watch, at: number): Watched {
  const { charge, fix, known } = watch
  if (!charge) return { watch, messages: [] }
  const position = fix && isThere(fix, known) ? fix.position : null
  const next = { ...watch, charge: { ...charge, position, placeDueAt: null } }
  if (!position) return { watch: next, messages: [] }
  const told = updated(next, Math.max(at, charge.startedAt + 1))
  return { watch: told.watch, messages: told.messages.map((one) => ({ ...one, position })) }
}

/** The charge whose end is held, as it goes on; null where the car is at another place now. */
export function resume(watch: Watch): Watch | null {
  const { charge, fix, known } = watch
  if (!charge) return null
  const isElsewhere =
    (known.droveAt ?? 0) > (watch.ending?.at ?? 0) ||
    (charge.position !== null && fix !== null && !isSamePlace(charge.position, fix.position))
  return isElsewhere ? null : counting({ ...watch, ending: null })
}

function updated(watch: Watch, at: number): Watched {
  const charge = watch.charge!
  const told = { toldAt: at, toldSoc: watch.known.soc ?? null, toldKwh: energyOf(watch) }
  return {
    watch: { ...watch, charge: { ...charge, ...told } },
    messages: [{ type: 'charge.updated', at, ...factsOf(watch.known, energyOf(watch)) }],
  }
}

/** A counter that begins at zero again within a charge goes on from where it was. */
function counting(watch: Watch): Watch {
  const charge = watch.charge!
  const { energyKwh } = watch.known
  const reached = (charge.toldKwh ?? 0) - charge.earlierKwh
  if (energyKwh === undefined || energyKwh >= reached - 0.1) return watch
  return { ...watch, charge: { ...charge, earlierKwh: charge.toldKwh ?? 0 } }
}

/** Energy of the charge so far: into the battery, or from the grid where only that is told. */
export function energyOf({ known, charge }: Watch): number | null {
  const { energyKwh, gridKwh } = known
  if (energyKwh === undefined || (energyKwh === 0 && (gridKwh ?? 0) > 0)) return gridKwh ?? null
  return energyKwh + (charge?.earlierKwh ?? 0)
}

/** What may stand in a message; a car that tells nonsense of one thing is heard about the rest. */
const { soc, energyKwh, powerKw, voltage, current, mode, odometerKm } = Message.shape
const Facts = { soc, energyKwh, powerKw, voltage, current, mode, odometerKm }

/** The facts of a message, as they are known now. */
export function factsOf(known: Known, kwh: number | null = null): Partial<Message> {
  const facts = { ...known, energyKwh: kwh === null ? undefined : round(kwh) }
  const names = Object.keys(Facts) as (keyof typeof Facts)[]
  const told = names.filter((name) => Facts[name].safeParse(facts[name]).success)
  return Object.fromEntries(told.flatMap((name) => entryOf(name, facts[name])))
}

function entryOf<T>(name: string, value: T | undefined): [string, T][] {
  return value === undefined ? [] : [[name, value]]
}

function round(kwh: number): number {
  return Math.round(kwh * 1000) / 1000
}

/** Where the car is, if it said so just now. */
function freshPosition({ fix, known }: Watch, at: number): Position | null {
  return fix && at - fix.at <= FRESH_MS && isThere(fix, known) ? fix.position : null
}
