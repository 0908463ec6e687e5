/** Web push to a push service on loopback that checks and decrypts as the real ones do. */
import { createECDH, randomBytes } from 'node:crypto'
import { decrypt } from 'http_ece'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openGuard } from '../../src/outbound/guard.ts'
import { openRequest } from '../../src/outbound/request.ts'
import { makeVapidKeys, openPush } from '../../src/outbound/webpush.ts'
import { bodyOf, serve } from './loopback.ts'
import { openPushService } from './pushservice.ts'
import type { Device, PushService } from './pushservice.ts'

const vapid = { ...makeVapidKeys(), subject: 'mailto:operator@example.org' }
const request = openRequest(openGuard(true), () => Date.parse('2026-11-21T08:15:02Z'))
const push = openPush({ vapid, request })
const options = { ttlS: 3600, topic: 'question_1' }

let service: PushService
beforeAll(async () => {
  service = await openPushService()
})
afterAll(() => Promise.all([service.close(), request.close()]))

const row = ({ endpoint, keys }: Device) => ({
  id: 's1',
  owner: 'o1',
  endpoint,
  ...keys,
  createdAt: 0,
})

describe('a push', () => {
  test('is encrypted for the device, signed by us, urgent, and dies with the question', async () => {
    const device = service.subscribe(vapid.publicKey)
    const answer = await push.send(row(device), '{"title":"Łódź?"}', options)
    expect(answer).toMatchObject({ status: 201, error: null })
    expect(await service.next()).toEqual({
      endpoint: device.endpoint,
      payload: '{"title":"Łódź?"}',
      ttl: 3600,
      topic: 'question_1',
      urgency: 'high',
    })
    expect(service.refusals).toEqual([])
  })

  test('is as urgent as it is said to be', async () => {
    const device = row(service.subscribe())
    for (const urgency of ['normal', 'high'] as const) {
      await push.send(device, 'x', { ...options, urgency })
      expect((await service.next()).urgency).toBe(urgency)
    }
  })

  test('replaces an older one of its topic that was not delivered, and no other', async () => {
    const [phone, tablet] = [service.subscribe(), service.subscribe()]
    await push.send(row(phone), 'first', options)
    await push.send(row(phone), 'other', { ...options, topic: 'question_2' })
    await push.send(row(tablet), 'tablet', options)
    await push.send(row(phone), 'second', options)
    expect(service.drain().map(({ payload }) => payload)).toEqual(['other', 'tablet', 'second'])
    expect(service.drain()).toEqual([])
  })

  test('of 3 KiB goes out; one byte more is the programmer’s fault', async () => {
    const device = row(service.subscribe())
    expect(await push.send(device, 'x'.repeat(3072), options)).toMatchObject({ status: 201 })
    await expect(push.send(device, `${'x'.repeat(3071)}é`, options)).rejects.toThrow('3 KiB')
    service.drain()
  })

  test.each([
    [404, {}, 0],
    [410, {}, 0],
    [429, { 'retry-after': '30' }, 30_000],
    [500, {}, 0],
  ])('that is answered %d says so', async (status, headers, retryAfterMs) => {
    const device = service.subscribe()
    service.answer(device.endpoint, status, headers)
    expect(await push.send(row(device), 'x', options)).toMatchObject({ status, retryAfterMs })
    expect(service.drain()).toEqual([])
  })

  test('to a device whose keys are no keys is not made', async () => {
    const { endpoint, keys } = service.subscribe()
    const point = Buffer.from(keys.p256dh, 'base64url')
    const broken = [
      { ...keys, p256dh: 'AAAA' },
      { ...keys, p256dh: '' },
      { ...keys, p256dh: Buffer.alloc(65, 4).toString('base64url') },
      { ...keys, p256dh: point.subarray(1).toString('base64url') },
      { ...keys, auth: 'AAAA' },
    ]
    for (const bad of broken) {
      const answer = await push.send(row({ endpoint, keys: bad }), 'x', options)
      expect(answer).toMatchObject({ status: null, error: 'keys' })
    }
    expect(service.drain()).toEqual([])
  })

  test('to a private address is not made by a server on the open network', async () => {
    const strict = openRequest(openGuard(false), () => 0)
    const answer = await openPush({ vapid, request: strict }).send(
      row(service.subscribe()),
      'x',
      options,
    )
    expect(answer).toMatchObject({ status: null, error: 'blocked' })
    await strict.close()
  })
})

/** A distributor of UnifiedPush: an app's own server, which knows nothing of VAPID. */
test('to a UnifiedPush endpoint is the same push: its app opens it with its own keys', async () => {
  const app = createECDH('prime256v1')
  const keys = {
    p256dh: app.generateKeys('base64url'),
    auth: randomBytes(16).toString('base64url'),
  }
  const bodies: Buffer[] = []
  const distributor = await serve(async (incoming, response) => {
    bodies.push(await bodyOf(incoming))
    response.writeHead(incoming.headers['content-encoding'] === 'aes128gcm' ? 201 : 415).end()
  })
  const endpoint = `${distributor.origin}/UP?token=upAbC`
  const answer = await push.send({ endpoint, ...keys }, '{"title":"Plugged in"}', options)
  expect(answer).toMatchObject({ status: 201, error: null })
  const how = { version: 'aes128gcm', privateKey: app, authSecret: keys.auth } as const
  expect(decrypt(bodies[0]!, how).toString()).toBe('{"title":"Plugged in"}')
  expect(bodies[0]!.length).toBeLessThanOrEqual(4096)
  await distributor.close()
})

describe('the push service of these tests is no pushover: it turns down', () => {
  test('a server whose key the device was not made for', async () => {
    const stranger = openPush({ vapid: { ...vapid, ...makeVapidKeys() }, request })
    const answer = await stranger.send(row(service.subscribe(vapid.publicKey)), 'x', options)
    expect(answer.status).toBe(403)
  })

  test('a signature by another key than the one shown', async () => {
    const mixed = { ...vapid, privateKey: makeVapidKeys().privateKey }
    const answer = await openPush({ vapid: mixed, request }).send(
      row(service.subscribe()),
      'x',
      options,
    )
    expect(answer).toMatchObject({ status: 401, body: 'VAPID signature' })
  })

  test('a body that another device should read, and one without TTL', async () => {
    const [mine, yours] = [service.subscribe(), service.subscribe()]
    const answer = await push.send(row({ ...mine, keys: yours.keys }), 'x', options)
    expect(answer.status).toBe(400)
    expect(await request.post(mine.endpoint, {}, 'x')).toMatchObject({ status: 401 })
    expect(service.drain()).toEqual([])
  })
})

test('keys or a subject that cannot work stop the start', () => {
  expect(() => openPush({ vapid: { ...vapid, subject: 'operator' }, request })).toThrow('subject')
  expect(() => openPush({ vapid: { ...vapid, publicKey: 'AAAA' }, request })).toThrow('65 bytes')
})
