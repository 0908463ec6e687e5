/** Frames are read without fault whatever they hold, and what we write is read as it was meant. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OcppVersion } from '../../../../src/domain/chargers/ocpp.ts'
import { spelt } from '../../../../src/domain/chargers/wire/codes.ts'
import {
  callFrame,
  cut,
  errorFrame,
  readFrame,
  resultFrame,
} from '../../../../src/domain/chargers/wire/frame.ts'

describe('a frame', () => {
  it('of ours is read as it was meant', () => {
    const payload = { idTag: 'A' }
    expect(readFrame(callFrame('1', 'Authorize', payload), '1.6')).toEqual({
      kind: 'call',
      id: '1',
      said: '"1"',
      action: 'Authorize',
      payload,
      isSend: false,
    })
    expect(readFrame(resultFrame('"1"', payload), '1.6')).toEqual({
      kind: 'result',
      id: '1',
      payload,
    })
    const long = 'x'.repeat(300)
    expect(readFrame(errorFrame('"1"', 'GenericError', long), '1.6')).toEqual({
      kind: 'error',
      id: '1',
      code: 'GenericError',
      description: 'x'.repeat(255),
      isAboutResult: false,
    })
  })

  it('of any JSON, or of none, is something', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        for (const version of ['1.6', '2.0.1', '2.1'] as const) {
          const frame = readFrame(text, version)
          expect(frame === null).toBe(text.trim() === '')
        }
      }),
    )
  })

  it('that holds brackets in its texts is not deep', () => {
    const data = '[{"\\'.repeat(100)
    expect(readFrame(callFrame('1', 'DataTransfer', { data }), '1.6')).toMatchObject({
      payload: { data },
    })
  })
})

describe('an error code', () => {
  it.each<[string, OcppVersion, string]>([
    ['FormatViolation', '1.6', 'FormationViolation'],
    ['FormatViolation', '2.0.1', 'FormatViolation'],
    ['OccurrenceConstraintViolation', '1.6', 'OccurenceConstraintViolation'],
    ['OccurrenceConstraintViolation', '2.0.1', 'OccurenceConstraintViolation'],
    ['OccurrenceConstraintViolation', '2.1', 'OccurrenceConstraintViolation'],
    ['RpcFrameworkError', '1.6', 'GenericError'],
    ['RpcFrameworkError', '2.1', 'RpcFrameworkError'],
    ['MessageTypeNotSupported', '2.0.1', 'MessageTypeNotSupported'],
    ['NotImplemented', '1.6', 'NotImplemented'],
    ['OutOfCoffee', '2.1', 'GenericError'],
  ])('%s is spelt in %s as %s', (code, version, told) => {
    expect(spelt(code, version)).toBe(told)
  })
})

describe('what was said', () => {
  it('is told in 60 characters, whatever it is', () => {
    expect(cut('x'.repeat(61))).toBe(`${'x'.repeat(59)}…`)
    expect(cut({ toString: 1 })).toBe('{"toString":1}')
    expect(cut(undefined)).toBe('')
  })
})
