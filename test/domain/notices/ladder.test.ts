/** The ladder of channels: in the owner's order, past devices that have fallen silent. */
import { describe, expect, test } from 'vitest'
import {
  above,
  DEAF_MS,
  DEAF_PUSHES,
  heard,
  isDeaf,
  rungs,
} from '../../../src/domain/notices/ladder.ts'
import type { Channel } from '../../../src/domain/notices/wishes.ts'

const all: Channel[] = ['push', 'ntfy', 'email']

describe('the ladder', () => {
  test('has the owner’s order, and only what is open', () => {
    expect(rungs({ channels: ['email', 'push'] }, new Set(all))).toEqual(['email', 'push'])
    expect(rungs({ channels: all }, new Set<Channel>(['email', 'push']))).toEqual(['push', 'email'])
    expect(rungs({ channels: [] }, new Set(all))).toEqual([])
  })

  const up = (channels: Channel[], tried: Channel | null, open = channels) =>
    above({ channels }, new Set(open), tried)

  test('is climbed rung by rung, and ends', () => {
    expect(up(all, null)).toBe('push')
    expect(up(all, 'push')).toBe('ntfy')
    expect(up(all, 'email')).toBeNull()
    expect(up([], null)).toBeNull()
  })

  test('goes on with what is left where the last rung leads nowhere any more', () => {
    expect(up(all, 'push', ['ntfy', 'email'])).toBe('ntfy')
    expect(up(['email', 'push', 'ntfy'], 'push', ['email', 'ntfy'])).toBe('ntfy')
    expect(up(['email', 'push'], 'push', ['email'])).toBeNull()
  })
})

describe('a device', () => {
  const quiet = { unshown: DEAF_PUSHES, unshownSince: 1000 }

  test('is deaf after five pushes and two weeks without a word, and not before', () => {
    expect(isDeaf(quiet, 1000 + DEAF_MS)).toBe(true)
    expect(isDeaf(quiet, 999 + DEAF_MS)).toBe(false)
    expect(isDeaf({ ...quiet, unshown: DEAF_PUSHES - 1 }, 1000 + DEAF_MS)).toBe(false)
    expect(isDeaf({ unshown: 0, unshownSince: null }, 1000 + DEAF_MS)).toBe(false)
  })

  test('that is deaf is passed over where anything else is left', () => {
    const now = 1000 + DEAF_MS
    const fine = { unshown: 1, unshownSince: now }
    expect(heard([quiet, fine], false, now)).toEqual([fine])
    expect(heard([quiet], true, now)).toEqual([])
    expect(heard([quiet], false, now)).toEqual([quiet])
  })
})
