import { describe, expect, it } from 'vitest'
import { gradeOf, pairsOf, type Visit } from '../../../../src/domain/chargers/meeting/match.ts'
import type { Draw } from '../../../../src/domain/chargers/meeting/witness.ts'
import { chance } from '../../../chance.ts'
import { after, draw, MINUTE, noon, over, pairs, visit } from './samples.ts'

describe('a charge and a transaction', () => {
  it.each<[string, Partial<Visit>, Partial<Draw>]>([
    ['begin at once', {}, {}],
    [
      'begin ten minutes apart, equally full',
      { socStart: 40 },
      { startedAt: after(10), socStart: 40 },
    ],
    ['begin ten minutes apart, and end together', over(60), { ...over(60), startedAt: after(10) }],
    [
      'last equally long by a clock that is wrong',
      over(60),
      { startedAt: after(8), endedAt: after(68), status: 'completed' },
    ],
    [
      'begin together by the clock that the charger should have',
      {},
      { startedAt: after(-300), skewMs: 300 * MINUTE },
    ],
    [
      'begin together, as was told late by a charger whose clock was set since',
      {},
      { skewMs: 300 * MINUTE },
    ],
    [
      'differ by what is lost on the way into the battery',
      { ...over(60), energyKwh: 10 },
      { ...over(60), energyWh: 12_000 },
    ],
    ['end hours apart, since a full car stays plugged in', over(60), over(300)],
    [
      'are of one owner, whatever else they say',
      { ...over(60), socStart: 10, energyKwh: 1 },
      { ...over(20), socStart: 90, energyWh: 50_000, owner: 'Jim' },
    ],
  ])('are one where they %s', (_, car, post) => {
    expect(pairs([visit(car)], [draw(post)])).toBe('car=post')
  })

  it.each<[string, Partial<Visit>, Partial<Draw>]>([
    ['are alike in nothing but the window', {}, { startedAt: after(3) }],
    ['begin eleven minutes apart', {}, { startedAt: after(11) }],
    ['are at different chargers', { chargers: ['CP-2'] }, {}],
    ['are at no charger that is known', { chargers: [] }, { owner: 'Jim' }],
    ['are of two owners', {}, { owner: 'Ann' }],
    ['do not overlap', over(3), { startedAt: after(5) }],
    ['differ in charge as only two cars can', { socStart: 20 }, { socStart: 60 }],
    [
      'differ in energy as only two cars can',
      { ...over(60), energyKwh: 30 },
      { ...over(60), energyWh: 9000 },
    ],
    ['end so that the car draws on without a charger', over(60), over(30)],
  ])('are two where they %s', (_, car, post) => {
    expect(pairs([visit(car)], [draw(post)])).toBe('')
  })

  it('are one by less, the fewer chargers stand there', () => {
    const told = visit({ startedAt: after(0.75) })
    const plaza = Array.from({ length: 16 }, (_, i) => `CP-${i}`)
    expect(pairs([told], [draw()])).toBe('car=post')
    expect(pairs([{ ...told, chargers: plaza }], [draw()])).toBe('')
    expect(pairs([{ ...told, ...over(60), chargers: plaza }], [draw(over(60))])).toBe('car=post')
    const own = draw({ access: 'private', host: 'Jim' })
    expect(pairs([{ ...told, chargers: plaza }], [own])).toBe('car=post')
  })

  it('may be one where the end is not told yet or not for sure', () => {
    expect(pairs([visit(over(60))], [draw({ ...over(30), isProvisional: true })])).toBe('car=post')
    const unknown = visit({ status: 'unknown', endedAt: after(2), startedAt: noon, socStart: 40 })
    expect(pairs([unknown], [draw({ startedAt: after(8), socStart: 40 })])).toBe('car=post')
  })
})

