/** Charges as they are read out of what cars tell: the ordinary life. */
import { describe, expect, it } from 'vitest'
import { merged } from '../../../src/domain/telemetry/follow.ts'
import { aCar, charging, done, idle, post } from './car.ts'

describe('an ordinary charge', () => {
  it('starts, says how it goes, and is complete once nothing has taken its end back', () => {
    const car = aCar()
      .tells(0, { ...idle, soc: 45, position: post, odometerKm: 100 })
      .tells(26, { ...charging, soc: 45, chargingS: 1, energyKwh: 0, powerKw: 7.6 })
      .tells(86, { ...charging, soc: 45.2, energyKwh: 0.1 })
      .tells(3600, { ...charging, soc: 58, energyKwh: 7.5 })
      .tells(9240, { ...done, soc: 80, energyKwh: 20.3, powerKw: 0 })
    expect(car.story()).toEqual(['started 25', 'updated 3600'])
    car.waits(9329)
    expect(car.story()).toHaveLength(2)
    car.waits(9330)
    expect(car.heard.at(-1)).toEqual({
      ...{ type: 'charge.completed', t: 9240, soc: 80, energyKwh: 20.3, odometerKm: 100 },
    })
    expect(car.heard[0]).toMatchObject({ position: post, soc: 45, powerKw: 7.6 })
    expect(car.heard[0]).not.toHaveProperty('energyKwh')
  })

  it('tells how it goes no more often than every five minutes, and only what is new', () => {
    const car = aCar().tells(0, { ...charging, soc: 40, position: post })
    for (let t = 60; t <= 1200; t += 60)
      car.tells(t, { ...charging, soc: 40 + Math.floor(t / 600) })
    expect(car.story()).toEqual(['started 0', 'updated 600', 'updated 1200'])
  })

  it('is heard of only once when both channels of the car tell it', () => {
    const car = aCar()
    for (const t of [0, 1]) car.tells(t, { ...idle, soc: 45, position: post })
    for (const t of [10, 11]) car.tells(t, { ...charging, soc: 45, chargingS: t - 9 })
    for (const t of [900, 902]) car.tells(t, { ...done, soc: 80 })
    car.waits(2000)
    expect(car.story()).toEqual(['started 9', 'completed 900'])
  })

  it('has begun when the car says so, but never before the car was seen idle', () => {
    const late = aCar().tells(1000, { ...charging, chargingS: 600, position: post })
    expect(late.story()).toEqual(['started 400'])
    const seen = aCar()
      .tells(700, { ...idle, position: post })
      .tells(1000, { ...charging, chargingS: 600 })
    expect(seen.story()).toEqual(['started 700'])
    const absurd = aCar().tells(1000, { ...charging, chargingS: 8 * 86_400, position: post })
    expect(absurd.story()).toEqual(['started 1000'])
  })
})

it('passes over what was overtaken on its way, and bears clocks that differ a little', () => {
  const car = aCar()
    .tells(0, { ...charging, position: post })
    .tells(600, { ...charging, soc: 50 })
    .tells(539, done)
    .waits(900)
  expect(car.story()).toEqual(['started 0', 'updated 600'])
  expect(car.tells(880, {}).tells(870, done).waits(999).story()).toEqual([
    ...['started 0', 'updated 600', 'completed 880'],
  ])
})

it('takes what is told at one instant as one', () => {
  const at = 1000
  expect(
    merged([
      { at, state: 'charging' },
      { at: 500, isLogged: true, state: 'done' },
      { at: 400, isLogged: true, state: 'charging' },
      { at: at + 1, isCharging: true },
      { at: at + 2, odometerKm: 5 },
    ]),
  ).toEqual([
    { at: 400, isLogged: true, state: 'charging' },
    { at: 500, isLogged: true, state: 'done' },
    { at: at + 2, state: 'charging', isCharging: true, odometerKm: 5 },
  ])
})
