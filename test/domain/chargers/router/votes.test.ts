/** Who decides whether a driver may charge: policy by policy, voice by voice. */
import { describe, expect, it } from 'vitest'
import {
  answerWith,
  decided as ruling,
  infoIn,
  type Vote,
} from '../../../../src/domain/chargers/router/votes.ts'

const decided = (...given: Parameters<typeof ruling>) => ruling(...given)?.info ?? null
const yes = { status: 'Accepted' }
const no = { status: 'Blocked' }
const unknown = { status: 'Invalid' }
const ours = (info: Vote['info']): Vote => ({ voice: 'ours', by: null, info })
const primary = (info: Vote['info']): Vote => ({ voice: 'primary', by: 'p', info })
const listener = (info: Vote['info']): Vote => ({ voice: 'listener', by: 'l', info })

describe('whose word counts', () => {
  it('ours: ours alone, and at once', () => {
    expect(decided('ours', [ours(no)], false)).toBe(no)
    expect(decided('ours', [ours(no), primary(yes)], true)).toBe(no)
  })

  it.each(['any', 'all', 'primary', 'ours'] as const)(
    '%s: whom we have blocked nobody lets in, and nobody is waited for',
    (policy) => {
      const votes = [listener(yes), primary(yes), ours(no)]
      expect(ruling(policy, votes, false)).toEqual(ours(no))
      expect(ruling(policy, [ours(no)], false)).toEqual(ours(no))
    },
  )

  it('tells by whose word it was', () => {
    expect(ruling('any', [ours(unknown), listener(yes)], false)?.by).toBe('l')
    expect(ruling('all', [ours(yes), listener(yes), primary(yes)], true)?.by).toBe('p')
    expect(ruling('primary', [ours(yes)], true)?.by).toBeNull()
  })

  it('primary: its word as soon as it comes, ours where it says nothing', () => {
    expect(decided('primary', [ours(yes)], false)).toBeNull()
    expect(decided('primary', [ours(yes), listener(yes)], false)).toBeNull()
    expect(decided('primary', [ours(yes), primary(no)], false)).toBe(no)
    expect(decided('primary', [ours(yes), primary(null)], false)).toBe(yes)
    expect(decided('primary', [ours(unknown)], true)).toBe(unknown)
  })

  it('any: the first yes is enough; a no waits for the others', () => {
    expect(decided('any', [ours(yes)], false)).toBe(yes)
    expect(decided('any', [ours(unknown), primary(no)], false)).toBeNull()
    expect(decided('any', [ours(unknown), primary(no), listener(yes)], false)).toBe(yes)
  })

  it('any: where all say no, the words of the primary go to the charger, else ours', () => {
    const expired = { status: 'Expired' }
    expect(decided('any', [ours(unknown), listener(no), primary(expired)], true)).toBe(expired)
    expect(decided('any', [ours(unknown), listener(expired)], true)).toBe(unknown)
    expect(decided('any', [ours(unknown), primary(null)], true)).toBe(unknown)
  })

  it('all: the first no is enough; who says nothing has no voice', () => {
    expect(decided('all', [ours(no)], false)).toBe(no)
    expect(decided('all', [ours(yes), listener(yes)], false)).toBeNull()
    expect(decided('all', [ours(yes), listener(no)], false)).toBe(no)
    expect(decided('all', [ours(yes), listener(null), primary(yes)], true)).toBe(yes)
    expect(decided('all', [ours(yes)], true)).toBe(yes)
  })

  it('any and all: where we have nothing to say, whoever has spoken counts', () => {
    expect(decided('all', [ours(null), listener(yes)], true)).toBe(yes)
    expect(decided('any', [ours(null)], true)).toBeNull()
  })
})

describe('what an answer says of a tag', () => {
  const said = (idTagInfo: unknown) => infoIn({ result: { idTagInfo } }, '1.6')

  it('is taken with what OCPP knows, and nothing else', () => {
    const told = { status: 'Accepted', expiryDate: '2027-01-01T00:00:00Z', parentIdTag: 'GROUP' }
    expect(said({ ...told, more: 'x'.repeat(1000) })).toEqual(told)
    expect(said({ ...told, expiryDate: 'soon', parentIdTag: 'longer than a tag may be' })).toEqual({
      status: 'Accepted',
    })
  })

  it.each([[{ status: 'Yes' }], [{}], [null], ['Accepted'], [{ status: ['Accepted'] }]])(
    'is nothing where it is none of the words of OCPP: %j',
    (idTagInfo) => {
      expect(said(idTagInfo)).toBeNull()
    },
  )

  it('is nothing where it is an error', () => {
    expect(infoIn({ error: { code: 'InternalError', description: '' } }, '1.6')).toBeNull()
  })

  it('in 2.x knows more words, and another field', () => {
    const idTokenInfo = {
      ...{ status: 'NoCredit', chargingPriority: 3, language1: 'nl' },
      groupIdToken: { idToken: 'GROUP', type: 'Central' },
    }
    expect(infoIn({ result: { idTokenInfo } }, '2.0.1')).toEqual(idTokenInfo)
    expect(said({ status: 'NoCredit' })).toBeNull()
    const odd = { status: 'Accepted', chargingPriority: 99, groupIdToken: 'GROUP' }
    expect(infoIn({ result: { idTokenInfo: odd } }, '2.1')).toEqual({ status: 'Accepted' })
  })

  it('takes the place of ours, and leaves the rest of our answer', () => {
    const answer = { result: { transactionId: 7, idTagInfo: no } }
    expect(answerWith(answer, yes, '1.6')).toEqual({ result: { transactionId: 7, idTagInfo: yes } })
  })
})
