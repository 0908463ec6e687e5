/** What keeps a transaction from whoever was not there, or whose it is not to know. */
import { describe, expect, it } from 'vitest'
import { after, draw, noon, over, pairs, visit } from './samples.ts'

describe('whose transaction it is not known to be', () => {
  const late = { heard: { first: after(16), last: after(16) } }

  it('is that of no charge which is told of later, but for one by the owner’s tag', () => {
    expect(pairs([visit(late)], [draw()])).toBe('')
    expect(pairs([visit(late)], [draw({ owner: 'Jim' })])).toBe('car=post')
    expect(pairs([visit({ heard: { first: after(-16), last: noon } })], [draw()])).toBe('')
  })

  it('is at a private charger that of its owner’s charges alone, whenever these are told', () => {
    const box = draw({ access: 'private' })
    expect(pairs([visit()], [box])).toBe('')
    expect(pairs([visit()], [{ ...box, host: 'Ann' }])).toBe('')
    expect(pairs([visit()], [{ ...box, host: 'Jim' }])).toBe('car=post')
    expect(pairs([visit(late)], [{ ...box, host: 'Jim' }])).toBe('car=post')
    expect(pairs([visit()], [{ ...box, owner: 'Jim' }])).toBe('car=post')
    expect(pairs([visit()], [{ ...box, host: 'Jim', owner: 'Ann' }])).toBe('')
  })

  it('stays with its charge though another one has an end that fits better, but was told late', () => {
    const victim = visit({ ...over(60), id: 'victim', energyKwh: 8 })
    const begun = { ...over(60), id: 'thief', owner: 'Ann' }
    const thief = visit({ ...begun, energyKwh: 9.8, heard: { first: noon, last: after(120) } })
    const post = draw({ ...over(60), energyWh: 9800, session: 'victim' })
    expect(pairs([victim, thief], [post])).toBe('victim=post')
    const timely = { ...thief, heard: { first: noon, last: after(61) } }
    expect(pairs([victim, timely], [post])).toBe('')
    expect(pairs([{ ...victim, energyKwh: 5 }, timely], [post])).toBe('thief=post')
    const kept = { ...post, session: 'thief' }
    expect(pairs([thief], [kept])).toBe('thief=post')
  })
})

describe('a charge of which nothing is told', () => {
  it('takes its transaction from all others', () => {
    const [silent, later] = [visit({ id: 'silent', owner: 'Ann' }), visit({ startedAt: after(1) })]
    expect(pairs([later], [draw()])).toBe('car=post')
    expect(pairs([later, silent], [draw()])).toBe('')
  })
})
