/** How what is wrong with a field is said: sentences that go on after its name, for all of the API. */
import type { z } from 'zod'

/** A schema's own words, where it has some, come before these. */
export const WORDED = { reportInput: true, error: worded } as const

type Issue = z.core.$ZodRawIssue

function worded(issue: Issue): string | undefined {
  if (isMissing(issue)) return 'is missing'
  switch (issue.code) {
    case 'invalid_type':
      return wanted(issue.expected)
    case 'invalid_value':
      return oneOf(issue.values)
    case 'too_small':
      return least(issue)
    case 'too_big':
      return most(issue)
    case 'invalid_format':
      return `must be ${FORMATS[issue.format] ?? 'written otherwise'}`
    case 'invalid_union':
      return Array.isArray(issue.options) ? oneOf(issue.options) : undefined
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'unrecognized_keys':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return undefined
  }
}

/** Nothing was sent where something has to be. */
export function isMissing({ code, input }: { code: string; input?: unknown }): boolean {
  return input === undefined && (code === 'invalid_type' || code === 'invalid_value')
}

const TYPES: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

const FORMATS: Record<string, string> = {
  email: 'an e-mail address',
  url: 'an absolute URL',
  datetime: 'an RFC 3339 time with a zone',
  date: 'a day like 2026-11-21',
}

function wanted(expected: string): string {
  return `must be ${TYPES[expected] ?? expected}`
}

function oneOf(values: z.core.util.Primitive[]): string {
  // Yes and no have more names in a query than anybody wants to read.
  if (values.includes('true') && values.includes('false')) return 'must be true or false'
  if (values.length === 1) return `must be ${String(values[0])}`
  return `must be one of ${values.map(String).join(', ')}`
}

type Bound<Code extends 'too_small' | 'too_big'> = Extract<Issue, { code: Code }>

function least({ origin, minimum, inclusive = true }: Bound<'too_small'>): string {
  const unit = unitOf(origin, Number(minimum))
  if (unit === null) return `must be ${inclusive ? 'at least' : 'more than'} ${minimum}`
  return Number(minimum) === 1 ? 'must not be empty' : `must have at least ${minimum} ${unit}`
}

function most({ origin, maximum, inclusive = true }: Bound<'too_big'>): string {
  const unit = unitOf(origin, Number(maximum))
  if (unit === null) return `must be ${inclusive ? 'at most' : 'less than'} ${maximum}`
  return `must have at most ${maximum} ${unit}`
}

/** What texts and lists are counted in; null for numbers. */
function unitOf(origin: string, count: number): string | null {
  if (origin === 'string') return count === 1 ? 'character' : 'characters'
  return origin === 'array' ? 'entries' : null
}
