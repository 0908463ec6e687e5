/** Whether who shows a tag may charge by it. */
import { describe, expect, test } from 'vitest'
import {
  type Circumstances,
  idTagInfo,
  idTokenInfo,
  isTag,
  type Judged,
  judgement,
  tagKey,
} from '../../../../src/domain/chargers/tokens/authorise.ts'
import type { IdToken } from '../../../../src/domain/chargers/tokens/token.ts'

const NOW = Date.parse('2026-11-21T08:00:00Z')

function aToken(told: Partial<IdToken> = {}): IdToken {
  return {
    ...{ id: '04a22b33', label: '04A22B33', type: null, status: 'Accepted', parent: null },
    ...{ expiresAt: null, owner: null, isUnknown: false, seenAt: null, seenOn: null },
    createdAt: 0,
    ...told,
  }
}

function judged(given: Partial<Circumstances> = {}, type: string | null = null): Judged {
  const usual = {
    ...{ now: NOW, token: aToken(), group: null },
    ...{ isIssued: false, isBusy: false, acceptsUnknown: false },
  }
  return judgement({ id: '04A22B33', type }, { ...usual, ...given })
}

describe('a tag', () => {
  test('that is registered is judged by what is registered', () => {
    expect(judged().status).toBe('Accepted')
    for (const status of ['Blocked', 'Expired', 'Invalid'] as const) {
      expect(judged({ token: aToken({ status }) }).status).toBe(status)
    }
  })

  test('expires in the very millisecond', () => {
    const token = aToken({ expiresAt: NOW })
    expect(judged({ token }).status).toBe('Expired')
    expect(judged({ token, now: NOW - 1 })).toMatchObject({ status: 'Accepted', expiresAt: NOW })
    expect(judged({ token: aToken({ status: 'Blocked', expiresAt: NOW }) }).status).toBe('Blocked')
  })

  test('shares the fate of its group', () => {
    const token = aToken({ parent: 'FLEET', expiresAt: NOW + 2000 })
    const group = (told: Partial<IdToken>) => aToken({ id: 'fleet', label: 'FLEET', ...told })
    expect(judged({ token })).toMatchObject({ status: 'Accepted', parent: 'FLEET' })
    expect(judged({ token, group: group({ status: 'Blocked' }) }).status).toBe('Blocked')
    expect(judged({ token, group: group({ expiresAt: NOW }) }).status).toBe('Expired')
    expect(judged({ token, group: group({ expiresAt: NOW + 1000 }) }).expiresAt).toBe(NOW + 1000)
    const blocked = aToken({ parent: 'FLEET', status: 'Blocked' })
    expect(judged({ token: blocked, group: group({}) }).status).toBe('Blocked')
  })

  test('that charges elsewhere may not begin here, unless it may not charge at all', () => {
    expect(judged({ isBusy: true }).status).toBe('ConcurrentTx')
    const blocked = aToken({ status: 'Blocked' })
    expect(judged({ isBusy: true, token: blocked }).status).toBe('Blocked')
  })

  test('that nobody has registered charges by the operator’s wish alone', () => {
    for (const token of [null, aToken({ isUnknown: true, status: 'Invalid' })]) {
      expect(judged({ token }).status).toBe('Unknown')
      expect(judged({ token, acceptsUnknown: true }).status).toBe('Accepted')
      expect(judged({ token, acceptsUnknown: true, isBusy: true }).status).toBe('ConcurrentTx')
    }
  })

  test('that this server made, or that no one needs, is good', () => {
    expect(judged({ token: null, isIssued: true }).status).toBe('Accepted')
    expect(judged({ token: null }, 'NoAuthorization').status).toBe('Accepted')
    expect(judged({ token: null }, 'Central').status).toBe('Unknown')
  })

  test('is the same in small letters and between blanks, and never empty or endless', () => {
    expect(tagKey(' 04A22B33 ')).toBe('04a22b33')
    expect(['', '  ', 'x'.repeat(256)].map(isTag)).toEqual([false, false, false])
    expect(['x', 'x'.repeat(255)].map(isTag)).toEqual([true, true])
    const given = { now: NOW, token: null, group: null, isIssued: false, isBusy: false }
    const empty = judgement({ id: ' ', type: null }, { ...given, acceptsUnknown: true })
    expect(empty.status).toBe('Invalid')
  })
})

describe('a judgement', () => {
  const told: Judged = { status: 'Unknown', expiresAt: NOW, parent: 'FLEET' }

  test('is told in the words of each version', () => {
    expect(idTagInfo(told)).toEqual({
      ...{ status: 'Invalid', expiryDate: '2026-11-21T08:00:00.000Z', parentIdTag: 'FLEET' },
    })
    expect(idTokenInfo(told)).toEqual({
      status: 'Unknown',
      cacheExpiryDateTime: '2026-11-21T08:00:00.000Z',
      groupIdToken: { idToken: 'FLEET', type: 'Central' },
    })
    expect(idTagInfo({ status: 'Accepted', expiresAt: null, parent: null })).toEqual({
      status: 'Accepted',
    })
  })

  test('leaves out a parent that is longer than the version allows', () => {
    const parent = 'x'.repeat(21)
    expect(idTagInfo({ ...told, parent })).not.toHaveProperty('parentIdTag')
    expect(idTokenInfo({ ...told, parent })).toHaveProperty('groupIdToken')
    expect(idTokenInfo({ ...told, parent: 'x'.repeat(37) })).not.toHaveProperty('groupIdToken')
  })
})
