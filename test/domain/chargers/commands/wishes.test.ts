/** What the operator wishes of every charger, by the names of each version. */
import { describe, expect, test } from 'vitest'
import type { OcppVersion } from '../../../../src/domain/chargers/ocpp.ts'
import {
  type Setting,
  unlike,
  wishCall,
  wishesIn,
  wordOf,
} from '../../../../src/domain/chargers/commands/wishes.ts'

const setting = (variable: string, value: string | null, told: Partial<Setting> = {}): Setting => ({
  ...{ component: '', evse: 0, connector: 0, variable, attribute: 'Actual', value },
  ...{ about: { mutability: 'ReadWrite' }, ...told },
})
const asked = (version: OcppVersion, text: string, ...settings: Setting[]) =>
  unlike(version, wishesIn(text), settings).map((one) => wishCall(version, one.setting, one.value))

test('wishes are read as the setting says them; passwords are none', () => {
  expect(wishesIn('')).toEqual([])
  expect(
    wishesIn(' A=1; B=x,y=z ;; AuthorizationKey=aa;SecurityCtrlr.BasicAuthPassword=b'),
  ).toEqual([
    { name: 'A', value: '1' },
    { name: 'B', value: 'x,y=z' },
  ])
})

describe('a charger is asked', () => {
  test('for what is otherwise and can be set, by its own spelling of the name', () => {
    const own = setting('meterValueSampleInterval', '60')
    expect(asked('1.6', 'MeterValueSampleInterval=30', own)).toEqual([
      { action: 'ChangeConfiguration', payload: { key: own.variable, value: '30' } },
    ])
    const closed = { about: { mutability: 'ReadOnly' } }
    expect(asked('1.6', 'A=1', setting('A', '2', closed))).toEqual([])
    expect(asked('1.6', 'A=1', setting('A', null)), 'nobody can read it').toEqual([])
    expect(asked('1.6', 'A=1', setting('B', '2')), 'it has none').toEqual([])
    expect(asked('1.6', 'A=1', setting('A', '2', { attribute: 'MaxSet' }))).toEqual([])
  })

  test('for nothing where it is as wished; a list may have any order', () => {
    expect(asked('1.6', 'A=30', setting('A', ' 30'))).toEqual([])
    expect(asked('1.6', 'A=SoC,Voltage', setting('A', 'Voltage, SoC'))).toEqual([])
    expect(asked('1.6', 'A=SoC,Voltage', setting('A', 'Voltage'))).toHaveLength(1)
  })

  test('for one of several that differ by case, and for fifty settings at most', () => {
    const [other, own] = [setting('INTERVAL', '1'), setting('Interval', '1')]
    expect(asked('1.6', 'Interval=30', other, own)).toMatchObject([
      { payload: { key: 'Interval' } },
    ])
    expect(asked('1.6', 'interval=30', other, own)).toHaveLength(1)
    const many = Array.from({ length: 60 }, (_, i) =>
      setting('A', '1', { component: 'C', evse: i }),
    )
    expect(asked('2.1', 'C.A=2', ...many)).toHaveLength(50)
    expect(asked('1.6', 'A=2;a=3', setting('A', '1'))).toMatchObject([{ payload: { value: '3' } }])
  })

  test('by the names of 2.x for what 1.6 calls otherwise, wherever it has it', () => {
    const interval = setting('TxUpdatedInterval', '60', { component: 'SampledDataCtrlr' })
    const here = { ...interval, evse: 2, about: {} }
    expect(asked('2.0.1', 'MeterValueSampleInterval=30', interval, here)).toEqual([
      {
        action: 'SetVariables',
        payload: {
          setVariableData: [
            {
              component: { name: 'SampledDataCtrlr' },
              variable: { name: 'TxUpdatedInterval' },
              attributeValue: '30',
            },
          ],
        },
      },
      {
        action: 'SetVariables',
        payload: {
          setVariableData: [
            {
              component: { name: 'SampledDataCtrlr', evse: { id: 2 } },
              variable: { name: 'TxUpdatedInterval' },
              attributeValue: '30',
            },
          ],
        },
      },
    ])
    const attempts = setting('MessageAttempts[TransactionEvent]', '1', {
      component: 'OCPPCommCtrlr',
    })
    const [call] = asked('2.1', 'TransactionMessageAttempts=5', attempts)
    expect(call?.payload).toMatchObject({
      setVariableData: [{ variable: { name: 'MessageAttempts', instance: 'TransactionEvent' } }],
    })
    const own = setting('B', '1', { component: 'Acme' })
    expect(asked('2.1', 'Acme.B=2', own)).toHaveLength(1)
  })

  test('for no more of a list than it knows', () => {
    const list = (valuesList: string, value = '') =>
      setting('TxUpdatedMeasurands', value, {
        component: 'SampledDataCtrlr',
        about: { dataType: 'MemberList', valuesList },
      })
    const wish = 'MeterValuesSampledData=Power.Active.Import,SoC'
    const [call] = asked('2.0.1', wish, list('Voltage,Power.Active.Import'))
    expect(call?.payload).toMatchObject({
      setVariableData: [{ attributeValue: 'Power.Active.Import' }],
    })
    expect(asked('2.0.1', wish, list('Voltage'))).toEqual([])
    expect(asked('2.0.1', wish, list('Voltage,SoC', 'SoC'))).toEqual([])
  })
})

test('its answer is a word in each version', () => {
  expect(wordOf({ status: 'RebootRequired' })).toBe('RebootRequired')
  expect(wordOf({ setVariableResult: [{ attributeStatus: 'Rejected' }] })).toBe('Rejected')
  expect(wordOf({})).toBe('Rejected')
})
