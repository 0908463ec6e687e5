/** What a car may say, and every way in which it may be wrong. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Fact,
  factOf,
  inOrder,
  keyOf,
  Message,
  MessageType,
  positionOf,
} from '../../../src/domain/charging/message.ts'

const AT = '2026-11-21T08:15:02Z'
const full = `{"id": "c-1001", "type": "charge.started", "at": "${AT}",
  "position": {"lat": 22.2809, "lon": 114.1588}, "soc": 41.5, "energyKwh": 0, "powerKw": 6.6,
  "voltage": 230, "current": 28.7, "mode": "standard", "durationS": 0, "odometerKm": 48211.3}`

/** A message as text on the wire, with one key written differently; `null` leaves it out. */
function wire(key: string, json: string | null): unknown {
  const { [key]: _, ...rest } = JSON.parse(full)
  const text = JSON.stringify(rest)
  return JSON.parse(json === null ? text : `${text.slice(0, -1)}, "${key}": ${json}}`)
}

/** The keys that are wrong, as a client is told them. */
function faults(input: unknown): string[] {
  const { error } = Message.safeParse(input)
  return error?.issues.map(({ path }) => `/${path.join('/')}`) ?? []
}

describe('a message on the wire', () => {
  test('is read with its time in milliseconds', () => {
    const message = Message.parse(JSON.parse(full))
    expect(message).toEqual({ ...JSON.parse(full), at: Date.parse(AT) })
  })

  test('needs no more than its type and time', () => {
    expect(faults({ type: 'telemetry', at: AT })).toEqual([])
  })

  test('may say more than we know, also of its position', () => {
    const position = { lat: 22.2809, lon: 114.1588, altitude: 12 }
    const message = Message.parse({ type: 'telemetry', at: AT, tyres: [2.1], position })
    expect(message).toEqual({
      type: 'telemetry',
      at: Date.parse(AT),
      position: { lat: 22.2809, lon: 114.1588 },
    })
  })

  test('keeps HTML as the text it is', () => {
    const reason = '<script>alert("1")</script> & more'
    expect(Message.parse({ type: 'charge.aborted', at: AT, reason }).reason).toBe(reason)
  })

  test.each([
    ['type', null],
    ['type', '"charge.begun"'],
    ['type', '"CHARGE.STARTED"'],
    ['type', '["charge.started"]'],
    ['at', null],
    ['at', '"2026-11-21T08:15:02"'],
    ['at', '"2026-11-21"'],
    ['at', '1795248902'],
    ['at', 'null'],
    ['id', '""'],
    ['id', '7'],
    ['id', JSON.stringify('x'.repeat(65))],
    ['id', '"a\\u0000b"'],
    ['position', '[22.2, 114.1]'],
    ['position', '"22.2,114.1"'],
    ['soc', '-0.1'],
    ['soc', '100.1'],
    ['soc', '"80"'],
    ['soc', 'null'],
    ['soc', 'true'],
    ['soc', '1e999'],
    ['energyKwh', '-1'],
    ['energyKwh', '1e999'],
    ['powerKw', '-1e999'],
    ['powerKw', '2001'],
    ['voltage', '5001'],
    ['current', '-5001'],
    ['mode', '"a\\nb"'],
    ['mode', JSON.stringify('x'.repeat(33))],
    ['durationS', '-1'],
    ['durationS', '31536001'],
    ['odometerKm', '-1'],
    ['odometerKm', '10000001'],
    ['reason', '"\\u001b[2J"'],
    ['reason', '"\\u202etxt"'],
    ['reason', '"\\ud800"'],
    ['reason', JSON.stringify('x'.repeat(201))],
  ])('is refused where "%s" is %s, and the fault is named', (key, json) => {
    expect(faults(wire(key, json))).toEqual([`/${key}`])
  })

  test.each([
    ['lat', '{"lat": 90.1, "lon": 0}'],
    ['lat', '{"lat": -1e999, "lon": 0}'],
    ['lat', '{"lon": 114.1}'],
    ['lon', '{"lat": 22.2, "lon": 180.5}'],
    ['lon', '{"lat": 22.2, "lon": null}'],
  ])('is refused where the %s of its position is wrong: %s', (key, json) => {
    expect(faults(wire('position', json))).toEqual([`/position/${key}`])
  })

  test('is told all that is wrong with it in one answer', () => {
    const wrong = { type: 'x', at: 'now', soc: 101, position: { lat: 91, lon: 'east' } }
    expect(faults(wrong).sort()).toEqual(['/at', '/position/lat', '/position/lon', '/soc', '/type'])
  })

  test.each([null, [], 'charge.started', 7])('is an object, not %j', (input) => {
    expect(faults(input)).toEqual(['/'])
  })
})

describe('the position of a message', () => {
  const at = Date.parse(AT)
  const type = 'charge.started' as const

  test('is what the car says', () => {
    const position = { lat: 0, lon: 114.1588 }
    expect(positionOf({ type, at, position })).toEqual(position)
  })

  test('is none where the car says none, or 0,0: it has no fix', () => {
    expect(positionOf({ type, at })).toBeNull()
    expect(positionOf(Message.parse(wire('position', '{"lat": 0, "lon": -0.0}')))).toBeNull()
  })

  test('is no part of what is kept of it', () => {
    expect(JSON.stringify(factOf(Message.parse(JSON.parse(full)), 'mall'))).not.toMatch(
      /22\.28|114/,
    )
  })
})

describe('the key of a message', () => {
  const at = Date.parse(AT)

  test('is its id, else its type and time', () => {
    const type = 'charge.started' as const
    expect(keyOf({ type, at, id: 'a' })).toBe(keyOf({ type: 'telemetry', at: at + 1, id: 'a' }))
    expect(keyOf({ type, at, soc: 1 })).toBe(keyOf({ type, at, soc: 2 }))
    expect(keyOf({ type, at })).not.toBe(keyOf({ type, at: at + 1 }))
    expect(keyOf({ type, at })).not.toBe(keyOf({ type: 'charge.updated', at }))
  })

  test('of an id that looks like a type and a time is another one', () => {
    const unnamed = keyOf({ type: 'telemetry', at })
    expect(keyOf({ type: 'telemetry', at, id: unnamed })).not.toBe(unnamed)
  })
})

describe('the order of messages', () => {
  const fact = fc
    .record({
      type: fc.constantFrom(...MessageType.options),
      at: fc.nat(2),
      id: fc.constantFrom('a', 'b', 'c'),
    })
    .map((message): Fact => factOf(message, null))

  test('is the same whichever way they came', () => {
    const shuffled = fc
      .uniqueArray(fact, { comparator: (a, b) => inOrder(a, b) === 0 })
      .chain((facts) =>
        fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length })),
      )
    fc.assert(
      fc.property(shuffled, ([facts, shuffled]) => {
        expect(shuffled.toSorted(inOrder)).toEqual(facts.toSorted(inOrder))
      }),
    )
  })

  test('has the start before the end where both are told for one moment', () => {
    const one = (type: MessageType) => factOf({ type, at: 0 }, null)
    const types: MessageType[] = ['charge.completed', 'charge.updated', 'charge.started']
    expect(
      types
        .map(one)
        .sort(inOrder)
        .map(({ type }) => type),
    ).toEqual(types.toReversed())
  })
})
