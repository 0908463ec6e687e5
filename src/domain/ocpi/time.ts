/** Times as OCPI writes them: RFC 3339 in UTC, whose Z may be missing (2.2.1, section 16.5). */

const TIME = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(\.\d+)?[Zz]?$/

/**
 * Milliseconds since 1970; null where the text is no such time. Numeric offsets are none: the
 * specification says that `+00:00` is not the same as UTC.
 */
export function timeIn(text: string): number | null {
  const [, day, clock, fraction = ''] = TIME.exec(text) ?? []
  // Fractions finer than a millisecond are cut, not rounded: a time must not reach into the next one.
  const at = Date.parse(`${day}T${clock}${fraction.slice(0, 4)}Z`)
  return Number.isNaN(at) ? null : at
}
