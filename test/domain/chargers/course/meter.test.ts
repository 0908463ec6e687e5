/** Meter values as chargers tell them, and the readings that they are. */
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { metered } from '../../../../src/domain/chargers/course/meter.ts'
import { aReading, nine } from './samples.ts'

const at = '2026-11-21T09:00:00Z'
const told = (...sampledValue: unknown[]) => metered([{ timestamp: at, sampledValue }], nine)
const readingOf = (...samples: unknown[]) => told(...samples).readings[0]

describe('a sampled value', () => {
  it('is the register in watt-hours where nothing else is said', () => {
    expect(told({ value: '1500' })).toEqual({
      readings: [aReading(0, { wh: 1500 })],
      ...{ beginWh: null, endWh: null, odd: [] },
    })
  })

  test.each([
    [{ value: '7.1', unit: 'kWh' }, { wh: 7100 }],
    [{ value: 7.1, unitOfMeasure: { unit: 'kWh' } }, { wh: 7100 }],
    [{ value: 7.1, unitOfMeasure: { multiplier: 3 } }, { wh: 7100 }],
    [{ value: 71, unitOfMeasure: { unit: 'kWh', multiplier: -1 } }, { wh: 7100 }],
    [{ value: '6.6', measurand: 'Power.Active.Import', unit: 'kW' }, { powerW: 6600 }],
    [{ value: '6600', measurand: 'Power.Active.Import' }, { powerW: 6600 }],
    [{ value: '41.5', measurand: 'SoC', unit: 'Percent', location: 'EV' }, { soc: 41.5 }],
    [{ value: '41', measurand: 'SoC' }, { soc: 41 }],
    [{ value: '28.7', measurand: 'Current.Import', unit: 'A' }, { currentA: 28.7 }],
    [{ value: '230', measurand: 'Voltage', unit: 'V' }, { voltageV: 230 }],
    [{ value: ' 12 ', phase: '', context: '', location: '' }, { wh: 12 }],
    [{ value: '1.2e3' }, { wh: 1200 }],
  ])('is understood: %j', (sample, reading) => {
    expect(readingOf(sample)).toEqual(aReading(0, reading))
  })

  test.each(['NaN', '', 'null', '12,5', '-5', '0x10', '1e99', 'Infinity', null, {}, true])(
    'that is none is dropped with a note: %j',
    (value) => {
      expect(told({ value })).toMatchObject({ readings: [], odd: ['bad-value'] })
    },
  )

  test.each([
    { value: '101', measurand: 'SoC' },
    { value: '5', measurand: 'Power.Active.Import', unit: 'var' },
    { value: '5', unit: 'furlong' },
  ])('that cannot be is dropped with a note: %j', (sample) => {
    expect(told(sample)).toMatchObject({ readings: [], odd: ['bad-value'] })
  })

  test.each([
    { value: 'OCMF|{}', format: 'SignedData' },
    { value: '32', measurand: 'Current.Offered' },
    { value: '31', measurand: 'Temperature', unit: 'Celcius' },
    { value: 'garbage', measurand: 'Frequency' },
  ])('of no interest is passed over: %j', (sample) => {
    expect(told(sample)).toMatchObject({ readings: [], odd: [] })
  })
})

describe('phases', () => {
  const power = (value: number, phase?: string) => ({
    ...{ value, measurand: 'Power.Active.Import' },
    ...(phase !== undefined && { phase }),
  })
  const of = (measurand: string, values: Record<string, number>) =>
    Object.entries(values).map(([phase, value]) => ({ measurand, phase, value }))

  it('are summed', () => {
    expect(readingOf(power(1000, 'L1'), power(2000, 'L2'), power(3000.5, 'L3'))?.powerW).toBe(
      6000.5,
    )
    expect(readingOf({ value: 10, phase: 'L1' }, { value: 20, phase: 'L2' })?.wh).toBe(30)
  })

  it('are passed over where their sum is told', () => {
    expect(readingOf(power(1000, 'L1'), power(5990), power(2000, 'L2'))?.powerW).toBe(5990)
  })

  it('carry as much current as the one that carries most, and no neutral', () => {
    const currents = of('Current.Import', { L1: 13.5, L2: 14.3, L3: 12, N: 99 })
    expect(readingOf(...currents)?.currentA).toBe(14.3)
  })

  it('have the voltage of those that are connected', () => {
    const voltages = of('Voltage', { 'L1-N': 0, 'L2-N': 230, 'L3-N': 232 })
    expect(readingOf(...voltages)?.voltageV).toBe(231)
    expect(readingOf(...of('Voltage', { 'L1-L2': 400, 'L2-L3': 402 }))?.voltageV).toBe(401)
  })
})

