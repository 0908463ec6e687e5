/** Comma-separated values of OVMS: any may be missing, and what cannot be read is left out. */
import type { Reading } from '../../domain/telemetry/reading.ts'
import type { Position } from '../../domain/places/position.ts'

export const KM_PER_MILE = 1.609344

/** The words that the numbers of `v.c.state` stand for. */
const STATES = new Map([
  ['1', 'charging'],
  ['2', 'topoff'],
  ['4', 'done'],
  ['13', 'prepare'],
  ['14', 'timerwait'],
  ['15', 'heating'],
  ['21', 'stopped'],
])

/** The words that the numbers of `v.c.substate` stand for. */
const SUBSTATES = new Map([
  ['0', ''],
  ['1', 'scheduledstop'],
  ['2', 'scheduledstart'],
  ['3', 'onrequest'],
  ['5', 'timerwait'],
  ['7', 'powerwait'],
  ['13', 'stopped'],
  ['14', 'interrupted'],
])

const WORD = /^[a-z0-9 _-]{0,32}$/

/** A number within bounds; undefined where there is none. */
export function numberIn(
  text: string | undefined,
  least: number,
  most: number,
): number | undefined {
  // Number reads blanks as zero.
  if (text === undefined || text.trim() === '') return undefined
  const value = Number(text)
  return value >= least && value <= most ? value : undefined
}

/** A word in small letters, which may be empty; undefined where it is no word. */
export function wordIn(text: string | undefined): string | undefined {
  const word = text?.trim().toLowerCase()
  return word !== undefined && WORD.test(word) ? word : undefined
}

/** The state of charge in words; its number counts only where the word is empty. */
export function stateIn(word: string | undefined, number: string | undefined): string | undefined {
  const state = wordIn(word)
  return state === '' ? (STATES.get(number?.trim() ?? '') ?? '') : state
}

export function substateIn(number: string | undefined): string | undefined {
  return SUBSTATES.get(number?.trim() ?? '')
}

/** Keeps a value where there is one. */
export function put<K extends keyof Reading>(
  reading: Reading,
  key: K,
  value: Reading[K] | undefined,
): void {
  if (value !== undefined) reading[key] = value
}

/** Receivers without a fix tell zeros, some for one half of the position alone. */
const NOWHERE = 0.001

/**
 * A position that is good and fresh; null where the receiver says that it has none, undefined where
 * it cannot be read.
 */
export function positionIn(
  lat: string | undefined,
  lon: string | undefined,
  isGood: boolean,
): Position | null | undefined {
  const north = numberIn(lat, -90, 90)
  const east = numberIn(lon, -180, 180)
  if (north === undefined || east === undefined) return undefined
  return isGood && Math.abs(north) >= NOWHERE ? { lat: north, lon: east } : null
}
