/** A charger's password is one secret in whatever form it is shown or set. */
import { expect, test } from 'vitest'
import {
  asSet,
  ChargerPassword,
  passwordBytes,
  unfit,
} from '../../../../src/domain/chargers/entry/password.ts'

const hex = '00ff10a1b2c3d4e5f60718293a4b5c6d7e8f9001'

test('hex digits and the bytes they stand for are the same password', () => {
  const raw = Buffer.from(hex, 'hex')
  expect(Buffer.from(passwordBytes(Buffer.from(hex)))).toEqual(raw)
  expect(Buffer.from(passwordBytes(Buffer.from(hex.toUpperCase())))).toEqual(raw)
  expect(Buffer.from(passwordBytes(raw))).toEqual(raw)
})

test('a text that is no hex is its own bytes, and may be shown as their hex digits', () => {
  const text = Buffer.from('correct horse 1')
  expect(passwordBytes(text)).toBe(text)
  expect(Buffer.from(passwordBytes(Buffer.from(text.toString('hex'))))).toEqual(text)
  const short = Buffer.from('deadbeef')
  expect(passwordBytes(short), 'too short to be hex of anything').toBe(short)
})

test('1.6 sets it by hex digits, 2.x by the text', () => {
  expect(asSet('1.6', hex)).toBe(hex)
  expect(asSet('1.6', 'a-text-of-16-byt')).toBe(Buffer.from('a-text-of-16-byt').toString('hex'))
  expect(asSet('2.0.1', hex)).toBe(hex)
})

test.each([
  ['1.6', hex, null],
  ['1.6', 'a text of 17 byte', null],
  ['1.6', 'too short', 'must be 16 to 20 bytes for OCPP 1.6'],
  ['1.6', 'a text of more than 20 bytes', 'must be 16 to 20 bytes for OCPP 1.6'],
  ['2.0.1', hex, null],
  ['2.0.1', 'x'.repeat(15), 'must have 16 to 40 characters for OCPP 2.0.1'],
  ['2.0.1', 'x'.repeat(41), 'must have 16 to 40 characters for OCPP 2.0.1'],
  ['2.1', 'x'.repeat(41), null],
] as const)('whether %s can be told %j', (version, password, fault) => {
  expect(unfit(version, password)).toBe(fault)
})

test('an operator may choose printable ones of some length', () => {
  expect(ChargerPassword.safeParse('12345678').success).toBe(true)
  for (const bad of ['1234567', 'x'.repeat(65), 'umläut-umläut', 'two\nlines two'])
    expect(ChargerPassword.safeParse(bad).success, bad).toBe(false)
})
