/** Calls to the server: JSON in and out, the session's cookie or a token, problems as one error. */

/** One thing that is wrong with what was sent; `pointer` such as `/email`. */
export type Fault = { pointer: string; detail: string; code?: string; limit?: number }

/** How a fault is said. */
let inWords = ({ detail }: Fault): string => detail

/** Lets faults be said in the owner's language; before that, and in the worker, as the server said them. */
export function sayFaultsBy(say: (fault: Fault) => string): void {
  inWords = say
}

/** What went wrong; `status` 0 where the server was not reached. RFC 9457. */
export class Problem extends Error {
  readonly status: number
  readonly errors: Fault[]
  /** The whole answer: some problems carry more. */
  readonly body: Record<string, unknown>

  constructor(status: number, detail: string, errors: Fault[] = [], body = {}) {
    super(detail)
    this.name = 'Problem'
    this.status = status
    this.errors = errors
    this.body = body
  }

  /** What is said of a field, by its name. */
  of(field: string): string | undefined {
    const fault = this.errors.find(({ pointer }) => pointer === `/${field}`)
    return fault && inWords(fault)
  }

  /** What is said of the first field; undefined where none is wrong. */
  get first(): string | undefined {
    const [fault] = this.errors
    return fault && inWords(fault)
  }

  /** A word for what it is, where its status alone does not say. */
  get code(): string | undefined {
    const { code } = this.body
    return typeof code === 'string' ? code : undefined
  }
}

export type Calling = {
  /** In place of the cookie: the token of one question. */
  token?: string | undefined
  /** The same key is taken once. */
  key?: string
  signal?: AbortSignal
  keepalive?: boolean
}

/**
 * One call: `call<Owner>('GET', '/v1/owners/me')`. Resolves to the answer (undefined for 204);
 * throws a `Problem`, also where there is no network.
 */
export async function call<T = unknown>(
  method: string,
  path: string,
  body?: unknown,
  { token, key, signal, keepalive }: Calling = {},
): Promise<T> {
  const request: RequestInit = {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(key && { 'idempotency-key': key }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    // A token speaks for itself: who else is signed in here has no say in it.
    credentials: token ? 'omit' : 'same-origin',
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
    ...(keepalive && { keepalive }),
  }
  const answer = await fetch(path, request).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Problem(0, 'the server was not reached')
  })
  const text = await answer.text()
  return heard(answer.status, text) as T
}

/** What an answer says; throws the `Problem` that it is. */
export function heard(status: number, text: string): unknown {
  const content = parsed(text)
  if (status >= 200 && status < 300) return content
  throw problemOf(status, content)
}

/** The problem that any thrown thing is; what is none is a fault of our own and goes on its way. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  throw error
}

function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    // A proxy in between may speak HTML.
    return undefined
  }
}

function problemOf(status: number, content: unknown): Problem {
  const body = (content ?? {}) as { detail?: string; errors?: Fault[] }
  return new Problem(status, body.detail ?? `the server said ${status}`, body.errors, body)
}
