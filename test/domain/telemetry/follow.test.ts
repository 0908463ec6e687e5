/** Charges as they are read out of what cars tell: the ordinary life, and all that cars do besides. */
import { describe, expect, it } from 'vitest'
import { merged } from '../../../src/domain/telemetry/follow.ts'
import { aCar, charging, done, home, idle, post, stopped } from './car.ts'

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

describe('how it has ended', () => {
  const endOf = (last: object, before: object = {}) => {
    const car = aCar()
      .tells(0, { ...charging, soc: 45, socLimit: 80, position: post, ...before })
      .tells(600, last)
      .waits(700)
    const { type, reason } = car.heard.at(-1)!
    return [type, reason]
  }

  it('is the word of the car, whatever the number beside it says', () => {
    expect(endOf({ ...done, substate: 'onrequest' })).toEqual(['charge.completed', undefined])
    expect(endOf({ ...stopped('scheduledstop') })).toEqual(['charge.completed', undefined])
    expect(endOf({ state: 'timerwait', isCharging: false })).toEqual([
      'charge.completed',
      undefined,
    ])
    expect(endOf(stopped('onrequest'))).toEqual(['charge.aborted', 'stopped on request'])
    expect(endOf(stopped('interrupted'))).toEqual(['charge.aborted', 'interrupted'])
    expect(endOf(stopped('powerwait'))).toEqual(['charge.aborted', 'no power'])
    expect(endOf(stopped('stopped'))).toEqual(['charge.aborted', 'stopped'])
  })

  it('is guessed by the state of charge where the car has no word for it', () => {
    expect(endOf({ state: '', isCharging: false, soc: 71 })).toEqual(['charge.aborted', 'unknown'])
    expect(endOf({ state: '', isCharging: false, soc: 80 })).toEqual([
      'charge.completed',
      undefined,
    ])
    expect(endOf({ state: '', isCharging: false, soc: 97 }, { socLimit: 0 })[0]).toBe(
      'charge.completed',
    )
    expect(endOf({ state: 'error', isCharging: false })).toEqual(['charge.aborted', 'state error'])
    expect(endOf({ ...stopped('stopped'), soc: 99 })[0]).toBe('charge.completed')
  })

  it('is judged once both halves of what the car tells at once have come', () => {
    const car = aCar()
      .tells(0, { ...charging, position: post })
      .tells(600, { isCharging: false })
      .tells(607, { state: 'stopped', substate: '' })
      .tells(608, { state: 'stopped', substate: 'interrupted' })
      .tells(640, { ...idle })
      .waits(700)
    expect(car.heard.at(-1)).toMatchObject({ type: 'charge.aborted', reason: 'interrupted' })
  })

  it('is the time that the car itself tells where the connection was lost', () => {
    const car = aCar()
      .tells(0, { ...charging, position: post })
      .tells(4000, { ...done, endedAt: Date.UTC(2026, 4, 20, 8, 30) })
    expect(car.story()).toEqual(['started 0'])
    car.waits(4005)
    expect(car.story()).toEqual(['started 0', 'completed 1800'])
  })

  it('is told at once when the car drives off', () => {
    const car = aCar()
      .tells(0, { ...charging, isOn: false, position: post })
      .tells(600, { ...done })
      .tells(620, { isOn: true, speedKmh: 20 })
    expect(car.story()).toEqual(['started 0', 'completed 600'])
  })
})

describe('what is no charge and no end', () => {
  it('does not take recuperation for charging', () => {
    const car = aCar()
      .tells(0, { ...idle, isOn: true, speedKmh: 54, position: post })
      .tells(10, { isCharging: true })
      .tells(14, { isCharging: false })
      .waits(500)
    expect(car.story()).toEqual([])
  })

  it('does not take a prepared or a waiting car for a charging one', () => {
    const car = aCar()
      .tells(0, { state: 'prepare', substate: 'powerwait', isCharging: false, position: post })
      .tells(60, { state: 'timerwait', substate: 'timerwait', isCharging: false })
      .tells(90, { ...stopped('timerwait') })
      .waits(500)
    expect(car.story()).toEqual([])
  })

  it('goes on through a restart of the module, which forgets the word but not the bit', () => {
    const car = aCar()
      .tells(0, { ...charging, position: post })
      .tells(960, { state: 'stopped', substate: '', isCharging: true })
      .tells(975, { ...charging, chargingS: 900 })
      .waits(2000)
    expect(car.story()).toEqual(['started 0'])
  })

  it('goes on through silence', () => {
    const car = aCar()
      .tells(0, { ...charging, position: post })
      .waits(86_400)
    expect(car.story()).toEqual(['started 0'])
  })

  it('makes one charge of a car that stops and starts every twenty seconds', () => {
    const car = aCar().tells(0, { ...charging, soc: 40, position: post })
    for (let t = 20; t < 400; t += 40) {
      car.tells(t, { ...stopped('interrupted') }).tells(t + 20, { ...charging })
    }
    car.tells(500, { ...done, soc: 41 }).waits(600)
    expect(car.story()).toEqual(['started 0', 'completed 500'])
  })

  it('counts the energy on where the counter begins at zero within a charge', () => {
    const car = aCar()
      .tells(0, { ...charging, energyKwh: 0, position: post })
      .tells(600, { ...charging, energyKwh: 5 })
      .tells(620, { ...stopped('interrupted'), energyKwh: 5 })
      .tells(640, { ...charging, energyKwh: 0 })
      .tells(1640, { ...done, energyKwh: 3 })
      .waits(2000)
    expect(car.heard.at(-1)).toMatchObject({ type: 'charge.completed', energyKwh: 8 })
  })
})

describe('cars without words', () => {
  it('are heard by the bit alone', () => {
    const car = aCar()
      .tells(0, { ...idle, position: post, soc: 45, socLimit: 80 })
      .tells(10, { ...idle, isCharging: true })
      .tells(3610, { ...idle, isCharging: true, soc: 58 })
      .tells(7210, { ...idle, isCharging: false, soc: 71 })
      .waits(7300)
    expect(car.story()).toEqual(['started 10', 'updated 3610', 'aborted 7210'])
    expect(car.heard.at(-1)).toMatchObject({ reason: 'unknown' })
  })

  it('are waited for where they have had words before', () => {
    const car = aCar()
      .tells(0, { ...charging, position: post })
      .tells(600, { ...done })
      .waits(700)
      .tells(5000, { ...idle, isCharging: true })
      .tells(5010, { ...charging, chargingS: 10 })
    expect(car.story()).toEqual(['started 0', 'completed 600', 'started 5000'])
  })

  it('end by the bit where the word stands still', () => {
    const car = aCar()
      .tells(0, { ...charging, position: post, soc: 50 })
      .tells(600, { isCharging: false, isPortOpen: false, hasPilot: false })
      .waits(700)
    expect(car.heard.at(-1)).toMatchObject({ type: 'charge.aborted', t: 600, reason: 'unknown' })
  })
})

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

it('takes what is told at one instant as one', () => {
  const at = 1000
  expect(
    merged([
      { at, state: 'charging' },
      { at: 500, isLogged: true, state: 'done' },
      { at: at + 1, isCharging: true },
      { at: at + 2, odometerKm: 5 },
    ]),
  ).toEqual([
    { at: 500, isLogged: true, state: 'done' },
    { at: at + 2, state: 'charging', isCharging: true, odometerKm: 5 },
  ])
})
