/** How HTTP callers are told what is wrong: RFC 9457 problem details that name every bad field. */
import type { Response } from 'express'
import { z } from 'zod'
import { Refusal } from '../../flows/service.ts'
import { isMissing } from './wording.ts'

export const Fault = z.strictObject({
  pointer: z.string().meta({ description: 'JSON Pointer to the field', example: '/at' }),
  detail: z.string(),
  code: z.string().meta({ description: 'Stays the same whatever the detail', example: 'tooShort' }),
  limit: z.number().optional().meta({ description: 'What was passed, of lengths and numbers' }),
})
export type Fault = z.infer<typeof Fault>

export const ProblemDetails = z
  .strictObject({
    type: z.string().meta({ example: 'about:blank' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string().optional().meta({
      description: 'What it is, where the status alone does not say; stays the same',
      example: 'vehicleTaken',
    }),
    errors: z.array(Fault).optional(),
    snapshot: z.string().optional().meta({ description: 'Where to begin anew' }),
    next: z.string().optional().meta({ description: 'The cursor to go on from after that' }),
    ocppError: z.strictObject({ code: z.string(), description: z.string() }).optional().meta({
      description: 'What a charger has answered, where it could not do what it was asked',
    }),
  })
  .meta({ id: 'Problem' })

const titles = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not acceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content too large',
  415: 'Unsupported media type',
  416: 'Range not satisfiable',
  422: 'Not valid',
  426: 'Upgrade required',
  429: 'Too many requests',
  500: 'Internal server error',
  502: 'Bad gateway',
  503: 'Service unavailable',
  504: 'Gateway timeout',
} as const
export type Status = keyof typeof titles

/** Thrown by the HTTP room itself; flows throw `Refusal`. */
export class Problem extends Error {
  readonly status: Status
  readonly faults: Fault[]
  readonly headers: Record<string, string>
  /** Further members of the answer. */
  readonly more: object

  constructor(status: Status, detail: string, faults: Fault[] = [], headers = {}, more = {}) {
    super(detail)
    this.name = 'Problem'
    this.status = status
    this.faults = faults
    this.headers = headers
    this.more = more
  }
}

const statuses: Record<Refusal['kind'], Status> = {
  unauthorized: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  gone: 410,
  invalid: 422,
}

/** The problem that any thrown thing is; null where it is a fault of our own. */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof Problem) return error
  if (error instanceof Refusal) {
    const challenge = error.kind === 'unauthorized' ? { 'www-authenticate': 'Bearer' } : {}
    const { name, ...way } = error.way
    const type = name === undefined ? {} : { type: `/problems/${name}` }
    const code = error.code === null ? {} : { code: error.code }
    const more = { ...type, ...code, ...way }
    return new Problem(statuses[error.kind], error.message, error.faults, challenge, more)
  }
  // Express answers malformed URLs by an error of its own.
  if (error instanceof URIError) return new Problem(400, 'the URL is malformed')
  return null
}

/** Answers with a problem; one that programs should tell from others brings a `type` of its own. */
export function sendProblem(res: Response, problem: Problem): void {
  const { status, message: detail, faults, headers, more } = problem
  const type = 'about:blank'
  const errors = faults.length > 0 ? { errors: faults } : {}
  res.writeHead(status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    ...headers,
  })
  res.end(JSON.stringify({ type, title: titles[status], status, detail, ...errors, ...more }))
}

/** What a zod schema found wrong, a fault a field; it has to be read as `WORDED` says. */
export function faultsOf(error: { issues: z.core.$ZodIssue[] }, base = ''): Fault[] {
  return error.issues.flatMap((issue) => {
    const pointer = base + issue.path.map((step) => `/${escaped(String(step))}`).join('')
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: `${pointer}/${escaped(key)}`,
        detail: 'unknown key',
        ...codeOf(issue),
      }))
    }
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) {
      return [{ pointer, detail: issue.message, ...codeOf(issue) }]
    }
    // Of several shapes the one that fits best was meant.
    const tries = issue.errors.map((issues) => faultsOf({ issues }, pointer))
    return tries.reduce((best, next) => (next.length < best.length ? next : best))
  })
}

/** A word for what is wrong, by which apps say it in their own words. */
function codeOf(issue: z.core.$ZodIssue): Pick<Fault, 'code' | 'limit'> {
  if (isMissing(issue)) return { code: 'required' }
  switch (issue.code) {
    case 'too_small': {
      const limit = Number(issue.minimum)
      if (issue.origin === 'number') return { code: 'tooSmall', limit }
      return limit === 1 ? { code: 'required' } : { code: 'tooShort', limit }
    }
    case 'too_big':
      return {
        code: issue.origin === 'number' ? 'tooLarge' : 'tooLong',
        limit: Number(issue.maximum),
      }
    case 'invalid_format':
      return { code: issue.format === 'email' || issue.format === 'url' ? issue.format : 'format' }
    case 'invalid_value':
      return { code: 'choice' }
    case 'custom':
      return { code: typeof issue.params?.['code'] === 'string' ? issue.params['code'] : 'format' }
    case 'unrecognized_keys':
      return { code: 'unknown' }
    case 'invalid_type':
    case 'not_multiple_of':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
      return { code: 'format' }
  }
}

/** A key as it stands in a JSON Pointer (RFC 6901, section 3). */
export function escaped(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1')
}
