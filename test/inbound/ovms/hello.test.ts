/** First lines: what is a hello, what is none, and which proofs hold. */
import { describe, expect, test } from 'vitest'
import { proofOf } from '../../../src/inbound/ovms/cipher.ts'
import { agreed, type Hello, newToken, readHello } from '../../../src/inbound/ovms/hello.ts'

test('scheme 0 proves the password of a vehicle', () => {
  expect(readHello('MP-C 0 AbCd/+ Rpd3fer9== DEMO')).toEqual({
    scheme: '0',
    caller: 'C',
    token: 'AbCd/+',
    digest: 'Rpd3fer9==',
    vehicleId: 'DEMO',
  })
  expect(readHello('MP-A 0 t d DEMO and more')).toMatchObject({ caller: 'A', vehicleId: 'DEMO' })
})

test('scheme 1 tells the password of an owner, which may have blanks', () => {
  expect(readHello('MP-A 1 jimbo@example.org a long pass phrase *')).toEqual({
    scheme: '1',
    caller: 'A',
    owner: 'jimbo@example.org',
    password: 'a long pass phrase',
    vehicleId: '*',
  })
})

test('a module may ask for its settings', () => {
  expect(readHello('AP-C 0 5YJRE11B381000000')).toEqual({ scheme: 'AP' })
})

test.each([
  '',
  'MP-C',
  'MP-C 0',
  'MP-C 0 token digest',
  'MP-X 0 token digest DEMO',
  'MP-C 2 token digest DEMO',
  'MP-A 1 owner DEMO',
  'mp-c 0 token digest DEMO',
  ' MP-C 0 token digest DEMO',
  'AP-C 0 ',
  'GET / HTTP/1.1',
  '\u0016\u0003\u0001',
])('%j is no hello', (line) => {
  expect(readHello(line)).toBeNull()
})

describe('a proof', () => {
  const hello: Hello = {
    scheme: '0',
    caller: 'C',
    token: 'AbCdEfGhIjKlMnOpQrStUv',
    digest: proofOf('DEMO', 'AbCdEfGhIjKlMnOpQrStUv').toString('base64'),
    vehicleId: 'DEMO',
  }
  const token = () => '0123456789+/abcdefghij'

  test('is answered by one of our own', () => {
    expect(agreed(hello, token, 'DEMO')?.welcome).toBe(
      'MP-S 0 0123456789+/abcdefghij JvFLwraZe0UPc8GOfzxiKQ==',
    )
  })

  test.each(['', 'x', '=', hello.digest.toLowerCase(), `${hello.digest}A`, hello.digest.slice(1)])(
    'that is %j is none',
    (digest) => {
      expect(agreed({ ...hello, digest }, token, 'DEMO')).toBeNull()
    },
  )

  test('is never answered with the token that it came with', () => {
    const answer = agreed(hello, () => hello.token, 'DEMO')
    expect(answer?.welcome.split(' ')[2]).toMatch(/^[A-Za-z0-9+/]{22}$/)
    expect(answer?.welcome).not.toContain(hello.token)
  })
})

test('tokens have 22 characters, and are new each time', () => {
  const tokens = Array.from({ length: 100 }, newToken)
  expect(tokens.every((token) => /^[A-Za-z0-9+/]{22}$/.test(token))).toBe(true)
  expect(new Set(tokens).size).toBe(100)
})
