/** Where a charge is, and where another one begins. */
import { describe, expect, it } from 'vitest'
import { aCar, charging, done, home, idle, post } from './car.ts'

describe('where it is', () => {
  it('is told with the start where the car was seen just now', () => {
    const car = aCar()
      .tells(0, { ...idle, position: post })
      .tells(30, charging)
    expect(car.heard[0]).toMatchObject({ type: 'charge.started', position: post })
  })

  it('is waited for where the car was last seen elsewhere or long ago', () => {
    const car = aCar()
      .tells(0, { ...idle, position: home, odometerKm: 100 })
      .tells(7200, { ...charging })
      .tells(7201, { odometerKm: 130 })
      .tells(7202, { position: post })
    expect(car.heard).toMatchObject([
      { type: 'charge.started', t: 7200 },
      { type: 'charge.updated', t: 7202, position: post },
    ])
    expect(car.heard[0]).not.toHaveProperty('position')
  })

  it('is the last good fix after ten seconds, if the car was not driven since', () => {
    const parked = aCar()
      .tells(0, { ...idle, position: post, odometerKm: 100 })
      .tells(7200, { ...charging, odometerKm: 100 })
      .waits(7210)
    expect(parked.heard[1]).toMatchObject({ type: 'charge.updated', position: post })
    const driven = aCar()
      .tells(0, { ...idle, position: home, odometerKm: 100 })
      .tells(7200, { ...charging, odometerKm: 130 })
      .waits(7210)
    expect(driven.story()).toEqual(['started 7200'])
    driven.tells(7800, { ...charging, position: post })
    expect(driven.heard[1]).toMatchObject({ type: 'charge.updated', position: post })
  })

  it('is found when a receiver without a fix gets one in the midst of the charge', () => {
    const car = aCar()
      .tells(0, { ...idle, position: null })
      .tells(5, { ...charging, chargingS: 1, position: null })
      .tells(245, { position: post })
    expect(car.heard).toMatchObject([{ t: 4 }, { type: 'charge.updated', t: 245, position: post }])
  })

  it('does not follow a single jump of a parked car, but a second one to the same spot', () => {
    const glitch = { lat: 52.37, lon: 0.1 }
    const car = aCar().tells(0, { ...idle, position: post, odometerKm: 100 })
    car.tells(10, { position: glitch }).tells(20, { ...charging })
    expect(car.heard[0]).toMatchObject({ position: post })
    const towed = aCar().tells(0, { ...idle, position: post, odometerKm: 100 })
    towed
      .tells(10, { position: home })
      .tells(20, { position: home })
      .tells(30, { ...charging })
    expect(towed.heard[0]).toMatchObject({ position: home })
  })

  it('parts two charges at two places, however soon one follows the other', () => {
    const car = aCar()
      .tells(0, { ...charging, isOn: false, position: post })
      .tells(600, { ...done })
      .tells(610, { isOn: true, speedKmh: 30 })
      .tells(660, { isOn: false, speedKmh: 0, position: home })
      .tells(670, { ...charging, chargingS: 5 })
    expect(car.story()).toEqual(['started 0', 'completed 600', 'started 665'])
  })
})

describe('a charge at another place', () => {
  it('is another charge, though the car was not seen to drive there', () => {
    const car = aCar()
      .tells(0, { ...charging, position: post })
      .tells(600, { ...done })
      .tells(640, { position: home })
      .tells(650, { ...charging, chargingS: 5 })
    expect(car.story()).toEqual(['started 0', 'completed 600', 'started 645'])
    expect(car.heard.at(-1)).toMatchObject({ position: home })
  })

  it('never begins before the one before it has ended', () => {
    const car = aCar()
      .tells(0, { ...charging, position: post })
      .tells(600, { ...done })
      .waits(700)
      .tells(900, { ...charging, chargingS: 880 })
    expect(car.story()).toEqual(['started 0', 'completed 600', 'started 600.001'])
  })
})
