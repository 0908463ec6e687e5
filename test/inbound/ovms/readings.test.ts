/** The messages S, D and L: what each field means, and that what cannot be read is left out. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Reading } from '../../../src/domain/telemetry/reading.ts'
import {
  type Dialect,
  dialectAfter,
  readingOf,
  repaired,
  unheard,
} from '../../../src/inbound/ovms/readings.ts'

const AT = Date.parse('2026-05-20T08:00:00Z')
const v3: Dialect = { isMiles: false, isV3: true }
const miles: Dialect = { isMiles: true, isV3: false }

/** What one message tells, read as a whole connection would. */
function read(message: string, before: Dialect = unheard): Reading | null {
  const code = message[0]!
  const fields = repaired(code, message.slice(1)).split(',')
  return readingOf(code, fields, dialectAfter(before, code, fields), AT)
}

/** An S of 42 fields, some of them as given. */
function status(given: Record<number, string>): string {
  const usual =
    '45.0,K,230,31.80,charging,standard,160,150,32,14,0,25,3,1,0,0,0,0,120.00,95,60,0,80,-1,0,0,0,-1,60,350,0,7.20,380.50,97.00,7.60,94.70,-18.90,21.6,2.7,1234.5,58.0,-1'
  const fields = usual.split(',').map((field, i) => given[i] ?? field)
  return `S${fields.join(',')}`
}

describe('S', () => {
  test('tells of the charge', () => {
    expect(read(status({ 41: '1779273216' }))).toEqual({
      at: AT,
      soc: 45,
      voltage: 230,
      current: 31.8,
      state: 'charging',
      substate: 'onrequest',
      mode: 'standard',
      chargingS: 14,
      energyKwh: 2.5,
      socLimit: 80,
      powerKw: 7.6,
      gridKwh: 2.7,
      endedAt: 1_779_273_216_000,
    })
  })

  test('of an old module may stop after any field', () => {
    expect(read('S80,M,220,70,charging,standard,170,160')).toEqual({
      at: AT,
      soc: 80,
      voltage: 220,
      current: 70,
      state: 'charging',
      mode: 'standard',
      powerKw: 15.4,
    })
    expect(read('S80')).toEqual({ at: AT, soc: 80 })
    expect(read('S')).toEqual({ at: AT })
  })

  test('tells its charge time in seconds from firmware 3 on; before, in minutes, which are left out', () => {
    const short = 'S45,K,230,31,charging,standard,160,150,32,14,0,0,3,1'
    expect(read(short)).not.toHaveProperty('chargingS')
    expect(read(short, v3)).toMatchObject({ chargingS: 14 })
    const told = dialectAfter(unheard, 'F', ['3.3.006', 'VIN'])
    expect(read(short, told)).toMatchObject({ chargingS: 14 })
    expect(dialectAfter(unheard, 'F', ['1.5.0'])).toEqual(unheard)
  })

  test.each([
    [{ 4: 'done', 13: '13' }, 'done'],
    [{ 4: 'Derating' }, 'derating'],
    [{ 4: '', 13: '0' }, ''],
    [{ 4: '', 13: '2' }, 'topoff'],
    [{ 4: '', 13: '99' }, ''],
    [{ 4: 'a\u0007b' }, undefined],
  ])('in %j: the word wins over the number', (given, state) => {
    expect(read(status(given))?.state).toBe(state)
  })

  test.each([
    ['0', ''],
    ['1', 'scheduledstop'],
    ['2', 'scheduledstart'],
    ['5', 'timerwait'],
    ['7', 'powerwait'],
    ['13', 'stopped'],
    ['14', 'interrupted'],
    ['77', undefined],
    ['constructor', undefined],
  ])('with substate %s means %j', (number, word) => {
    expect(read(status({ 12: number }))?.substate).toBe(word)
  })

  test.each([
    ['from the grid', { 34: '7.60', 31: '7.20' }, 7.6],
    ['into the battery', { 34: '0.00', 31: '7.20' }, 7.2],
    ['as voltage and current make it', { 34: '0.00', 31: '0.00' }, 7.314],
    ['none', { 34: '0.00', 31: '0.00', 2: '0', 3: '0.00' }, 0],
    ['what is neither', { 34: 'x', 31: '', 2: '' }, undefined],
  ])('tells its power %s', (_, given, power) => {
    expect(read(status(given))?.powerKw).toBe(power)
  })

  test('leaves out what is no number, or none that can be', () => {
    const odd = { 0: 'nan', 2: '0x10z', 3: '1e999', 9: ' ', 11: '-5', 22: '800', 38: 'Infinity' }
    const reading = read(status({ ...odd, 41: '-1' }))
    const left = ['soc', 'voltage', 'current', 'chargingS', 'energyKwh', 'socLimit', 'gridKwh']
    for (const key of [...left, 'endedAt']) expect(reading, key).not.toHaveProperty(key)
  })

  test('of a module that never measured the battery tells no state of charge', () => {
    expect(read(status({ 0: '0' }))).not.toHaveProperty('soc')
  })

  test('of firmware 1.2.0 has a comma too many', () => {
    const reading = read('S80,K,220,70,charging,performance,,170,160,32,14,0,25,3,1')
    expect(reading).toMatchObject({ mode: 'performance', energyKwh: 2.5, substate: 'onrequest' })
  })
})

