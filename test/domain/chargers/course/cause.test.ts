/** What began a transaction: a command from afar, or whoever stands there. */
import { describe, expect, it } from 'vitest'
import { causeOf, type Beginning } from '../../../../src/domain/chargers/course/cause.ts'
import { after } from './samples.ts'

const begun: Beginning = { idTag: 'remote-1', evse: 1, at: after(2), remoteStartId: null }
const wish = (payload: object, told: object = {}) => ({
  ...{ id: 'wish', action: 'RemoteStartTransaction', payload: { ...payload }, at: after(0) },
  ...told,
})

describe('a command', () => {
  it('began what was started by its tag, on its connector, soon after it', () => {
    expect(causeOf([wish({ idTag: 'REMOTE-1' })], begun)).toBe('wish')
    expect(causeOf([wish({ idTag: 'remote-1', connectorId: 1 })], begun)).toBe('wish')
  })

  it.each([
    wish({ idTag: 'remote-2' }),
    wish({ idTag: 'remote-1', connectorId: 2 }),
    wish({ idTag: 'remote-1' }, { at: after(-9) }),
    wish({ idTag: 'remote-1' }, { at: after(8) }),
    wish({ idTag: 'remote-1' }, { action: 'ReserveNow' }),
    wish({ idToken: { idToken: 'remote-1' }, remoteStartId: 7 }),
    wish({}),
  ])('did not begin another one: %j', (other) => {
    expect(causeOf([other], begun)).toBeNull()
  })

  it('of 2.x began what names it', () => {
    const asked = wish({ remoteStartId: 7 }, { action: 'RequestStartTransaction' })
    expect(causeOf([asked], { ...begun, remoteStartId: 7 })).toBe('wish')
    expect(causeOf([asked], { ...begun, remoteStartId: 8 })).toBeNull()
  })
})
