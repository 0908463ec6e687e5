/** One request to a stranger: guarded, bounded in time and size, and never a thrown error. */
import { Agent, request } from 'undici'
import type { Answered, Clock } from '../flows/ports.ts'
import type { Guard } from './guard.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

export type Call = {
  method: Method
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** How much of the answer is read; what is behind is never fetched. */
  answerBytes?: number
  /** Covers the whole exchange, from the name to the last byte of the answer. */
  timeoutMs?: number
  /** Breaks it off: `error` is `recalled`. */
  signal?: AbortSignal
}

/** The names of `headers` are in lower case; one that came twice is joined by a comma. */
export type Answer = Answered & { headers: Record<string, string> }

export type Request = {
  /** Redirects are not followed; whatever goes wrong is told in `error`. */
  send: (url: string, call: Call) => Promise<Answer>
  /** The same for the usual case. */
  post: (url: string, headers: Record<string, string>, body: string | Uint8Array) => Promise<Answer>
  /** Ends at once, also what is under way. */
  close: () => Promise<void>
}

const AGENT = 'ChargeShare/1'
const ANSWER_BYTES = 4096
const LONGEST_RETRY_MS = 24 * 3_600_000

/** `timeoutMs` is for calls that name none. */
export function openRequest(guard: Guard, clock: Clock, timeoutMs = 15_000): Request {
  // An agent of our own: a socket that other code opened unguarded must not be used again here.
  const agent = new Agent({ connect: { lookup: guard.lookup } })

  async function exchange(url: string, call: Call): Promise<Omit<Answer, 'ms'>> {
    const late = AbortSignal.timeout(call.timeoutMs ?? timeoutMs)
    const signal = call.signal ? AbortSignal.any([late, call.signal]) : late
    const { method, body = null } = call
    const headers = { 'user-agent': AGENT, ...call.headers }
    const answer = await request(url, { method, headers, body, dispatcher: agent, signal })
    return {
      status: answer.statusCode,
      body: await opening(answer.body, call.answerBytes ?? ANSWER_BYTES),
      headers: joined(answer.headers),
      error: null,
      retryAfterMs: retryAfter(answer.headers['retry-after'], clock()),
    }
  }

  async function send(url: string, call: Call): Promise<Answer> {
    if (guard.refusal(url) !== null) return { ...failed('blocked'), ms: 0 }
    const started = performance.now() // unlike the clock, it is never set back
    const answer = await exchange(url, call).catch((error: unknown) => failed(reason(error)))
    return { ...answer, ms: Math.round(performance.now() - started) }
  }

  return {
    send,
    post: (url, headers, body) => send(url, { method: 'POST', headers, body }),
    close: () => agent.destroy(),
  }
}

function failed(error: string): Omit<Answer, 'ms'> {
  return { status: null, body: '', headers: {}, error, retryAfterMs: 0 }
}

function joined(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const named = Object.entries(headers).filter(([, value]) => value !== undefined)
  return Object.fromEntries(named.map(([name, value]) => [name, [value].flat().join(', ')]))
}

/** The first bytes; leaving the loop destroys the rest and its socket. */
async function opening(body: AsyncIterable<Uint8Array>, most: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= most) break
  }
  return Buffer.concat(chunks).toString('utf8', 0, Math.min(size, most))
}

/** Seconds or a date (RFC 9110 10.2.3); never past a day, whatever a stranger says. */
function retryAfter(header: string | string[] | undefined, now: number): number {
  const text = String(header)
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return ms > 0 ? Math.min(ms, LONGEST_RETRY_MS) : 0
}

const REASONS: [RegExp, string][] = [
  [/^BLOCKED$/, 'blocked'],
  [/^(ENOTFOUND|EAI_\w+|ENODATA)$/, 'dns'],
  [/^(TimeoutError|UND_ERR_(HEADERS|BODY)_TIMEOUT)$/, 'timeout'],
  [
    /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/,
    'connect',
  ],
  [/^(EPROTO|(ERR_TLS|ERR_SSL|UNABLE_TO)_\w+|\w*CERT\w*|INVALID_CA|HOSTNAME_MISMATCH)$/, 'tls'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, 'reset'],
  [/^(AbortError|UND_ERR_ABORTED)$/, 'recalled'],
  [/^(UND_ERR_DESTROYED|UND_ERR_CLOSED)$/, 'cut'],
]

/** The class of a failure, by its code, or by its name where it has none that is a text. */
function reason(error: unknown): string {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown }
  const sign = typeof code === 'string' ? code : String(name)
  return REASONS.find(([pattern]) => pattern.test(sign))?.[1] ?? 'other'
}
