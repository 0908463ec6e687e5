/** Cuts the SQL text of a MySQL dump into words, texts and marks, piece by piece as it is read. */

/**
 * `word`: bare, a keyword or a number. `text`: between quotes, unescaped. `name`: between backticks.
 * `long`: a text or word too long to be kept. A mark stands for itself.
 */
export type Kind = 'word' | 'text' | 'name' | 'long' | '(' | ')' | ',' | ';' | '='

export type Scanner = {
  push: (piece: string) => void
  /** After the last piece; false where it breaks off within quotes or a comment. */
  end: () => boolean
}

type Quote = "'" | '"' | '`'
/** What the next character belongs to; null: nothing yet. */
type Inside = Quote | 'word' | 'line' | 'block' | null

const SPACE = 32
const BACKSLASH = 92
const MARKS = byCode<Kind>(['(', ')', ',', ';', '='])
const QUOTES = byCode<Quote>(["'", '"', '`'])

/** No value of an OVMS server is longer than a `text` of MySQL, 65,535 bytes. */
const LONGEST = 200_000

/** What a character stands for behind a backslash, where not for itself (MySQL, String Literals). */
const ESCAPES: Record<string, string> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\u001a',
  // These two are for patterns, and stay what they are elsewhere.
  '%': '\\%',
  _: '\\_',
}

/** Where a scanner is: each part below reads on from `at`. */
type Scan = {
  piece: string
  at: number
  isLast: boolean
  inside: Inside
  /** Keeps a part of a token. */
  keep: (part: string) => void
  /** The token that was kept is over. */
  finish: (kind: Kind) => void
  take: (kind: Kind, text: string) => void
}

/** Gives each token to `take`; in memory is never more than a piece and one token. */
export function openScanner(take: (kind: Kind, text: string) => void): Scanner {
  const { keep, kept } = keeping()
  const finish = (kind: Kind) => {
    const { text, isLong } = kept()
    scan.inside = null
    take(isLong ? 'long' : kind, text)
  }
  const scan: Scan = { piece: '', at: 0, isLast: false, inside: null, keep, finish, take }
  const push = (next: string) => {
    scan.piece = scan.at < scan.piece.length ? scan.piece.slice(scan.at) + next : next
    scan.at = 0
    let goesOn = true
    while (goesOn && scan.at < scan.piece.length) goesOn = further(scan)
  }
  return {
    push,
    end: () => {
      scan.isLast = true
      push('')
      if (scan.inside === 'word') finish('word')
      return scan.inside === null || scan.inside === 'line'
    },
  }
}

/** False where it must see the next piece first; so do all that follow. */
function further(scan: Scan): boolean {
  if (scan.inside === null) return begin(scan)
  if (scan.inside === 'word') return word(scan)
  if (scan.inside === 'line') return comment(scan, '\n')
  return scan.inside === 'block' ? comment(scan, '*/') : quoted(scan, scan.inside)
}

function begin(scan: Scan): boolean {
  const code = scan.piece.charCodeAt(scan.at)
  const mark = MARKS.get(code)
  const quote = QUOTES.get(code)
  if (code > SPACE && mark === undefined && quote === undefined) return beginLonger(scan)
  if (mark !== undefined) scan.take(mark, '')
  if (quote !== undefined) scan.inside = quote
  scan.at++
  return true
}

function beginLonger(scan: Scan): boolean {
  const start = scan.piece.slice(scan.at, scan.at + 3)
  const isShort = start.length < 3 && !scan.isLast
  if (isShort && (start.startsWith('-') || start.startsWith('/'))) return false
  if (start.startsWith('/*')) {
    scan.inside = 'block'
    scan.at += 2
  } else scan.inside = /^(#|--(\s|$))/.test(start) ? 'line' : 'word'
  return true
}

function word(scan: Scan): boolean {
  const { piece, at } = scan
  let to = at
  while (to < piece.length && !isWordEnd(piece.charCodeAt(to))) to++
  scan.keep(piece.slice(at, to))
  scan.at = to
  if (to < piece.length) scan.finish('word')
  return true
}

/** `to` is where the comment ends. */
function comment(scan: Scan, to: '\n' | '*/'): boolean {
  const { piece, at, isLast } = scan
  const found = piece.indexOf(to, at)
  if (found >= 0) scan.inside = null
  // The star of its end may be the last character of this piece.
  const isHalf = found < 0 && to === '*/' && piece.endsWith('*') && !isLast
  scan.at = found >= 0 ? found + to.length : isHalf ? piece.length - 1 : piece.length
  return !isHalf
}

function quoted(scan: Scan, quote: Quote): boolean {
  const { piece, isLast } = scan
  const to = endOfPlain(piece, scan.at, quote)
  scan.keep(piece.slice(scan.at, to))
  scan.at = to
  if (to === piece.length) return true
  const [sign, next] = [piece.charAt(to), piece.charAt(to + 1)]
  if (next === '' && !(isLast && sign === quote)) return false
  if (sign === quote && next !== quote) {
    scan.at++
    scan.finish(quote === '`' ? 'name' : 'text')
  } else {
    scan.keep(sign === quote ? quote : (ESCAPES[next] ?? next))
    scan.at += 2
  }
  return true
}

/** Where the first character stands that ends or interrupts what is between quotes. */
function endOfPlain(piece: string, from: number, quote: Quote): number {
  const end = quote.charCodeAt(0)
  const escape = quote === '`' ? end : BACKSLASH
  for (let i = from; i < piece.length; i++) {
    const code = piece.charCodeAt(i)
    if (code === end || code === escape) return i
  }
  return piece.length
}

function byCode<Sign extends string>(signs: Sign[]): Map<number, Sign> {
  return new Map(signs.map((sign) => [sign.charCodeAt(0), sign]))
}

function isWordEnd(code: number): boolean {
  return code <= SPACE || MARKS.has(code) || QUOTES.has(code)
}

/** The parts of one token, as they are read. */
function keeping() {
  let parts: string[] = []
  let length = 0
  return {
    keep: (part: string): void => {
      if (part === '') return
      length += part.length
      if (length <= LONGEST) parts.push(part)
      else parts = []
    },
    kept: (): { text: string; isLong: boolean } => {
      const token = { text: parts.join(''), isLong: length > LONGEST }
      parts = []
      length = 0
      return token
    },
  }
}
