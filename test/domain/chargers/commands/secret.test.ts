/** The call that sets a password is known, whoever makes it. */
import { expect, test } from 'vitest'
import {
  isTaken,
  passwordCall,
  passwordIn,
} from '../../../../src/domain/chargers/commands/secret.ts'

const hex = 'ab'.repeat(20)
const set = (attributeStatus: string) => ({
  setVariableResult: [
    {
      attributeStatus,
      component: { name: 'SecurityCtrlr' },
      variable: { name: 'BasicAuthPassword' },
    },
  ],
})

test.each(['1.6', '2.0.1', '2.1'] as const)('what is said in %s is read back', (version) => {
  const { action, payload } = passwordCall(version, hex)
  expect(passwordIn(action, payload)).toBe(hex)
})

test('other settings set no password', () => {
  expect(passwordIn('ChangeConfiguration', { key: 'HeartbeatInterval', value: '60' })).toBeNull()
  expect(passwordIn('SetVariables', { setVariableData: [{ variable: { name: 'X' } }] })).toBeNull()
  expect(passwordIn('SetVariables', {})).toBeNull()
  expect(passwordIn('Reset', { type: 'Hard' })).toBeNull()
})

test('the charger has taken it where it says so, be it after a reboot', () => {
  const old = passwordCall('1.6', hex)
  const is = (status: string) => isTaken(old.action, old.payload, { status })
  expect(['Accepted', 'RebootRequired', 'Rejected', 'NotSupported'].map(is)).toEqual([
    true,
    true,
    false,
    false,
  ])
  const { action, payload } = passwordCall('2.0.1', hex)
  expect(isTaken(action, payload, set('Accepted'))).toBe(true)
  expect(isTaken(action, payload, set('Rejected'))).toBe(false)
  expect(isTaken(action, payload, {})).toBe(false)
})
