/** The energy of a transaction, whatever its register does. */
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { energyOf } from '../../../../src/domain/chargers/course/energy.ts'
import { after, aReading, aTransaction } from './samples.ts'

/** A register at start, one every ten minutes, and one at the stop. */
function drawn(start: number | null, registers: (number | null)[], stop: number | null = null) {
  const endedAt = stop === null ? null : after(10 * registers.length + 10)
  const told = { meterStartWh: start, meterStopWh: stop, endedAt }
  const readings = registers.map((wh, i) => aReading(10 * (i + 1), { wh }))
  return energyOf(aTransaction(told), readings)
}

describe('energy', () => {
  it('is the register at the stop less that at the start', () => {
    expect(drawn(1000, [1200, 1900], 2000)).toEqual({ wh: 1000, odd: [] })
  })

  it('is as much as was read so far while it goes on', () => {
    expect(drawn(1000, [1200, null, 1900, null])).toEqual({ wh: 900, odd: [] })
  })

  it('is not known where no register was told since the start', () => {
    expect(drawn(1000, [])).toEqual({ wh: null, odd: [] })
    expect(drawn(null, [null])).toEqual({ wh: null, odd: [] })
  })

  it('does not mind how registers are rounded', () => {
    expect(drawn(0, [6379.259], 6379)).toEqual({ wh: 6379, odd: [] })
    expect(drawn(1000, [995])).toEqual({ wh: 0, odd: [] })
  })

  it('is the sum of the rising steps where the register fell: it was reset or changed', () => {
    expect(drawn(90_000, [91_000, 0, 500], 700)).toEqual({ wh: 1700, odd: ['register-fell'] })
    expect(drawn(90_000, [], 700)).toEqual({ wh: 0, odd: ['register-fell'] })
  })

  it.each([[0], [500_000]])('does without a reading that does not fit: %i', (jump) => {
    expect(drawn(1000, [1200, jump, 1300], 1400)).toEqual({ wh: 400, odd: ['register-jumped'] })
  })

  it('counts from the first reading where the meter was not ready at the start', () => {
    expect(drawn(0, [300_000, 301_000], 302_000)).toEqual({ wh: 2000, odd: ['baseline-latched'] })
    expect(drawn(null, [300_000, 301_000])).toEqual({ wh: 1000, odd: ['baseline-latched'] })
    expect(drawn(0, [3000, 4000])).toEqual({ wh: 4000, odd: [] })
  })

  it('does not count what lies before the start or after the end', () => {
    const told = aTransaction({ meterStartWh: 1000, meterStopWh: 2000, endedAt: after(60) })
    const readings = [
      aReading(-5, { wh: 500 }),
      aReading(30, { wh: 1500 }),
      aReading(90, { wh: 9000 }),
    ]
    expect(energyOf(told, readings)).toEqual({ wh: 1000, odd: [] })
  })
})

test('energy is never negative, and never more than the register rose', () => {
  const register = fc.integer({ min: 0, max: 100_000 })
  const maybe = fc.option(register)
  fc.assert(
    fc.property(maybe, fc.array(maybe, { maxLength: 8 }), maybe, (start, registers, stop) => {
      const { wh } = drawn(start, registers, stop)
      const all = [start, ...registers, stop].filter((one) => one !== null)
      const rises = all.map((one, i) => Math.max(0, one - (all[i - 1] ?? one)))
      expect(wh ?? 0).toBeGreaterThanOrEqual(0)
      expect(wh ?? 0).toBeLessThanOrEqual(rises.reduce((sum, rise) => sum + rise, 0))
    }),
  )
})
