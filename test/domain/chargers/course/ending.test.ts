/** What the reasons of chargers mean. */
import { describe, expect, it, test } from 'vitest'
import { endingOf, type EndTold, isFlowing } from '../../../../src/domain/chargers/course/ending.ts'
import { after, aReading } from './samples.ts'

const plain: EndTold = {
  version: '1.6',
  reason: null,
  trigger: null,
  isRefused: false,
  isFlowing: false,
  isFaulted: false,
}
const over = { status: 'completed', isFault: false }
const cut = { status: 'aborted', isFault: false }
const failed = { status: 'aborted', isFault: true }
const meaning = (told: Partial<EndTold>) => endingOf({ ...plain, ...told })

describe('in 1.6', () => {
  test.each([null, 'Local', 'Remote', 'EVDisconnected', 'local'])('%s is an end', (reason) => {
    expect(meaning({ reason })).toEqual(over)
  })
  test.each(['EmergencyStop', 'UnlockCommand', 'Other', 'DeAuthorized', 'Martians'])(
    '%s breaks off',
    (reason) => {
      expect(meaning({ reason })).toEqual(cut)
    },
  )
  test.each(['PowerLoss', 'HardReset', 'SoftReset', 'Reboot'])('%s is its fault', (reason) => {
    expect(meaning({ reason })).toEqual(failed)
  })
})

describe('in 2.x', () => {
  const ofTwo = (reason: string | null, told: Partial<EndTold> = {}) =>
    meaning({ version: '2.0.1', reason, ...told })
  test.each([
    ...[null, 'Local', 'Remote', 'EVDisconnected', 'StoppedByEV', 'SOCLimitReached'],
    ...['EnergyLimitReached', 'TimeLimitReached', 'MasterPass', 'LocalOutOfCredit'],
  ])('%s is an end', (reason) => {
    expect(ofTwo(reason)).toEqual(over)
  })
  test.each(['EmergencyStop', 'Timeout', 'Other', 'DeAuthorized', 'ReqEnergyTransferRejected'])(
    '%s breaks off',
    (reason) => {
      expect(ofTwo(reason)).toEqual(cut)
    },
  )
  test.each(['GroundFault', 'OvercurrentFault', 'PowerLoss', 'PowerQuality', 'ImmediateReset'])(
    '%s is its fault',
    (reason) => {
      expect(ofTwo(reason)).toEqual(failed)
    },
  )
  it('says more by what triggered it', () => {
    expect(ofTwo('Local', { trigger: 'AbnormalCondition' })).toEqual(failed)
    expect(ofTwo('Other', { trigger: 'ResetCommand' })).toEqual(failed)
    expect(ofTwo(null, { trigger: 'EVConnectTimeout' })).toEqual(cut)
    expect(ofTwo('EVDisconnected', { trigger: 'EVCommunicationLost' })).toEqual(over)
  })
})

describe('an end', () => {
  it('that we wanted, since the tag was not accepted, is none that broke off', () => {
    expect(meaning({ reason: 'DeAuthorized', isRefused: true })).toEqual(over)
  })
  it('by the cable breaks off if power was drawn, and is the charger’s fault if it says so', () => {
    expect(meaning({ reason: 'EVDisconnected', isFlowing: true })).toEqual(cut)
    expect(meaning({ reason: 'EVDisconnected', isFlowing: true, isFaulted: true })).toEqual(failed)
  })
  it('of no reason at a connector with a fault is its fault', () => {
    expect(meaning({ reason: 'Other', isFaulted: true })).toEqual(failed)
    expect(meaning({ reason: 'Local', isFaulted: true })).toEqual(over)
  })
})

describe('power', () => {
  const powers = (...told: (number | null)[]) =>
    told.map((powerW, i) => aReading(5 * i, { powerW }))
  it('flows when the last reading of it shows more than a trickle', () => {
    expect(isFlowing(powers(7000, 7000, null), after(7))).toBe(true)
    expect(isFlowing(powers(7000, 300), after(6))).toBe(false)
    expect(isFlowing(powers(7000, 0), after(6))).toBe(false)
  })
  it('is not known to flow by a reading that is older than usual, or by none', () => {
    expect(isFlowing(powers(7000, 7000), after(10))).toBe(true)
    expect(isFlowing(powers(7000, 7000), after(11))).toBe(false)
    expect(isFlowing(powers(7000), after(2))).toBe(false)
    expect(isFlowing(powers(null), after(0))).toBe(false)
    expect(isFlowing(powers(7000, 7000, 0), after(6))).toBe(true)
  })
})
