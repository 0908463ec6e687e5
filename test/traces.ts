/** Finds positions in bytes, however they are written there: what a thief of the database would do. */
import { latLngToCell } from 'h3-js'
import type { Position } from '../src/domain/places/position.ts'

/** One way to write a position, or half of one. */
export type Form = { name: string; bytes: Buffer }

/** Who left a trace in some bytes, and in which form. */
export function tracesIn(bytes: Buffer, positions: Record<string, Position>): string[] {
  const searched = withoutClocks(bytes)
  return Object.entries(positions).flatMap(([who, position]) =>
    formsOf(position)
      .filter((form) => searched.includes(form.bytes))
      .map((form) => `${who} as ${form.name}`),
  )
}

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g

/** Seconds of a clock look like degrees now and then: 16.260 is both. */
function withoutClocks(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(INSTANT, 'then'), 'latin1')
}

/** Every form that is looked for; no two have the same bytes. */
export function formsOf(position: Position): Form[] {
  const texts = textsOf(position)
  const forms = [
    ...texts.map(({ name, text }) => ({ name, bytes: Buffer.from(text) })),
    ...texts.flatMap(({ name, text }) => base64Of(name, Buffer.from(text))),
    ...halvesOf(position).flatMap(([name, degrees]) => numbersOf(name, degrees)),
    ...cellsOf(position).flatMap(({ name, cell }) =>
      bothEnds(`${name}, 64 bits`, fromHex(cell.padStart(16, '0'))),
    ),
  ]
  return [...new Map(forms.map((form) => [form.bytes.toString('latin1'), form])).values()]
}

type Text = { name: string; text: string }

function halvesOf({ lat, lon }: Position): [string, number][] {
  return [
    ['lat', lat],
    ['lon', lon],
  ]
}

function textsOf(position: Position): Text[] {
  return [
    ...halvesOf(position).flatMap(([name, degrees]) => decimalsOf(name, degrees)),
    { name: 'geohash', text: geohashOf(position, 6) },
    ...cellsOf(position).flatMap(({ name, cell }) => [
      { name, text: cell },
      { name, text: cell.toUpperCase() },
    ]),
  ]
}

/** Rounded and cut off. Without its sign, a number is found with and without one. */
function decimalsOf(name: string, degrees: number): Text[] {
  return [3, 4, 5, 6].flatMap((digits) => {
    const [size, scale] = [Math.abs(degrees), 10 ** digits]
    const cut = (Math.floor(size * scale) / scale).toFixed(digits)
    return [cut, size.toFixed(digits)].map((text) => ({ name: `${name} to ${digits}`, text }))
  })
}

function numbersOf(name: string, degrees: number): Form[] {
  const [float64, float32] = [Buffer.alloc(8), Buffer.alloc(4)]
  float64.writeDoubleBE(degrees)
  float32.writeFloatBE(degrees)
  const scaled = [1e5, 1e6, 1e7].flatMap((scale) =>
    [Math.round, Math.trunc].flatMap((whole) => {
      const int32 = Buffer.alloc(4)
      int32.writeInt32BE(whole(degrees * scale))
      return bothEnds(`${name} by ${scale}`, int32)
    }),
  )
  return [
    ...bothEnds(`${name}, double`, float64),
    ...bothEnds(`${name}, float`, float32),
    ...scaled,
  ]
}

function bothEnds(name: string, bigEndian: Buffer): Form[] {
  return [
    { name: `${name}, big endian`, bytes: bigEndian },
    { name: `${name}, little endian`, bytes: Buffer.from(bigEndian).reverse() },
  ]
}

function fromHex(text: string): Buffer {
  return Buffer.from(text, 'hex')
}

function cellsOf({ lat, lon }: Position): { name: string; cell: string }[] {
  return [9, 10, 11, 12].map((size) => ({ name: `H3 ${size}`, cell: latLngToCell(lat, lon, size) }))
}

/** The part of its base64 that is the same whatever stands before and after it. */
function base64Of(name: string, bytes: Buffer): Form[] {
  return [0, 1, 2].flatMap((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes])
    const [from, to] = [Math.ceil((8 * before) / 6), Math.floor((8 * padded.length) / 6)]
    return (['base64', 'base64url'] as const).map((alphabet) => ({
      name: `${name}, ${alphabet}`,
      bytes: Buffer.from(padded.toString(alphabet).slice(from, to)),
    }))
  })
}

const GEOHASH = '0123456789bcdefghjkmnpqrstuvwxyz'

/** Five bits a character, of longitude and latitude in turn; each halves what is left. */
export function geohashOf({ lat, lon }: Position, length: number): string {
  const halves = [
    { degrees: lon, low: -180, high: 180 },
    { degrees: lat, low: -90, high: 90 },
  ]
  let text = ''
  for (let bits = 0, i = 0; i < 5 * length; i++) {
    const half = halves[i % 2]!
    const middle = (half.low + half.high) / 2
    const isHigh = half.degrees >= middle
    half[isHigh ? 'low' : 'high'] = middle
    bits = i % 5 === 0 ? Number(isHigh) : 2 * bits + Number(isHigh)
    if (i % 5 === 4) text += GEOHASH.charAt(bits)
  }
  return text
}
