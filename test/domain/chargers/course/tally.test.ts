/** Readings make of a transaction the same whether they are taken one by one or all at once. */
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { counted, read } from '../../../../src/domain/chargers/course/steps.ts'
import { hasGap, withNumber } from '../../../../src/domain/chargers/course/seen.ts'
import { grown, isInTurn, tallied, together } from '../../../../src/domain/chargers/course/tally.ts'
import type { Reading } from '../../../../src/domain/chargers/transaction.ts'
import { after, aReading, aTransaction, nine } from './samples.ts'

describe('a reading', () => {
  it('makes the transaction grow', () => {
    const first = grown(aTransaction(), [aReading(1, { wh: 1100, powerW: 6000, soc: 40 })])
    const next = grown(first, [aReading(2, { wh: 1250, powerW: 5000 })])
    expect(next).toMatchObject({ energyWh: 250, maxPowerW: 6000, socStart: 40 })
    expect(next.last).toEqual(aReading(2, { wh: 1250, powerW: 5000, soc: 40 }))
  })

  it('is in its turn after all others, while it goes on and the register rises', () => {
    const before = grown(aTransaction(), [aReading(5, { wh: 1100 })])
    expect(isInTurn(before, [aReading(6, { wh: 1100 })])).toBe(true)
    expect(isInTurn(before, [aReading(6, { soc: 50 })])).toBe(true)
    expect(isInTurn(before, [aReading(5, { wh: 1100 })])).toBe(false)
    expect(isInTurn(before, [aReading(6, { wh: 1099 })])).toBe(false)
    expect(isInTurn(before, [aReading(6, { wh: 1101 }), aReading(7, { wh: 5 })])).toBe(false)
    expect(isInTurn({ ...before, oddities: ['register-fell'] }, [aReading(6)])).toBe(false)
    expect(isInTurn({ ...before, status: 'completed' }, [aReading(6)])).toBe(false)
    expect(isInTurn(aTransaction(), [aReading(-1)])).toBe(false)
  })

  it('that was told in two halves is one', () => {
    const known = [aReading(1, { wh: 5, soc: null }), aReading(3)]
    const fresh = [aReading(2), aReading(1, { wh: 6, soc: 40 })]
    expect(together(known, fresh)).toEqual([
      aReading(1, { wh: 5, soc: 40 }),
      aReading(2),
      aReading(3),
    ])
  })

  it('that is late moves the start only of one whose start was not told', () => {
    const startless = aTransaction({ oddities: ['no-start'], startedAt: after(5) })
    expect(tallied(startless, [aReading(2)]).startedAt).toBe(after(2))
    expect(tallied(aTransaction(), [aReading(-2)]).startedAt).toBe(nine)
  })
})

test('readings one by one make the same as all of them at once', () => {
  const reading = fc.record({
    gap: fc.integer({ min: 1, max: 30 }),
    wh: fc.option(fc.integer({ min: -500, max: 5000 }), { freq: 5 }),
    powerW: fc.option(fc.integer({ min: 0, max: 9000 })),
    soc: fc.option(fc.integer({ min: 0, max: 100 })),
  })
  const start = fc.option(fc.constantFrom(0, 1000))
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 12 }), start, (told, meterStartWh) => {
      const readings = inTime(told)
      const before = aTransaction({ meterStartWh })
      const stepwise = readings.reduce((one, fresh, i) => {
        const all = isInTurn(one, [fresh]) ? null : readings.slice(0, i + 1)
        return read(one, { readings: [fresh], odd: [] }, all)
      }, before)
      expect(stepwise).toEqual(readings.length === 0 ? before : tallied(before, readings))
    }),
  )
})

/** Registers that mostly rise: each step is told by how much. */
function inTime(
  told: (Omit<Reading, 'at' | 'currentA' | 'voltageV'> & { gap: number })[],
): Reading[] {
  let [minutes, register] = [0, 1000]
  return told.map(({ gap, wh, powerW, soc }) => {
    minutes += gap
    register = Math.max(0, register + (wh ?? 0))
    return aReading(minutes, { wh: wh === null ? null : register, powerW, soc })
  })
}

describe('events by number', () => {
  it('are kept as stretches', () => {
    const seen = [0, 1, 5, 3, 1, 4].reduce(withNumber, [])
    expect(seen).toEqual([
      [0, 1],
      [3, 5],
    ])
    expect(hasGap(seen)).toBe(true)
    expect(withNumber(seen, 2)).toEqual([[0, 5]])
  })

  it('show a gap until it is filled', () => {
    const holed = [0, 2].reduce(counted, aTransaction())
    expect(holed).toMatchObject({ seqNo: 2, oddities: ['gap'] })
    expect(counted(holed, 1)).toMatchObject({ seqNo: 2, oddities: [], seen: [[0, 2]] })
  })

  it('make the same stretches in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 })), (numbers) => {
        const sorted = [...numbers].sort((a, b) => a - b)
        expect(numbers.reduce(withNumber, [])).toEqual(sorted.reduce(withNumber, []))
      }),
    )
  })
})
