/** Entries are found in JSON of any form and length, however it is cut into pieces. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openObjects } from '../../../src/inbound/stations/objects.ts'

function found(text: string, piece = text.length || 1) {
  const objects = openObjects()
  const all = []
  for (let i = 0; i < text.length; i += piece) all.push(...objects.push(text.slice(i, i + piece)))
  return [...all, ...objects.end()]
}
const entries = (text: string, piece?: number) =>
  found(text, piece).map((one) => ('text' in one ? (JSON.parse(one.text) as unknown) : one))

const a = { id: 1, text: '} ] { "', deep: { list: [[{ x: [] }]] } }
const b = { id: 2, text: String.raw`\" \\`, deep: { features: [1] } }
const whole = { type: 'FeatureCollection', bbox: [1, 2], crs: { a: [{}] }, features: [a, b] }

describe('entries', () => {
  test.each([
    ['a list', JSON.stringify([a, b])],
    ['a list over many lines', JSON.stringify([a, b], null, 2)],
    ['lines', `${JSON.stringify(a)}\n${JSON.stringify(b)}\n`],
    ['features', JSON.stringify(whole)],
    ['features over many lines', JSON.stringify(whole, null, 1)],
    ['elements', JSON.stringify({ version: 0.6, elements: [a, b] })],
  ])('are found in %s, in pieces of any length', (_, text) => {
    for (const piece of [1, 2, 3, 7, 64, text.length]) expect(entries(text, piece)).toEqual([a, b])
  })

  test('are the whole where it is one', () => {
    expect(entries(JSON.stringify(a))).toEqual([a])
    expect(entries('[]')).toEqual([])
    expect(entries('')).toEqual([])
    expect(entries(JSON.stringify({ features: [] }))).toEqual([])
  })

  test('behind a bad one are found', () => {
    const text = `[{"a":1},{"b":nonsense},{"c":3}]`
    expect(found(text)).toEqual([
      { text: '{"a":1}' },
      { text: '{"b":nonsense}' },
      { text: '{"c":3}' },
    ])
  })

  test.each(['[{"a":1},{"b":', '[{"a":1}', '[{"a":1},{"b":"'])(
    'that break off are told, and those before them are found: %s',
    (text) => {
      expect(found(text)).toEqual([
        { text: '{"a":1}' },
        { fault: 'the text breaks off in the middle of an entry' },
      ])
    },
  )

  test('that never end do not fill the memory', () => {
    const long = `[{"a":"${'x'.repeat(5 * 1024 * 1024)}"},{"b":2}]`
    expect(found(long, 100_000)).toEqual([
      { fault: 'an entry of more than 4 MB' },
      { text: '{"b":2}' },
    ])
  })

  test('are those that were written, whatever they hold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
        fc.integer({ min: 1, max: 50 }),
        (list, piece) => {
          expect(entries(JSON.stringify(list), piece)).toEqual(JSON.parse(JSON.stringify(list)))
        },
      ),
    )
  })
})
