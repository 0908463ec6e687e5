/** Whatever a car tells, in whatever order: what is read out of it makes sense. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Message } from '../../../src/domain/charging/message.ts'
import type { Reading } from '../../../src/domain/telemetry/reading.ts'
import { aCar, home, post } from './car.ts'

const runs = Number(process.env['CHARGESHARE_PROPERTY_RUNS'] ?? 300)

const states = [
  'charging',
  'topoff',
  'heating',
  'prepare',
  'timerwait',
  'done',
  'stopped',
  '',
  'odd',
]
const substates = ['', 'onrequest', 'interrupted', 'powerwait', 'scheduledstop', 'stopped', 'x']
const numbers = fc.oneof(
  fc.double({ noNaN: false }),
  fc.double({ min: 0, max: 100, noNaN: true }),
  fc.integer({ min: -5, max: 20_000 }),
)
const reading: fc.Arbitrary<Omit<Reading, 'at' | 'isLogged'>> = fc.record(
  {
    state: fc.constantFrom(...states),
    substate: fc.constantFrom(...substates),
    isCharging: fc.boolean(),
    isOn: fc.boolean(),
    speedKmh: fc.constantFrom(0, 0, 50),
    isPortOpen: fc.boolean(),
    hasPilot: fc.boolean(),
    soc: numbers,
    socLimit: numbers,
    energyKwh: numbers,
    gridKwh: numbers,
    powerKw: numbers,
    voltage: numbers,
    mode: fc.constantFrom('standard', '', 'x'.repeat(99), 'a\u0000b'),
    chargingS: numbers,
    position: fc.constantFrom(post, home, null),
    odometerKm: numbers,
  },
  { requiredKeys: [] },
)
const step = fc.record({
  afterS: fc.integer({ min: 0, max: 4000 }),
  reading,
  /** So long ago, by the module's log; null: live. */
  loggedS: fc.option(fc.integer({ min: 0, max: 20_000 })),
})

it('is made of charges that start before they end, one after the other, in messages that are valid', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const car = aCar()
      let t = 100_000
      for (const { afterS, reading, loggedS } of steps) {
        t += afterS
        if (loggedS === null) car.tells(t, reading)
        else car.recalls(t - loggedS, reading)
      }
      for (const { t, ...said } of car.heard) {
        expect(
          Message.safeParse({ ...said, at: new Date(t * 1000 + 1e12).toISOString() }).error,
        ).toBe(undefined)
      }
      expect(JSON.stringify(car.watch()).length).toBeLessThan(4000)
    }),
    { numRuns: runs },
  )
})

/** The car charges, drives off and charges again, all told at one instant. */
const atOnce = [{ isCharging: true }, { isOn: true, speedKmh: 50 }, { speedKmh: 0 }].map(
  (reading) => ({ afterS: 0, reading, loggedS: null }),
)

it('without a log is a start, news and an end in turn, and time goes on', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const car = aCar()
      let t = 100_000
      for (const { afterS, reading } of steps) car.tells((t += afterS), reading)
      car.waits(t + 90_000)
      let isOpen = false
      for (const { type } of car.heard) {
        expect(type === 'charge.started').toBe(!isOpen)
        isOpen = type === 'charge.started' || type === 'charge.updated'
      }
      const turns = car.heard.filter(({ type }) => type !== 'charge.updated').map(({ t }) => t)
      expect(turns).toEqual(turns.toSorted((a, b) => a - b))
    }),
    { numRuns: runs, examples: [[atOnce]] },
  )
})
