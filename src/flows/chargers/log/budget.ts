/** How much of a charger's frames the log takes in a day: one that floods it fills no disk. */
import type { Deviation } from '../../../domain/chargers/ocpp.ts'
import { dropped, shortened, trimmed } from '../../../domain/chargers/log/trim.ts'
import { isOfTransaction } from '../../../domain/chargers/wire/said.ts'
import type { LogEntry } from './logbook.ts'

/** In characters, in one process; a busy charger with four connectors says about a tenth. */
const DAY_MOST = 16 * 1024 * 1024
const DAY_MS = 86_400_000

const FULL: Deviation = { rule: 'log-full', path: '', was: '' }

/** Makes an entry fit into the log. */
export type Fit = (entry: LogEntry) => LogEntry

/**
 * Long frames are cut; of a charger that has said too much on one day only what happened is kept,
 * and how often. What is told of transactions is kept whole: it is money.
 */
export function fitting(dayMost = DAY_MOST): Fit {
  const spent = new Map<string, number>()
  let day = -1
  return (entry) => {
    const { charger, at, message, action, error } = entry
    const named = { ...entry, message: shortened(message), action: shortened(action) }
    if (action !== null && error === null && isOfTransaction(action)) return named
    const today = Math.floor(at / DAY_MS)
    if (today !== day) spent.clear()
    day = today
    const before = spent.get(charger) ?? 0
    if (before >= dayMost) return emptied(named)
    const [request, answer] = [trimmed(entry.request), entry.answer && trimmed(entry.answer)]
    spent.set(charger, before + request.length + (answer?.length ?? 0))
    return { ...named, request, answer }
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
