/** E-mail to owners through the operator's mail server, by nodemailer. */
import nodemailer, { type NodemailerError } from 'nodemailer'
import type { Answered, Letter, Mail } from '../flows/ports.ts'

export type MailOptions = {
  /** `smtp://user:password@host:587` or `smtps://…`. */
  url: string
  /** Who writes: an address, with a name if wanted. */
  from: string
  /** How long one letter may take. */
  timeoutMs?: number
}

export type OpenMail = Mail & {
  /** Ends at once, also what is under way. */
  close: () => void
}

/** RFC 5321, 4.2.3: requested action completed. */
const TAKEN = 250
const SAID_CHARACTERS = 300

/** A mail server's refusal is an answer, not an error; it is dialed anew for each letter. */
export function openMail({ url, from, timeoutMs = 30_000 }: MailOptions): OpenMail {
  const transport = nodemailer.createTransport(url)
  const closing = new AbortController()

  async function exchange(letter: Letter, signal: AbortSignal): Promise<Omit<Answered, 'ms'>> {
    try {
      const { response } = await transport.sendMail({ ...messageOf(letter), from, signal })
      return { status: TAKEN, body: said(response), error: null, retryAfterMs: 0 }
    } catch (error) {
      return failed(error as NodemailerError)
    }
  }

  return {
    send: async (letter) => {
      const started = performance.now()
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)])
      const answer = await exchange(letter, signal)
      return { ...answer, ms: Math.round(performance.now() - started) }
    },
    close: () => closing.abort(),
  }
}

/** What it is made of is ours alone: nothing is fetched and no file is read for it. */
function messageOf({ to, subject, text, html, language, unsubscribe }: Letter) {
  return {
    to,
    subject,
    text,
    html,
    disableFileAccess: true,
    disableUrlAccess: true,
    headers: {
      'Content-Language': language,
      // RFC 3834: no answering machine answers it.
      'Auto-Submitted': 'auto-generated',
      // RFC 8058: mail programs end them by a POST; who only looks at the address changes nothing.
      ...(unsubscribe !== null && {
        'List-Unsubscribe': `<${unsubscribe}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    },
  }
}

const REASONS: [RegExp, string][] = [
  [/^EENVELOPE$/, 'envelope'],
  [/^(EDNS|ENOTFOUND|EAI_\w+)$/, 'dns'],
  [/^(ETIMEDOUT|EABORT|ABORT_ERR)$/, 'timeout'],
  [/^(ETLS|EREQUIRETLS)$/, 'tls'],
  [/^(ESOCKET|ECONNECTION|ECONNREFUSED|ECONNRESET)$/, 'connect'],
]

/** The class of a failure: what an error says itself may hold addresses. */
function failed({ code, responseCode, response }: NodemailerError): Omit<Answered, 'ms'> {
  const error = REASONS.find(([pattern]) => pattern.test(String(code)))?.[1] ?? 'other'
  const status = responseCode ?? null
  return { status, body: said(response ?? ''), error: status ? null : error, retryAfterMs: 0 }
}

function said(response: string): string {
  return response.slice(0, SAID_CHARACTERS)
}
