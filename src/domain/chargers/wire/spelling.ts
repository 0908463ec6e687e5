/** Times and numbers as chargers spell them, and what they mean. */

/** What was meant, and the rule that was broken by how it was said; null: none was. */
export type Meant<T> = { value: T; rule: string | null }

const TIME =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([T ])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)? ?(Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?$/i

/** As OCPP wants it: RFC 3339 with a zone and at most three digits behind the point. */
const PLAIN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2})$/

/** Before the first OCPP charger: a clock that was never set begins in 1970 or 2000. */
const FIRST_YEAR = 2010

/** No time, number or word is longer; to look closer at such a text would take long and tell nothing. */
const LONGEST = 80

/** A time as text; null where nobody can tell which is meant. Without a zone it is taken for UTC. */
export function timeIn(text: string): Meant<string> | null {
  const said = text.trim()
  if (said.length > LONGEST) return null
  const epoch = /^\d{9,10}$/.test(said) ? 1000 : /^\d{12,13}$/.test(said) ? 1 : 0
  if (epoch > 0) return told(Number(said) * epoch, 'time-as-number')
  const [all, y, mo, d, t, h = '0', mi = '0', s = '0', fraction = '', zone = ''] =
    TIME.exec(said) ?? []
  if (all === undefined) return null
  const ms = Number(`0.${fraction || '0'}`) * 1000
  const date = Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s))
  const isReal = Number(mo) <= 12 && Number(d) <= 31 && Number(h) <= 24 && Number(mi) < 60
  if (!isReal) return null
  const at = date + Math.floor(ms) - offsetOf(zone)
  return told(at, PLAIN.test(said) ? null : ruleOf({ t, zone, fraction }))
}

function told(at: number, rule: string | null): Meant<string> | null {
  if (Number.isNaN(new Date(at).getTime())) return null
  const value = new Date(at).toISOString()
  return { value, rule: Number(value.slice(0, 4)) < FIRST_YEAR ? 'clock-unset' : rule }
}

function ruleOf({ t, zone, fraction }: { t: string | undefined; zone: string; fraction: string }) {
  if (zone === '') return 'time-without-zone'
  if (t === 'T' && /^[+-]\d{1,4}$/.test(zone)) return 'time-short-zone'
  return t === 'T' && fraction.length > 3 ? 'time-digits' : 'time-spelling'
}

/** Milliseconds east of Greenwich. */
function offsetOf(zone: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{1,2}?)(?::?(\d{2}))?$/.exec(zone) ?? []
  if (sign === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

/** Whether it is a time just as OCPP wants it, and of a clock that was set. */
export function isPlainTime(text: string): boolean {
  return PLAIN.test(text) && Number(text.slice(0, 4)) >= FIRST_YEAR
}

/** A number as text; null where it is none (`NaN`, `null`, nothing). */
export function numberIn(text: string): Meant<number> | null {
  const said = text.trim()
  if (said.length > LONGEST) return null
  const dotted = /^[-+]?\d+,\d+$/.test(said) ? said.replace(',', '.') : said
  if (!/^[-+]?(\d+(?:\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(dotted)) return null
  const value = Number(dotted)
  if (!Number.isFinite(value)) return null
  return { value, rule: dotted === said ? null : 'comma-decimal' }
}

/** Two spellings of one word: case, blanks, dots and dashes do not tell words apart. */
export function isSameWord(a: string, b: string): boolean {
  if (a.length > LONGEST || b.length > LONGEST) return a === b
  return bare(a) === bare(b)
}

/** The one of these words that is the same one; a list is known again by its identity. */
export function sameWord(word: string, among: unknown[]): unknown {
  if (word.length > LONGEST) return undefined
  const known = spellings.get(among) ?? new Map(among.map((one) => [bare(String(one)), one]))
  spellings.set(among, known)
  return known.get(bare(word))
}

/** The lists of the schemas, which stay. */
const spellings = new WeakMap<unknown[], Map<string, unknown>>()

function bare(word: string): string {
  return word
    .toLowerCase()
    .replaceAll(/[\s._-]/g, '')
    .replace('celcius', 'celsius')
}
