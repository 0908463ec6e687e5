/** The list by which a charger decides while it is offline. */
import { describe, expect, test } from 'vitest'
import {
  changesTo,
  type List,
  listCall,
  listOf,
  saidIn,
} from '../../../../src/domain/chargers/tokens/locallist.ts'
import type { IdToken } from '../../../../src/domain/chargers/tokens/token.ts'

const NOW = Date.parse('2026-11-21T08:00:00Z')

function aToken(label: string, told: Partial<IdToken> = {}): IdToken {
  return {
    ...{ id: label.toLowerCase(), label, type: null, status: 'Accepted', parent: null },
    ...{ expiresAt: null, owner: null, isUnknown: false, seenAt: null, seenOn: null },
    createdAt: 0,
    ...told,
  }
}
const list = (tokens: IdToken[], most = 100) => listOf(tokens, '1.6', most, NOW)
const none: List = new Map()

describe('a local list', () => {
  test('tells 1.6 each tag as it was written, with what is said of it', () => {
    const held = list([aToken('AA'), aToken('BB', { status: 'Blocked', parent: 'G' })])
    const changes = changesTo(held, none, 100)
    expect(listCall('1.6', { changes, held: none, isFull: true, number: 1 })).toEqual({
      listVersion: 1,
      updateType: 'Full',
      localAuthorizationList: [
        { idTag: 'AA', idTagInfo: { status: 'Accepted' } },
        { idTag: 'BB', idTagInfo: { status: 'Blocked', parentIdTag: 'G' } },
      ],
    })
  })

  test('tells 2.x what kind of card each is', () => {
    const wanted = listOf([aToken('AA'), aToken('EM', { type: 'eMAID' })], '2.0.1', 100, NOW)
    const changes = changesTo(wanted, none, 100)
    expect(listCall('2.0.1', { changes, held: none, isFull: true, number: 7 })).toEqual({
      versionNumber: 7,
      updateType: 'Full',
      localAuthorizationList: [
        { idToken: { idToken: 'AA', type: 'ISO14443' }, idTokenInfo: { status: 'Accepted' } },
        { idToken: { idToken: 'EM', type: 'eMAID' }, idTokenInfo: { status: 'Accepted' } },
      ],
    })
  })

  test('names only what has changed, and what is gone without more', () => {
    const held = list([aToken('AA'), aToken('BB'), aToken('CC')])
    const wanted = list([aToken('AA'), aToken('BB', { status: 'Blocked' }), aToken('DD')])
    const changes = changesTo(wanted, held, 100)
    expect(listCall('1.6', { changes, held, isFull: false, number: 2 })).toEqual({
      listVersion: 2,
      updateType: 'Differential',
      localAuthorizationList: [
        { idTag: 'CC' },
        { idTag: 'BB', idTagInfo: { status: 'Blocked' } },
        { idTag: 'DD', idTagInfo: { status: 'Accepted' } },
      ],
    })
  })

  test('is cut into pieces, and each leads nearer to it', () => {
    const wanted = list(['AA', 'BB', 'CC'].map((label) => aToken(label)))
    const first = changesTo(wanted, none, 2)
    const held = new Map([...first].map(([key, said]): [string, string] => [key, said!]))
    expect([...first.keys()]).toEqual(['aa', 'bb'])
    const second = changesTo(wanted, held, 2)
    expect([...second.keys()]).toEqual(['cc'])
    expect(changesTo(wanted, wanted, 2).size).toBe(0)
  })

  test('holds what its charger can hold, and no tag that is too long for its version', () => {
    const long = aToken('x'.repeat(21))
    expect([...list([long, aToken('AA'), aToken('BB')], 1).keys()]).toEqual(['aa'])
    expect(listOf([long], '2.0.1', 10, NOW).size).toBe(1)
    expect(listOf([aToken('x'.repeat(37))], '2.0.1', 10, NOW).size).toBe(0)
    expect(listOf([aToken('x'.repeat(37))], '2.1', 10, NOW).size).toBe(1)
  })

  test('says what its group says', () => {
    const member = aToken('AA', { parent: 'Fleet' })
    const fleet = aToken('FLEET', { status: 'Blocked' })
    expect(list([member, fleet]).get('aa')).toContain('"status":"Blocked"')
  })

  test('is emptied by none at all', () => {
    expect(listCall('2.1', { changes: none, held: none, isFull: true, number: 3 })).toEqual({
      versionNumber: 3,
      updateType: 'Full',
    })
  })

  test('is read back from what was sent', () => {
    for (const version of ['1.6', '2.0.1'] as const) {
      const held = listOf([aToken('GONE')], version, 10, NOW)
      const wanted = listOf([aToken('AA', { type: 'eMAID' })], version, 10, NOW)
      const changes = changesTo(wanted, held, 10)
      const payload = listCall(version, { changes, held, isFull: false, number: 4 })
      expect(saidIn(payload)).toEqual({ changes, isFull: false, number: 4 })
    }
  })
})
