/** Packets are measured by their headers, however their bytes are cut. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openGauge } from '../../../src/inbound/mqtt/gauge.ts'

/** A packet of some type with so many bytes after its fixed header. */
function packet(length: number): number[] {
  const header = [0x30]
  let left = length
  do {
    header.push((left % 128) + (left > 127 ? 128 : 0))
    left = Math.floor(left / 128)
  } while (left > 0)
  return [...header, ...Array<number>(length).fill(0xff)]
}

describe('packets', () => {
  test('within bounds go through, however they are cut', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(lengths, fc.infiniteStream(fc.integer({ min: 1, max: 200 })), (sizes, cuts) => {
        const bytes = Uint8Array.from(sizes.flatMap(packet))
        const fits = openGauge(() => 300)
        for (let at = 0; at < bytes.length;) {
          const end = at + cuts.next().value!
          expect(fits(bytes.subarray(at, end))).toBe(true)
          at = end
        }
      }),
    )
  })

  test('one byte too long are noticed by their header', () => {
    const fits = openGauge(() => 300)
    const [good, bad] = [packet(300), packet(301)]
    expect(fits(Uint8Array.from([...good, bad[0]!, bad[1]!]))).toBe(true)
    expect(fits(Uint8Array.from([bad[2]!]))).toBe(false)
  })

  test('that never say how long they are are noticed', () => {
    const fits = openGauge(() => 300_000_000)
    expect(fits(Uint8Array.from([0x30, 0xff, 0xff, 0xff]))).toBe(true)
    expect(fits(Uint8Array.from([0xff]))).toBe(false)
  })

  test('may be longer once more is allowed', () => {
    let longest = 10
    const fits = openGauge(() => longest)
    expect(fits(Uint8Array.from(packet(10)))).toBe(true)
    longest = 20
    expect(fits(Uint8Array.from(packet(20)))).toBe(true)
    longest = 10
    expect(fits(Uint8Array.from(packet(20)))).toBe(false)
  })
})
