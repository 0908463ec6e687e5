/** What is shown at the door against what is wanted there. */
import { describe, expect, it } from 'vitest'
import type { SecurityProfile } from '../../../../src/domain/chargers/charger.ts'
import { type Admission, judged } from '../../../../src/flows/chargers/entry/admit.ts'

type Shown = 'nothing' | 'password' | 'password over TLS' | 'certificate'

const wanting = (profile: SecurityProfile, passwordHash: string | null = 'hash') =>
  ({ profile, passwordHash, registration: 'accepted' }) as const
const showing = (shown: Shown) => ({
  isSecure: shown === 'password over TLS' || shown === 'certificate',
  isCertified: shown === 'certificate',
})
const isRight = (shown: Shown) => shown.startsWith('password')

describe('a charger', () => {
  it.each<[SecurityProfile, Shown, Admission]>([
    [0, 'nothing', 'wrong'],
    [0, 'password', 'in'],
    [1, 'nothing', 'wrong'],
    [1, 'password', 'in'],
    [1, 'password over TLS', 'in'],
    [1, 'certificate', 'in'],
    [2, 'nothing', 'wrong'],
    [2, 'password', 'insecure'],
    [2, 'password over TLS', 'in'],
    [2, 'certificate', 'in'],
    [3, 'nothing', 'wrong'],
    [3, 'password', 'insecure'],
    [3, 'password over TLS', 'insecure'],
    [3, 'certificate', 'in'],
  ])('of profile %i that shows %s: %s', (profile, shown, admission) => {
    expect(judged(wanting(profile), showing(shown), isRight(shown))).toBe(admission)
  })

  it('that has no password is asked for none at profile 0 alone', () => {
    const verdicts = ([0, 1, 2, 3] as const).map((profile) =>
      judged(wanting(profile, null), showing('nothing'), false),
    )
    expect(verdicts).toEqual(['in', 'wrong', 'wrong', 'wrong'])
  })

  it('that is rejected hears of it only when it has shown who it is', () => {
    const rejected = { ...wanting(1), registration: 'rejected' as const }
    expect(judged(rejected, showing('nothing'), false)).toBe('wrong')
    expect(judged(rejected, showing('password'), true)).toBe('rejected')
  })
})
