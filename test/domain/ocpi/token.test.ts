/** Credentials tokens: how they are written, and what a header may have meant. */
import { describe, expect, it } from 'vitest'
import { authorization, tokensIn } from '../../../src/domain/ocpi/token.ts'

const tokens = (header: string) => tokensIn(header).map(({ token }) => token)

describe('a token in a header', () => {
  it('is read as the specification means it, before it is taken as it is', () => {
    expect(tokensIn('Token ZXhhbXBsZS10b2tlbg==')).toEqual([
      { token: 'example-token', encoding: 'base64' },
      { token: 'ZXhhbXBsZS10b2tlbg==', encoding: 'raw' },
    ])
  })

  it("is read as the specification's own examples have it, with a line feed at the end", () => {
    expect(tokens('Token ZXhhbXBsZS10b2tlbgo=')[0]).toBe('example-token')
  })

  it('may be raw: what it would be in base64 is no token', () => {
    expect(tokensIn('Token ebf3b399-779f-4497-9b9d-ac6ad3cc44d2')).toContainEqual({
      token: 'ebf3b399-779f-4497-9b9d-ac6ad3cc44d2',
      encoding: 'raw',
    })
    expect(tokens('Token a b')).toEqual([])
  })

  it.each(['', 'Token', 'Token ', 'Bearer abc', 'Basic abc', `Token ${'x'.repeat(100)}`])(
    'is none in %j',
    (header) => {
      expect(tokens(header)).toEqual([])
    },
  )

  it('has no blanks, no control characters and nothing but ASCII', () => {
    for (const text of ['two words', 'bell\u0007', 'zwölf', 'two\n\n']) {
      const encoded = Buffer.from(text).toString('base64')
      expect(tokens(`Token ${encoded}`)).toEqual([encoded])
    }
  })

  it('is read again as it was written, both ways', () => {
    for (const encoding of ['base64', 'raw'] as const) {
      const shown = { token: 'csi_x-_~', encoding }
      expect(tokensIn(authorization(shown))).toContainEqual(shown)
    }
  })
})
