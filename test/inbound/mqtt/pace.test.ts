/** A client may speak in bursts, but not faster than its pace for long. */
import { expect, test } from 'vitest'
import { openPace } from '../../../src/inbound/mqtt/pace.ts'

test('a burst goes through at once; what follows waits its turn', () => {
  const pace = openPace(100, 500)
  const waits = Array.from({ length: 502 }, () => pace(0))
  expect(waits.slice(0, 500).every((wait) => wait === 0)).toBe(true)
  expect(waits.slice(500)).toEqual([10, 20])
})

test('time fills the bucket again, and no further than its rim', () => {
  const pace = openPace(100, 500)
  for (let i = 0; i < 500; i++) pace(0)
  expect(pace(1000)).toBe(0)
  for (let i = 0; i < 99; i++) expect(pace(1000)).toBe(0)
  expect(pace(1000)).toBe(10)
  for (let i = 0; i < 500; i++) expect(pace(3_600_000)).toBe(0)
  expect(pace(3_600_000)).toBe(10)
})
