/** What a module's log tells after the fact. */
import { describe, expect, it } from 'vitest'
import { aCar, charging, done, home, idle, post, stopped } from './car.ts'

describe("what the module's log tells", () => {
  it('brings the start of a charge that was not heard of', () => {
    const car = aCar()
      .tells(0, { ...idle, soc: 45, position: post })
      .recalls(123, { ...charging, soc: 45, position: post, chargingS: 1, energyKwh: 0 })
      .tells(600, { ...charging, soc: 46.6, chargingS: 480 })
      .recalls(1503, { ...done, soc: 50, energyKwh: 2.9 })
      .tells(1800, { ...done, soc: 50 })
    expect(car.story()).toEqual(['started 122', 'updated 600', 'completed 1503'])
    expect(car.heard.at(-1)).toMatchObject({ soc: 50, energyKwh: 2.9 })
  })

  it('corrects an end that is still held', () => {
    const car = aCar()
      .tells(0, { ...charging, position: post })
      .tells(4000, { ...idle })
      .recalls(1200, { ...stopped('interrupted'), soc: 60 })
      .waits(5000)
    expect(car.heard.at(-1)).toMatchObject({
      ...{ type: 'charge.aborted', t: 1200, reason: 'interrupted', soc: 60 },
    })
  })

  it('brings back a whole charge from the time when the connection was lost', () => {
    const car = aCar()
      .tells(0, { ...idle, position: home })
      .tells(9000, { ...idle, position: home })
      .recalls(1000, { ...charging, position: post, soc: 40, chargingS: 1 })
      .recalls(1000, { ...charging, position: post, soc: 40, chargingS: 1 })
      .recalls(4000, { ...done, soc: 80, energyKwh: 20, chargingS: 3000 })
      .recalls(4000, { ...done, soc: 80, energyKwh: 20, chargingS: 3000 })
    expect(car.heard).toMatchObject([
      { type: 'charge.started', t: 1000, position: post },
      { type: 'charge.completed', t: 4000, soc: 80, energyKwh: 20 },
    ])
    expect(car.heard).toHaveLength(2)
  })

  it('brings an end whose start nobody told', () => {
    const car = aCar()
      .tells(9000, { ...idle, position: home })
      .recalls(4000, { ...stopped('interrupted'), position: post, chargingS: 3000 })
    expect(car.heard).toMatchObject([
      { type: 'charge.aborted', t: 4000, durationS: 3000, reason: 'interrupted', position: post },
    ])
  })

  it('gives its place to a charge that has none', () => {
    const car = aCar()
      .tells(0, { ...charging, position: null })
      .tells(60, { soc: 40 })
      .recalls(3, { ...charging, position: post })
    expect(car.heard).toMatchObject([{ t: 0 }, { type: 'charge.updated', t: 60, position: post }])
  })

  it('tells of two charges that nobody heard of, one after the other', () => {
    const car = aCar().tells(20_000, { ...idle, position: home })
    for (const t of [1000, 6000]) {
      car
        .recalls(t, { ...charging, position: post, chargingS: 1 })
        .recalls(t + 60, { state: 'prepare', substate: 'powerwait' })
        .recalls(t + 600, { ...stopped('interrupted'), gridKwh: 3, chargingS: 600 })
    }
    expect(car.story()).toEqual(['started 1000', 'aborted 1600', 'started 6000', 'aborted 6600'])
    expect(car.heard.at(-1)).toMatchObject({ reason: 'interrupted', energyKwh: 3 })
  })

  it('corrects the energy of a held end only where it tells one', () => {
    const endOf = (told: object) =>
      aCar()
        .tells(0, { ...charging, position: post })
        .tells(600, { ...done, energyKwh: 5 })
        .tells(604, { soc: 60 })
        .recalls(603, { ...done, ...told })
        .waits(800)
        .heard.at(-1)!
    expect(endOf({})).toMatchObject({ t: 603, energyKwh: 5 })
    expect(endOf({ energyKwh: 5.25 })).toMatchObject({ energyKwh: 5.25 })
  })

  it('is passed over where all is known already', () => {
    const car = aCar()
      .tells(0, { ...charging, position: post })
      .tells(3, { soc: 40 })
      .recalls(1, { ...charging, position: post })
      .tells(600, { ...done })
      .waits(700)
      .tells(800, { ...idle })
      .recalls(600, { ...done })
    expect(car.story()).toEqual(['started 0', 'completed 600'])
  })
})
