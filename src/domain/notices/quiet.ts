/** Quiet hours: when an owner is not to be disturbed, by the clock on his wall. */

/** From one time of day to another (`22:00` to `07:00` runs past midnight), in an IANA time zone. */
export type Quiet = { from: string; to: string; timezone: string }

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** How far a zone's clocks are ahead of UTC at a moment, in milliseconds. */
type Offset = (at: number) => number

/**
 * When the quiet hours end that `now` falls into; null where it falls into none. Where clocks are
 * set back an hour comes twice: quiet hours begin with its first coming and end with its second.
 * An hour that is left out is passed the moment the clocks are set forward.
 */
export function quietUntil(quiet: Quiet | null, now: number): number | null {
  if (quiet === null) return null
  const offset = offsetIn(quiet.timezone)
  const [from, to] = [timeOfDay(quiet.from), timeOfDay(quiet.to)]
  const today = Math.floor((now + offset(now)) / DAY_MS) * DAY_MS
  for (const day of [today - DAY_MS, today]) {
    const begin = comings(day + from, offset).first
    const end = comings(day + to + (to <= from ? DAY_MS : 0), offset).last
    if (begin <= now && now < end) return end
  }
  return null
}

/** Whether a time zone is known here. */
export function isTimezone(name: string): boolean {
  // Some engines take a bare offset too, which knows of no summer.
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format(0)
    return true
  } catch {
    return false
  }
}

/** `22:30` as milliseconds. */
function timeOfDay(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return (hours * 60 + minutes) * MINUTE_MS
}

/**
 * When the clock on the wall shows a time, first and last; `shown` is that time as if it were UTC.
 * Where it is left out, both are the moment the clock jumps over it.
 */
function comings(shown: number, offset: Offset): { first: number; last: number } {
  // A day off to each side: with the clocks as they are set before a change and after it.
  const either = [shown - offset(shown - DAY_MS), shown - offset(shown + DAY_MS)]
  const right = either.filter((at) => at + offset(at) === shown)
  if (right.length > 0) return { first: Math.min(...right), last: Math.max(...right) }
  const jump = changeBetween(Math.min(...either), Math.max(...either), offset)
  return { first: jump, last: jump }
}

/** The minute in which the clocks are changed. */
function changeBetween(before: number, after: number, offset: Offset): number {
  let [low, high] = [before, after]
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / MINUTE_MS / 2) * MINUTE_MS
    if (offset(middle) === offset(before)) low = middle
    else high = middle
  }
  return high
}

function offsetIn(timeZone: string): Offset {
  const numeric = 'numeric' as const
  const date = { year: numeric, month: numeric, day: numeric }
  const time = { hour: numeric, minute: numeric, second: numeric, hourCycle: 'h23' as const }
  const wall = new Intl.DateTimeFormat('en-US', { timeZone, ...date, ...time })
  return (at) => {
    const shown = new Map(wall.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    const part = (name: Intl.DateTimeFormatPartTypes) => shown.get(name) ?? 0
    const day = Date.UTC(part('year'), part('month') - 1, part('day'))
    const second = (part('hour') * 60 + part('minute')) * 60 + part('second')
    return day + second * 1000 - Math.floor(at / 1000) * 1000
  }
}
