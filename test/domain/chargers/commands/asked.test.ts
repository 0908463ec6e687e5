/** What chargers can be asked, by version; and remote starts as they may be sent. */
import { expect, test } from 'vitest'
import {
  amiss,
  askable,
  isStart,
  isUrgent,
  repairedStart,
  unaskable,
} from '../../../../src/domain/chargers/commands/asked.ts'
import { isSaid } from '../../../../src/domain/chargers/wire/said.ts'

const profile = { chargingProfilePurpose: 'TxProfile', stackLevel: 1 }

test('each version has its own calls', () => {
  expect(askable('1.6')).toContain('RemoteStartTransaction')
  expect(askable('1.6')).not.toContain('BootNotification')
  expect(askable('2.0.1')).toContain('SetDisplayMessage')
  expect(askable('2.1')).toContain('ClearDERControl')
  for (const version of ['1.6', '2.0.1', '2.1'] as const) {
    expect(askable(version)).toEqual([...askable(version)].sort())
    const both = askable(version).filter((action) => isSaid(version, action))
    expect(both, 'what goes both ways').toEqual(['DataTransfer'])
  }
})

test.each([
  ['2.0.1', 'RemoteStartTransaction', /there it is RequestStartTransaction$/],
  ['2.1', 'ChangeConfiguration', /there it is SetVariables$/],
  ['1.6', 'RequestStopTransaction', /there it is RemoteStopTransaction$/],
  ['1.6', 'ResetRequest', /the bare name is Reset$/],
  ['1.6', 'Reset.req', /the bare name is Reset$/],
  ['2.0.1', 'reset', /it is written Reset$/],
  ['1.6', 'BootNotification', /OCPP 1\.6 cannot be asked BootNotification$/],
  ['1.6', 'toString', /cannot be asked toString$/],
] as const)('%s has no %s, and says what it has', (version, action, words) => {
  expect(unaskable(version, action)).toMatch(words)
})

test('a start names no transaction in its profile: it is left out and shown', () => {
  const payload = { idTag: 'A', chargingProfile: { ...profile, transactionId: 11902 } }
  expect(repairedStart('RemoteStartTransaction', payload)).toEqual({
    payload: { idTag: 'A', chargingProfile: profile },
    repairs: [
      { rule: 'transaction-in-start', path: '/chargingProfile/transactionId', was: '11902' },
    ],
  })
  const other = { connectorId: 1, chargingProfile: { ...profile, transactionId: 1 } }
  expect(repairedStart('SetChargingProfile', other).payload).toBe(other)
})

test('a profile of a start is for its transaction', () => {
  const wrong = { chargingProfile: { ...profile, chargingProfilePurpose: 'TxDefaultProfile' } }
  expect(amiss('RequestStartTransaction', wrong)?.path).toMatch(/chargingProfilePurpose$/)
  expect(amiss('RequestStartTransaction', { chargingProfile: profile })).toBeNull()
  expect(amiss('SetChargingProfile', wrong)).toBeNull()
})

test('who stands at the charger goes first', () => {
  const calls = ['RemoteStartTransaction', 'UnlockConnector', 'GetDiagnostics']
  expect(calls.map(isUrgent)).toEqual([true, true, false])
  expect(isStart('RequestStartTransaction')).toBe(true)
  expect(isStart('RemoteStopTransaction')).toBe(false)
})
