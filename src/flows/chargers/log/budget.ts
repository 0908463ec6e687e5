/** How much is kept in a day of what a charger says: one that floods the server fills no disk. */
import { DAY_MS } from '../../../domain/chargers/log/month.ts'
import type { Deviation } from '../../../domain/chargers/ocpp.ts'
import { dropped, shortened, trimmed } from '../../../domain/chargers/log/trim.ts'
import { isOfTransaction } from '../../../domain/chargers/wire/said.ts'
import { isBackend } from '../../../domain/chargers/router/upstream.ts'
import type { LogEntry } from './logbook.ts'

/** In characters, in one process; a busy charger with four connectors says about a tenth. */
const DAY_MOST = 16 * 1024 * 1024

/** Of what happens at it, in the same way: some thousands of events. */
const EVENTS_MOST = 1024 * 1024
/** What a row takes beside its text. */
const ROW = 200

const FULL: Deviation = { rule: 'log-full', path: '', was: '' }
/** How what was not kept of a charger's events is counted. */
export const EVENTS_FULL: Deviation = { rule: 'events-full', path: '', was: '' }

/** Whether a charger has anything left of this day; what it takes is taken from that. */
export type Room = (charger: string, at: number, taken: number) => boolean

/** So much for each charger and each day (UTC), and nothing more once that is spent. */
function daily(most: number): Room {
  const spent = new Map<string, number>()
  let day = -1
  return (charger, at, taken) => {
    const today = Math.floor(at / DAY_MS)
    if (today !== day) spent.clear()
    day = today
    const before = spent.get(charger) ?? 0
    if (before >= most) return false
    spent.set(charger, before + taken)
    return true
  }
}

/** Room for the events of chargers, of so many characters. */
export function eventRoom(dayMost = EVENTS_MOST): Room {
  const room = daily(dayMost)
  return (charger, at, taken) => room(charger, at, taken + ROW)
}

/** Makes an entry fit into the log. */
export type Fit = (entry: LogEntry) => LogEntry

/**
 * Long frames are cut; of a charger that has said too much on one day only what happened is kept,
 * and how often. What it tells of transactions is kept whole: it is money. What other backends were
 * told of it, and answer, has a room of its own: it takes none from the charger, and is never whole.
 */
export function fitting(dayMost = DAY_MOST): Fit {
  const [room, backends] = [daily(dayMost), daily(dayMost)]
  return (entry) => {
    const { charger, at, message, action, error, direction } = entry
    const named = { ...entry, message: shortened(message), action: shortened(action) }
    const isHeard = direction === 'in' && action !== null && error === null
    if (isHeard && isOfTransaction(action)) return named
    const [request, answer] = [trimmed(entry.request), entry.answer && trimmed(entry.answer)]
    const isItsOwn = direction === 'in' || message === null || !isBackend(message)
    const left = isItsOwn ? room : backends
    const isKept = left(charger, at, request.length + (answer?.length ?? 0))
    return isKept ? { ...named, request, answer } : emptied(named)
  }
}

function emptied(entry: LogEntry): LogEntry {
  const { request, answer, deviations } = entry
  return {
    ...entry,
    request: dropped(request),
    answer: answer && dropped(answer),
    deviations: [...deviations, FULL],
  }
}
