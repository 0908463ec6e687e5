/** What we learn of a charger from what it answers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Payload } from '../../../../src/domain/chargers/ocpp.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { aStation } from '../station.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse({ timer: false })
})
afterAll(() => house.close())

describe('what a charger answers', () => {
  const learn = async (
    version: '1.6' | '2.0.1',
    action: string,
    payload: Payload,
    result: Payload,
  ) => {
    const station = await aStation(house, version)
    const call = async () => ({ result })
    const line = { version, call, close: () => undefined }
    house.service.chargers.plug(station.id, line)
    await house.service.chargers.command({
      charger: station.id,
      action,
      payload,
      askedBy: 'operator',
    })
    return (await house.service.chargers.listVariables(station.id)).map(
      ({ component, variable, attribute, value, about }) => ({
        ...{ component, variable, attribute, value, about },
      }),
    )
  }

  test('to a question about its configuration is kept, and secrets are not', async () => {
    const configurationKey = [
      { key: 'HeartbeatInterval', readonly: false, value: '300' },
      { key: 'NumberOfConnectors', readonly: true, value: '2' },
      { key: 'AuthorizationKey', readonly: false, value: 'open sesame' },
    ]
    const own = { component: '', attribute: 'Actual' }
    expect(await learn('1.6', 'GetConfiguration', {}, { configurationKey })).toEqual(
      expect.arrayContaining([
        { ...own, variable: 'HeartbeatInterval', value: '300', about: { mutability: 'ReadWrite' } },
        { ...own, variable: 'NumberOfConnectors', value: '2', about: { mutability: 'ReadOnly' } },
        { ...own, variable: 'AuthorizationKey', value: '***', about: { mutability: 'ReadWrite' } },
      ]),
    )
  })

  test('to a change is kept where it took it', async () => {
    const change = { key: 'HeartbeatInterval', value: '60' }
    const taken = await learn('1.6', 'ChangeConfiguration', change, { status: 'RebootRequired' })
    expect(taken).toMatchObject([{ variable: 'HeartbeatInterval', value: '60' }])
    expect(await learn('1.6', 'ChangeConfiguration', change, { status: 'Rejected' })).toEqual([])
  })

  test('to questions about variables and to changes of them is kept in 2.x', async () => {
    const what = { component: { name: 'Ctrlr' }, variable: { name: 'A' } }
    const accepted = { ...what, attributeStatus: 'Accepted' }
    const asked = await learn(
      ...(['2.0.1', 'GetVariables', { getVariableData: [what] }] as const),
      {
        getVariableResult: [
          { ...accepted, attributeValue: '1' },
          { ...what, attributeStatus: 'Rejected' },
        ],
      },
    )
    expect(asked).toMatchObject([{ component: 'Ctrlr', variable: 'A', value: '1' }])
    const other = { ...what, variable: { name: 'B' } }
    const setVariableData = [
      { ...what, attributeValue: '2' },
      { ...other, attributeType: 'Target', attributeValue: '3' },
    ]
    const setVariableResult = [
      { ...what, attributeStatus: 'Rejected' },
      { ...other, attributeType: 'Target', attributeStatus: 'Accepted' },
    ]
    const set = await learn('2.0.1', 'SetVariables', { setVariableData }, { setVariableResult })
    expect(set).toMatchObject([{ variable: 'B', attribute: 'Target', value: '3' }])
  })
})
