/** Backends as the operator names them, and what they may do to a charger. */
import { describe, expect, it } from 'vitest'
import { unmet } from '../../../../src/domain/chargers/router/standing.ts'
import {
  mayCommand,
  upstreamOf,
  UpstreamWish,
  UpstreamWishes,
  usualRights,
} from '../../../../src/domain/chargers/router/upstream.ts'

const wish = (told: Partial<UpstreamWish> = {}): UpstreamWish => ({
  name: 'b',
  url: 'wss://csms.example/ocpp',
  ...told,
})

describe('a backend as it is named', () => {
  it.each(['https://csms.example', 'wss://', 'ws://a b', 'wss://a?x=1', 'wss://a#x', ''])(
    'has an address of WebSocket, without anything behind its path: not %j',
    (url) => {
      expect(UpstreamWish.safeParse(wish({ url })).success).toBe(false)
    },
  )

  it('is one of a few, with a name of its own, and one primary at most', () => {
    const many = Array.from({ length: 9 }, (_, i) => wish({ name: `b${i}` }))
    expect(UpstreamWishes.safeParse(many).success).toBe(false)
    expect(UpstreamWishes.safeParse(many.slice(1)).success).toBe(true)
    expect(UpstreamWishes.safeParse([wish(), wish()]).success).toBe(false)
    const primary = (name: string) => wish({ name, role: 'primary' })
    expect(UpstreamWishes.safeParse([primary('a'), primary('b')]).success).toBe(false)
    expect(UpstreamWishes.safeParse([primary('a'), wish()]).success).toBe(true)
  })

  it('listens, as the charger itself, unless more is said', () => {
    expect(upstreamOf('CP-1', wish({ url: 'ws://b/ocpp//' }), null, 5)).toEqual({
      ...{ charger: 'CP-1', name: 'b', url: 'ws://b/ocpp', identity: 'CP-1', password: null },
      ...{ role: 'listener', mayCommand: false },
      ...unmet(5),
      ...{ answers: 0, dropped: 0, createdAt: 5 },
    })
  })

  it('keeps what is not named anew, but for the rights of another role', () => {
    const told = wish({ identity: 'X', password: 'p', role: 'primary', mayCommand: true })
    const before = upstreamOf('CP-1', told, null, 5)
    expect(upstreamOf('CP-1', wish(), before, 9)).toEqual(before)
    expect(upstreamOf('CP-1', wish({ password: null }), before, 9).password).toBeNull()
    expect(upstreamOf('CP-1', wish({ role: 'listener' }), before, 9).mayCommand).toBe(false)
  })
})

describe('what a backend may do', () => {
  it('a listener nothing, a primary what changes nothing about the charger itself', () => {
    expect(mayCommand(usualRights('listener'), 'GetConfiguration')).toBe(false)
    const primary = usualRights('primary')
    expect(mayCommand(primary, 'RemoteStartTransaction')).toBe(true)
    for (const action of ['Reset', 'ChangeConfiguration', 'UpdateFirmware', 'SetVariables']) {
      expect(mayCommand(primary, action)).toBe(false)
    }
  })

  it('all, or what is named', () => {
    expect(mayCommand(true, 'Reset')).toBe(true)
    expect(mayCommand(['Reset'], 'Reset')).toBe(true)
    expect(mayCommand(['Reset'], 'ClearCache')).toBe(false)
  })
})
