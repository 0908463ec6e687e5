/** The decision table: five flags by four moments, and what a place hands on to a new session. */
import { describe, expect, test } from 'vitest'
import { Flag, Moment, privacy, standingAt, verdicts } from '../../../src/domain/sharing/flag.ts'

const words = { ask: 'ask', tell: 'publish', why: 'publish and ask why', hush: 'keep silent' }

const table: Record<Flag, Record<Moment, keyof typeof words>> = {
  pending: { charging: 'ask', completed: 'ask', aborted: 'ask', unknown: 'ask' },
  once: { charging: 'tell', completed: 'tell', aborted: 'why', unknown: 'tell' },
  always: { charging: 'tell', completed: 'tell', aborted: 'why', unknown: 'tell' },
  skip: { charging: 'hush', completed: 'hush', aborted: 'hush', unknown: 'hush' },
  never: { charging: 'hush', completed: 'hush', aborted: 'hush', unknown: 'hush' },
}
const meaning = {
  ask: { publish: false, ask: 'share' },
  tell: { publish: true, ask: null },
  why: { publish: true, ask: 'abort' },
  hush: { publish: false, ask: null },
}
const cases = Flag.options.flatMap((flag) =>
  Moment.options.map((moment) => ({ flag, moment, verdict: table[flag][moment] })),
)

describe('the decision table', () => {
  test.each(cases)('a $moment charge that is "$flag": $verdict', ({ flag, moment, verdict }) => {
    expect(verdicts[flag][moment]).toEqual(meaning[verdict])
  })

  test('nothing is published before the owner was asked, and an abort is asked about only then', () => {
    const asking = (kind: string) =>
      cases.filter(({ flag, moment }) => verdicts[flag][moment].ask === kind)
    expect(asking('share').some(({ flag, moment }) => verdicts[flag][moment].publish)).toBe(false)
    expect(asking('abort').every(({ flag, moment }) => verdicts[flag][moment].publish)).toBe(true)
    expect(new Set(asking('abort').map(({ moment }) => moment))).toEqual(new Set(['aborted']))
  })
})

describe('a new charge at a known place', () => {
  test.each([
    ['always', 'always'],
    ['never', 'never'],
    ['once', 'pending'],
    ['skip', 'pending'],
    ['pending', 'pending'],
  ] as const)('where the place says "%s" it begins as "%s"', (flag, standing) => {
    expect(standingAt(flag)).toBe(standing)
  })
})

test('from never to always each flag is less private than the one before', () => {
  const order: Flag[] = ['never', 'skip', 'pending', 'once', 'always']
  expect(Flag.options.toSorted((a, b) => privacy[b] - privacy[a])).toEqual(order)
})
