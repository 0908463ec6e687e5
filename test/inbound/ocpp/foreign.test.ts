/** Chargers that are not ours: the client of ocpp-rpc, strict about every word that it hears. */
import { RPCClient } from 'ocpp-rpc'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSite, type Site } from './site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite({}, { CHARGESHARE_OCPP_ASKS: 'on', CHARGESHARE_OCPP_WISHES: 'Interval=30' })
})
afterAll(() => site.close())

const client = async (identity: string, protocol: string) =>
  new RPCClient({
    endpoint: `${site.url.replace('http', 'ws')}/ocpp`,
    identity,
    password: await site.register(identity),
    protocols: [protocol],
    strictMode: true,
    strictModeValidators: [],
    maxReconnects: 0,
    reconnect: false,
    pingIntervalMs: 60_000,
    deferPingsOnActivity: false,
    respondWithDetailedErrors: false,
    callTimeoutMs: 10_000,
    callConcurrency: 1,
    maxBadMessages: 1,
    headers: {},
    query: '',
    backoff: { initialDelay: 1, maxDelay: 2, factor: 2, randomisationFactor: 0 },
    wsOpts: {},
  })

describe('a client of ocpp-rpc', () => {
  it('charges by 1.6: every answer is as its schema wants it', async () => {
    const charger = await client('FOREIGN16', 'ocpp1.6')
    charger.handle('GetLocalListVersion', () => Promise.resolve({ listVersion: 3 }))
    const Interval = { key: 'Interval', readonly: false, value: '60' }
    charger.handle('GetConfiguration', () => Promise.resolve({ configurationKey: [Interval] }))
    charger.handle('ChangeConfiguration', () => Promise.resolve({ status: 'Accepted' }))
    await charger.connect()
    const boot = { chargePointVendor: 'V', chargePointModel: 'M' }
    expect(await charger.call('BootNotification', boot)).toMatchObject({ status: 'Accepted' })
    await site.service.chargers.sendCommands(Date.now())
    expect(await site.service.chargers.listVariables('FOREIGN16')).toMatchObject([
      { variable: 'Interval', value: '30', wished: '30', wishAnswer: 'Accepted' },
    ])
    const status = { connectorId: 1, errorCode: 'NoError', status: 'Preparing' }
    expect(await charger.call('StatusNotification', status)).toEqual({})
    expect(await charger.call('Authorize', { idTag: 'NOBODY' })).toMatchObject({
      idTagInfo: { status: 'Invalid' },
    })
    const timestamp = new Date().toISOString()
    const start = { connectorId: 1, idTag: 'NOBODY', meterStart: 10, timestamp }
    const { transactionId } = (await charger.call('StartTransaction', start)) as {
      transactionId: number
    }
    expect(transactionId).toBeGreaterThan(0)
    const stop = { transactionId, meterStop: 20, timestamp }
    expect(await charger.call('StopTransaction', stop)).toEqual(expect.any(Object))
    const line = site.world.lines.get('FOREIGN16')!
    expect(await line.call('GetLocalListVersion', {}, 10_000)).toEqual({
      result: { listVersion: 3 },
    })
    expect(await line.call('Reset', { type: 'Soft' }, 10_000)).toMatchObject({
      error: { code: 'NotImplemented' },
    })
    await charger.close()
  })

  it('charges by 2.0.1', async () => {
    const charger = await client('FOREIGN201', 'ocpp2.0.1')
    const asked: unknown[] = []
    charger.handle('GetBaseReport', ({ params }) => {
      asked.push(params?.['reportBase'])
      return Promise.resolve({ status: 'NotSupported' })
    })
    await charger.connect()
    const chargingStation = { vendorName: 'V', model: 'M' }
    expect(
      await charger.call('BootNotification', { reason: 'PowerUp', chargingStation }),
    ).toMatchObject({ status: 'Accepted' })
    await site.service.chargers.sendCommands(Date.now())
    expect(asked).toEqual(['FullInventory', 'ConfigurationInventory'])
    const timestamp = new Date().toISOString()
    const event = (eventType: string, seqNo: number) =>
      charger.call('TransactionEvent', {
        eventType,
        timestamp,
        triggerReason: 'CablePluggedIn',
        seqNo,
        transactionInfo: { transactionId: 'T-1' },
        evse: { id: 1, connectorId: 1 },
      })
    expect(await event('Started', 0)).toEqual(expect.any(Object))
    expect(await event('Ended', 1)).toEqual(expect.any(Object))
    await charger.close()
  })
})
