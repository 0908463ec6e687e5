/** When a charger is asked for its settings, and when no more. */
import { describe, expect, test } from 'vitest'
import {
  inventory,
  isDue,
  type Survey,
  verdictOf,
} from '../../../../src/domain/chargers/commands/survey.ts'

const HOUR = 3_600_000
const told: Survey = {
  ...{ charger: 'A', at: HOUR, version: '1.6', firmware: '1', state: 'told' },
  ...{ tries: 0, inHour: 1, request: null },
}
const charger = { version: '1.6' as const, firmware: '1', bootedAt: 0, connectedAt: 0 }
const due = (survey: Partial<Survey>, now: Partial<typeof charger> | object = {}) =>
  isDue({ ...told, ...survey }, { ...charger, ...now }, 9 * HOUR)

describe('the question for its settings', () => {
  test('comes once per boot, and with another firmware or version', () => {
    expect(isDue(null, charger, 0)).toBe(true)
    expect(due({}, { connectedAt: 2 * HOUR })).toBe(false)
    expect(due({}, { bootedAt: 2 * HOUR })).toBe(true)
    expect(due({}, { firmware: '2' })).toBe(true)
    expect(due({}, { version: '2.0.1' })).toBe(true)
    expect(due({ firmware: null }), 'what was not known then is no change').toBe(false)
    expect(due({}, { firmware: null })).toBe(false)
  })

  test('is not put to one that boots all the time, at each boot', () => {
    const survey = { ...told, at: 9 * HOUR - 59_999 }
    expect(isDue(survey, { ...charger, bootedAt: 9 * HOUR }, 9 * HOUR)).toBe(false)
    expect(isDue(survey, { ...charger, bootedAt: 9 * HOUR }, 9 * HOUR + 1)).toBe(true)
    expect(isDue(survey, { ...charger, firmware: '2' }, 9 * HOUR)).toBe(false)
  })

  test('is put six times an hour at most, whatever it says that it has become', () => {
    const often: Survey = { ...told, at: 9 * HOUR, inHour: 6 }
    const other = { ...charger, version: '2.1' as const, firmware: '2', bootedAt: 9 * HOUR + 1 }
    expect(isDue({ ...often, inHour: 5 }, other, 10 * HOUR - 1)).toBe(true)
    expect(isDue(often, other, 10 * HOUR - 1)).toBe(false)
    expect(isDue(often, other, 10 * HOUR)).toBe(true)
  })

  test.each(['refused', 'silent'] as const)('that was %s is put to no firmware twice', (state) => {
    expect(due({ state }, { bootedAt: 2 * HOUR })).toBe(false)
    expect(due({ state }, { bootedAt: 2 * HOUR, firmware: '2' })).toBe(true)
    expect(due({ state, firmware: null }, { bootedAt: 2 * HOUR })).toBe(true)
  })

  test('that was cut off is put again when it is back, and not for ever', () => {
    const state = 'asked'
    expect(due({ state, tries: 1 })).toBe(false)
    expect(due({ state, tries: 2 }, { connectedAt: 2 * HOUR })).toBe(true)
    expect(due({ state, tries: 3 }, { connectedAt: 2 * HOUR })).toBe(false)
    expect(due({ state, tries: 3 }, { bootedAt: 2 * HOUR })).toBe(false)
  })
})

describe('an answer', () => {
  const full = inventory('2.0.1', 7, 'FullInventory')
  const less = inventory('2.1', 8, 'ConfigurationInventory')
  const error = (code: string) => ({ error: { code, description: '' } })
  const said = (status: string) => ({ result: { status } })

  test('of 1.6 tells all, or that it will not', () => {
    const asked = inventory('1.6', 7, 'FullInventory')
    expect(asked).toEqual({ action: 'GetConfiguration', payload: {} })
    expect(verdictOf(asked, { result: {} })).toBe('told')
    expect(verdictOf(asked, error('NotImplemented'))).toBe('refused')
    expect(verdictOf(asked, error('InternalError')), 'it may pass').toBe('asked')
    expect(verdictOf(asked, 'silent')).toBe('silent')
    expect(verdictOf(asked, 'away')).toBe('asked')
  })

  test('of 2.x announces a report, or wants to be asked for less', () => {
    expect(full.payload).toEqual({ requestId: 7, reportBase: 'FullInventory' })
    expect(verdictOf(full, said('Accepted'))).toBe('asked')
    expect(verdictOf(full, said('EmptyResultSet'))).toBe('told')
    expect(verdictOf(full, said('Rejected'))).toBe('asked')
    expect(verdictOf(full, said('NotSupported'))).toBe('again')
    expect(verdictOf(less, said('NotSupported'))).toBe('refused')
    expect(verdictOf(full, error('NotSupported'))).toBe('refused')
  })
})
