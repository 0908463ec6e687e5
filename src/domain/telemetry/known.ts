/** What was told last of each thing, and whether that means that the car is charging. */
import type { Reading } from './reading.ts'

/** The last value of each thing; of the two that may contradict each other, when they were told. */
export type Known = Partial<Omit<Reading, 'isLogged' | 'position'>> & {
  stateAt?: number
  chargingAt?: number
  chargingSAt?: number
  /** When the car was last seen driving. */
  droveAt?: number
  /** It has said in words that it charges: its words are to be waited for, and win. */
  hasWords?: boolean
  /** A cable was seen since the car last drove. */
  wasPlugged?: boolean
}

/** States and charging bit of one moment come within this time of each other; milliseconds. */
export const TOGETHER_MS = 5000

const ACTIVE = new Set(['charging', 'topoff', 'heating'])

/** What is known after a reading. */
export function learned(known: Known, reading: Reading): Known {
  const next: Known & Partial<Reading> = { ...known, ...reading }
  delete next.isLogged
  delete next.position
  const { at } = reading
  if (reading.state !== undefined) {
    next.stateAt = at
    // A state without a substate has none: an old one must not explain it.
    next.substate = reading.substate ?? ''
    if (ACTIVE.has(reading.state)) next.hasWords = true
  }
  if (reading.isCharging !== undefined) next.chargingAt = at
  if (reading.chargingS !== undefined) next.chargingSAt = at
  if (isDriving(next)) Object.assign(next, { droveAt: at, wasPlugged: false })
  if (next.isPortOpen || next.hasPilot) next.wasPlugged = true
  return next
}

/** Some cars set the charging bit while they recuperate. */
export function isDriving({ isOn, speedKmh }: Known): boolean {
  return isOn === true && (speedKmh ?? 0) > 0
}

/**
 * Whether the car charges. The words win over the bit; the bit alone speaks for cars that have no
 * words, and keeps a charge open (`isOpen`) that a restarted module has forgotten the word of.
 */
export function isActive(known: Known, isOpen: boolean): boolean {
  if (isDriving(known)) return false
  const { state = '', stateAt = 0, isCharging, chargingAt = 0 } = known
  if (ACTIVE.has(state)) {
    const isStale = chargingAt - stateAt > TOGETHER_MS
    const isSame = stateAt - chargingAt <= TOGETHER_MS
    return isCharging !== false || !(isStale || (isSame && isUnplugged(known)))
  }
  if (isCharging !== true) return false
  if (saysNothing(known)) return isOpen || !known.hasWords
  // The bit was set long after the word: the word is an old one.
  return chargingAt - stateAt > TOGETHER_MS && (isOpen || !known.hasWords)
}

/** The cable was there and is gone: some cars keep their word when it is pulled. */
function isUnplugged({ wasPlugged, isPortOpen, hasPilot }: Known): boolean {
  return wasPlugged === true && !isPortOpen && !hasPilot
}

/** No word, or the one that a module says before it has heard any from the car. */
export function saysNothing({ state = '', substate = '' }: Known): boolean {
  return state === '' || (state === 'stopped' && substate === '')
}
