/** Reads charges out of telemetry: a pure state machine over what a car told last. */
import { begin, news, placed, resume } from './charge.ts'
import { endingOf, firmer, told } from './ending.ts'
import { fixAfter } from './fix.ts'
import { isActive, learned } from './known.ts'
import { recalled } from './past.ts'
import type { Reading } from './reading.ts'
import type { Past, Watch, Watched, WatchRules } from './watch.ts'

/** What one reading changes. Readings of one instant are best given as one: see `merged`. */
export function watched(watch: Watch, told: Reading, rules: WatchRules): Watched {
  const { at: knownAt = 0 } = watch.known
  // What a log tells of a time that live readings have passed is not how things stand.
  if (told.isLogged && told.at < knownAt) return recalled(watch, told, rules)
  // Clocks of two servers differ a little; what is much older was overtaken on its way.
  if (knownAt - told.at > STALE_MS) return { watch, messages: [] }
  const reading = { ...told, at: Math.max(told.at, knownAt) }
  const before = elapsed(watch, reading.at)
  const after = perceived(before.watch, reading, rules)
  const { watch: next, messages } = after.charge
    ? pursued(after, reading, rules)
    : awaited(after, reading.at, rules)
  return { watch: next, messages: [...before.messages, ...messages] }
}

/** What time alone changes: an end that nothing took back is told, a place that was waited for. */
export function elapsed(watch: Watch, now: number): Watched {
  if (watch.ending && now >= watch.ending.dueAt) return concluded(watch)
  if (watch.charge && now >= (watch.charge.placeDueAt ?? Number.POSITIVE_INFINITY)) {
    return placed(watch, now)
  }
  return { watch, messages: [] }
}

/** When time alone will change something; null: never. */
export function dueAt({ charge, ending }: Watch): number | null {
  const times = [ending?.dueAt, charge?.placeDueAt].filter((at) => at != null)
  return times.length > 0 ? Math.min(...times) : null
}

/** Several readings as one, the later word winning. */
export function merged(readings: Reading[]): Reading[] {
  const live = readings.filter(({ isLogged }) => !isLogged)
  const logged = readings.filter(({ isLogged }) => isLogged).sort((a, b) => a.at - b.at)
  if (live.length === 0) return logged
  return [...logged, Object.assign({}, ...live) as Reading].sort((a, b) => a.at - b.at)
}

function perceived(remembered: Watch, reading: Reading, { fixMs }: WatchRules): Watch {
  const isFixOld = reading.at - (remembered.fix?.at ?? reading.at) > fixMs
  const watch = isFixOld ? { ...remembered, fix: null } : remembered
  const known = learned(watch.known, reading)
  return {
    ...watch,
    known,
    heardAt: watch.known.at ?? null,
    fix: fixAfter(watch, known, reading),
  }
}

/** No charge is open: one begins where the car says so. */
function awaited(watch: Watch, at: number, rules: WatchRules): Watched {
  if (isActive(watch.known, false)) return begin(watch, at, rules)
  return { watch: { ...watch, idleAt: at }, messages: [] }
}

/** A charge is open, or its end is held. */
function pursued(watch: Watch, reading: Reading, rules: WatchRules): Watched {
  const goesOn = isActive(watch.known, true)
  if (watch.ending) return goesOn ? restarted(watch, reading.at, rules) : held(watch, reading)
  if (goesOn) return news(watch, reading)
  return { watch: { ...watch, ending: endingOf(watch, reading, rules) }, messages: [] }
}

function held(watch: Watch, reading: Reading): Watched {
  const ending = firmer(watch, reading)
  const next = { ...watch, ending }
  return reading.at >= ending.dueAt ? concluded(next) : { watch: next, messages: [] }
}

/** A charge goes on at the same place; elsewhere the former one has ended and another begins. */
function restarted(watch: Watch, at: number, rules: WatchRules): Watched {
  const resumed = resume(watch)
  if (resumed) return { watch: resumed, messages: [] }
  const ended = concluded(watch)
  const begun = begin(ended.watch, at, rules)
  return { watch: begun.watch, messages: [...ended.messages, ...begun.messages] }
}

function concluded(watch: Watch): Watched {
  const { charge, ending } = watch
  if (!charge || !ending) return { watch, messages: [] }
  const over: Past = { startedAt: charge.startedAt, endedAt: ending.at }
  return {
    watch: {
      ...watch,
      charge: null,
      ending: null,
      idleAt: Math.max(watch.idleAt ?? 0, ending.at),
      past: [...watch.past, over].slice(-KEPT),
    },
    messages: [told(watch, ending)],
  }
}

const STALE_MS = 60_000
/** How many charges of the past are remembered. */
const KEPT = 8
