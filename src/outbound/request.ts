/** One POST to a stranger: guarded, bounded in time and size, and never a thrown error. */
import { Agent, request } from 'undici'
import type { Dispatcher } from 'undici'
import type { Answered, Clock } from '../flows/ports.ts'
import type { Guard } from './guard.ts'

export type Request = {
  post: (
    url: string,
    headers: Record<string, string>,
    body: string | Uint8Array,
  ) => Promise<Answered>
  /** Ends at once, also what is under way. */
  close: () => Promise<void>
}

const AGENT = 'ChargeShare/1'
const ANSWER_BYTES = 4096
const LONGEST_RETRY_MS = 24 * 3_600_000

/** `timeoutMs` covers the whole exchange, from the name to the last byte of the answer. */
export function openRequest(guard: Guard, clock: Clock, timeoutMs = 15_000): Request {
  // An agent of our own: a socket that other code opened unguarded must not be used again here.
  const agent = new Agent({ connect: { lookup: guard.lookup } })

  async function exchange(url: string, post: Pick<Dispatcher.RequestOptions, 'headers' | 'body'>) {
    const signal = AbortSignal.timeout(timeoutMs)
    const answer = await request(url, { ...post, method: 'POST', dispatcher: agent, signal })
    return {
      status: answer.statusCode,
      body: await opening(answer.body),
      error: null,
      retryAfterMs: retryAfter(answer.headers['retry-after'], clock()),
    }
  }

  return {
    post: async (url, headers, body) => {
      if (guard.refusal(url) !== null) return { ...failed('blocked'), ms: 0 }
      const started = performance.now() // unlike the clock, it is never set back
      const all = { 'user-agent': AGENT, ...headers }
      const answer = await exchange(url, { headers: all, body }).catch((error: unknown) =>
        failed(reason(error)),
      )
      return { ...answer, ms: Math.round(performance.now() - started) }
    },
    close: () => agent.destroy(),
  }
}

function failed(error: string): Omit<Answered, 'ms'> {
  return { status: null, body: '', error, retryAfterMs: 0 }
}

/** The first 4 KiB; leaving the loop destroys the rest and its socket. */
async function opening(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= ANSWER_BYTES) break
  }
  return Buffer.concat(chunks).toString('utf8', 0, Math.min(size, ANSWER_BYTES))
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
]

/** The class of a failure, by its code, or by its name where it has none that is a text. */
function reason(error: unknown): string {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown }
  const sign = typeof code === 'string' ? code : String(name)
  return REASONS.find(([pattern]) => pattern.test(sign))?.[1] ?? 'other'
}
