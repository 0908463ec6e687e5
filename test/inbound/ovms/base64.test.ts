/** Base64 from bytes to bytes: as Node reads it, but never a guess. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromBase64 } from '../../../src/inbound/ovms/base64.ts'

function read(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'latin1')
  const out = Buffer.alloc(bytes.length)
  const length = fromBase64(bytes, 0, bytes.length, out)
  return length < 0 ? null : out.subarray(0, length)
}

test('what Node writes is read, with its padding and without', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64')
      const read1 = read(text)
      expect(read1 && [...read1]).toEqual([...bytes])
      expect(read(text.replaceAll('=', ''))).toEqual(read1)
    }),
  )
})

test.each(['AAA_', 'AA A', 'A', 'AAAAA', '=AAA', 'A=AA', 'AAA\u00ff', '\u0000AAA', 'AAAAA-'])(
  '%j is no base64',
  (text) => {
    expect(read(text)).toBeNull()
  },
)

test('a part of a chunk is read, and no byte more', () => {
  const out = Buffer.alloc(8, 7)
  expect(fromBase64(Buffer.from('!!QUJD!!'), 2, 6, out)).toBe(3)
  expect(out.toString('latin1', 0, 3)).toBe('ABC')
  expect([...out.subarray(3)]).toEqual([7, 7, 7, 7, 7])
})