describe('two cars side by side', () => {
  const cars = [visit({ id: 'car1', owner: 'Jim' }), visit({ id: 'car2', owner: 'Ann' })]
  const posts = [draw({ id: 'post1' }), draw({ id: 'post2', charger: 'CP-2' })]
  const both = { chargers: ['CP-1', 'CP-2'] }
  const park = (first: Partial<Visit>, second: Partial<Visit>) => [
    { ...cars[0]!, ...both, ...first },
    { ...cars[1]!, ...both, ...second },
  ]
  const draws = (first: Partial<Draw>, second: Partial<Draw>) => [
    { ...posts[0]!, ...first },
    { ...posts[1]!, ...second },
  ]

  it('stay apart from both posts while nothing tells them from each other', () => {
    expect(pairs(park({}, {}), draws({}, {}))).toBe('')
    expect(pairs(park({}, { startedAt: after(1) }), draws({}, { startedAt: after(1) }))).toBe('')
    expect(pairs(park({}, {}), draws({}, {}).slice(1))).toBe('')
  })

  it('are told apart by an idTag that is known, the other one then by being left', () => {
    expect(pairs(park({}, {}), draws({ owner: 'Jim' }, {}))).toBe('car1=post1 car2=post2')
  })

  it('are told apart by starts that fall on one moment each', () => {
    const late = { startedAt: after(5) }
    expect(pairs(park({}, late), draws({}, late))).toBe('car1=post1 car2=post2')
  })

  it('are told apart by their ends', () => {
    expect(pairs(park(over(30), over(60)), draws(over(30), over(60)))).toBe('car1=post1 car2=post2')
  })

  it('are told apart by what they drew, and by how full they were', () => {
    const ended = [
      { ...over(60), energyKwh: 10 },
      { ...over(60), energyKwh: 15 },
    ] as const
    const drawn = [
      { ...over(60), energyWh: 10_100 },
      { ...over(60), energyWh: 15_200 },
    ] as const
    expect(pairs(park(...ended), draws(...drawn))).toBe('car1=post1 car2=post2')
    const socs = [{ socStart: 20 }, { socStart: 27 }] as const
    expect(pairs(park(...socs), draws(...socs))).toBe('car1=post1 car2=post2')
  })

  it('are not told apart by what is lost on the way into the battery', () => {
    const ended = [
      { ...over(60), energyKwh: 10 },
      { ...over(60), energyKwh: 10.8 },
    ] as const
    const drawn = [
      { ...over(60), energyWh: 10_900 },
      { ...over(60), energyWh: 12_000 },
    ] as const
    expect(pairs(park(...ended), draws(...drawn))).toBe('')
  })

  it('stay apart where they might as well have exchanged their posts', () => {
    const [one, other] = [{ ...over(60) }, { ...over(60), startedAt: after(0.4) }]
    const alike = { socStart: 40 }
    expect(pairs(park({ ...one, ...alike }, other), draws({ ...one, ...alike }, other))).toBe('')
  })

  it('stay apart where the signs contradict each other', () => {
    const [early, late] = [
      { ...over(60), socStart: 20 },
      { ...over(63), socStart: 26 },
    ]
    const [a, b] = [
      { ...over(60), socStart: 26 },
      { ...over(63), socStart: 20 },
    ]
    expect(pairs(park(early, late), draws(a, b))).toBe('')
  })
})

/** Small numbers by chance. */
function smallBy(seed: number): (below: number) => number {
  const whole = chance(seed)
  return (below) => whole() % below
}

function crowd(of: (below: number) => number): { visits: Visit[]; draws: Draw[] } {
  const some = <T>(...values: T[]) => values[of(values.length)]!
  const times = () => {
    const end = some(null, after(of(60)))
    return { startedAt: after(of(25)), endedAt: end && after(25 + of(60)) }
  }
  const visits = Array.from({ length: of(6) }, (_, i) => {
    const { startedAt, endedAt } = times()
    const status = endedAt === null ? 'charging' : some('completed', 'aborted', 'unknown')
    const energyKwh = some(null, of(12))
    const chargers = ['CP-1', 'CP-2', 'CP-3'].filter(() => of(3) > 0)
    const owner = some('Jim', 'Ann', 'Bo')
    return visit({
      id: `car${i}`,
      owner,
      chargers,
      startedAt,
      endedAt,
      status,
      energyKwh,
    })
  })
  const draws = Array.from({ length: of(7) }, (_, i) => {
    const { startedAt, endedAt } = times()
    const status = endedAt === null ? 'charging' : 'completed'
    const owner = some(null, null, 'Jim', 'Ann')
    const energyWh = some(null, of(12) * 1000)
    const charger = some('CP-1', 'CP-2', 'CP-3')
    const skewMs = some(null, 5 * MINUTE)
    return draw({ id: `post${i}`, charger, startedAt, endedAt, status, owner, energyWh, skewMs })
  })
  return { visits, draws }
}

describe('whatever comes together', () => {
  const scenes = Array.from({ length: 2000 }, (_, seed) => crowd(smallBy(seed + 1)))

  it('nothing is joined twice, and only what fits', () => {
    let made = 0
    for (const { visits, draws } of scenes) {
      const found = pairsOf(visits, draws)
      expect(new Set(found.values()).size).toBe(found.size)
      for (const [car, post] of found) {
        const [one, other] = [
          visits.find(({ id }) => id === car),
          draws.find(({ id }) => id === post),
        ]
        expect(gradeOf(one!, other!)).not.toBeNull()
        made++
      }
    }
    expect(made).toBeGreaterThan(600)
  })

  it('the order in which it came does not matter', () => {
    for (const [seed, { visits, draws }] of scenes.entries()) {
      const of = smallBy(-seed)
      const shuffled = <T>(all: T[]) =>
        all
          .map((one) => ({ one, at: of(1_000_000) }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one)
      expect(pairs(shuffled(visits), shuffled(draws))).toBe(pairs(visits, draws))
    }
  })

  it('nor does what fits none of it', () => {
    const strangers = [
      draw({ id: 'far', charger: 'CP-9' }),
      draw({ id: 'late', startedAt: after(90) }),
    ]
    for (const { visits, draws } of scenes) {
      const absent = visit({ id: 'absent', chargers: [] })
      expect(pairs([absent, ...visits], [...strangers, ...draws])).toBe(pairs(visits, draws))
    }
  })

  it('no car is given a post that would fit another one just as well', () => {
    for (const { visits, draws } of scenes) {
      const found = pairsOf(visits, draws)
      for (const [car, post] of found) {
        const meant = draws.find(({ id }) => id === post)!
        const own = gradeOf(
          visits.find(({ id }) => id === car)!,
          meant,
        )!
        const rivals = visits.filter(({ id }) => id !== car && !found.has(id))
        for (const rival of rivals) expect(gradeOf(rival, meant) ?? -1).toBeLessThan(own)
      }
    }
  })
})
