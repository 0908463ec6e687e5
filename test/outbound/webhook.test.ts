/** Signed messages, judged by the published vector, the published library and a real receiver. */
import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Webhook as Verifier } from 'standardwebhooks'
import { openGuard } from '../../src/outbound/guard.ts'
import { openRequest } from '../../src/outbound/request.ts'
import { openWebhook, signature } from '../../src/outbound/webhook.ts'
import { bodyOf, serve } from './loopback.ts'
import { openReceiver } from './receiver.ts'
import type { Receiver } from './receiver.ts'

const NOW = Date.parse('2026-11-21T08:15:02.999Z')
const guard = openGuard(true)
const request = openRequest(guard, () => NOW, 300)
const webhook = openWebhook({ request, guard })
const secret = `whsec_${randomBytes(32).toString('base64')}`

describe('a signature', () => {
  test('is the one of the published example', () => {
    const key = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek'
    expect(signature(key, id, 1614265330, '{"test": 2432232314}')).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    )
  })

  test('is the published library’s, for any text', () => {
    for (const body of ['', '{"a":"Łódź 🔌"}', randomBytes(5000).toString('base64')]) {
      const theirs = new Verifier(secret).sign('msg_1', new Date(NOW), body)
      expect(signature(secret, 'msg_1', Math.floor(NOW / 1000), body)).toBe(theirs)
    }
  })
})

test('a message on the wire is JSON, signed at its time, and the library accepts it', async () => {
  const seen: { headers: Record<string, string>; body: string }[] = []
  const server = await serve(async (message, response) => {
    const headers = message.headers as Record<string, string>
    seen.push({ headers, body: String(await bodyOf(message)) })
    response.end()
  })
  const seconds = Math.floor(Date.now() / 1000)
  await webhook.post(server.origin, secret, 'msg_1', '{"items":[]}', seconds * 1000 + 999)
  await server.close()
  const [{ headers, body } = { headers: {}, body: '' }] = seen
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'user-agent': 'ChargeShare/1',
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(seconds),
  })
  expect(new Verifier(secret).verify(body, headers)).toEqual({ items: [] })
})

test('an address is refused for the guard’s reasons', () => {
  const strict = openWebhook({ request, guard: openGuard(false) })
  expect(strict.refusal('https://127.0.0.1/')).toBe('must be public')
  expect(strict.refusal('https://partner.example/')).toBeNull()
})

describe('a partner’s receiver', () => {
  let receiver: Receiver
  beforeAll(async () => {
    receiver = await openReceiver(() => NOW)
    receiver.trust(secret)
  })
  afterEach(() => receiver.answer(null))
  afterAll(() => Promise.all([receiver.close(), request.close()]))

  const send = (id: string, body: unknown, key = secret, at = NOW) =>
    webhook.post(receiver.url, key, id, JSON.stringify(body), at)

  test('echoes the challenge that proves its address', async () => {
    const answer = await send('msg_0', { type: 'endpoint.verification', challenge: 'c-1' })
    expect(answer).toMatchObject({ status: 200, error: null, body: '{"challenge":"c-1"}' })
    expect((await receiver.next()).id).toBe('msg_0')
  })

  test('collects events in order, and counts a repeated message once', async () => {
    await send('msg_1', { items: ['a', 'b'] })
    await send('msg_1', { items: ['a', 'b'] })
    await send('msg_2', { items: ['c'] })
    expect(receiver.items).toEqual(['a', 'b', 'c'])
    expect([await receiver.next(), await receiver.next(), await receiver.next()]).toMatchObject([
      { id: 'msg_1' },
      { id: 'msg_1' },
      { id: 'msg_2', body: { items: ['c'] } },
    ])
  })

  test('takes nothing with a strange signature or a stale time', async () => {
    const stranger = `whsec_${randomBytes(32).toString('base64')}`
    expect(await send('msg_3', { items: ['x'] }, stranger)).toMatchObject({ status: 401 })
    expect(await send('msg_3', { items: ['x'] }, secret, NOW - 301_000)).toMatchObject({
      status: 401,
    })
    expect(receiver.refusals).toEqual(['no matching signature', 'stale timestamp'])
    expect(receiver.items).not.toContain('x')
  })

  test('fails as it is told, and is well again', async () => {
    receiver.answer({ status: 503, headers: { 'retry-after': '7' } })
    expect(await send('msg_4', { items: ['d'] })).toMatchObject({ status: 503, retryAfterMs: 7000 })
    receiver.answer({ drop: true })
    expect(await send('msg_4', { items: ['d'] })).toMatchObject({ status: null, error: 'reset' })
    receiver.answer({ delayMs: 5000 })
    expect(await send('msg_4', { items: ['d'] })).toMatchObject({ status: null, error: 'timeout' })
    expect(receiver.items).not.toContain('d')
    receiver.answer(null)
    const waiting = receiver.next()
    expect(await send('msg_4', { items: ['d'] })).toMatchObject({ status: 200 })
    expect(await waiting).toEqual({ id: 'msg_4', body: { items: ['d'] } })
  })
})
