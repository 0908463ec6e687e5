/** Payloads with thousands of faults, or of parts: they cost little, and no transaction is lost by them. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { OcppVersion, Payload } from '../../../src/domain/chargers/ocpp.ts'
import { understand, understandAnswer } from '../../../src/inbound/ocpp/reading.ts'
import { lookerFor } from '../../../src/inbound/ocpp/schemas.ts'

const AT = '2026-11-21T12:00:00Z'
const start = { connectorId: 1, idTag: 'A', meterStart: 1, timestamp: AT }
const strangers = (n: number) =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => [`stranger${i}`, 1]))
const event = (more: object) => ({
  ...{ eventType: 'Started', timestamp: AT, triggerReason: 'Authorized', seqNo: 0 },
  transactionInfo: { transactionId: 't' },
  ...more,
})
const nothings = (n: number) => Array.from({ length: n }, () => ({}))

const read = async (version: OcppVersion, action: string, payload: unknown) => {
  const understood = await understand(version, action, payload)
  const rules = understood.deviations.map(({ rule, path }) => `${rule} ${path}`)
  const said = 'payload' in understood ? understood.payload : null
  return { said, rules, error: 'error' in understood ? understood.error.code : null }
}

describe('more faults than anybody makes', () => {
  afterEach(() => vi.restoreAllMocks())

  it.each<[OcppVersion, string, Payload]>([
    ['1.6', 'MeterValues', { connectorId: 1, meterValue: nothings(2000) }],
    ['2.1', 'ReportChargingProfiles', { chargingProfile: nothings(2000) }],
    ['2.1', 'NotifyDisplayMessages', { messageInfo: nothings(2000) }],
    ['2.1', 'Authorize', { iso15118CertificateHashData: nothings(2000) }],
  ])('are found in %s %s without a copy of those before', async (version, action, payload) => {
    const look = (await lookerFor(version, action, 'Request'))!
    const copies = vi.spyOn(Array.prototype, 'concat')
    const faults = look(payload)!
    const copied = copies.mock.contexts.reduce<number>(
      (n, list) => n + (list as unknown[]).length,
      0,
    )
    vi.restoreAllMocks()
    expect(faults.length).toBeGreaterThan(2000)
    expect(copied).toBeLessThan(2 * faults.length)
  })

  it('are looked for once, and the call refused', async () => {
    const whole = { requestId: 1, chargingLimitSource: 'EMS', evseId: 1 }
    const payload = { ...whole, chargingProfile: nothings(6000) }
    const { error, rules } = await read('2.1', 'ReportChargingProfiles', payload)
    expect({ error, rules }).toEqual({ error: 'PropertyConstraintViolation', rules: [] })
  })

  it('leave of a transaction what comes first', async () => {
    const sample = { value: '7', measurand: 5 }
    const sampledValue = Array.from({ length: 6000 }, () => sample)
    const stop = { transactionId: 7, meterStop: 9, timestamp: AT }
    const { said, rules } = await read('1.6', 'StopTransaction', {
      ...stop,
      transactionData: [{ timestamp: AT, sampledValue }],
    })
    expect(said).toMatchObject(stop)
    expect(rules).toContain('too-much ')
  })

  it('of one kind, on a long day, are all mended', async () => {
    const meterValue = Array.from({ length: 1440 }, () => ({
      timestamp: '2026-11-21 12:00:00Z',
      sampledValue: [{ value: 7, unit: 'kwh', phase: '' }],
    }))
    const { said, rules } = await read('1.6', 'MeterValues', { connectorId: 1, meterValue })
    const mended = {
      timestamp: AT.replace('Z', '.000Z'),
      sampledValue: [{ value: '7', unit: 'kWh' }],
    }
    expect(said).toEqual({ connectorId: 1, meterValue: meterValue.map(() => mended) })
    expect(rules).not.toContain('too-much ')
  })
})

describe('a fault behind hundreds of others', () => {
  it.each<[OcppVersion, string, Payload, Payload]>([
    ['1.6', 'StartTransaction', { ...start, idTag: 5 }, { ...start, idTag: '5' }],
    ['1.6', 'Authorize', { idTag: 5 }, { idTag: '5' }],
    [
      '2.1',
      'TransactionEvent',
      event({ idToken: { idToken: 7, type: 'Central' } }),
      event({ idToken: { idToken: '7', type: 'Central' } }),
    ],
  ])('is mended all the same: %s %s', async (version, action, payload, mended) => {
    const { said } = await read(version, action, { ...strangers(600), ...payload })
    expect(said).toEqual({ ...strangers(600), ...mended })
  })

  it('is refused where it cannot be mended', async () => {
    const status = { ...strangers(600), connectorId: 1, errorCode: 'NoError', status: 7 }
    expect(await read('1.6', 'StatusNotification', status)).toMatchObject({ said: null })
  })

  it('is taken out of a transaction where it cannot be mended', async () => {
    const sampledValue = Array.from({ length: 600 }, () => ({ value: '1', phase: 'L9' }))
    const meterValue = [{ timestamp: AT, sampledValue }]
    const said = {
      ...event({ meterValue }),
      offline: 'perhaps',
      idToken: { idToken: 7, type: 'x' },
    }
    const { said: left } = await read('2.1', 'TransactionEvent', said)
    expect(left).not.toHaveProperty('offline')
    expect(left).toMatchObject({ idToken: { idToken: '7' } })
  })
})

describe('more parts than any charger sends', () => {
  it('are refused', async () => {
    const reportData = nothings(21_000)
    const report = { requestId: 1, generatedAt: AT, seqNo: 0, reportData }
    const { error, rules } = await read('2.0.1', 'NotifyReport', report)
    expect({ error, rules }).toEqual({
      error: 'PropertyConstraintViolation',
      rules: ['too-much '],
    })
  })

  it('are cut where they are of a transaction, and of an answer', async () => {
    const sampledValue = Array.from({ length: 15_000 }, () => ({ value: '1' }))
    const payload = { connectorId: 1, meterValue: [{ timestamp: AT, sampledValue }] }
    const { said, rules } = await read('1.6', 'MeterValues', payload)
    const [kept] = said!['meterValue'] as { sampledValue: unknown[] }[]
    expect(kept!.sampledValue.length).toBeGreaterThan(9_900)
    expect(kept!.sampledValue.length).toBeLessThan(10_000)
    expect(rules).toEqual(['too-much '])
    const answer = await understandAnswer('1.6', 'GetConfiguration', {
      unknownKey: nothings(21_000),
    })
    expect(answer.deviations).toContainEqual(expect.objectContaining({ rule: 'too-much' }))
  })
})

describe('a whole number that no charger can mean', () => {
  const stop = (transactionId: unknown) => ({ transactionId, meterStop: 9, timestamp: AT })
  it.each<[OcppVersion, string, Payload, Payload, string]>([
    [
      '1.6',
      'StartTransaction',
      { ...start, connectorId: 1e300 },
      { ...start, connectorId: 0 },
      '/connectorId',
    ],
    [
      '1.6',
      'StartTransaction',
      { ...start, connectorId: 2 ** 31 },
      { ...start, connectorId: 0 },
      '/connectorId',
    ],
    [
      '1.6',
      'StartTransaction',
      { ...start, connectorId: '1e19' },
      { ...start, connectorId: 0 },
      '/connectorId',
    ],
    ['1.6', 'StopTransaction', stop(-1e19), stop(0), '/transactionId'],
    [
      '2.0.1',
      'TransactionEvent',
      event({ evse: { id: 1e19 } }),
      event({ evse: { id: 0 } }),
      '/evse/id',
    ],
    ['2.1', 'TransactionEvent', event({ seqNo: 2 ** 53 }), event({ seqNo: 0 }), '/seqNo'],
  ])('is none: %s %s %j', async (version, action, payload, said, path) => {
    expect(await read(version, action, payload)).toEqual({
      ...{ said, error: null, rules: [`number-too-big ${path}`] },
    })
  })

  it('is not one that is only long', async () => {
    const { rules } = await read('1.6', 'StopTransaction', stop(1_795_262_400_000))
    expect(rules).toEqual([])
    const named = event({ transactionInfo: { transactionId: 1e19 } })
    const { said } = await read('2.1', 'TransactionEvent', named)
    expect(said).toMatchObject({ transactionInfo: { transactionId: '10000000000000000000' } })
  })
})
