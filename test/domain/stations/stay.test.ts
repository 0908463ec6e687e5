/** What a session counts for: what its events tell, and nothing that they do not. */
import { describe, expect, test } from 'vitest'
import type { View } from '../../../src/domain/sharing/event.ts'
import { countsOf, isSame, type Outcome } from '../../../src/domain/stations/stay.ts'
import { aPublication, central, counts, northOf } from './sessions.ts'

const told = (more: Parameters<typeof aPublication>[1] = {}) =>
  countsOf(aPublication('s', more).view!)

type Why = 'user' | 'station' | 'other' | null

describe('a session', () => {
  test.each<[View['status'], Why, Outcome]>([
    ['charging', null, 'charging'],
    ['completed', null, 'succeeded'],
    ['aborted', 'user', 'succeeded'],
    ['aborted', 'station', 'failed'],
    ['aborted', 'other', 'untold'],
    ['aborted', null, 'untold'],
    ['unknown', null, 'untold'],
  ])('that is %s (%s) speaks of its station as %s', (status, reason, outcome) => {
    const abort = status === 'aborted' ? { reason, confirmed: reason !== null } : null
    expect(told({ status, abort }).outcome).toBe(outcome)
  })

  test('tells its end as partners know it, its post, and whole kilowatts', () => {
    const more = { endedAt: '2026-11-21T00:00:00.000Z', post: 'A3', maxPowerKw: 6.6 }
    const endedAt = Date.parse('2026-11-21T00:00:00Z')
    expect(told(more)).toMatchObject({ endedAt, post: 'A3', powerKw: 7, position: central })
    expect(told({ endedAt: null, maxPowerKw: null })).toMatchObject({
      endedAt: null,
      powerKw: null,
    })
  })

  test('counts for the same until something of that changes', () => {
    expect(isSame(told(), told({ energyKwh: 99, comment: 'hot', soc: { start: 1, end: 2 } }))).toBe(
      true,
    )
    const others = [
      { ...counts, outcome: 'failed' as const },
      { ...counts, endedAt: 1 },
      { ...counts, post: 'A3' },
      { ...counts, powerKw: 8 },
      { ...counts, position: northOf(central, 1) },
    ]
    for (const other of others) expect(isSame(counts, other)).toBe(false)
  })
})
