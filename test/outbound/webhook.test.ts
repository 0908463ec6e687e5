/** Signed messages, judged by the published vector, the published library and a real receiver. */
import { createPublicKey, randomBytes, verify } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Webhook as Verifier } from 'standardwebhooks'
import { openGuard } from '../../src/outbound/guard.ts'
import { openRequest } from '../../src/outbound/request.ts'
import { byHmac, openWebhook } from '../../src/outbound/webhook.ts'
import { bodyOf, serve } from './loopback.ts'
import { openReceiver } from './receiver.ts'
import type { Receiver } from './receiver.ts'

const NOW = Date.parse('2026-11-21T08:15:02.999Z')
const guard = openGuard(true)
const request = openRequest(guard, () => NOW, 300)
const publicUrl = () => 'https://charge.example'
const webhook = openWebhook({ request, guard, publicUrl })
const signing = webhook.newSigning()
const { secret } = signing

const to = (url: string, ...signings: { secret: string; key: string }[]) => ({
  url,
  signings: signings.length > 0 ? signings : [signing],
  how: 'v1' as const,
})

describe('a signature', () => {
  test('is the one of the published example', () => {
    const key = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek'
    expect(byHmac(key, `${id}.1614265330.{"test": 2432232314}`)).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    )
  })

  test('is the published library’s, for any text', () => {
    for (const body of ['', '{"a":"Łódź 🔌"}', randomBytes(5000).toString('base64')]) {
      const theirs = new Verifier(secret).sign('msg_1', new Date(NOW), body)
      expect(byHmac(secret, `msg_1.${Math.floor(NOW / 1000)}.${body}`)).toBe(theirs)
    }
  })
})

/** Posts one message to a server that looks at it. */
async function posted(how: 'v1' | 'v1a', signings = [signing]) {
  const seen: { headers: Record<string, string>; body: string }[] = []
  const server = await serve(async (message, response) => {
    const headers = message.headers as Record<string, string>
    seen.push({ headers, body: String(await bodyOf(message)) })
    response.end()
  })
  const seconds = Math.floor(Date.now() / 1000)
  const message = { id: 'msg_1', request: 'try-1', body: '{"items":[]}', at: seconds * 1000 + 999 }
  await webhook.post({ url: server.origin, signings, how }, message)
  await server.close()
  return { ...seen[0]!, seconds }
}

test('a message on the wire is JSON, signed at its time, and the library accepts it', async () => {
  const { headers, body, seconds } = await posted('v1')
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'user-agent': 'ChargeShare/1',
    'x-request-id': 'try-1',
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(seconds),
  })
  expect(new Verifier(secret).verify(body, headers)).toEqual({ items: [] })
})

test('while a secret is rolled, receivers that know either of the two accept it', async () => {
  const old = webhook.newSigning()
  const { headers, body } = await posted('v1', [signing, old])
  expect(headers['webhook-signature']?.split(' ')).toHaveLength(2)
  for (const { secret } of [signing, old]) {
    expect(new Verifier(secret).verify(body, headers)).toEqual({ items: [] })
  }
  expect(() => new Verifier(webhook.newSigning().secret).verify(body, headers)).toThrow(
    'No matching signature found',
  )
})

test('by ed25519 it is checked with the public key alone', async () => {
  const { headers, body, seconds } = await posted('v1a')
  const [version, signature] = String(headers['webhook-signature']).split(',')
  const checks = ({ key }: { key: string }, text: string) => {
    const shown = webhook.publicKeyOf(key)
    expect(shown).toMatch(/^whpk_[\w+/]{43}=$/)
    const x = Buffer.from(shown.slice('whpk_'.length), 'base64').toString('base64url')
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    return verify(null, Buffer.from(text), publicKey, Buffer.from(signature ?? '', 'base64'))
  }
  expect(version).toBe('v1a')
  expect(checks(signing, `msg_1.${seconds}.${body}`)).toBe(true)
  expect(checks(signing, `msg_1.${seconds + 1}.${body}`)).toBe(false)
  expect(checks(webhook.newSigning(), `msg_1.${seconds}.${body}`)).toBe(false)
})

test.each([
  ['120', 120],
  ['*', null],
  ['0', null],
  ['-1', null],
  [undefined, null],
])('an endpoint that allows %s messages a minute is asked who we are first', async (said, rate) => {
  const asked: unknown[] = []
  const server = await serve((request, response) => {
    asked.push(request.method, request.headers['webhook-request-origin'])
    response.writeHead(200, said === undefined ? {} : { 'webhook-allowed-rate': said }).end()
  })
  expect(await webhook.allowedRate(server.origin)).toBe(rate)
  expect(asked).toEqual(['OPTIONS', 'charge.example'])
  await server.close()
})

test('an address is refused for the guard’s reasons', () => {
  const strict = openWebhook({ request, guard: openGuard(false), publicUrl })
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

  const send = (id: string, body: unknown, by = signing, at = NOW) =>
    webhook.post(to(receiver.url, by), { id, request: 'r', body: JSON.stringify(body), at })

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
    expect(await send('msg_3', { items: ['x'] }, webhook.newSigning())).toMatchObject({
      status: 401,
    })
    expect(await send('msg_3', { items: ['x'] }, signing, NOW - 301_000)).toMatchObject({
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
