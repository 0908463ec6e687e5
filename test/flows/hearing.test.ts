/** When cars were last heard of: written seldom, and never too seldom. */
import { expect, test } from 'vitest'
import { openHearing } from '../../src/flows/hearing.ts'
import { aVehicle } from '../store/samples.ts'

const anna = aVehicle({ id: 'anna', owner: 'a', createdAt: 1 })
const cars = new Map([[anna.id, anna]])
const said = (source: string, id = 'anna') => ({ module: { id, holds: () => true }, source })

test('a word is written at once, and again a minute after it was durable', () => {
  let now = 1_000_000
  const { due, kept } = openHearing(() => now)
  const words = due([said('http'), said('http'), said('ovms')], cars)
  expect(words).toMatchObject([
    { vehicle: 'anna', channel: 'http', at: now },
    { vehicle: 'anna', channel: 'ovms', at: now },
  ])
  expect(due([said('http')], cars)).toHaveLength(1)
  kept(words)
  expect(due([said('http'), said('ovms')], cars)).toEqual([])
  expect(due([said('mqtt')], cars)).toMatchObject([{ channel: 'mqtt' }])
  now += 59_999
  expect(due([said('http')], cars)).toEqual([])
  now += 1
  expect(due([said('http')], cars)).toMatchObject([{ channel: 'http', at: now }])
})

test('a car that was removed and added again under its old name is another one', () => {
  const { due, kept } = openHearing(() => 5)
  kept(due([said('http')], cars))
  const again = new Map([[anna.id, { ...anna, createdAt: 2 }]])
  expect(due([said('http')], again)).toHaveLength(1)
})

test('what is no way in is not noted', () => {
  expect(openHearing(() => 5).due([said('telemetry'), said('dump')], cars)).toEqual([])
})
