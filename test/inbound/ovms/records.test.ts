/** The messages h and H: lines of a module's own log. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAcknowledged, readRecord } from '../../../src/inbound/ovms/records.ts'

const NOW = Date.parse('2026-05-20T08:00:29Z')
const grid =
  '1,52.370216,4.895168,3.1,,type2,charging,onrequest,standard,32.0,0.0,80.0,,,,,0.0,0.0,0.0,8674,19.430,20.520,1255.020,0,0.000,0.000,0.000,78.5,259.0,274.0,350.0,380.5,22.0,33.0,0.0,17.0,18.0,97.000,,120.000,3177.021,3212.697,835.406,947.539'
const told = {
  at: NOW - 2000,
  isLogged: true,
  position: { lat: 52.370216, lon: 4.895168 },
  state: 'charging',
  substate: 'onrequest',
  mode: 'standard',
  socLimit: 80,
  chargingS: 8674,
  energyKwh: 19.43,
  gridKwh: 20.52,
  soc: 78.5,
}

test('the log of charges tells place, state and energy at once', () => {
  expect(readAcknowledged(`101,-2,*-LOG-Grid,1,2592000,${grid}`, NOW)).toEqual({
    ack: '101',
    record: { type: '*-LOG-Grid', number: 1, at: NOW - 2000, lifetimeS: 2_592_000, data: grid },
    reading: told,
  })
})

test('version 2 of it knows the odometer too', () => {
  const { reading } = readAcknowledged(`101,-2,*-LOG-Grid,2,2592000,${grid},57823.1`, NOW)
  expect(reading).toEqual({ ...told, odometerKm: 57_823.1 })
})

test('without a lock its position is none, and what is cut off is left out', () => {
  const { reading } = readAcknowledged('17,-2,*-LOG-Grid,2,0,0,0.000000,0.000000,,,,stopped', NOW)
  expect(reading).toEqual({ at: NOW - 2000, isLogged: true, position: null, state: 'stopped' })
})

test('other logs are kept as they are, commas and all', () => {
  const { record, reading } = readAcknowledged('5,0,*-LOG-Trip,1,86400,a,b,,c', NOW)
  expect(record).toEqual({
    type: '*-LOG-Trip',
    number: 1,
    at: NOW,
    lifetimeS: 86_400,
    data: 'a,b,,c',
  })
  expect(reading).toBeNull()
})

test('H is the same without a code and a time', () => {
  expect(readRecord('*-OVM-Utilisation,0,100,1,2,3,4', NOW)).toEqual({
    ack: null,
    record: { type: '*-OVM-Utilisation', number: 0, at: NOW, lifetimeS: 100, data: '1,2,3,4' },
    reading: null,
  })
})

test.each([
  ['17', '17'],
  ['17,-2', '17'],
  ['17,-2,Type,1,60', '17'],
  ['17,-2,,1,60,data', '17'],
  ['', null],
  [',-2,Type,1,60', null],
])('%j keeps nothing, but is acknowledged with %j', (data, ack) => {
  expect(readAcknowledged(data, NOW)).toEqual({ ack, record: null, reading: null })
})

test.each([
  ['5', 0],
  ['x', 0],
  ['', 0],
  ['-3600', 3_600_000],
  ['-1e99', 0],
])('a time difference of %j is read as %i ms ago', (since, ago) => {
  expect(readAcknowledged(`1,${since},Type,1,60,data`, NOW).record?.at).toBe(NOW - ago)
})

test('a zero byte is not kept', () => {
  expect(readRecord('Type,1,60,a\0b', NOW).record?.data).toBe('ab')
})

test('whatever a module sends, a record has sound numbers, and nothing is thrown', () => {
  const field = fc.oneof(fc.string(), fc.double().map(String), fc.constant('*-LOG-Grid'))
  fc.assert(
    fc.property(fc.array(field, { maxLength: 50 }), (fields) => {
      const { record } = readAcknowledged(fields.join(','), NOW)
      const numbers = record ? [record.number, record.at, record.lifetimeS] : []
      expect(numbers.every(Number.isInteger)).toBe(true)
    }),
  )
})
