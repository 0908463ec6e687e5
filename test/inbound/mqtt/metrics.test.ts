/** What is read out of metrics: words, numbers, one position out of three; and nothing out of nonsense. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { feeds, isHalf, placeOf, readingOf } from '../../../src/inbound/mqtt/metrics.ts'

const AT = Date.parse('2026-05-20T10:00:00Z')

/** What a car says that said all this just now. */
function read(said: Record<string, string>) {
  const { at, ...rest } = readingOf(new Map(Object.entries(said)), Object.keys(said), AT)
  expect(at).toBe(AT)
  return rest
}

test('a charge is told in words and numbers', () => {
  expect(
    read({
      'v/c/state': 'charging',
      'v/c/substate': 'onrequest',
      'v/c/charging': 'yes',
      'v/c/mode': 'standard',
      'v/c/voltage': '230',
      'v/c/current': '31.8',
      'v/c/power': '7.6',
      'v/c/kwh': '0.12',
      'v/c/kwh/grid': '0.13',
      'v/c/time': '60',
      'v/c/limit/soc': '80',
      'v/b/soc': '45.2',
      'v/d/cp': 'yes',
      'v/c/pilot': 'yes',
      'v/e/on': 'no',
      'v/p/speed': '0',
      'v/p/odometer': '57823.1',
    }),
  ).toEqual({
    state: 'charging',
    substate: 'onrequest',
    isCharging: true,
    mode: 'standard',
    voltage: 230,
    current: 31.8,
    powerKw: 7.6,
    energyKwh: 0.12,
    gridKwh: 0.13,
    chargingS: 60,
    socLimit: 80,
    soc: 45.2,
    isPortOpen: true,
    hasPilot: true,
    isOn: false,
    speedKmh: 0,
    odometerKm: 57823.1,
  })
})

test('an empty state says that the car says nothing; a state in capitals is a state', () => {
  expect(read({ 'v/c/state': '' })).toEqual({ state: '' })
  expect(read({ 'v/c/state': 'Derating' })).toEqual({ state: 'derating' })
})

test('a substate that did not change is not sent, and still stands beside a new state', () => {
  const said = new Map([
    ['v/c/state', 'stopped'],
    ['v/c/substate', 'onrequest'],
  ])
  expect(readingOf(said, ['v/c/state'], AT)).toEqual({
    at: AT,
    state: 'stopped',
    substate: 'onrequest',
  })
})

describe('power', () => {
  test.each([
    [{ 'v/c/power': '7.6', 'v/b/power': '-7.2' }, 7.6],
    [{ 'v/b/power': '-7.2' }, 7.2],
    [{ 'v/c/power': '0', 'v/b/power': '-7' }, 7],
    [{ 'v/c/power': '0', 'v/b/power': '0' }, 0],
    [{ 'v/c/power': '0' }, 0],
    [{ 'v/c/power': 'none', 'v/b/power': '12.5' }, -12.5],
  ])('%o is %d kW', (said, powerKw) => {
    expect(read(said)).toEqual({ powerKw })
  })
})

describe('the end of the last charge', () => {
  test.each([
    ['2026-05-20 08:25:00 UTC', Date.parse('2026-05-20T08:25:00Z')],
    ['1779265500', 1_779_265_500_000],
    ['1779265500.5', 1_779_265_500_500],
  ])('%s is known', (text, endedAt) => {
    expect(read({ 'v/c/timestamp': text })).toEqual({ endedAt })
  })

  test.each([
    '2026-05-20 10:25:00 CEST',
    '2026-05-20 10:25:00',
    '2026-02-30 99:25:00 UTC',
    '12',
    'yesterday UTC',
  ])('%s is not', (text) => {
    expect(read({ 'v/c/timestamp': text })).toEqual({})
  })
})

describe('a position', () => {
  const place = (...said: [string, string, string?]) => {
    const names = ['v/p/latitude', 'v/p/longitude', 'v/p/gpslock']
    return placeOf(new Map(said.map((text, i) => [names[i]!, text!])))
  }

  test('is there with a lock alone', () => {
    expect(place('52.370216', '4.895168', 'yes')).toEqual({ lat: 52.370216, lon: 4.895168 })
    expect(place('52.370216', '4.895168', 'no')).toBeNull()
    expect(place('52.370216', '4.895168')).toBeUndefined()
    expect(placeOf(new Map([['v/p/gpslock', 'yes']]))).toBeUndefined()
  })

  test('at the zero of receivers, whole or half, is none', () => {
    expect(place('0.000000', '0.000000', 'yes')).toBeNull()
    expect(place('0.0009', '4.895168', 'yes')).toBeNull()
    expect(place('-0.0009', '4.895168', 'yes')).toBeNull()
  })

  test('that lies nowhere on Earth is not read', () => {
    expect(place('91', '4.895168', 'yes')).toBeUndefined()
    expect(place('52', '181', 'yes')).toBeUndefined()
    expect(place('north', '4.895168', 'yes')).toBeUndefined()
  })

  test('is half where one of its two numbers came alone', () => {
    expect(isHalf(new Set(['v/p/latitude']))).toBe(true)
    expect(isHalf(new Set(['v/p/longitude', 'v/p/gpslock']))).toBe(true)
    expect(isHalf(new Set(['v/p/longitude', 'v/p/latitude']))).toBe(false)
    expect(isHalf(new Set(['v/p/gpslock']))).toBe(false)
  })
})

test.each([
  ['v/b/soc', '101'],
  ['v/b/soc', '-1'],
  ['v/b/soc', ''],
  ['v/b/soc', ' '],
  ['v/b/soc', 'NaN'],
  ['v/b/soc', 'Infinity'],
  ['v/b/soc', '45%'],
  ['v/c/charging', '1'],
  ['v/c/charging', 'YES'],
  ['v/c/mode', ''],
  ['v/c/state', 'a\nb'],
  ['v/c/state', 'x'.repeat(33)],
  ['v/c/kwh', '-0.1'],
  ['v/p/odometer', '1e12'],
])('%s %j says nothing', (name, text) => {
  expect(read({ [name]: text })).toEqual({})
})

test('what is never read is known as such', () => {
  expect(['v/b/soc', 'v/p/gpslock', 'v/b/12v/voltage', 'constructor'].map(feeds)).toEqual([
    true,
    true,
    false,
    false,
  ])
})

test('whatever a car says, a reading has none but finite numbers and known words', () => {
  const names = fc.constantFrom('v/c/state', 'v/b/soc', 'v/c/power', 'v/b/power', 'v/c/timestamp')
  fc.assert(
    fc.property(fc.array(fc.tuple(names, fc.string()), { maxLength: 5 }), (pairs) => {
      const reading = read(Object.fromEntries(pairs))
      for (const value of Object.values(reading)) {
        expect(typeof value === 'string' || Number.isFinite(value)).toBe(true)
      }
    }),
  )
})
