/** How a charge ends, and when that is told. */
import { describe, expect, it } from 'vitest'
import { aCar, charging, done, idle, post, stopped } from './car.ts'

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

  it('stays as sure as it was told, and becomes surer when more is told', () => {
    const endOf = (...later: [number, object][]) => {
      const car = aCar().tells(0, { ...charging, position: post, soc: 50 })
      for (const [t, reading] of later) car.tells(t, reading)
      const { type, reason = null, soc } = car.waits(700).heard.at(-1)!
      return [type, reason, soc]
    }
    const lost = { state: '', isCharging: false }
    expect(endOf([600, stopped('interrupted')], [602, lost])).toEqual([
      ...['charge.aborted', 'interrupted', 50],
    ])
    expect(endOf([600, lost], [640, { ...done, soc: 60 }])).toEqual(['charge.completed', null, 60])
    expect(endOf([600, stopped('interrupted')], [640, { ...done, soc: 60 }])).toEqual([
      ...['charge.aborted', 'interrupted', 50],
    ])
    expect(endOf([600, stopped('interrupted')], [605, { ...done, soc: 60 }])).toEqual([
      ...['charge.completed', null, 60],
    ])
  })

  it('tells the energy from the grid where the battery’s is not counted', () => {
    const kwhOf = (told: object) => {
      const car = aCar().tells(0, { ...charging, position: post })
      return car
        .tells(600, { ...done, ...told })
        .waits(700)
        .heard.at(-1)!.energyKwh
    }
    expect(kwhOf({ gridKwh: 5 })).toBe(5)
    expect(kwhOf({ energyKwh: 0, gridKwh: 5 })).toBe(5)
    expect(kwhOf({ energyKwh: 4, gridKwh: 5 })).toBe(4)
    expect(kwhOf({ energyKwh: 0, gridKwh: 0 })).toBe(0)
    expect(kwhOf({})).toBeUndefined()
  })

  it('is told at once when the car drives off', () => {
    const car = aCar()
      .tells(0, { ...charging, isOn: false, position: post })
      .tells(600, { ...done })
      .tells(620, { isOn: true, speedKmh: 20 })
    expect(car.story()).toEqual(['started 0', 'completed 600'])
  })
})
