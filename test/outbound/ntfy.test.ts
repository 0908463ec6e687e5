/** Messages to an ntfy server on loopback. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openGuard } from '../../src/outbound/guard.ts'
import { openNtfy } from '../../src/outbound/ntfy.ts'
import { openRequest } from '../../src/outbound/request.ts'
import { openTopicServer, type TopicServer } from './topics.ts'

const guard = openGuard(true)
const request = openRequest(guard, () => 0)
const ntfy = openNtfy({ request, guard })
const publication = {
  title: '要分享这次充电吗？',
  message: 'JIMBO lädt.',
  click: 'https://share.example.org/questions/1',
  urgency: 'high' as const,
}

let server: TopicServer
beforeAll(async () => {
  server = await openTopicServer()
})
afterAll(() => Promise.all([server.close(), request.close()]))

test('a message is published to its topic, in any script', async () => {
  expect(await ntfy.publish(`${server.origin}/my_topic-1`, publication)).toMatchObject({
    status: 200,
  })
  const { title, message, click } = publication
  expect(await server.next()).toMatchObject({
    path: '/',
    topic: 'my_topic-1',
    title,
    message,
    click,
  })
})

test('a server below a path, and one that wants a token in the address, get what they want', async () => {
  await ntfy.publish(`${server.origin}/ntfy/topic?auth=QmVhcmVy`, publication)
  expect(await server.next()).toMatchObject({ path: '/ntfy/?auth=QmVhcmVy', topic: 'topic' })
})

test('what is urgent sounds longer', async () => {
  for (const urgency of ['high', 'normal'] as const) {
    await ntfy.publish(`${server.origin}/topic`, { ...publication, urgency })
  }
  expect(server.drain().map(({ priority }) => priority)).toEqual([4, 3])
})

test.each([
  [403, {}, 0],
  [429, { 'retry-after': '30' }, 30_000],
  [500, {}, 0],
])('a server that answers %d is heard', async (status, headers, retryAfterMs) => {
  server.answer(status, headers)
  const answer = await ntfy.publish(`${server.origin}/topic`, publication)
  expect(answer).toMatchObject({ status, retryAfterMs })
  server.answer(200)
  expect(server.drain()).toEqual([])
})

test('an address inside is not dialed by a server on the open network', async () => {
  const strict = openGuard(false)
  const outside = openRequest(strict, () => 0)
  const open = openNtfy({ request: outside, guard: strict })
  const topic = `${server.origin}/topic`
  expect(open.refusal(topic)).toBe('must be https')
  expect(open.refusal('https://169.254.169.254/topic')).toBe('must be public')
  expect(open.refusal('https://ntfy.example.org/topic')).toBeNull()
  expect(await open.publish(topic, publication)).toMatchObject({ status: null, error: 'blocked' })
  await outside.close()
})
