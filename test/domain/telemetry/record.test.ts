/** What of the lines of modules' logs may be kept. */
import { describe, expect, test } from 'vitest'
import type { LogRecord } from '../../../src/domain/telemetry/reading.ts'
import { isTrack, withoutPosition } from '../../../src/domain/telemetry/record.ts'

const record = (type: string, data: string): LogRecord => {
  return { type, number: 1, at: 1000, lifetimeS: 60, data }
}

describe('a line of a log', () => {
  test.each(['*-LOG-Grid', '*-LOG-Trip', '*-log-grid'])(
    'of type %s is kept without where it was: only that the receiver had a fix, and the rest',
    (type) => {
      const told = record(type, '1,47.070700,15.439500,353.0,Home,type2,charging,,standard')
      expect(withoutPosition(told)).toEqual(record(type, '1,,,,,type2,charging,,standard'))
    },
  )

  test('loses its position once: what has none is the same after it', () => {
    const once = withoutPosition(record('*-LOG-Grid', '1,47.0707,15.4395,353,Home,type2'))
    expect(withoutPosition(once)).toEqual(once)
  })

  test.each(['', '1', '1,47.0707', '1,47.0707,15.4395', '1,47.0707,15.4395,353,Home'])(
    'that breaks off has no position either: %j',
    (data) => {
      expect(withoutPosition(record('*-LOG-Trip', data)).data).toMatch(/^1?,,,,$/)
    },
  )

  test.each(['RT-PWR-Log', '*-LOG-PollStats', 'X-*-LOG-Grid', '*-LOG-Grid2'])(
    'of another type stays as it is: %s',
    (type) => {
      const told = record(type, '1,47.0707,15.4395,353,Home')
      expect(withoutPosition(told)).toBe(told)
    },
  )
})

test('the logs of tracks are known by their name', () => {
  expect(['RT-GPS-Log', 'XNE-GPS-Log', 'rt-gps-log'].every(isTrack)).toBe(true)
  expect(['*-LOG-Grid', 'RT-PWR-Log', 'RT-GPS-Logs', 'GPS'].some(isTrack)).toBe(false)
})
