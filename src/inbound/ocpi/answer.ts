/** How OCPI answers: an envelope with its own status code, and the caller's request ids echoed. */
import { randomUUID } from 'node:crypto'
import type { Request, Response } from 'express'
import { BAD_PARAMETER, CLIENT_ERROR, OK, SERVER_ERROR } from '../../domain/ocpi/codes.ts'
import { rfc3339 } from '../../domain/text.ts'
import { Refusal, Unavailable, Unusable } from '../../flows/service.ts'
import { Problem } from '../http/problem.ts'

/** What a handler answers; `headers` beside those that every answer has. */
export type Reply = { data?: unknown; headers?: Record<string, string> }

/** Thrown by this room: a status of HTTP, a code of OCPI, and words. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly status: number
  readonly code: number
  readonly headers: Record<string, string>

  constructor(status: number, code: number, detail: string, headers = {}) {
    super(detail)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

/** A request that is addressed well and yet cannot be done is an error of OCPI's layer alone. */
export function badParameter(detail: string): Fault {
  return new Fault(200, BAD_PARAMETER, detail)
}

/** Answers that all went well. */
export function reply(req: Request, res: Response, now: number, { data, headers }: Reply): void {
  send(
    req,
    res,
    { status: 200, headers },
    { ...(data !== undefined && { data }), status_code: OK },
    now,
  )
}

/** Answers with what went wrong; false where it is a fault of our own, which others must answer. */
export function replyFault(req: Request, res: Response, now: number, error: unknown): boolean {
  const fault = faultOf(error)
  if (!fault) return false
  const { status, code, headers, message } = fault
  send(req, res, { status, headers }, { status_code: code, status_message: message }, now)
  return true
}

const STATUSES: Record<Refusal['kind'], [status: number, code: number]> = {
  unauthorized: [401, CLIENT_ERROR],
  forbidden: [403, CLIENT_ERROR],
  missing: [404, CLIENT_ERROR],
  conflict: [409, CLIENT_ERROR],
  gone: [410, CLIENT_ERROR],
  invalid: [200, BAD_PARAMETER],
}

function faultOf(error: unknown): Fault | null {
  if (error instanceof Fault) return error
  if (error instanceof Unusable) return new Fault(200, error.code, error.message)
  if (error instanceof Refusal) return new Fault(...STATUSES[error.kind], error.message)
  if (error instanceof Problem) {
    return new Fault(error.status, CLIENT_ERROR, error.message, error.headers)
  }
  if (error instanceof URIError) return new Fault(400, CLIENT_ERROR, 'the URL is malformed')
  if (!(error instanceof Unavailable)) return null
  const retry = { 'retry-after': '5' }
  return new Fault(503, SERVER_ERROR, 'the store takes no writes', retry)
}

function send(
  req: Request,
  res: Response,
  { status, headers = {} }: { status: number; headers?: Record<string, string> | undefined },
  envelope: object,
  now: number,
): void {
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-request-id': idIn(req, 'x-request-id'),
    'x-correlation-id': idIn(req, 'x-correlation-id'),
    ...headers,
  })
  res.end(JSON.stringify({ ...envelope, timestamp: rfc3339(now) }))
}

/** The caller's own; one that he left out, or that is no id, is made here. */
function idIn(req: Request, name: string): string {
  const said = req.headers[name]
  return typeof said === 'string' && /^[!-~]{1,100}$/.test(said) ? said : randomUUID()
}
