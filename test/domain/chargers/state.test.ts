/** What a charger says of its connectors, and of its clock by the way. */
import { describe, expect, test } from 'vitest'
import type { Connector } from '../../../src/domain/chargers/charger.ts'
import {
  connectorAfter,
  isOtherSkew,
  skewOf,
  type Told,
} from '../../../src/domain/chargers/state.ts'

const NOW = Date.parse('2026-11-21T08:00:00Z')
const told = (more: Partial<Told> = {}): Told => ({
  ...{ evse: 1, connector: 1, status: 'Charging', at: NOW - 1000 },
  ...more,
})
const after = (before: Connector | null, more: Partial<Told> = {}, now = NOW) =>
  connectorAfter('c', before, told(more), now)

describe('the state of a connector', () => {
  test('is what was told, since when its charger says', () => {
    expect(after(null)).toEqual({
      connector: {
        ...{ charger: 'c', evse: 1, connector: 1, status: 'Charging' },
        ...{ error: null, vendorError: null, info: null, since: NOW - 1000, heardAt: NOW },
      },
      isNew: true,
    })
  })

  test('that is told again has lasted since the first time', () => {
    const { connector: before } = after(null)
    const { connector, isNew } = after(before, { at: NOW + 60_000 }, NOW + 60_000)
    expect({ since: connector.since, heardAt: connector.heardAt, isNew }).toEqual({
      ...{ since: NOW - 1000, heardAt: NOW + 60_000, isNew: false },
    })
  })

  test('is another one with another fault', () => {
    const { connector: before } = after(null, { error: null, vendorError: null })
    expect(after(before, { error: 'GroundFailure' }).isNew).toBe(true)
    expect(after(before, { vendorError: 'E42' }).isNew).toBe(true)
    expect(after(before, { info: 'other words' }).isNew).toBe(false)
  })

  test('leaves a problem as it is where only the state is told, as in 2.x', () => {
    const { connector: before } = after(null, { error: 'Problem', info: 'hot' })
    expect(after(before, { status: 'Faulted' }).connector).toMatchObject({
      ...{ status: 'Faulted', error: 'Problem', info: 'hot' },
    })
    expect(after(before, { error: null }).connector.error).toBeNull()
  })

  test('began when it was heard where the charger’s clock tells nonsense or nothing', () => {
    const at = (at: number | null) => after(null, { at }).connector.since
    expect(at(null)).toBe(NOW)
    expect(at(0)).toBe(NOW)
    expect(at(Date.UTC(2000, 0, 1))).toBe(NOW)
    expect(at(NOW + 300_001)).toBe(NOW)
    expect(at(NOW + 300_000)).toBe(NOW + 300_000)
  })
})

describe('the clock of a charger', () => {
  const skew = (at: number | null, isNew = true, connectedAt: number | null = NOW - 61_000) =>
    skewOf({ at, isNew }, { now: NOW, connectedAt })

  test('is compared with ours when it tells of a change just now', () => {
    expect(skew(NOW - 3_600_000)).toBe(3_600_000)
    expect(skew(NOW - 3_600_000, false)).toBeNull()
    expect(skew(NOW - 3_600_000, true, NOW - 60_000)).toBeNull()
    expect(skew(NOW - 3_600_000, true, null)).toBeNull()
    expect(skew(null)).toBeNull()
  })

  test('is ahead whenever it tells a time to come', () => {
    expect(skew(NOW + 5_001, false, null)).toBe(-5_001)
    expect(skew(NOW + 5_000, false, null)).toBeNull()
  })

  test('is written down anew where it is off by something else', () => {
    expect(isOtherSkew(null, 0)).toBe(true)
    expect(isOtherSkew(1000, 5999)).toBe(false)
    expect(isOtherSkew(1000, 6000)).toBe(true)
  })
})
