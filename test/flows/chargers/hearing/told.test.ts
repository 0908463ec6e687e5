/** What chargers tell beside charging: it is answered, and kept for the operator to read. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Payload } from '../../../../src/domain/chargers/ocpp.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { aStation } from '../station.ts'

let house: TestHouse
let now = Date.parse('2026-11-21T08:00:00Z')
beforeAll(async () => {
  const env = { CHARGESHARE_OCPP_VENDORS: 'com.Acme, EV-BOX', CHARGESHARE_OCPP_HEARTBEAT_S: '120' }
  house = await openTestHouse({ clock: () => now, timer: false }, env)
})
afterAll(() => house.close())

const rfc3339 = (at: number) => new Date(at).toISOString()
const events = async (id: string, kind?: string) =>
  (await house.service.chargers.listEvents(id, { after: null, limit: 50 }, { kind })).map(
    ({ kind, evse, about }) => ({ kind, evse, about }),
  )
const connectors = (id: string) => house.world.store.read.chargers.connectors(id)
const variables = (id: string) => house.service.chargers.listVariables(id)

describe('a boot', () => {
  test('tells what machine it is, and is told the time and how often to say that it lives', async () => {
    const station = await aStation(house, '1.6', { bootedAt: null })
    const boot = {
      ...{ chargePointVendor: 'Acme', chargePointModel: 'One', chargePointSerialNumber: 'S1' },
      ...{ firmwareVersion: '1.2', iccid: '8949', imsi: '262' },
    }
    expect(await station.says('BootNotification', boot)).toEqual({
      ...{ status: 'Accepted', currentTime: rfc3339(now), interval: 120 },
    })
    const machine = { vendor: 'Acme', model: 'One', serial: 'S1', firmware: '1.2' }
    expect(await station.kept()).toMatchObject({ ...machine, boot, bootedAt: now })
    expect(await events(station.id)).toEqual([{ kind: 'boot', evse: 0, about: boot }])
  })

  test('is the same in 2.x, where one that was only asked for is none', async () => {
    const station = await aStation(house, '2.0.1', { bootedAt: 1 })
    const chargingStation = { vendorName: 'Acme', model: 'Two', serialNumber: 'S2' }
    await station.says('BootNotification', { chargingStation, reason: 'Triggered' })
    expect(await station.kept()).toMatchObject({ vendor: 'Acme', serial: 'S2', bootedAt: 1 })
    await station.says('BootNotification', { chargingStation, reason: 'PowerUp' })
    expect(await station.kept()).toMatchObject({ firmware: null, bootedAt: now })
  })
})

describe('the state of a connector', () => {
  const state = (told: Payload) => ({ connectorId: 1, errorCode: 'NoError', ...told })

  test('is kept as 1.6 tells it, with what is wrong', async () => {
    const station = await aStation(house, '1.6')
    const at = now - 30_000
    const fault = {
      status: 'Faulted',
      errorCode: 'GroundFailure',
      vendorErrorCode: 'E7',
      info: 'wet',
    }
    await station.says('StatusNotification', state({ ...fault, timestamp: rfc3339(at) }))
    await station.says('StatusNotification', state({ connectorId: 0, status: 'Available' }))
    const told = { error: 'GroundFailure', vendorError: 'E7', info: 'wet', since: at, heardAt: now }
    expect(await connectors(station.id)).toMatchObject([
      { evse: 0, connector: 0, status: 'Available', error: null, since: now },
      { evse: 1, connector: 1, status: 'Faulted', ...told },
    ])
    await station.says('StatusNotification', state({ status: 'Available' }))
    expect((await connectors(station.id))[1]).toMatchObject({ error: null, vendorError: null })
    expect(await events(station.id, 'status')).toHaveLength(3)
    await station.says('StatusNotification', state({ status: 'Available' }))
    expect(await events(station.id, 'status')).toHaveLength(3)
  })

  test('tells how wrong its charger’s clock goes', async () => {
    const station = await aStation(house, '1.6', { connectedAt: now - 120_000, bootedAt: now })
    const late = rfc3339(now - 400_000)
    await station.says('StatusNotification', state({ status: 'Preparing', timestamp: late }))
    expect((await station.kept()).skewMs).toBe(400_000)
    const early = rfc3339(now + 400_000)
    await station.says('StatusNotification', state({ status: 'Preparing', timestamp: early }))
    expect((await station.kept()).skewMs).toBe(-400_000)
  })

  test('is kept for no more connectors than a charger can have', async () => {
    const station = await aStation(house, '1.6')
    const many = Array.from({ length: 300 }, (_, i) =>
      state({ connectorId: i, status: 'Available' }),
    )
    await Promise.all(many.map((payload) => station.says('StatusNotification', payload)))
    expect(await connectors(station.id)).toHaveLength(256)
  })

  test('comes in 2.x apart from its problems, and in 2.1 as an event as well', async () => {
    const station = await aStation(house, '2.1')
    const timestamp = rfc3339(now)
    const event = (told: Payload) => ({
      ...{ generatedAt: timestamp, seqNo: 0 },
      eventData: [
        {
          ...{ eventId: 1, timestamp, trigger: 'Delta', eventNotificationType: 'HardWiredMonitor' },
          ...{ component: { name: 'Connector', evse: { id: 2, connectorId: 1 } }, ...told },
        },
      ],
    })
    const variable = (name: string) => ({ name })
    const occupied = { variable: variable('AvailabilityState'), actualValue: 'Occupied' }
    expect(await station.says('NotifyEvent', event(occupied))).toEqual({})
    expect(await connectors(station.id)).toMatchObject([
      { evse: 2, status: 'Occupied', error: null },
    ])
    const problem = {
      variable: variable('Problem'),
      actualValue: 'true',
      techCode: 'E9',
      techInfo: 'hot',
    }
    await station.says('NotifyEvent', event({ ...problem, trigger: 'Alerting' }))
    const place = { evseId: 2, connectorId: 1, timestamp }
    await station.says('StatusNotification', { ...place, connectorStatus: 'Faulted' })
    expect(await connectors(station.id)).toMatchObject([
      { status: 'Faulted', error: 'E9', info: 'hot' },
    ])
    expect(await events(station.id, 'alarm')).toMatchObject([
      { evse: 2, about: { techCode: 'E9' } },
    ])
    await station.says('NotifyEvent', event({ ...problem, actualValue: 'false', cleared: true }))
    expect(await connectors(station.id)).toMatchObject([{ error: null, info: null }])
    const problems = (await variables(station.id)).filter((one) => one.variable === 'Problem')
    expect(problems).toMatchObject([
      { component: 'Connector', evse: 2, connector: 1, value: 'false' },
    ])
  })
})

describe('a report', () => {
  const report = (told: Payload) => ({ requestId: 1, seqNo: 0, generatedAt: rfc3339(now), ...told })

  test('tells the variables of a charger, without what is secret', async () => {
    const station = await aStation(house, '2.0.1')
    const one = (component: string, variable: Payload, attributes: Payload[]) => ({
      ...{ component: { name: component }, variable, variableAttribute: attributes },
      variableCharacteristics: { dataType: 'integer', supportsMonitoring: false, unit: 's' },
    })
    const reportData = [
      one('OCPPCommCtrlr', { name: 'HeartbeatInterval' }, [
        { value: '300', mutability: 'ReadWrite' },
        { type: 'MaxSet', value: '900' },
      ]),
      one('AuthCtrlr', { name: 'Count', instance: 'x' }, [{ mutability: 'WriteOnly' }]),
      one('SecurityCtrlr', { name: 'BasicAuthPassword' }, [{ value: 'open sesame' }]),
    ]
    expect(await station.says('NotifyReport', report({ reportData }))).toEqual({})
    const about = { dataType: 'integer', supportsMonitoring: false, unit: 's' }
    expect(await variables(station.id)).toMatchObject([
      { component: 'AuthCtrlr', variable: 'Count[x]', value: null },
      { variable: 'HeartbeatInterval', attribute: 'Actual', value: '300', about },
      { variable: 'HeartbeatInterval', attribute: 'MaxSet', value: '900', at: now },
      { component: 'SecurityCtrlr', variable: 'BasicAuthPassword', value: '***' },
    ])
  })

  test('tells its monitors by their numbers', async () => {
    const station = await aStation(house, '2.0.1')
    const how = { transaction: false, type: 'UpperThreshold', severity: 2 }
    const monitor = [
      {
        ...{ component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'Temperature' } },
        variableMonitoring: [{ id: 7, value: 80, ...how }],
      },
    ]
    await station.says('NotifyMonitoringReport', report({ monitor }))
    expect(await variables(station.id)).toMatchObject([
      { evse: 1, variable: 'Temperature', attribute: 'Monitor 7', value: '80', about: how },
    ])
  })

  test('of more than a charger can have is kept in part, and what is known goes on', async () => {
    const station = await aStation(house, '2.0.1')
    const told = (from: number, count: number, value: string) =>
      Array.from({ length: count }, (_, i) => ({
        ...{ component: { name: 'C' }, variable: { name: `V${from + i}` } },
        variableAttribute: [{ value }],
      }))
    await station.says('NotifyReport', report({ reportData: told(0, 4_999, 'old') }))
    await station.says('NotifyReport', report({ reportData: told(4_998, 3, 'new') }))
    const kept = await variables(station.id)
    expect(kept).toHaveLength(5_000)
    expect(kept.filter(({ value }) => value === 'new').map(({ variable }) => variable)).toEqual([
      'V4998',
      'V4999',
    ])
  })
})

describe('what vendors say beside the standard', () => {
  test('is taken where the operator knows the vendor, and kept anyhow', async () => {
    const station = await aStation(house, '1.6')
    const says = async (vendorId: string) =>
      station.says('DataTransfer', { vendorId, messageId: 'm', data: '{"password":"open sesame"}' })
    expect(await says('com.acme')).toEqual({ status: 'Accepted' })
    expect(await says('ev-box')).toEqual({ status: 'Accepted' })
    expect(await says('com.other')).toEqual({ status: 'UnknownVendorId' })
    const told = await events(station.id, 'data')
    expect(told.map(({ about }) => about['vendorId'])).toEqual(['com.other', 'ev-box', 'com.acme'])
    expect(JSON.stringify(told)).not.toContain('sesame')
  })
})

describe('notices', () => {
  test('are kept as they are told, each under a word of its kind', async () => {
    const station = await aStation(house, '1.6')
    await station.says('FirmwareStatusNotification', { status: 'Installed' })
    await station.says('DiagnosticsStatusNotification', { status: 'Uploaded' })
    const event = { type: 'TamperDetectionActivated', timestamp: rfc3339(now) }
    await station.says('SecurityEventNotification', event)
    await station.says('SignCertificate', { csr: 'a csr' })
    const why = expect.stringMatching('no key to sign with')
    const about = { why, action: 'SignCertificate', csr: 'a csr' }
    expect(await events(station.id)).toEqual([
      { kind: 'certificate', evse: 0, about },
      { kind: 'security', evse: 0, about: { action: 'SecurityEventNotification', ...event } },
      {
        ...{ kind: 'diagnostics', evse: 0 },
        about: { action: 'DiagnosticsStatusNotification', status: 'Uploaded' },
      },
      {
        ...{ kind: 'firmware', evse: 0 },
        about: { action: 'FirmwareStatusNotification', status: 'Installed' },
      },
    ])
  })

  test('that are very long are cut: the log has them in full', async () => {
    const station = await aStation(house, '2.0.1')
    const messageInfo = Array.from({ length: 300 }, (_, id) => ({
      ...{ id, priority: 'InFront', message: { format: 'UTF8', content: 'x'.repeat(100) } },
    }))
    await station.says('NotifyDisplayMessages', { requestId: 1, messageInfo })
    const [event] = await events(station.id, 'display')
    expect(event!.about['beginsWith']).toHaveLength(2000)
  })

  test('are forgotten with the log of messages', async () => {
    const station = await aStation(house, '1.6')
    await station.says('FirmwareStatusNotification', { status: 'Idle' })
    now += 90 * 86_400_000
    await house.service.forgetOld(now)
    expect(await events(station.id)).toHaveLength(1)
    await house.service.forgetOld(now + 1)
    expect(await events(station.id)).toEqual([])
  })
})
