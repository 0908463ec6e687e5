/** What chargers are asked by themselves: their settings, what is wished of them, and who they are. */
import { afterAll, describe, expect, test } from 'vitest'
import { commandOf } from '../../../../src/flows/chargers/commands/row.ts'
import { type Json, text } from '../../../people.ts'
import { connect, type Protocol, type TestCharger } from '../../../inbound/ocpp/charger.ts'
import type { Site } from '../../../inbound/ocpp/site.ts'
import { boot16, commandsTo, settingsOf, sites } from './asking.ts'

const HOUR = 3_600_000
const WISHES = 'MeterValueSampleInterval=30; HeartbeatInterval=60; PingS=20; Colour=red'

let site: Site
let now = Date.parse('2026-11-21T08:00:00Z')
const all = sites(() => now)
let count = 0
/** The one that is looked at, another one in each test. */
let id: string
const open = async (env: Record<string, string> = {}) => {
  site = await all.open(env)
  id = `CP-${++count}`
}
afterAll(() => all.close())

/** Brings chargers what waits for them, until nothing does. */
const serve = () => site.service.chargers.sendCommands(now)
const asked = async () => (await commandsTo(site, id)).map(({ action }) => action)
const settings = async () =>
  (await settingsOf(site, id)).map(({ variable, value, wish }) => ({ variable, value, wish }))
const survey = async () => (await site.world.store.read.surveys.get(id))?.state

const boot2 = (firmwareVersion = '1') => ({
  reason: 'PowerUp',
  chargingStation: { vendorName: 'V', model: 'M', firmwareVersion },
})
/** Another connection, an hour later. */
const again = async (charger: TestCharger, protocol: Protocol = 'ocpp1.6') => {
  await charger.close()
  now += HOUR
  const renewed = await site.asks('POST', `/v1/chargers/${id}/password`, {})
  return connect(site, id, { password: text(renewed, 'password'), protocol })
}

