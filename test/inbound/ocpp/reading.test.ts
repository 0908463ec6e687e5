/** Whatever a charger says is understood or refused, and never breaks what reads it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askable } from '../../../src/domain/chargers/commands/asked.ts'
import type { OcppVersion } from '../../../src/domain/chargers/ocpp.ts'
import { understand, understandAnswer } from '../../../src/inbound/ocpp/reading.ts'
import { lookerFor, schemaFor } from '../../../src/inbound/ocpp/schemas.ts'

const WORDS = ['connectorId', 'timestamp', 'meterValue', 'sampledValue', 'value', 'idTag', 'status']
const ACTIONS: [OcppVersion, string][] = [
  ['1.6', 'MeterValues'],
  ['1.6', 'StatusNotification'],
  ['1.6', 'StopTransaction'],
  ['2.0.1', 'TransactionEvent'],
  ['2.1', 'NotifyEvent'],
]
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      null,
      true,
      '',
      'NaN',
      '7,5',
      0,
      -1.5,
      '2026-11-21T12:00:00',
      '\0',
      '__proto__',
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...WORDS, '__proto__', 'toString'), tie('value'), { maxKeys: 5 }),
  ),
})).value

describe('any payload', () => {
  it.each(ACTIONS)('of %s %s is understood or refused', async (version, action) => {
    await fc.assert(
      fc.asyncProperty(anything, async (payload) => {
        const sent = JSON.parse(JSON.stringify(payload)) as unknown
        const read = await understand(version, action, sent)
        expect('error' in read || typeof read.payload === 'object').toBe(true)
        expect(read.deviations.length).toBeLessThanOrEqual(20)
        const answer = await understandAnswer(version, 'Reset', sent)
        expect(Array.isArray(answer.payload)).toBe(false)
      }),
      { numRuns: 300 },
    )
  })
})

describe('what is mended', () => {
  it('is as the schema wants it, but for what is only tolerated', async () => {
    const look = (await lookerFor('1.6', 'MeterValues', 'Request'))!
    const sampledValue = { value: 7, phase: '', unit: 'WH' }
    const meterValue = { timestamp: '2026-11-21 12:00:00', sampledValue }
    const read = await understand('1.6', 'MeterValues', { connectorId: '1', meterValue })
    expect('payload' in read && look(read.payload)).toBeNull()
  })
})

describe('a call of ours', () => {
  it.each<OcppVersion>(['1.6', '2.0.1', '2.1'])(
    'has a schema in %s',
    async (version) => {
      for (const action of askable(version)) {
        expect(await schemaFor(version, action, 'Request'), action).not.toBeNull()
        expect(await schemaFor(version, action, 'Response'), action).not.toBeNull()
      }
    },
    60_000,
  )
})
