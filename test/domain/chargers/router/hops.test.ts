/** A line tells which houses it has come through, beside whatever proxies write into the same header. */
import { expect, test } from 'vitest'
import { HOPS_MOST, hopsIn, loopIn, viaOf } from '../../../../src/domain/chargers/router/hops.ts'

const house = (i: number) => String(i).padStart(22, 'h')

test('what was written is read, and proxies are no houses', () => {
  const via = viaOf([house(1), house(2)])
  expect(hopsIn(via)).toEqual([house(1), house(2)])
  expect(hopsIn(`1.1 varnish, ${via},HTTP/2 edge (nginx)`)).toEqual([house(1), house(2)])
  expect(hopsIn(undefined)).toEqual([])
  expect(hopsIn('1.1 chargeshare-short, chargeshare, ,')).toEqual([])
})

test('nobody lets in what went through him, or through too many', () => {
  const way = Array.from({ length: HOPS_MOST - 1 }, (_, i) => house(i))
  expect(loopIn([], house(1))).toBeNull()
  expect(loopIn(way, house(99))).toBeNull()
  expect(loopIn(way, house(3))).toMatch('has come from here')
  expect(loopIn([...way, house(50)], house(99))).toMatch('too many')
})