describe('values told twice', () => {
  it('count as they were told last', () => {
    expect(readingOf({ value: '5' }, { value: '6' })?.wh).toBe(6)
  })

  it('count as they were told first where all of them are: nobody knows which set is meant', () => {
    const power = { measurand: 'Power.Active.Import' }
    const sets = [{ value: 5 }, { ...power, value: 50 }, { value: 6 }, { ...power, value: 60 }]
    expect(told(...sets)).toMatchObject({
      readings: [{ wh: 5, powerW: 50 }],
      odd: ['two-sets'],
    })
  })

  it('are one reading where they are of one time', () => {
    const soc = { timestamp: at, sampledValue: [{ value: '40', measurand: 'SoC' }] }
    const energy = { timestamp: at, sampledValue: [{ value: '5' }] }
    expect(metered([soc, energy], nine).readings).toEqual([aReading(0, { soc: 40, wh: 5 })])
  })

  it('are taken at the outlet rather than at the inlet', () => {
    expect(readingOf({ value: '9', location: 'Inlet' }, { value: '5' })?.wh).toBe(5)
    expect(readingOf({ value: '9', location: 'Inlet' })?.wh).toBe(9)
  })
})

describe('the registers of a transaction', () => {
  it('are told by their context', () => {
    const begin = { value: '1000', context: 'Transaction.Begin' }
    const end = { value: '2', unit: 'kWh', context: 'Transaction.End' }
    expect(told(begin, end)).toMatchObject({
      ...{ beginWh: 1000, endWh: 2000, odd: [] },
      readings: [{ wh: 2000 }],
    })
  })
})

describe('meter values as they were printed in public', () => {
  const phases = (voltages: number[], currents: number[], powers: number[]) =>
    [1, 2, 3].flatMap((n, i) => [
      { measurand: 'Voltage', phase: `L${n}-N`, unit: 'V', value: voltages[i] },
      { measurand: 'Current.Import', phase: `L${n}`, unit: 'A', value: currents[i] },
      { measurand: 'Power.Active.Import', phase: `L${n}`, unit: 'W', value: powers[i] },
    ])
  const register = (value: number) => ({
    ...{ measurand: 'Energy.Active.Import.Register', phase: '', unit: 'Wh', value },
    ...{ context: 'Sample.Periodic', format: 'Raw', location: 'Outlet' },
  })

  it('are understood as they stand: an object for a list, numbers for texts, two whole sets', () => {
    const sampledValue = [
      ...phases([0, 229.3, 224.3], [13.5, 14.34, 14.53], [3335, 3468.3, 3465]),
      register(7058),
      ...phases([0, 234.1, 224.5], [4.02, 4.02, 3.88], [850, 879, 887]),
      register(16_790),
    ]
    const { readings, odd } = metered({ timestamp: '2022-10-12T18:10:01.000Z', sampledValue }, nine)
    expect(odd).toEqual(['two-sets'])
    expect(readings).toEqual([
      {
        at: Date.parse('2022-10-12T18:10:01Z'),
        ...{ wh: 7058, powerW: 10_268.3, soc: null, currentA: 14.53, voltageV: 226.8 },
      },
    ])
  })

  it('are understood without a zone', () => {
    const sample = { value: '6379.259277', measurand: 'Energy.Active.Import.Register', unit: 'Wh' }
    const told = [{ timestamp: '2025-01-15T02:40:49', sampledValue: [sample] }]
    const end = Date.parse('2025-01-15T02:40:49Z')
    expect(metered(told, nine).readings).toMatchObject([{ at: end, wh: 6379.259 }])
  })
})

test('whatever is told, nothing is thrown and no reading is nonsense', () => {
  const sample = fc.record(
    {
      value: fc.oneof(fc.string(), fc.double(), fc.jsonValue()),
      measurand: fc.constantFrom('SoC', 'Voltage', 'Power.Active.Import', '', 'x'),
      phase: fc.constantFrom('L1', 'L2-N', '', 'L9'),
      unit: fc.constantFrom('kWh', 'W', '', 'Percent'),
      unitOfMeasure: fc.jsonValue(),
      context: fc.constantFrom('Transaction.Begin', 'Transaction.End', 'Other'),
    },
    { requiredKeys: [] },
  )
  const value = fc.record({
    timestamp: fc.oneof(fc.string(), fc.constant(at), fc.jsonValue()),
    sampledValue: fc.oneof(fc.array(sample), fc.jsonValue()),
  })
  fc.assert(
    fc.property(fc.oneof(fc.array(value), fc.jsonValue()), (values) => {
      for (const { at: time, ...reading } of metered(values, nine).readings) {
        expect(Number.isSafeInteger(time)).toBe(true)
        for (const number of Object.values(reading)) expect(number ?? 0).toBeGreaterThanOrEqual(0)
      }
    }),
  )
})
