/** What modules said in recorded scenarios, and what a reader of their words expects of it. */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { metresBetween, type Position } from '../src/domain/places/position.ts'
import { GATHER_M } from '../src/domain/stations/station.ts'
import { at, type Json } from './people.ts'

/** What a module says at a moment, in either dialect; `t` in seconds. */
export type Frame = {
  t: number
  v2?: string[]
  mqtt?: { topic: string; payload: string; qos: 0 | 1 | 2; retain: boolean }[]
}

export type Expected = {
  t?: number
  event: string
  lat?: number
  lon?: number
  location?: null
  soc?: number
  kwh?: number
  reason_code?: string
  suggested_answer?: string
}

export type Scenario = { name: string; purpose: string; frames: Frame[]; expected: Expected[] }

const file = new URL('samples/ovms-transcripts.json', import.meta.url)

/** All that are recorded. */
export const { scenarios } = JSON.parse(readFileSync(file, 'utf8')) as { scenarios: Scenario[] }

/** What a scenario left behind; `day` is when it began, in milliseconds. */
export type Lived = { day: number; charges: Json[]; questions: Json[]; published: Json[] }

/** A start is known to some seconds; an end that was not seen, by a clock that a module rounds. */
const [START_MS, END_MS] = [5000, 64_000]

type Check = (lived: Lived, expected: Expected) => void

function apartMs(at: unknown, { day }: Lived, { t = 0 }: Expected): number {
  return Math.abs(Date.parse(String(at)) - (day + t * 1000))
}

const started: Check = (lived, expected) => {
  expect(lived.charges).toHaveLength(1)
  const [charge] = lived.charges
  expect(apartMs(charge!['startedAt'], lived, expected)).toBeLessThanOrEqual(START_MS)
  if (expected.soc !== undefined) expect(charge).toMatchObject({ soc: { start: expected.soc } })
  if (expected.lat !== undefined) isThere(lived, expected)
}

const completed: Check = (lived, expected) => {
  const [charge] = lived.charges
  expect(charge).toMatchObject({ status: 'completed' })
  expect(apartMs(charge!['endedAt'], lived, expected)).toBeLessThanOrEqual(END_MS)
  if (expected.soc !== undefined) expect(charge).toMatchObject({ soc: { end: expected.soc } })
  if (expected.kwh !== undefined) expect(charge!['energyKwh']).toBeCloseTo(expected.kwh, 1)
  expect(lived.questions.map(({ kind }) => kind)).toEqual(['share'])
}

const aborted: Check = (lived, expected) => {
  const [charge] = lived.charges
  expect(charge).toMatchObject({ status: 'aborted' })
  expect(apartMs(charge!['endedAt'], lived, expected)).toBeLessThanOrEqual(END_MS)
  const suggested = expected.suggested_answer === undefined ? null : 'user'
  const asked = lived.questions.find(({ kind }) => kind === 'abort')
  expect(asked).toMatchObject({ state: 'open', suggested })
}

const checks: Record<string, Check> = {
  charge_start: started,
  charge_complete: completed,
  charge_abort: aborted,
  charge_end_unknown_reason: (lived, expected) => {
    aborted(lived, expected)
    expect(lived.charges[0]).toMatchObject({ endReason: 'unknown' })
  },
  location_bound_to_running_session: (lived, expected) => {
    expect(lived.charges).toMatchObject([{ status: 'charging' }])
    isThere(lived, expected)
  },
  same_session_continues: ({ charges }) => {
    expect(charges).toMatchObject([{ status: 'charging' }])
  },
  unplugged: ({ charges }) => {
    expect(charges).toHaveLength(1)
  },
  // With a time: nothing at that moment.
  nothing: ({ charges }, { t }) => {
    expect(charges).toHaveLength(t === undefined ? 0 : 1)
  },
  // Its words cannot be read: whatever it does makes no charge.
  unsupported_vehicle: ({ charges }) => {
    expect(charges).toEqual([])
  },
}

/** The owner was asked about that place, and partners know the charge there. */
function isThere({ questions, published }: Lived, { lat = 0, lon = 0 }: Expected): void {
  const position: Position = { lat, lon }
  expect(questions[0]).toMatchObject({ kind: 'share', location: { position } })
  // That of the station, which others have brought before.
  const told = at(published.at(-1)!, 'location', 'position') as Position
  expect(metresBetween(told, position)).toBeLessThan(GATHER_M)
}

/** Compares what a scenario left behind with what is expected of it. */
export function compare(lived: Lived, { expected }: Scenario): void {
  expect(lived.charges.length, 'charges').toBeLessThanOrEqual(1)
  for (const one of expected) checks[one.event]!(lived, one)
}
