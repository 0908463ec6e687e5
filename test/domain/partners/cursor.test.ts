/** The opaque text that tells where a reader of the feed stands. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cursorOf, cursorText } from '../../../src/domain/partners/cursor.ts'

const cursor = fc.record({
  epoch: fc.stringMatching(/^[a-z0-9]{1,40}$/),
  seq: fc.nat({ max: 999_999_999_999_999 }),
  at: fc.nat({ max: 999_999_999_999_999 }),
  isPast: fc.boolean(),
  sieve: fc.stringMatching(/^([\w.,;:+-]{1,200})?$/),
})

describe('a cursor', () => {
  test('comes back as it was given, and may stand in a URL as it is', () => {
    fc.assert(
      fc.property(cursor, (cursor) => {
        const text = cursorText(cursor)
        expect(text).toMatch(/^[A-Za-z0-9_-]+$/)
        expect(cursorOf(text)).toEqual(cursor)
      }),
    )
  })

  test('of a row alone goes on with every event', () => {
    const text = cursorText({ epoch: 'e', seq: 7, at: 1000 })
    expect(cursorOf(text)).toEqual({ epoch: 'e', seq: 7, at: 1000, isPast: false, sieve: '' })
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
    [base64url('epoch.7'), 'no time'],
    [base64url('.7.1'), 'no epoch'],
    [base64url('epoch.-7.1'), 'a negative number'],
    [base64url('epoch.7.1.5'), 'a fraction'],
    [base64url('epoch.1e9.1'), 'a power'],
    [base64url('EPOCH.7.1'), 'an epoch that is not ours'],
    [base64url('epoch.7.1\n'), 'a line end'],
    [base64url('epoch.7.1~'), 'a sieve that is none'],
    [base64url(`epoch.${'9'.repeat(16)}.1`), 'more than a number holds'],
  ])('is not %j: %s', (text) => {
    expect(cursorOf(text)).toBeNull()
  })
})
