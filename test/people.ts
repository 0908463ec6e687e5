/** The people of the stories: each speaks to the server as he would in life, over real HTTP. */
import { Agent, request } from 'undici'
import { openPushService, type PushService } from './outbound/pushservice.ts'
import { openReceiver, type Receiver } from './outbound/receiver.ts'

/** A JSON object. */
export type Json = { [key: string]: Value }
type Value = string | number | boolean | null | Value[] | Json

/** What lies at a path in an answer; throws where there is nothing. */
export function at(json: Json, ...path: (string | number)[]): Value {
  let found: unknown = json
  for (const key of path) found = (found as Record<string | number, unknown> | null)?.[key]
  if (found === undefined) throw new Error(`no ${path.join('.')} in ${JSON.stringify(json)}`)
  return found as Value
}

/** The text that lies there. */
export function text(json: Json, ...path: (string | number)[]): string {
  const found = at(json, ...path)
  if (typeof found === 'string') return found
  throw new Error(`${path.join('.')} is no text in ${JSON.stringify(json)}`)
}

/** The things in a page of a list or of the feed. */
export function itemsOf(page: Json): Json[] {
  return at(page, 'items') as Json[]
}

/** So long a line is kept that nobody speaks on, in milliseconds; a server hangs up after 5000. */
const KEPT_MS = 500
let lines = openLines()
let usedAt = performance.now()

function openLines(): Agent {
  return new Agent({ keepAliveTimeout: KEPT_MS, keepAliveMaxTimeout: KEPT_MS })
}

/** Kept between calls, since to make one costs more than what is said on it; new after a pause. */
function line(): Agent {
  const now = performance.now()
  if (now - usedAt > KEPT_MS) {
    void lines.close()
    lines = openLines()
  }
  usedAt = now
  return lines
}

/** One call; throws what the server said where it is not a success. */
export async function call(
  method: string,
  url: string,
  { token, body }: { token?: string; body?: unknown } = {},
): Promise<Json> {
  const response = await request(url, {
    method,
    dispatcher: line(),
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const answer = await response.body.text()
  if (response.statusCode >= 300) {
    throw new Error(`${method} ${url}: ${response.statusCode} ${answer}`)
  }
  return answer === '' ? {} : (JSON.parse(answer) as Json)
}

/** An owner with one opted-in car and one phone that gets pushes. */
export type Motorist = {
  token: string
  vehicleId: string
  /** Where the phone is reached. */
  endpoint: string
  /** Lets the car speak. */
  says: (...messages: Json[]) => Promise<Json>
  /** The next question that reaches the phone. */
  phone: () => Promise<Json>
  /** Answers a push by its own token, as a button on the lock screen does. */
  answers: (push: Json, answer: Json) => Promise<Json>
  asks: (method: string, path: string, body?: unknown) => Promise<Json>
  /** What he finds in the app when he is signed in. */
  questions: (state?: 'open' | 'answered' | 'expired' | 'all') => Promise<Json[]>
  /** Answers what he found there. */
  replies: (question: Json, answer: Json) => Promise<Json>
  close: () => Promise<void>
}

export const anonymous: Json = { kind: 'anonymous' }

export function nicknamed(nickname: string): Json {
  return { kind: 'nickname', nickname }
}

/**
 * Signs a motorist up; without `shared`, his phone's maker runs a push service for him alone. On a
 * shared one `phone` gives whatever comes next, for whomever.
 */
export async function motorist(
  url: string,
  vehicleId: string,
  handle: Json = anonymous,
  shared?: PushService,
): Promise<Motorist> {
  const service = shared ?? (await openPushService())
  const account = {
    email: `${vehicleId.toLowerCase()}@example.org`,
    password: 'a long pass phrase',
  }
  const token = text(await call('POST', `${url}/v1/owners`, { body: account }), 'token')
  const asks = (method: string, path: string, body?: unknown) =>
    call(method, `${url}${path}`, { token, body })
  const car = await asks('POST', '/v1/vehicles', { vehicleId })
  await asks('PUT', `/v1/vehicles/${vehicleId}/sharing`, { optedIn: true, handle })
  const device = service.subscribe(text(await call('GET', `${url}/v1/push/key`), 'publicKey'))
  await asks('POST', '/v1/push/subscriptions', device)
  return {
    token,
    vehicleId,
    endpoint: device.endpoint,
    says: (...messages) =>
      call('POST', `${url}/v1/vehicles/${vehicleId}/messages`, {
        token: text(car, 'token'),
        body: messages.length === 1 ? messages[0] : messages,
      }),
    phone: async () => JSON.parse((await service.next()).payload) as Json,
    answers: (push, body) =>
      call('POST', `${url}/v1/questions/${text(push, 'questionId')}/answer`, {
        token: text(push, 'token'),
        body,
      }),
    asks,
    questions: async (state = 'open') =>
      itemsOf(await asks('GET', `/v1/questions?state=${state}&limit=1000`)),
    replies: (question, answer) =>
      asks('POST', `/v1/questions/${text(question, 'id')}/answer`, answer),
    close: () => (shared ? Promise.resolve() : service.close()),
  }
}

/** A partner with an address that gets pushes. */
export type Subscriber = {
  token: string
  receiver: Receiver
  /** The next so many events that are pushed. */
  gets: (count: number) => Promise<Json[]>
  pulls: (query?: string) => Promise<Json>
  /** All events there are, pulled from cursor to cursor. */
  feed: () => Promise<Json[]>
  close: () => Promise<void>
}

/** Signs a partner up whose receiver will prove its address; `clock` is the receiver's. */
export async function subscriber(
  url: string,
  name: string,
  clock?: () => number,
): Promise<Subscriber> {
  const receiver = await openReceiver(clock)
  const joined = await call('POST', `${url}/v1/partners`, {
    body: { name, email: 'data@example.org', acceptLicense: 'CC-BY-4.0' },
  })
  const token = text(joined, 'token')
  receiver.trust(text(joined, 'pushSecret'))
  await call('PATCH', `${url}/v1/partners/me`, {
    token,
    body: { push: { url: receiver.url, enabled: true } },
  })
  const pulls = (query = '') => call('GET', `${url}/v1/charges${query}`, { token })
  return {
    token,
    receiver,
    gets: getting(receiver),
    pulls,
    feed: () => wholeFeed(pulls),
    close: receiver.close,
  }
}

function getting(receiver: Receiver): Subscriber['gets'] {
  let got = 0
  return async (count) => {
    while (receiver.items.length < got + count) await receiver.next()
    got += count
    return receiver.items.slice(got - count, got) as Json[]
  }
}

async function wholeFeed(pulls: Subscriber['pulls']): Promise<Json[]> {
  const events: Json[] = []
  let page = await pulls('?limit=1000')
  for (;;) {
    events.push(...itemsOf(page))
    if (page['more'] !== true) return events
    page = await pulls(`?limit=1000&after=${text(page, 'next')}`)
  }
}
