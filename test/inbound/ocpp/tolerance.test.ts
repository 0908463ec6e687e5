/** What sloppy chargers say is taken, kept as it came, mended, and told to the operator. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChargerCall, OcppVersion } from '../../../src/domain/chargers/ocpp.ts'
import { understand } from '../../../src/inbound/ocpp/reading.ts'
import type { TestCharger } from './charger.ts'
import { openSite, type Site } from './site.ts'

/** Payloads as two articles about charging data printed them, line by line. */
type Printed = { article: 'first' | 'second'; action: string; printed: string[] }
const all = JSON.parse(readFileSync(new URL('printed.json', import.meta.url), 'utf8')) as Printed[]
const isTold = ({ action }: Printed) => !action.startsWith('Remote')

/** What has to be mended in each of them. */
const RULES: Record<string, string[]> = {
  'first BootNotification': ['too-long /chargePointModel', 'too-long /chargePointVendor'],
  'first MeterValues': [
    'empty /meterValue/0/sampledValue/9/phase',
    'number-for-text /meterValue/0/sampledValue/0/value',
    'object-for-list /meterValue',
  ],
  'first StartTransaction': ['time-without-zone /timestamp'],
  'first StopTransaction': ['time-without-zone /timestamp'],
  'second StopTransaction': [
    'time-without-zone /timestamp',
    'time-without-zone /transactionData/0/timestamp',
  ],
}

describe('a printed payload', () => {
  let site: Site
  let charger: TestCharger
  beforeAll(async () => {
    site = await openSite()
    charger = await site.plug('PRINTED')
  })
  afterAll(async () => {
    await charger.close()
    await site.close()
  })

  it.each(all.filter(isTold))(
    'is taken exactly as it stands there: $article $action',
    async (one) => {
      const { article, action, printed } = one
      const frame = `[2,"${article} ${action}","${action}",${printed.join('\n')}]`
      charger.sendRaw(frame)
      const [type, id] = await charger.next()
      expect([type, id]).toEqual([3, `${article} ${action}`])
      const [entry] = await site.log('PRINTED', '?direction=in&limit=1')
      expect(entry).toMatchObject({ action, request: frame, error: null })
      const told = entry!['deviations'] as { rule: string; path: string }[]
      const rules = told.map(({ rule, path }) => `${rule} ${path}`).sort()
      expect(rules).toEqual(RULES[`${article} ${action}`] ?? [])
    },
  )

  it('leaves its repairs with the charger, counted', async () => {
    const { deviations } = await site.asks('GET', '/v1/chargers/PRINTED')
    expect(deviations).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ rule: 'time-without-zone', count: 4 }),
        expect.objectContaining({ rule: 'object-for-list', count: 1 }),
      ]),
    )
  })
})

const read = async (action: string, payload: unknown, version: OcppVersion = '1.6') => {
  const sent = JSON.parse(JSON.stringify(payload)) as unknown
  const { deviations, ...rest } = await understand(version, action, sent)
  const told = deviations.map(({ rule, path, was }) => `${rule} ${path} ${was}`)
  return { ...rest, told }
}
const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' }
const sample = (more: object) => ({
  connectorId: 1,
  meterValue: [{ timestamp: '2026-11-21T12:00:00Z', sampledValue: [more] }],
})

describe('what is as it should be', () => {
  it('passes as it is, the very object', async () => {
    const payload = { ...status, timestamp: '2026-11-21T12:00:00Z' }
    const understood = await understand('1.6', 'StatusNotification', payload)
    expect(understood).toEqual({ action: 'StatusNotification', payload, deviations: [] })
    expect((understood as ChargerCall).payload).toBe(payload)
  })
})

