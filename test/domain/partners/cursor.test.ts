/** The opaque text that tells where a reader of the feed stands. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cursorOf, cursorText } from '../../../src/domain/partners/cursor.ts'

const epoch = fc.stringMatching(/^[a-z0-9]{1,40}$/)
const seq = fc.nat({ max: 999_999_999_999_999 })

describe('a cursor', () => {
  test('comes back as it was given, and may stand in a URL as it is', () => {
    fc.assert(
      fc.property(epoch, seq, (epoch, seq) => {
        const text = cursorText({ epoch, seq })
        expect(text).toMatch(/^[A-Za-z0-9_-]+$/)
        expect(cursorOf(text)).toEqual({ epoch, seq })
      }),
    )
  })

  test('can be read only where it is ours, and whatever is sent breaks nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const cursor = cursorOf(text)
        expect(cursor && cursorOf(cursorText(cursor))).toEqual(cursor)
      }),
    )
  })

  const base64url = (text: string) => Buffer.from(text).toString('base64url')
  test.each([
    ['', 'nothing'],
    ['12', 'a plain number'],
    [base64url('epoch'), 'no number'],
    [base64url('.7'), 'no epoch'],
    [base64url('epoch.-7'), 'a negative number'],
    [base64url('epoch.7.5'), 'a fraction'],
    [base64url('epoch.1e9'), 'a power'],
    [base64url('EPOCH.7'), 'an epoch that is not ours'],
    [base64url('epoch.7\n'), 'a line end'],
    [base64url(`epoch.${'9'.repeat(16)}`), 'more than a number holds'],
  ])('is not %j: %s', (text) => {
    expect(cursorOf(text)).toBeNull()
  })
})
