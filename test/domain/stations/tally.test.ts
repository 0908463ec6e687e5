/** What sessions come to: sums that go back when they go, and intervals that are right for few. */
import { describe, expect, test } from 'vitest'
import type { Counts } from '../../../src/domain/stations/stay.ts'
import { byOften, medianOf, nothing, tallied, wilson } from '../../../src/domain/stations/tally.ts'
import { counts } from './sessions.ts'

const failed: Counts = { ...counts, outcome: 'failed', post: 'A3', powerKw: 50 }
const open: Counts = { ...counts, outcome: 'charging', post: 'A3', powerKw: null }

describe('a tally', () => {
  test('counts what comes, what changes and what goes', () => {
    const first = tallied(nothing, null, open, 1)
    expect(first).toEqual({
      ...{ sessions: 1, vehicles: 1, inUse: 1, succeeded: 0, failed: 0 },
      posts: new Map([['A3', 1]]),
      powers: new Map(),
    })
    const second = tallied(first, null, counts, 1)
    const third = tallied(second, open, failed)
    expect(third).toMatchObject({ sessions: 2, vehicles: 2, inUse: 0, succeeded: 1, failed: 1 })
    expect(third.powers).toEqual(
      new Map([
        [7, 1],
        [50, 1],
      ]),
    )
    expect(tallied(tallied(third, failed, null, -1), counts, null, -1)).toEqual(nothing)
    expect(nothing.posts.size).toBe(0)
  })

  test('leaves out of the rate what says nothing of the station', () => {
    const untold = tallied(nothing, null, { ...counts, outcome: 'untold' }, 1)
    expect(untold).toMatchObject({ sessions: 1, inUse: 0, succeeded: 0, failed: 0 })
  })
})

describe('the median', () => {
  test.each<[[number, number][], number | null]>([
    [[], null],
    [[[7, 1]], 7],
    [
      [
        [50, 1],
        [7, 1],
      ],
      7,
    ],
    [
      [
        [50, 2],
        [7, 1],
      ],
      50,
    ],
    [
      [
        [11, 3],
        [150, 1],
        [3, 2],
      ],
      11,
    ],
  ])('of %j is %s', (times, median) => {
    expect(medianOf(new Map(times))).toBe(median)
  })

  test('what was told most often comes first', () => {
    const times = new Map([
      ['B', 1],
      ['C', 4],
      ['A', 1],
    ] as const)
    expect(byOften(times)).toEqual(['C', 'A', 'B'])
  })
})

/** Newcombe (1998), table I, method 3: without correction, to four places. */
describe("Wilson's interval", () => {
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is %f to %f', (succeeded, of, low, high) => {
    const share = wilson(succeeded, of)!
    expect(share.rate).toBe(succeeded / of)
    expect(share.low).toBeCloseTo(low, 4)
    expect(share.high).toBeCloseTo(high, 4)
  })

  test('never leaves what is possible, and of nothing there is none', () => {
    expect(wilson(5, 5)).toMatchObject({ rate: 1, high: 1 })
    expect(wilson(5, 5)!.low).toBeCloseTo(0.5655, 4)
    expect(wilson(0, 0)).toBeNull()
  })
})