describe('a call of 1.6', () => {
  it.each(['AuthorizeRequest', 'Authorize.req', 'AuthorizeReq', ' Authorize'])(
    'named %s is Authorize',
    async (name) => {
      expect(await read(name, { idTag: 'A' })).toMatchObject({
        action: 'Authorize',
        told: [`action-name  ${name}`],
      })
    },
  )

  it.each<[object, object, string]>([
    [{ connectorId: '1' }, { connectorId: 1 }, 'text-for-number /connectorId 1'],
    [{ connectorId: 1.0001 }, { connectorId: 1 }, 'fraction-for-whole /connectorId 1.0001'],
    [{ errorCode: 'noerror' }, { errorCode: 'NoError' }, 'word-spelling /errorCode noerror'],
    [{ errorCode: 'Coffee' }, { errorCode: 'Coffee' }, 'unknown-word /errorCode Coffee'],
    [{ errorCode: undefined }, { errorCode: 'NoError' }, 'missing /errorCode errorCode'],
    [{ status: 'SUSPENDED_EV' }, { status: 'SuspendedEV' }, 'word-spelling /status SUSPENDED_EV'],
    [{ info: null }, { info: undefined }, 'null /info null'],
    [{ info: 7 }, { info: '7' }, 'number-for-text /info 7'],
    [{ info: 'a\0b' }, { info: 'ab' }, 'nul /info ab'],
    [{ vendorId: { a: 1 } }, { vendorId: '{"a":1}' }, 'object-for-text /vendorId {"a":1}'],
    [{ more: 1 }, { more: 1 }, 'unknown-member /more more'],
    [
      { connectorId: undefined, connectorID: 1 },
      { connectorId: 1 },
      'member-spelling /connectorId connectorId',
    ],
    [{ timestamp: '' }, { timestamp: undefined }, 'empty /timestamp '],
    [
      { timestamp: '2026-11-21 12:00' },
      { timestamp: '2026-11-21T12:00:00.000Z' },
      'time-without-zone /timestamp 2026-11-21 12:00',
    ],
    [
      { timestamp: '2026-11-21T12:00:00+03' },
      { timestamp: '2026-11-21T09:00:00.000Z' },
      'time-short-zone /timestamp 2026-11-21T12:00:00+03',
    ],
    [
      { timestamp: '2026-11-21T12:00:00.1234567Z' },
      { timestamp: '2026-11-21T12:00:00.123Z' },
      'time-digits /timestamp 2026-11-21T12:00:00.1234567Z',
    ],
    [
      { timestamp: '1970-01-01T00:03:12Z' },
      { timestamp: '1970-01-01T00:03:12.000Z' },
      'clock-unset /timestamp 1970-01-01T00:03:12Z',
    ],
    [
      { timestamp: 1_795_262_400 },
      { timestamp: '2026-11-21T12:00:00.000Z' },
      'time-as-number /timestamp 1795262400',
    ],
  ])('is understood: %j', async (said, meant, rule) => {
    const { told, ...rest } = await read('StatusNotification', { ...status, ...said })
    const payload = JSON.parse(JSON.stringify({ ...status, ...meant })) as object
    expect(rest).toMatchObject({ payload })
    expect(told).toContain(rule)
  })

  it.each([
    [{ value: '7,5' }, [{ value: '7.5' }], 'comma-decimal'],
    [{ value: 7.5 }, [{ value: '7.5' }], 'number-for-text'],
    [{ value: 'NaN' }, [], 'value-no-number'],
    [{ value: '' }, [], 'value-no-number'],
    [{ value: null }, [], 'value-no-number'],
    [
      { value: '7', unit: 'Celcius' },
      [{ value: '7', unit: expect.stringMatching(/^Cel[sc]ius$/) as string }],
      null,
    ],
    [{ value: '7', unit: 'kwh' }, [{ value: '7', unit: 'kWh' }], 'word-spelling'],
    [{ value: '7', unit: '%' }, [{ value: '7', unit: 'Percent' }], 'word-spelling'],
    [{ value: '7', unit: 'hogshead' }, [{ value: '7', unit: 'hogshead' }], 'unknown-word'],
    [{ value: '7', phase: '', context: '' }, [{ value: '7' }], 'empty'],
    [{ value: 'AAEC', format: 'SignedData' }, [{ value: 'AAEC', format: 'SignedData' }], null],
  ])('may hold the sample %j', async (said, samples, rule) => {
    const { told, ...rest } = await read('MeterValues', sample(said))
    expect(rest).toMatchObject({ payload: { meterValue: [{ sampledValue: samples }] } })
    const rules = told.map((one) => one.split(' ')[0])
    expect([...new Set(rules)]).toEqual(rule === null ? [] : [rule])
  })
})

describe('a call of 2.x', () => {
  it('has numbers where 1.6 has texts', async () => {
    const said = { ...sample({ value: '7058', unitOfMeasure: { unit: 'Wh' } }), evseId: '1' }
    expect(await read('MeterValues', said, '2.0.1')).toMatchObject({
      payload: { evseId: 1, meterValue: [{ sampledValue: [{ value: 7058 }] }] },
      told: expect.arrayContaining([
        'text-for-number /evseId 1',
        'text-for-number /meterValue/0/sampledValue/0/value 7058',
      ]) as string[],
    })
  })

  it('that begins nothing that we know is refused only where nothing is lost by it', async () => {
    expect(await read('NotifyEvent', {}, '2.0.1')).toMatchObject({
      error: { code: 'OccurrenceConstraintViolation' },
    })
    const event = { eventType: 'Exploded', seqNo: 'x', transactionInfo: { transactionId: 't' } }
    expect(await read('TransactionEvent', event, '2.0.1')).toMatchObject({
      payload: { eventType: 'Updated', timestamp: '', transactionInfo: { transactionId: 't' } },
      told: expect.arrayContaining([
        'not-understood /eventType Exploded',
        'not-understood /seqNo x',
        'missing /timestamp timestamp',
      ]) as string[],
    })
  })
})

describe('what is told of repairs', () => {
  it('is one for each rule and member, at most twenty', async () => {
    const sampledValue = Array.from({ length: 300 }, () => ({ value: 1 }))
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`member${i}`, 1]))
    const payload = { ...sample({}), ...many, meterValue: [{ timestamp: 0, sampledValue }] }
    const { told } = await read('MeterValues', payload)
    expect(told).toHaveLength(20)
    expect(told.filter((one) => one.startsWith('number-for-text')).length).toBeLessThanOrEqual(2)
  })

  it('of hostile payloads is no more', async () => {
    const many = Object.fromEntries(Array.from({ length: 15_000 }, (_, i) => [`m${i}`, null]))
    const { told } = await read('StatusNotification', { ...status, ...many })
    expect(told).toHaveLength(20)
  })
})
