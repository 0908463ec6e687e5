/** Which one is meant where a charger has called more than one transaction by the same name. */
import { describe, expect, it } from 'vitest'
import { type Hint, namesake } from '../../../../src/domain/chargers/course/namesake.ts'
import type { Transaction } from '../../../../src/domain/chargers/transaction.ts'
import { after, aReading, aTransaction } from './samples.ts'

const over = (from: number, to: number, told: Partial<Transaction> = {}) =>
  aTransaction({
    ...{ status: 'completed', startedAt: after(from), endedAt: after(to) },
    ...{ seqNo: 4, seen: [[0, 4]], ...told },
  })
const open = (from: number, told: Partial<Transaction> = {}) =>
  aTransaction({ startedAt: after(from), seqNo: 0, seen: [[0, 0]], ...told })
const startless = { oddities: ['no-start'] } satisfies Partial<Transaction>

const hint = (kind: Hint['kind'], seqNo: number, minutes: number, told: Partial<Hint> = {}) => ({
  ...{ kind, seqNo, when: { at: after(minutes), odd: [] }, evse: 1 },
  ...{ idTag: 'card', meterStartWh: 1000, ...told },
})
const start = (minutes: number, told?: Partial<Hint>) => hint('Started', 0, minutes, told)
const update = (seqNo: number, minutes: number, told?: Partial<Hint>) =>
  hint('Updated', seqNo, minutes, told)
const unset = (minutes: number) => ({ when: { at: after(minutes), odd: ['clock-unset' as const] } })

describe('a start', () => {
  it('is of the one that it was told of', () => {
    const [first, second] = [over(0, 40), over(120, 140)]
    expect(namesake([second, first], start(0))).toBe(first)
    expect(namesake([second, first], start(120))).toBe(second)
  })

  it('after the end of all others is a new one’s, as is one at another EVSE', () => {
    expect(namesake([over(0, 40)], start(120))).toBeNull()
    expect(namesake([over(0, 40)], start(-60))).toBeNull()
    expect(namesake([open(0)], start(0, { evse: 2 }))).toBeNull()
  })

  it('of one that was never told to have ended is a new one’s, unless it is said soon again', () => {
    const known = open(0)
    expect(namesake([known], start(120))).toBeNull()
    expect(namesake([known], start(5))).toBe(known)
    expect(namesake([known], start(5, { idTag: 'other' }))).toBeNull()
    expect(namesake([known], start(5, { meterStartWh: 1500 }))).toBeNull()
  })

  it('is of the next one that waits for it', () => {
    const waiting = over(130, 140, { ...startless, seen: [[1, 2]] })
    const known = [waiting, over(0, 40)]
    expect(namesake(known, start(120))).toBe(waiting)
    expect(namesake(known, start(-60))).toBeNull()
    expect(namesake(known, start(150))).toBeNull()
  })

  it('by a clock that was never set is known by its register and tag', () => {
    const known = over(0, 40)
    expect(namesake([known], start(120, unset(120)))).toBe(known)
    expect(namesake([known], start(120, { ...unset(120), meterStartWh: 1500 }))).toBeNull()
  })
})

describe('what is told after a start', () => {
  const [first, second] = [over(0, 40), open(120)]
  const known = [second, first]

  it('is of the one that was under way', () => {
    expect(namesake(known, update(1, 10))).toBe(first)
    expect(namesake(known, update(1, 130))).toBe(second)
    expect(namesake(known, hint('Ended', 2, 140))).toBe(second)
  })

  it('is of the one that told it before, though the next one had begun by then', () => {
    const next = open(40)
    expect(namesake([next, first], hint('Ended', 4, 40))).toBe(first)
    expect(namesake([next, first], hint('Ended', 1, 41))).toBe(next)
  })

  it('is of one whose start is still missing, but for what was told of it', () => {
    const waiting = open(120, { ...startless, seqNo: 3, seen: [[3, 3]] })
    expect(namesake([waiting, first], update(2, 110))).toBe(waiting)
    expect(namesake([first], update(1, 120))).toBeNull()
  })

  it('fills a gap, or comes late after the end, though the clock be odd', () => {
    const gap = over(0, 40, {
      seen: [
        [0, 1],
        [3, 4],
      ],
    })
    expect(namesake([gap], update(2, 200))).toBe(gap)
    expect(namesake([first], update(5, 60))).toBe(first)
    expect(namesake([first], update(5, 200))).toBeNull()
    expect(namesake([first], update(1, -30))).toBe(first)
    const read = over(0, 40, { last: aReading(90) })
    expect(namesake([read], update(1, 90))).toBe(read)
  })

  it('is of the open one where its time says nothing, and of the last one where none is open', () => {
    expect(namesake(known, update(1, 119))).toBe(second)
    expect(namesake([second], update(1, 10))).toBe(second)
    expect(namesake(known, update(1, 500, unset(500)))).toBe(second)
    expect(namesake([first], update(1, 500, unset(500)))).toBe(first)
  })
})
