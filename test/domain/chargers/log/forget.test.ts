/** A driver's tags leave the log with him, however they were written; the rest stays to the letter. */
import { describe, expect, it } from 'vitest'
import { traceOf, withoutTags } from '../../../../src/domain/chargers/log/forget.ts'

const LONG = '04a22b33'

describe('a tag is taken out', () => {
  it.each([
    ['[2,"1","Authorize",{"idTag":"04A22B33"}]', '[2,"1","Authorize",{"idTag":"***"}]'],
    ['{"idToken": {"idToken" : " 04a22b33 "}}', '{"idToken": {"idToken" : "***"}}'],
    [
      '[3,"1",{"idTagInfo":{"parentIdTag":"04A22B33"}}]',
      '[3,"1",{"idTagInfo":{"parentIdTag":"***"}}]',
    ],
    [
      '[2,"1","DataTransfer",{"data":"tag=04A22B33;x"}]',
      '[2,"1","DataTransfer",{"data":"tag=***;x"}]',
    ],
    [String.raw`{"data":"{\"card\":\"04A22B33\"}"}`, String.raw`{"data":"{\"card\":\"***\"}"}`],
    ['[2,"1","Authorize",{"idTag":"04A22B33"', '[2,"1","Authorize",{"idTag":"***"'],
  ])('from %s', (frame, clean) => {
    expect(withoutTags(frame, [LONG])).toBe(clean)
  })

  it('in whatever letters', () => {
    expect(withoutTags('{"idTag":"KÄRT"}', ['kärt'])).toBe('{"idTag":"***"}')
    expect(withoutTags(String.raw`{"idTag":"K\u00c4RT"}`, ['kärt'])).toBe('{"idTag":"***"}')
    expect(withoutTags('{"a":"x Jim+Jo.(1) y"}', ['jim+jo.(1)'])).toBe('{"a":"x *** y"}')
  })
})

it.each([
  ['another tag', '[2,"1","Authorize",{"idTag":"04A22B34"}]', LONG],
  ['a longer word', '{"data":"x04A22B33"}', LONG],
  ['a short tag that is something else', '[2,"A1","Reset",{"type":"A1", "n":"A1"}]', 'a1'],
  ['a number', '{"meterStart":12345678}', '12345678'],
])('%s stays as it came', (_, frame, key) => {
  expect(withoutTags(frame, [key])).toBe(frame)
})

it('what a frame with a tag holds in any case is its longest run of plain letters', () => {
  expect(traceOf('a-b2c3/d')).toBe('b2c3')
  expect(traceOf('kärt')).toBe('rt')
  expect(traceOf('--')).toBe('')
})
