/** How a charge that telemetry tells of has ended: complete, broken off, and why. */
import type { Message } from '../charging/message.ts'
import { ON_REQUEST } from '../sharing/question.ts'
import { energyOf, factsOf } from './charge.ts'
import { isThere } from './fix.ts'
import { isDriving, type Known, saysNothing, TOGETHER_MS } from './known.ts'
import type { Reading } from './reading.ts'
import type { Ending, Manner, Watch, WatchRules } from './watch.ts'

/** A charge that ended so full is complete, whatever the car calls it; percent. */
const FULL = 97
/** Between readings that lie further apart the connection was lost. */
const GAP_MS = 5 * 60_000

const complete = (certainty: Manner['certainty']): Manner => {
  return { type: 'charge.completed', reason: null, certainty }
}
const aborted = (reason: string, certainty: Manner['certainty']): Manner => {
  return { type: 'charge.aborted', reason, certainty }
}

/** What a substate means beside the word `stopped`. */
const stops = new Map([
  ['scheduledstop', complete(3)],
  ['timerwait', complete(3)],
  ['onrequest', aborted(ON_REQUEST, 3)],
  ['interrupted', aborted('interrupted', 3)],
  ['powerwait', aborted('no power', 3)],
])

/** How a charge has ended, by what is known. The words win over all else. */
export function mannerOf(known: Known): Manner {
  const { state = '', substate = '' } = known
  if (state === 'done' || state === 'timerwait') return complete(3)
  const stopped = state === 'stopped' ? stops.get(substate) : undefined
  if (stopped) return stopped
  if (isFull(known)) return complete(1)
  if (saysNothing(known) || UNTOLD.has(state)) return aborted('unknown', 1)
  return state === 'stopped' ? aborted('stopped', 2) : aborted(`state ${state}`, 1)
}

/** States that say nothing of an end. */
const UNTOLD = new Set(['', 'prepare', 'charging', 'topoff', 'heating'])

function isFull({ soc = 0, socLimit = 0 }: Known): boolean {
  return soc >= FULL || (socLimit > 0 && soc >= socLimit)
}

/** The end of a charge that is active no more, as a reading tells it. */
export function endingOf(watch: Watch, reading: Reading, { settleMs }: WatchRules): Ending {
  const at = endOf(watch, reading)
  return {
    ...mannerOf(watch.known),
    at,
    // The other half of what the module tells at once may still be on its way.
    dueAt: leaves(watch.known) ? reading.at : Math.max(at + settleMs, reading.at + TOGETHER_MS),
    seenAt: reading.at,
    soc: watch.known.soc ?? null,
    energyKwh: energyOf(watch),
  }
}

/** Where the connection was lost, the car itself tells when its last charge ended. */
function endOf({ charge, heardAt }: Watch, { at, endedAt = 0 }: Reading): number {
  const isPlausible = endedAt > charge!.startedAt && endedAt <= at
  return at - (heardAt ?? at) > GAP_MS && isPlausible ? endedAt : at
}

/** A held end after one more reading: what is surer replaces it, and a car that leaves is not waited for. */
export function firmer(watch: Watch, reading: Reading): Ending {
  const ending = watch.ending!
  const dueAt = leaves(watch.known) ? Math.min(ending.dueAt, reading.at) : ending.dueAt
  const manner = mannerOf(watch.known)
  const isTogether = reading.at - ending.seenAt <= TOGETHER_MS
  const isSurer = manner.certainty > ending.certainty
  if (!isSurer && !(isTogether && manner.certainty === ending.certainty)) {
    return { ...ending, dueAt }
  }
  const { soc = null } = watch.known
  return { ...ending, ...manner, dueAt, soc, energyKwh: energyOf(watch) }
}

/** A held end as the module's log tells it. */
export function logged(ending: Ending, watch: Watch, reading: Reading): Ending {
  const { at, soc = ending.soc } = reading
  const manner = mannerOf({ ...watch.known, ...reading, substate: reading.substate ?? '' })
  const energyKwh = reading.energyKwh === undefined ? ending.energyKwh : energyIn(watch, reading)
  return { ...ending, ...manner, certainty: 4, at, soc, energyKwh }
}

function energyIn(watch: Watch, { energyKwh, gridKwh }: Reading): number | null {
  return energyOf({ ...watch, known: { energyKwh, gridKwh } as Known })
}

/** The message that tells an end; its place too where none was told yet. */
export function told({ known, charge, fix }: Watch, ending: Ending): Message {
  const { type, reason, soc, energyKwh } = ending
  const { odometerKm, mode } = known
  const facts = factsOf(
    {
      ...(soc !== null && { soc }),
      ...(odometerKm !== undefined && { odometerKm }),
      ...(mode !== undefined && { mode }),
    },
    energyKwh,
  )
  const position = charge!.position === null && fix && isThere(fix, known) ? fix.position : null
  return {
    type,
    at: Math.max(ending.at, charge!.startedAt + 1),
    ...facts,
    ...(reason !== null && { reason }),
    ...(position && { position }),
  }
}

function leaves(known: Known): boolean {
  return isDriving(known)
}
