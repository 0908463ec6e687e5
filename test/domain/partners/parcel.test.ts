/** What of the feed goes into one message: what is wanted, in order, and halved where it is refused. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  halves,
  messageOf,
  type Row,
  sifted,
  type Stretch,
  stretchOf,
} from '../../../src/domain/partners/parcel.ts'
import { isWithin, type Region, unasked } from '../../../src/domain/partners/wishes.ts'

const row = (seq: number, session = `s${seq}`, told: Partial<Row> = {}): Row => {
  const position = { lat: seq % 90, lon: 0 }
  const body = JSON.stringify({ session: { id: session, location: { position } } })
  return { seq, type: 'charge.started', session, body, ...told }
}
const all: Stretch = { from: 0, to: 1000, session: null }
const seqs = (rows: Row[]) => rows.map(({ seq }) => seq)

describe('of a stretch', () => {
  test('what lies outside, was taken back, or is of another session is not sent', () => {
    const rows = [row(1), row(2, 'a'), row(3, 'b', { body: '' }), row(4, 'a'), row(5)]
    expect(seqs(sifted(rows, { ...all, from: 1, to: 4 }, unasked).rows)).toEqual([2, 4])
    expect(seqs(sifted(rows, { ...all, session: 'a' }, unasked).rows)).toEqual([2, 4])
  })

  test('every state is sent, or the last one of each session alone', () => {
    const rows = [row(1, 'a'), row(2, 'b'), row(3, 'a'), row(4, 'a')]
    expect(sifted(rows, all, unasked)).toMatchObject({ superseded: 0 })
    const last = sifted(rows, all, { ...unasked, states: 'last' })
    expect(seqs(last.rows)).toEqual([2, 4])
    expect(last.superseded).toBe(2)
  })

  test('a state that nobody wants does not stand for one that is wanted', () => {
    const rows = [
      row(1, 'a', { type: 'charge.completed' }),
      row(2, 'a', { type: 'charge.updated' }),
    ]
    const wishes = { ...unasked, events: ['charge.completed' as const], states: 'last' as const }
    expect(seqs(sifted(rows, all, wishes).rows)).toEqual([1])
  })

  test('a withdrawal passes every wish', () => {
    const gone = row(1, 'a', { type: 'charge.withdrawn', body: '{"session":{"id":"a"}}' })
    const region: Region = { circle: { lat: 80, lon: 80, radiusM: 1 } }
    const { rows } = sifted([gone], all, { ...unasked, events: ['charge.started'], region })
    expect(rows).toEqual([gone])
  })
})

test('halving ends at single events, which together are all that there was', () => {
  const stretches = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 1 })
  fc.assert(
    fc.property(stretches, (numbers) => {
      const rows = numbers.sort((a, b) => a - b).map((seq) => row(seq))
      const singles: number[] = []
      const split = (stretch: Stretch) => {
        const inside = sifted(rows, stretch, unasked).rows
        if (inside.length === 1) singles.push(inside[0]!.seq)
        else for (const half of halves(inside, stretch)) split(half)
      }
      split(all)
      expect(singles).toEqual(numbers)
    }),
  )
})

test('a message’s name says which stretch it is, to its own partner and feed alone', () => {
  const stretch: Stretch = { from: 7, to: 19, session: null }
  const name = messageOf('p1', 'epoch', stretch)
  expect(name).not.toContain('.')
  expect(stretchOf('p1', 'epoch', name)).toEqual(stretch)
  const ofOne = { ...stretch, session: 's1' }
  expect(stretchOf('p1', 'epoch', messageOf('p1', 'epoch', ofOne))).toEqual(ofOne)
  for (const [partner, epoch] of [
    ['p2', 'epoch'],
    ['p1', 'other'],
  ] as const) {
    expect(stretchOf(partner, epoch, name)).toBeNull()
  }
  for (const text of [
    '',
    'msg_p1_epoch_7',
    'msg_p1_epoch_7_x',
    'msg_p1_epoch_-7_9',
    `${name}_a_b`,
  ]) {
    expect(stretchOf('p1', 'epoch', text)).toBeNull()
  }
})

describe('a region', () => {
  const box = (south: number, west: number, north: number, east: number): Region => ({
    box: { south, west, north, east },
  })
  test.each<[Region, number, number, boolean]>([
    [box(0, 0, 10, 10), 5, 5, true],
    [box(0, 0, 10, 10), 10, 0, true],
    [box(0, 0, 10, 10), 10.01, 5, false],
    [box(0, 0, 10, 10), 5, -0.01, false],
    [box(-90, 170, 90, -170), 0, 180, true],
    [box(-90, 170, 90, -170), 0, -180, true],
    [box(-90, 170, 90, -170), 0, 0, false],
    [{ circle: { lat: 0, lon: 179.99, radiusM: 3000 } }, 0, -179.99, true],
    [{ circle: { lat: 0, lon: 179.99, radiusM: 2000 } }, 0, -179.99, false],
  ])('%j holds %d, %d: %s', (region, lat, lon, within) => {
    expect(isWithin(region, { lat, lon })).toBe(within)
  })
})
