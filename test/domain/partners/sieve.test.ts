/** What a puller wants of the feed: said in a query, kept in his cursor, true of the same events. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cursorOf, cursorText } from '../../../src/domain/partners/cursor.ts'
import { Bounds, sieveFor, sieveOf, sieveText, Types } from '../../../src/domain/partners/sieve.ts'
import { EventType } from '../../../src/domain/sharing/event.ts'

const degrees = (most: number) => fc.double({ min: -most, max: most, noNaN: true })
const bounds = fc
  .tuple(degrees(180), degrees(90), degrees(180), degrees(90))
  .filter(([, south, , north]) => south <= north)
const types = fc.subarray(EventType.options, { minLength: 1 }).map((types) => types.sort())

describe('a sieve', () => {
  test('is kept in a cursor whole, to a ten-thousandth of a millimetre', () => {
    const maybe = <T>(wish: fc.Arbitrary<T>) => fc.option(wish, { nil: undefined })
    fc.assert(
      fc.property(maybe(types), maybe(bounds), (types, bounds) => {
        const text = sieveText(sieveFor(types, bounds))
        const kept = cursorOf(cursorText({ epoch: 'e', seq: 1, at: 1, sieve: text }))
        expect(kept?.sieve).toBe(text)
        const sieve = sieveOf(text)
        expect(sieve?.events ?? undefined).toEqual(types)
        const box = sieve?.region && 'box' in sieve.region ? sieve.region.box : undefined
        const read = box && [box.west, box.south, box.east, box.north]
        expect(read === undefined).toBe(bounds === undefined)
        for (const [i, edge] of (read ?? []).entries()) expect(edge).toBeCloseTo(bounds![i]!, 11)
        expect(sieve && sieveText(sieve)).toBe(text)
      }),
    )
  })

  test('asked for in another order is the same', () => {
    const [one, other] = ['charge.aborted,charge.started', 'charge.started,charge.aborted']
    expect(sieveText(sieveFor(Types.parse(one), undefined))).toBe(
      sieveText(sieveFor(Types.parse(other), undefined)),
    )
  })

  test.each(['', 'charge.begun', 'charge.started,', '*'])('of types is not %j', (text) => {
    expect(Types.safeParse(text).success).toBe(false)
  })

  test.each(['', '1,2,3', '1,2,3,4,5', '1,2,3,91', '1,3,2,2', 'a,b,c,d', '181,0,0,1', '1e1,2,3,4'])(
    'of a region is not %j',
    (text) => {
      expect(Bounds.safeParse(text).success).toBe(false)
    },
  )

  test('may lie across the date line', () => {
    expect(Bounds.parse('170,-20,-170,0')).toEqual([170, -20, -170, 0])
  })

  test.each([';;', 'charge.begun;', ';1,2,3', 'x'])('that is none, %j, is none', (text) => {
    expect(sieveOf(text)).toBeNull()
  })
})
