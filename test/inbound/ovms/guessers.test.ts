/** Guessers: who is wrong often is not heard for a while, and the table of them stays small. */
import { expect, test } from 'vitest'
import { openGuessers } from '../../../src/inbound/ovms/guessers.ts'

const NOW = Date.parse('2026-05-20T08:00:00Z')
const MINUTE_MS = 60_000

function guess(guessers: ReturnType<typeof openGuessers>, address: string, times = 20, at = NOW) {
  for (let i = 0; i < times; i++) guessers.wrong({ address, name: 'DEMO' }, at)
}

test('twenty wrong passwords within a quarter of an hour make a guesser', () => {
  const guessers = openGuessers(true)
  guess(guessers, '192.0.2.1', 19)
  expect(guessers.isOne({ address: '192.0.2.1', name: 'demo' }, NOW)).toBe(false)
  guessers.wrong({ address: '192.0.2.1', name: 'demo' }, NOW + MINUTE_MS)
  expect(guessers.isOne({ address: '192.0.2.1', name: 'demo' }, NOW + MINUTE_MS)).toBe(true)
  expect(guessers.isOne({ address: '192.0.2.2', name: 'demo' }, NOW)).toBe(false)
})

test('he is heard again when the quarter is over', () => {
  const guessers = openGuessers(true)
  guess(guessers, '192.0.2.1')
  expect(guessers.isOne({ address: '192.0.2.1', name: 'demo' }, NOW + 14 * MINUTE_MS)).toBe(true)
  expect(guessers.isOne({ address: '192.0.2.1', name: 'demo' }, NOW + 15 * MINUTE_MS)).toBe(false)
  guessers.wrong({ address: '192.0.2.1', name: 'demo' }, NOW + 15 * MINUTE_MS)
  expect(guessers.isOne({ address: '192.0.2.1', name: 'demo' }, NOW + 15 * MINUTE_MS)).toBe(false)
})

test('of IPv6, a whole network is one guesser', () => {
  const guessers = openGuessers(true)
  guess(guessers, '2001:db8:1:2::1', 10)
  guess(guessers, '2001:db8:1:2:ffff:1:2:3', 10)
  expect(guessers.isOne({ address: '2001:db8:1:2::99', name: 'demo' }, NOW)).toBe(true)
  expect(guessers.isOne({ address: '2001:db8:1:3::1', name: 'demo' }, NOW)).toBe(false)
  guess(guessers, '::1')
  expect(guessers.isOne({ address: '::2', name: 'demo' }, NOW)).toBe(true)
})

test('IPv4 in the clothes of IPv6 is IPv4', () => {
  const guessers = openGuessers(true)
  guess(guessers, '::ffff:192.0.2.1')
  expect(guessers.isOne({ address: '::ffff:192.0.2.1', name: 'demo' }, NOW)).toBe(true)
  expect(guessers.isOne({ address: '::ffff:192.0.2.2', name: 'demo' }, NOW)).toBe(false)
})

test('ten thousand are remembered; the oldest is forgotten first', () => {
  const guessers = openGuessers(true)
  guess(guessers, '192.0.2.1')
  const other = (i: number) => ({ address: `10.0.${i >> 8}.${i & 255}`, name: `car-${i}` })
  for (let i = 0; i < 9999; i++) guessers.wrong(other(i), NOW)
  expect(guessers.isOne({ address: '192.0.2.1', name: 'demo' }, NOW)).toBe(true)
  guessers.wrong({ address: '192.0.2.99', name: 'demo' }, NOW)
  expect(guessers.isOne({ address: '192.0.2.1', name: 'demo' }, NOW)).toBe(false)
})

test('one module that was set up wrongly does not keep out the others behind its address', () => {
  const guessers = openGuessers(true)
  guess(guessers, '192.0.2.1', 299)
  expect(guessers.isOne({ address: '192.0.2.1', name: 'other' }, NOW)).toBe(false)
  guessers.wrong({ address: '192.0.2.1', name: 'demo' }, NOW)
  expect(guessers.isOne({ address: '192.0.2.1', name: 'other' }, NOW)).toBe(true)
})

test('many addresses that try one vehicle are one guesser', () => {
  const guessers = openGuessers(true)
  for (let i = 0; i < 1000; i++) {
    guessers.wrong({ address: `10.1.${i >> 8}.${i & 255}`, name: 'DEMO' }, NOW)
  }
  expect(guessers.isOne({ address: '192.0.2.1', name: 'demo' }, NOW)).toBe(true)
  expect(guessers.isOne({ address: '192.0.2.1', name: 'other' }, NOW)).toBe(false)
})

test('nobody is one where limits are off', () => {
  const guessers = openGuessers(false)
  guess(guessers, '192.0.2.1', 1000)
  expect(guessers.isOne({ address: '192.0.2.1', name: 'demo' }, NOW)).toBe(false)
})
