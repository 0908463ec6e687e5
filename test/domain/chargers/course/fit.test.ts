/** Which transaction is meant, and which gives way to another one. */
import { describe, expect, it } from 'vitest'
import {
  fitting,
  givingWay,
  isStill,
  startless,
} from '../../../../src/domain/chargers/course/fit.ts'
import { after, aTransaction } from './samples.ts'

const over = (from: number, to: number) =>
  aTransaction({ status: 'completed', startedAt: after(from), endedAt: after(to) })
const clue = (minutes: number, told = {}) => ({ evse: 1, at: after(minutes), idTag: null, ...told })

describe('what fits', () => {
  it('was begun before, and was not over yet', () => {
    const [first, second] = [over(0, 30), over(60, 90)]
    const recent = [second, first]
    expect(fitting(recent, clue(20))).toBe(first)
    expect(fitting(recent, clue(70))).toBe(second)
    expect(fitting(recent, clue(40))).toBeNull()
    expect(fitting(recent, clue(91))).toBeNull()
  })

  it('goes on rather than not, is the later one of two, and is on that connector', () => {
    const [done, open] = [over(5, 50), aTransaction({ startedAt: after(1) })]
    expect(fitting([done, open], clue(20))).toBe(open)
    const later = aTransaction({ startedAt: after(3) })
    expect(fitting([open, later], clue(20))).toBe(later)
    expect(fitting([open], clue(20, { evse: 2 }))).toBeNull()
    expect(fitting([open], clue(20, { evse: null }))).toBe(open)
  })

  it('is by the same tag where one is', () => {
    const [mine, other] = [aTransaction({ idTag: 'Mine' }), aTransaction({ startedAt: after(5) })]
    expect(fitting([other, mine], clue(20, { idTag: 'MINE' }))).toBe(mine)
    expect(fitting([other, mine], clue(20, { idTag: 'nobody' }))).toBe(other)
  })

  it('may have ended later where its end was only thought of', () => {
    const thought = { ...over(0, 30), isProvisional: true }
    expect(fitting([thought], clue(40))).toBe(thought)
  })
})

describe('a start', () => {
  const lost = (from: number, told = {}) =>
    aTransaction({ startedAt: after(from), oddities: ['no-start'], idTag: null, ...told })

  it('belongs to the first that went on after it without one', () => {
    const [first, second] = [lost(10), lost(50)]
    expect(startless([second, first, aTransaction()], clue(0))).toBe(first)
    expect(startless([second, first], clue(20))).toBe(second)
    expect(startless([first], clue(60))).toBeNull()
    expect(startless([lost(10, { idTag: 'A' })], clue(0, { idTag: 'B' }))).toBeNull()
    expect(startless([lost(10, { reference: 'tx' })], clue(0))).toBeNull()
    expect(startless([lost(10, { evse: 2 })], clue(0))).toBeNull()
  })
})

it('a number of the charger’s own is used again an hour after the end', () => {
  expect(isStill(over(0, 30), after(90))).toBe(true)
  expect(isStill(over(0, 30), after(91))).toBe(false)
  expect(isStill(aTransaction(), after(9000))).toBe(true)
})

describe('on one connector', () => {
  const told = aTransaction({ startedAt: after(60) })

  it('the older one gives way', () => {
    const [older, elsewhere] = [aTransaction(), aTransaction({ evse: 2 })]
    expect(givingWay([told, older, elsewhere], told)).toEqual([older])
    expect(givingWay([told, older], older)).toEqual([older])
    expect(givingWay([], told)).toEqual([])
  })

  it('the one that was told last stays where the clock cannot say who was first', () => {
    const lost = aTransaction({ oddities: ['clock-skew'] })
    expect(givingWay([told], lost)).toEqual([told])
  })
})
