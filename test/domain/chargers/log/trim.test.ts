/** Frames that are longer than anything honest are cut, and what is cut is told. */
import { expect, test } from 'vitest'
import { withoutTags } from '../../../../src/domain/chargers/log/forget.ts'
import {
  FRAME_MOST,
  shortened,
  trimmed,
  trimmedAnswer,
} from '../../../../src/domain/chargers/log/trim.ts'

test('what is not too long stays as it came', () => {
  const frame = 'x'.repeat(FRAME_MOST)
  expect(trimmed(frame)).toBe(frame)
  expect(shortened('Heartbeat')).toBe('Heartbeat')
  expect(shortened(null)).toBeNull()
})

test('what is longer is cut, with the length of the rest', () => {
  const kept = trimmed('x'.repeat(FRAME_MOST + 1234))
  expect(kept).toMatch(/^x{16384}…" \(1234 more characters\)$/)
  expect(shortened('x'.repeat(1000))).toHaveLength(256)
})

test('an answer that is longer keeps how it begins, without its secrets', () => {
  const short = { result: { status: 'Accepted' } }
  expect(trimmedAnswer(short)).toBe(short)
  const keys = [{ key: 'AuthorizationKey', value: 'open sesame' }, 'x'.repeat(FRAME_MOST)]
  const cut = trimmedAnswer({ result: { configurationKey: keys } })
  expect(cut).toEqual({
    result: {
      beginsWith: expect.stringMatching(/^{"configurationKey".*\*\*\*/) as unknown,
      characters: expect.any(Number) as unknown,
    },
  })
  expect(JSON.stringify(cut)).not.toContain('sesame')
  const error = { code: 'InternalError', description: 'y'.repeat(100_000) }
  expect(JSON.stringify(trimmedAnswer({ error })).length).toBeLessThan(17_000)
})

test('a tag in a text that was cut is found when its driver leaves', () => {
  const frame = `[2,"1","DataTransfer",{"data":"of DRIVER-77 ${'x'.repeat(FRAME_MOST)}"}]`
  expect(withoutTags(trimmed(frame), ['driver-77'])).not.toContain('DRIVER-77')
})
