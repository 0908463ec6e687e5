/** What is no charge and no end, and cars that say little. */
import { describe, expect, it } from 'vitest'
import { aCar, charging, done, idle, post, stopped } from './car.ts'

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

  it('goes on without the word for as long as the bit is set', () => {
    const car = aCar().tells(0, { ...charging, position: post })
    for (let t = 300; t < 900; t += 60) {
      car.tells(t, { state: 'stopped', substate: '', isCharging: true })
    }
    expect(car.waits(2000).story()).toEqual(['started 0'])
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
      .tells(1240, { ...charging, energyKwh: 2 })
      .tells(1260, { ...stopped('interrupted'), energyKwh: 2 })
      .tells(1280, { ...charging, energyKwh: 0.5 })
      .tells(1640, { ...done, energyKwh: 3 })
      .waits(2000)
    expect(car.heard.at(-1)).toMatchObject({ type: 'charge.completed', energyKwh: 10 })
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

  it('are heard by the bit though an old word says otherwise', () => {
    const car = aCar()
      .tells(0, { ...done, isCharging: false })
      .tells(90, { position: post })
      .tells(100, { isCharging: true })
      .tells(200, { isCharging: true, soc: 50 })
      .tells(800, { isCharging: false })
      .waits(900)
    expect(car.story()).toEqual(['started 100', 'completed 800'])
    const worded = aCar()
      .tells(0, { ...charging, position: post })
      .tells(600, done)
      .waits(700)
      .tells(5000, { isCharging: true })
    expect(worded.story()).toEqual(['started 0', 'completed 600'])
    const atOnce = aCar()
      .tells(0, { ...done, position: post })
      .tells(4, { isCharging: true })
    expect(atOnce.story()).toEqual([])
  })

  it('end when the cable is pulled though the word stays', () => {
    const plugged = { isPortOpen: true, hasPilot: true }
    const pulled = { isPortOpen: false, hasPilot: false, isCharging: false }
    const car = aCar()
      .tells(0, { ...charging, ...plugged, position: post, soc: 50 })
      .tells(600, { ...charging, ...pulled })
      .waits(700)
    expect(car.story()).toEqual(['started 0', 'aborted 600'])
    // The next one: the word comes first, what the cable does with the next line.
    car.tells(900, { state: 'charging', substate: 'onrequest' })
    expect(car.story()).toHaveLength(3)
    const half = aCar()
      .tells(0, { ...charging, ...plugged, position: post })
      .tells(600, { ...charging, isPortOpen: false, isCharging: false })
      .waits(700)
    expect(half.story()).toEqual(['started 0'])
    const never = aCar()
      .tells(0, { ...charging, isPortOpen: false, hasPilot: false, position: post })
      .tells(600, { ...charging, isCharging: false })
      .waits(700)
    expect(never.story()).toEqual(['started 0'])
  })

  it('end by the bit where the word stands still', () => {
    const car = aCar()
      .tells(0, { ...charging, position: post, soc: 50 })
      .tells(600, { isCharging: false, isPortOpen: false, hasPilot: false })
      .waits(700)
    expect(car.heard.at(-1)).toMatchObject({ type: 'charge.aborted', t: 600, reason: 'unknown' })
  })
})
