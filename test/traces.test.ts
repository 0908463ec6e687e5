/** The search for traces finds what it looks for, and nothing by chance. */
import { expect, test } from 'vitest'
import { open, secret } from './places.ts'
import { formsOf, geohashOf, tracesIn } from './traces.ts'

const planted = { ...secret, ...open }
const noise = Buffer.from('x'.repeat(61))

test('finds a planted position in each of its forms', () => {
  for (const [who, position] of Object.entries(planted)) {
    for (const { name, bytes } of formsOf(position)) {
      const traces = tracesIn(Buffer.concat([noise, bytes, noise]), { [who]: position })
      expect(traces, name).toContain(`${who} as ${name}`)
    }
  }
})

test('finds what programs write, with its sign, in JSON, in base64 and in rows', () => {
  const { lat, lon } = secret.cabin
  const double = Buffer.alloc(8)
  double.writeDoubleLE(lon)
  const int = Buffer.alloc(4)
  int.writeInt32LE(Math.round(lat * 1e7))
  const json = JSON.stringify({ id: 7, lat, lon })
  const written = [
    Buffer.from(json),
    ...['', 'y', 'yy'].map((before) => Buffer.from(Buffer.from(before + json).toString('base64'))),
    Buffer.from(`POINT(${lon.toFixed(3)} ${lat.toFixed(4)})`),
    Buffer.from(geohashOf(secret.cabin, 9)),
    double,
    int,
  ]
  for (const bytes of written) {
    expect(tracesIn(Buffer.concat([noise, bytes, noise]), planted), String(bytes)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^cabin as /)]),
    )
  }
  expect(geohashOf({ lat: 57.64911, lon: 10.40744 }, 11)).toBe('u4pruydqqvj')
})

test('finds nothing by chance: its short forms are neither letters nor digits', () => {
  const short = Object.values(planted)
    .flatMap(formsOf)
    .filter(({ bytes }) => bytes.length < 6)
  expect(short.length).toBeGreaterThan(100)
  for (const { name, bytes } of short) {
    expect(bytes.toString('latin1'), name).toMatch(/[^\w./+-]/)
  }
})

test('finds nothing by chance: what a clock says is no position', () => {
  const time = `2026-05-20T08:00:${secret.ferry.lon.toFixed(3).slice(1)}Z`
  expect(tracesIn(Buffer.from(`{"time":"${time}","ms":3}`), planted)).toEqual([])
  expect(tracesIn(Buffer.from(`{"time":"${time}","lon":${secret.ferry.lon}}`), planted)).toContain(
    'ferry as lon to 3',
  )
})
