/** Crowds at one plaza, thousands of them: nobody is given the post of another whom the server could know. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pairsOf } from '../../../../src/domain/chargers/meeting/match.ts'
import { chanceOf, couldBeOne, type Crowd, crowdOf, knownAfter, type Plaza } from './plaza.ts'

const plain: Plaza = {
  ...{ seed: 0, posts: 16, withinS: 120, strangers: 0 },
  ...{ energies: 7, socs: 5, tags: 1, skewed: 0, late: 1 },
}
const often = (most: number) => fc.integer({ min: 0, max: most })
const plazas = fc.record<Plaza>({
  seed: fc.integer(),
  posts: fc.integer({ min: 2, max: 20 }),
  withinS: fc.constantFrom(5, 20, 120, 600),
  ...{ strangers: often(5), energies: often(10), socs: often(10) },
  ...{ tags: often(3), skewed: often(4), late: often(5) },
})

type Tally = { made: number; right: number; truly: number }

/** What is joined after so many things were heard; throws where the server could know better. */
function judged(crowd: Crowd, count = Infinity): Tally {
  const { visits, draws } = knownAfter(crowd, count)
  const isKnown = new Set([...visits, ...draws].map(({ id }) => id))
  const found = pairsOf(visits, draws)
  const wrong = [...found].filter(([car, post]) => crowd.truth.get(car) !== post)
  const knowable = wrong.filter(([car, post]) => {
    const told = visits.find(({ id }) => id === car)!
    return !couldBeOne(
      told,
      draws.find(({ id }) => id === post)!,
    )
  })
  expect(knowable).toEqual([])
  const truly = [...crowd.truth].filter(([car, post]) => isKnown.has(car) && isKnown.has(post))
  return { made: found.size, right: found.size - wrong.length, truly: truly.length }
}

/** The same over many crowds of one kind. */
function overMany(kind: Partial<Plaza>, count: number): { precision: number; recall: number } {
  const sum: Tally = { made: 0, right: 0, truly: 0 }
  for (let seed = 1; seed <= count; seed++) {
    const { made, right, truly } = judged(crowdOf({ ...plain, ...kind, seed }))
    sum.made += made
    sum.right += right
    sum.truly += truly
  }
  return { precision: sum.right / sum.made, recall: sum.right / sum.truly }
}

describe('in whatever crowd, at every moment', () => {
  it('who is joined with a post that is not his told just what who was there would have told', () => {
    fc.assert(
      fc.property(plazas, (plaza) => {
        const crowd = crowdOf(plaza)
        const of = chanceOf(plaza.seed + 1)
        for (let i = 0; i < 3; i++) judged(crowd, 1 + of.below(crowd.sayings.length))
        judged(crowd)
      }),
      { seed: 20261121, numRuns: 1000 },
    )
  })
})

describe('of the charges in a crowd whose charger told of them too', () => {
  it.each<[string, Partial<Plaza>, number, number]>([
    ['all come within two minutes', {}, 1, 0.78],
    ['all come within twenty seconds', { withinS: 20 }, 1, 0.75],
    ['clocks are wrong', { skewed: 4 }, 1, 0.7],
    ['messages are late', { late: 5 }, 1, 0.78],
    ['nothing but times is told', { socs: 0, energies: 0 }, 0.99, 0.6],
    ['a third of all are strangers', { strangers: 3 }, 0.99, 0.75],
  ])('where %s, as good as none is joined wrongly, and most are found', (_, kind, sure, most) => {
    const { precision, recall } = overMany(kind, 100)
    expect(precision).toBeGreaterThanOrEqual(sure)
    expect(recall).toBeGreaterThan(most)
  })
})