describe('a charger of 1.6', () => {
  const keys = (interval: string, pings = '20') => ({
    configurationKey: [
      { key: 'MeterValueSampleInterval', readonly: false, value: interval },
      { key: 'HeartbeatInterval', readonly: true, value: '300' },
      { key: 'PingS', readonly: false, value: pings },
      { key: 'AuthorizationKey', readonly: false, value: 'open sesame' },
    ],
  })

  test('that has booted is asked for its settings, once, and all see them', async () => {
    await open()
    const charger = await site.plug(id)
    let questions = 0
    charger.answers('GetConfiguration', (payload) => {
      expect(payload).toEqual({})
      questions++
      return keys('60')
    })
    await charger.call('BootNotification', boot16)
    await serve()
    expect(await settings()).toEqual(
      expect.arrayContaining([
        { variable: 'MeterValueSampleInterval', value: '60', wish: null },
        { variable: 'AuthorizationKey', value: '***', wish: null },
      ]),
    )
    expect(await commandsTo(site, id)).toMatchObject([{ askedBy: 'server', state: 'answered' }])
    now += HOUR
    await charger.call('Heartbeat')
    const back = await again(charger)
    back.answers('TriggerMessage', () => ({ status: 'Accepted' }))
    await back.call('Heartbeat')
    await serve()
    expect(questions, 'neither later nor after a reconnect').toBe(1)
    expect(await asked()).toEqual(['GetConfiguration', 'TriggerMessage'])
    back.answers('GetConfiguration', () => (questions++, keys('60')))
    await back.call('BootNotification', boot16)
    await serve()
    expect(questions, 'but after the next boot').toBe(2)
  })

  test('is set as the operator wishes, where it lets itself be, and its answer is shown', async () => {
    await open({ CHARGESHARE_OCPP_WISHES: WISHES })
    const charger = await site.plug(id)
    const changes: Json[] = []
    charger.answers('GetConfiguration', () => keys('60', '0'))
    charger.answers('ChangeConfiguration', (payload) => {
      changes.push(payload)
      return { status: payload['key'] === 'PingS' ? 'Rejected' : 'RebootRequired' }
    })
    await charger.call('BootNotification', boot16)
    await serve()
    expect(changes).toEqual([
      { key: 'MeterValueSampleInterval', value: '30' },
      { key: 'PingS', value: '20' },
    ])
    const wish = { value: '30', answer: 'RebootRequired' }
    expect(await settings()).toEqual(
      expect.arrayContaining([
        { variable: 'MeterValueSampleInterval', value: '30', wish },
        { variable: 'PingS', value: '0', wish: { value: '20', answer: 'Rejected' } },
        { variable: 'HeartbeatInterval', value: '300', wish: null },
      ]),
    )
    now += HOUR
    charger.answers('GetConfiguration', () => keys('30'))
    await charger.call('BootNotification', boot16)
    await serve()
    expect(changes, 'it is as wished').toHaveLength(2)
  })

  test('that refuses is asked again with another firmware, and tells the operator if it will', async () => {
    await open()
    const charger = await site.plug(id)
    charger.answers('GetConfiguration', (_, call) =>
      JSON.stringify([4, call, 'NotSupported', '', {}]),
    )
    for (let boots = 0; boots < 3; boots++) {
      await charger.call('BootNotification', boot16)
      await serve()
      now += HOUR
    }
    expect(await asked()).toEqual(['GetConfiguration'])
    expect(await survey()).toBe('refused')
    await charger.call('BootNotification', { ...boot16, firmwareVersion: '2' })
    await serve()
    expect(await asked()).toHaveLength(2)
    charger.answers('GetConfiguration', () => keys('60'))
    const ask = { action: 'GetConfiguration', payload: {} }
    await site.asks('POST', `/v1/chargers/${id}/commands`, ask)
    expect(await survey()).toBe('told')
  })

  test('that never answers holds up nobody for long, and is asked no more', async () => {
    await open()
    const charger = await site.plug(id)
    charger.answers('RemoteStartTransaction', () => ({ status: 'Accepted' }))
    await charger.call('BootNotification', boot16)
    const serving = serve()
    expect(await charger.next()).toMatchObject([2, expect.any(String), 'GetConfiguration', {}])
    const start = { action: 'RemoteStartTransaction', payload: { idTag: 'A', connectorId: 1 } }
    const started = site.asks('POST', `/v1/chargers/${id}/commands`, start)
    now += 15_000
    await site.ocpp.tick(now)
    expect(await started).toEqual({ response: { status: 'Accepted' } })
    await serving
    expect(await survey()).toBe('silent')
    now += HOUR
    await charger.call('BootNotification', boot16)
    await serve()
    expect(await asked()).toEqual(['GetConfiguration', 'RemoteStartTransaction'])
  })

  test('is asked behind what anybody else asks', async () => {
    await open()
    const charger = await site.plug(id)
    const seen: string[] = []
    const at = now
    for (const action of ['GetConfiguration', 'ClearCache', 'Reset']) {
      charger.answers(action, () => {
        seen.push(action)
        return { status: 'Accepted' }
      })
    }
    await charger.call('BootNotification', boot16)
    await site.world.store.write(async ({ commands }) => {
      for (const action of ['ClearCache', 'Reset']) {
        const ask = { charger: id, action, payload: {}, askedBy: 'operator' }
        await commands.add(commandOf(ask, site.world.ids.next(), at, HOUR))
      }
    })
    await serve()
    expect(seen).toEqual(['ClearCache', 'Reset', 'GetConfiguration'])
  })

  test('that goes away each time it is asked is asked three times', async () => {
    await open()
    let charger = await site.plug(id)
    for (let tries = 0; tries < 5; tries++) {
      charger.answers('GetConfiguration', () => (charger.socket.terminate(), null))
      await charger.call('BootNotification', boot16)
      await serve()
      charger = await again(charger)
    }
    expect(await asked()).toHaveLength(3)
  })

  test('is asked nothing where the operator wants that, or while it waits to be let in', async () => {
    await open({ CHARGESHARE_OCPP_ASKS: 'off' })
    const quiet = await site.plug(id)
    await quiet.call('BootNotification', boot16)
    expect(await asked()).toEqual([])
    await open()
    const charger = await site.plug(id)
    await site.asks('PATCH', `/v1/chargers/${id}`, { registration: 'pending' })
    await charger.call('BootNotification', boot16)
    expect(await asked()).not.toContain('GetConfiguration')
  })

  test('that comes without a boot and of which nothing is known is asked who it is', async () => {
    await open()
    const charger = await site.plug(id)
    const seen: unknown[] = []
    charger.answers('TriggerMessage', ({ requestedMessage }) => {
      seen.push(requestedMessage)
      return { status: 'Accepted' }
    })
    charger.answers('GetConfiguration', () => (seen.push('GetConfiguration'), keys('60')))
    await charger.call('Heartbeat')
    await serve()
    expect(seen).toEqual(['BootNotification', 'StatusNotification', 'GetConfiguration'])
    now += 1000
    await charger.call('BootNotification', boot16)
    await serve()
    const { bootedAt, firmware } = (await site.world.store.read.chargers.get(id))!
    expect({ bootedAt, firmware }, 'it was asked: no restart').toEqual({
      ...{ bootedAt: null, firmware: '1' },
    })
    expect(seen, 'and nothing is asked twice').toHaveLength(3)
  })
})

