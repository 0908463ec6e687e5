/** Credentials tokens as they travel: the word `Token`, and the token in base64 or as it is. */

/** 2.1.1 and many peers of 2.2 send the token raw; the rest in base64 (2.2.1, section 4.1.3). */
export type Encoding = 'base64' | 'raw'

/** Printable and without a blank, at most 64 characters (2.2.1, section 7.3.1). */
export const TOKEN = /^[!-~]{1,64}$/

export type Shown = { token: string; encoding: Encoding }

/** What a caller may have meant, the specified way first; none where the header is not OCPI's. */
export function tokensIn(header: string): Shown[] {
  const said = /^Token +(\S+) *$/i.exec(header)?.[1]
  if (said === undefined) return []
  // The specification's own examples, and what is made after them, end in a line feed.
  const decoded = Buffer.from(said, 'base64').toString().replace(/\n$/, '')
  const meant: Shown[] = [
    { token: decoded, encoding: 'base64' },
    { token: said, encoding: 'raw' },
  ]
  return meant.filter(({ token }) => TOKEN.test(token))
}

export function authorization({ token, encoding }: Shown): string {
  return `Token ${encoding === 'raw' ? token : Buffer.from(token).toString('base64')}`
}
