/** The people of the stories: each speaks to the server as he would in life, over real HTTP. */
import { openPushService, type PushService } from './outbound/pushservice.ts'
import { openReceiver, type Receiver } from './outbound/receiver.ts'

export type Json = Record<string, any>

/** One call; throws what the server said where it is not a success. */
export async function call(
  method: string,
  url: string,
  { token, body }: { token?: string; body?: unknown } = {},
): Promise<Json> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`)
  return text === '' ? {} : (JSON.parse(text) as Json)
}

/** An owner with one opted-in car and one phone that gets pushes. */
export type Motorist = {
  token: string
  vehicleId: string
  /** Lets the car speak. */
  says: (...messages: Json[]) => Promise<Json>
  /** The next question that reaches the phone. */
  phone: () => Promise<Json>
  /** Answers a push by its own token, as a button on the lock screen does. */
  answers: (push: Json, answer: Json) => Promise<Json>
  asks: (method: string, path: string, body?: unknown) => Promise<Json>
}

/** A partner with an address that gets pushes. */
export type Subscriber = {
  token: string
  receiver: Receiver
  pulls: (query?: string) => Promise<Json>
}

/** The next question for a phone among all that the push service delivers. */
async function nextFor(service: PushService): Promise<Json> {
  const message = await service.next()
  return JSON.parse(message.payload) as Json
}

/** Signs a motorist up, with a push service of his own phone's maker. */
export async function motorist(
  url: string,
  vehicleId: string,
  handle: Json = { kind: 'anonymous' },
): Promise<Motorist & { close: () => Promise<void> }> {
  const service = await openPushService()
  const email = `${vehicleId.toLowerCase()}@example.org`
  const { token } = await call('POST', `${url}/v1/owners`, {
    body: { email, password: 'a long pass phrase' },
  })
  const asks = (method: string, path: string, body?: unknown) =>
    call(method, `${url}${path}`, { token: String(token), body })
  const car = await asks('POST', '/v1/vehicles', { vehicleId })
  await asks('PUT', `/v1/vehicles/${vehicleId}/sharing`, { optedIn: true, handle })
  const { publicKey } = await call('GET', `${url}/v1/push/key`)
  await asks('POST', '/v1/push/subscriptions', service.subscribe(String(publicKey)))
  return {
    token: String(token),
    vehicleId,
    says: (...messages) =>
      call('POST', `${url}/v1/vehicles/${vehicleId}/messages`, {
        token: String(car['token']),
        body: messages.length === 1 ? messages[0] : messages,
      }),
    phone: () => nextFor(service),
    answers: (push, body) =>
      call('POST', `${url}/v1/questions/${push['questionId']}/answer`, {
        token: String(push['token']),
        body,
      }),
    asks,
    close: service.close,
  }
}

/** Signs a partner up whose receiver has proven its address. */
export async function subscriber(
  url: string,
  name: string,
): Promise<Subscriber & { close: () => Promise<void> }> {
  const receiver = await openReceiver()
  const { token, pushSecret } = await call('POST', `${url}/v1/partners`, {
    body: { name, email: 'data@example.org', acceptLicense: 'CC-BY-4.0' },
  })
  receiver.trust(String(pushSecret))
  await call('PATCH', `${url}/v1/partners/me`, {
    token: String(token),
    body: { push: { url: receiver.url, enabled: true } },
  })
  return {
    token: String(token),
    receiver,
    pulls: (query = '') => call('GET', `${url}/v1/charges${query}`, { token: String(token) }),
    close: receiver.close,
  }
}