describe('a charger of 2.x', () => {
  const at = { component: { name: 'SampledDataCtrlr' }, variable: { name: 'TxUpdatedInterval' } }
  const report = (requestId: unknown, seqNo: number, tbc: boolean, variable = at) => ({
    ...{ requestId, seqNo, tbc, generatedAt: new Date(now).toISOString() },
    reportData: [{ ...variable, variableAttribute: [{ value: '60', mutability: 'ReadWrite' }] }],
  })

  test('reports all it has, and then is set as wished', async () => {
    await open({ CHARGESHARE_OCPP_WISHES: WISHES })
    const charger = await site.plug(id, { protocol: 'ocpp2.0.1' })
    const bases: unknown[] = []
    let request: unknown
    charger.answers('GetBaseReport', ({ reportBase, requestId }) => {
      bases.push(reportBase)
      request = requestId
      return { status: bases.length > 1 ? 'Accepted' : 'NotSupported' }
    })
    const sets: Json[] = []
    charger.answers('SetVariables', (payload) => {
      sets.push(payload)
      return { setVariableResult: [{ ...at, attributeStatus: 'Rejected' }] }
    })
    await charger.call('BootNotification', boot2())
    await serve()
    expect(bases, 'less, where all is not to be had').toEqual([
      'FullInventory',
      'ConfigurationInventory',
    ])
    const other = { ...at, variable: { name: 'Other' } }
    await charger.call('NotifyReport', report(request, 0, true))
    await serve()
    expect(sets, 'more is to come').toEqual([])
    await charger.call('NotifyReport', report(Number(request) - 1, 0, false, other))
    await serve()
    expect(sets, 'of another report').toEqual([])
    await charger.call('NotifyReport', report(request, 1, false, other))
    await serve()
    expect(sets).toEqual([{ setVariableData: [{ ...at, attributeValue: '30' }] }])
    expect(await settings()).toContainEqual({
      ...{ variable: 'TxUpdatedInterval', value: '60' },
      wish: { value: '30', answer: 'Rejected' },
    })
    expect(await survey()).toBe('told')
  })

  test('whose report was cut off is asked again when it is back', async () => {
    await open()
    const charger = await site.plug(id, { protocol: 'ocpp2.1' })
    charger.answers('GetBaseReport', () => ({ status: 'Accepted' }))
    await charger.call('BootNotification', boot2())
    await serve()
    const back = await again(charger, 'ocpp2.1')
    back.answers('TriggerMessage', () => ({ status: 'Rejected' }))
    back.answers('GetBaseReport', () => ({ status: 'EmptyResultSet' }))
    await back.call('Heartbeat')
    await serve()
    expect(await survey()).toBe('told')
    const reports = (await asked()).filter((action) => action === 'GetBaseReport')
    expect(reports).toHaveLength(2)
  })
})
