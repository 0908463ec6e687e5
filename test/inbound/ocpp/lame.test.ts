/** What is told of transactions is taken and answered, whatever is missing or wrong in it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OcppVersion } from '../../../src/domain/chargers/ocpp.ts'
import { understand } from '../../../src/inbound/ocpp/reading.ts'
import { connect } from './charger.ts'
import { openSite, type Site } from './site.ts'

const read = async (action: string, payload: unknown, version: OcppVersion = '1.6') => {
  const { deviations, ...rest } = await understand(version, action, payload)
  const told = deviations.map(({ rule, path, was }) => `${rule} ${path} ${was}`)
  return { ...rest, told }
}

const meterValue = [
  {
    timestamp: '2026-11-21T12:00:00Z',
    sampledValue: [{ value: '7' }, { value: '8', unit: 'kWh' }],
  },
]
const WHOLE: Record<string, object> = {
  StartTransaction: {
    connectorId: 1,
    idTag: 'A',
    meterStart: 1,
    timestamp: '2026-11-21T12:00:00Z',
  },
  StopTransaction: {
    transactionId: 1,
    meterStop: 2,
    timestamp: '2026-11-21T12:00:00Z',
    idTag: 'A',
    transactionData: meterValue,
  },
  MeterValues: { connectorId: 1, transactionId: 1, meterValue },
  TransactionEvent: {
    eventType: 'Started',
    timestamp: '2026-11-21T12:00:00Z',
    triggerReason: 'Authorized',
    seqNo: 0,
    transactionInfo: { transactionId: 'T' },
    idToken: { idToken: 'A', type: 'Central' },
    evse: { id: 1, connectorId: 1 },
    meterValue: [{ timestamp: '2026-11-21T12:00:00Z', sampledValue: [{ value: 7 }] }],
  },
}

/** Every place in a payload. */
function placesIn(value: unknown, at: string[] = []): string[] {
  if (typeof value !== 'object' || value === null) return [at.join('.')]
  const within = Object.entries(value).flatMap(([key, one]) => placesIn(one, [...at, key]))
  return at.length === 0 ? within : [at.join('.'), ...within]
}

/** Nothing at all, or another kind of thing. */
const LAMED = Object.entries(WHOLE).flatMap(([action, payload]) =>
  placesIn(payload)
    .filter((pointer) => !pointer.startsWith('transactionInfo'))
    .flatMap((pointer) =>
      [undefined, {}, [[]], 'x', -1].map((value) => [action, pointer, value] as const),
    ),
)

function lamed(of: unknown, [key, ...rest]: string[], value: unknown): unknown {
  if (key === undefined) return value
  const copy = structuredClone(of) as { [key: string]: unknown }
  copy[key] = lamed(copy[key], rest, value)
  return copy
}

describe('what is told of transactions', () => {
  let site: Site
  let password: string
  beforeAll(async () => {
    site = await openSite()
    password = await site.register('LAME')
  })
  afterAll(() => site.close())

  it('is handed on as far as it is understood, and nothing in it is of another kind', async () => {
    const { told, ...rest } = await read('StartTransaction', { idTag: {}, meterStart: 'many' })
    expect(rest).toEqual({
      action: 'StartTransaction',
      payload: { connectorId: 0, idTag: '{}', meterStart: 0, timestamp: '' },
    })
    expect(told).toEqual(
      expect.arrayContaining([
        'not-understood /meterStart many',
        'missing /connectorId connectorId',
        'missing /timestamp timestamp',
      ]),
    )
  })

  it.each(LAMED)('%s is taken and answered though %s is %j', async (action, pointer, value) => {
    const protocol = action === 'TransactionEvent' ? 'ocpp2.0.1' : 'ocpp1.6'
    const charger = await connect(site, 'LAME', { password, protocol })
    const said = await charger.says(action, lamed(WHOLE[action], pointer.split('.'), value))
    expect(said).toHaveProperty('result')
    await charger.close()
  })

  it('is refused where nobody can tell which one is meant', async () => {
    const { transactionInfo: _, ...rest } = WHOLE['TransactionEvent'] as { transactionInfo: object }
    expect(await read('TransactionEvent', rest, '2.0.1')).toMatchObject({
      error: { code: 'OccurrenceConstraintViolation' },
    })
  })

  it('is refused where it is no object at all', async () => {
    expect(await read('StopTransaction', 'all of it')).toMatchObject({
      error: { code: 'FormatViolation' },
    })
  })
})
