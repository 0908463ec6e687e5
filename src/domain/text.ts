/** Texts and times as they may come from outside: short, without control characters, zoned. */
import { z } from 'zod'

// Control characters, half characters, line separators and marks that turn the text's direction.
const UNSEEN = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u

const unseen = { error: 'must not contain control characters', params: { code: 'characters' } }

/** One line of 1 to `max` characters; HTML is kept as the text it is. */
export function line(max: number) {
  return z
    .string()
    .min(1)
    .max(max)
    .refine((text) => !UNSEEN.test(text), unseen)
}

/** An absolute URL, nothing unseen in it either. */
export function link(max: number) {
  return z
    .url()
    .max(max)
    .refine((text) => !UNSEEN.test(text), unseen)
}

/** RFC 3339 with a zone on the wire, milliseconds since 1970 inside. */
export const time = z.iso
  .datetime({
    offset: true,
    // What is not there at all is said to be missing.
    error: ({ input }) =>
      input === undefined ? undefined : 'must be an RFC 3339 time with a zone',
  })
  .meta({ type: 'string', format: 'date-time', example: '2026-11-21T08:15:02Z' })
  .transform((text) => Date.parse(text))

/** Milliseconds since 1970 as RFC 3339 in UTC. */
export function rfc3339(at: number): string {
  return new Date(at).toISOString()
}
