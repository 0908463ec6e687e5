/** What became of an object, by what the peer said to it. */
import { expect, it } from 'vitest'
import { verdictOf } from '../../../src/domain/ocpi/codes.ts'

it.each([
  [200, 1000, 'taken'],
  [201, 1000, 'taken'],
  [204, null, 'taken'],
  [200, null, 'taken'],
  [200, 1900, 'taken'],
  [200, 2001, 'refused'],
  [200, 3000, 'away'],
  [200, 4001, 'away'],
  [302, null, 'refused'],
  [400, null, 'refused'],
  [404, 2003, 'refused'],
  [401, 2000, 'away'],
  [429, null, 'away'],
  [500, 1000, 'away'],
  [null, null, 'away'],
])('HTTP %s and OCPI %s: %s', (status, code, verdict) => {
  expect(verdictOf(status, code)).toBe(verdict)
})
