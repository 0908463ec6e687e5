/** Texts and times from outside: what is let in, and what it means. */
import { describe, expect, test } from 'vitest'
import { line, rfc3339, time } from '../../src/domain/text.ts'

describe('a line of text', () => {
  test.each(['Jimbo', 'Zoë', '充電', 'مرحبا', '👩‍🔧', '<b>A3</b>', '"; drop table', 'x'.repeat(40)])(
    'is kept as it is: %s',
    (text) => {
      expect(line(40).parse(text)).toBe(text)
    },
  )

  test.each([
    ['', 'nothing'],
    ['x'.repeat(41), 'too long'],
    ['a\nb', 'a line end'],
    ['a\u0000b', 'a zero'],
    ['a\u001b[31mb', 'a terminal command'],
    ['a\u0085b', 'a line end of another kind'],
    ['a\u2028b', 'a line separator'],
    ['a\u202eb', 'a mark that turns the text round'],
    ['a\u2066b', 'a mark that isolates a direction'],
    ['a\ud800b', 'half a character'],
  ])('is refused: %j (%s)', (text) => {
    expect(line(40).safeParse(text).success).toBe(false)
  })

  test('is text: numbers and null are not', () => {
    expect(line(40).safeParse(3).success).toBe(false)
    expect(line(40).safeParse(null).success).toBe(false)
  })
})

describe('a time', () => {
  test.each([
    ['2026-11-21T08:15:02Z', '2026-11-21T08:15:02.000Z'],
    ['2026-11-21T08:15:02.5Z', '2026-11-21T08:15:02.500Z'],
    ['2026-11-21T16:15:02+08:00', '2026-11-21T08:15:02.000Z'],
    ['2026-11-21T03:45:02.123456-04:30', '2026-11-21T08:15:02.123Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, utc) => {
    expect(rfc3339(time.parse(text))).toBe(utc)
  })

  test.each([
    '2026-11-21T08:15:02',
    '2026-11-21 08:15:02Z',
    '2026-11-21',
    '2026-11-21T08:15Z',
    '2026-11-21T08:15:02+0800',
    '2026-11-21T24:00:00Z',
    '2026-11-21T08:60:00Z',
    '2026-13-01T00:00:00Z',
    '2026-02-29T00:00:00Z',
    'yesterday',
    '1795248902000',
    '2026-11-21T08:15:02Z\n',
  ])('%s is refused', (text) => {
    expect(time.safeParse(text).success).toBe(false)
  })

  test('is text, not a number of seconds', () => {
    expect(time.safeParse(1_795_248_902).success).toBe(false)
  })
})