describe('D', () => {
  test.each([
    [124, { isPortOpen: true, hasPilot: true, isCharging: true, isOn: false }],
    [108, { isPortOpen: true, hasPilot: true, isCharging: false, isOn: false }],
    [96, { isPortOpen: false, hasPilot: false, isCharging: false, isOn: false }],
    [160, { isPortOpen: false, hasPilot: false, isCharging: false, isOn: true }],
  ])('with doors %i looks at its own bits alone', (doors, told) => {
    expect(read(`D${doors},8,4`, v3)).toEqual({ at: AT, ...told })
  })

  test('tells odometer and speed, in tenths of its own unit', () => {
    const message = 'D160,8,4,31,28,22,123,578231,54,0,17'
    expect(read(message, v3)).toMatchObject({ odometerKm: 57_823.1, speedKmh: 54 })
    const reading = read(message, miles)
    expect(reading?.odometerKm).toBeCloseTo(93_057.26, 1)
    expect(reading?.speedKmh).toBeCloseTo(86.9, 1)
  })

  test('whose unit was never told has no odometer', () => {
    const reading = read('D160,8,4,31,28,22,123,578231,54')
    expect(reading).toMatchObject({ speedKmh: 54 })
    expect(reading).not.toHaveProperty('odometerKm')
  })

  test.each(['D', 'Dx,8', 'D-1', 'D4096'])('%j tells nothing', (message) => {
    expect(read(message)).toEqual({ at: AT })
  })
})

describe('L', () => {
  const here = { lat: 52.370216, lon: 4.895168 }

  test('tells a good and fresh fix', () => {
    expect(read('L52.370216,4.895168,181.2,3.1,1,1,0.0,123')).toEqual({ at: AT, position: here })
  })

  test('of an old module says nothing of how good it is, and is believed', () => {
    expect(read('L52.370216,4.895168')).toEqual({ at: AT, position: here })
  })

  test.each([
    ['no lock', 'L52.370216,4.895168,181.2,3.1,0,1'],
    ['stale', 'L52.370216,4.895168,181.2,3.1,1,0'],
    ['stale, as the documentation has it', 'L52.370216,4.895168,181.2,3.1,1,-1'],
    ['zeros', 'L0,0,181.2,3.1,1,1'],
    ['half a zero', 'L0.0001,4.895168,0,0,1,1'],
  ])('with %s tells that there is no fix', (_, message) => {
    expect(read(message)).toEqual({ at: AT, position: null })
  })

  test.each(['L', 'L52.37', 'L91,4', 'L52,181', 'Lx,y', 'L52.37,', 'LNaN,NaN'])(
    '%j tells nothing of a position',
    (message) => {
      expect(read(message)).toEqual({ at: AT })
    },
  )
})

test('other messages are no readings', () => {
  for (const message of ['F3.3', 'W29,2', 'Y4,FL', 'X0', 'PIhello'])
    expect(read(message)).toBeNull()
})

test('units are remembered until a message says otherwise', () => {
  const inMiles = dialectAfter(unheard, 'S', ['80', 'M'])
  expect(inMiles.isMiles).toBe(true)
  expect(dialectAfter(inMiles, 'S', ['80'])).toBe(inMiles)
  expect(dialectAfter(inMiles, 'D', ['K'])).toBe(inMiles)
  expect(dialectAfter(inMiles, 'S', ['80', 'K']).isMiles).toBe(false)
})

test('every frame of the transcripts can be read', () => {
  const file = new URL('../../samples/ovms-transcripts.json', import.meta.url)
  const { scenarios } = JSON.parse(readFileSync(file, 'utf8')) as {
    scenarios: { frames: { v2?: string[] }[] }[]
  }
  const lines = scenarios.flatMap(({ frames }) => frames.flatMap(({ v2 = [] }) => v2))
  const messages = lines.map((line) => line.slice(5)).filter((line) => /^[SDL]/.test(line))
  expect(messages.length).toBeGreaterThan(60)
  const thin = messages.filter((message) => Object.keys(read(message, v3)!).length < 2)
  expect(thin).toEqual([])
})

test('whatever a car says, no number comes of it that is none', () => {
  const field = fc.oneof(fc.string(), fc.double().map(String), fc.constantFrom('K', 'M', '', '-1'))
  const message = fc.tuple(fc.constantFrom('S', 'D', 'L', 'F'), fc.array(field, { maxLength: 50 }))
  fc.assert(
    fc.property(message, fc.boolean(), ([code, fields], isV3) => {
      const reading = read(code + fields.join(','), { isMiles: null, isV3 })
      const numbers = Object.values(reading ?? {}).filter((value) => typeof value === 'number')
      expect(numbers.every(Number.isFinite)).toBe(true)
    }),
  )
})
