/** Long answers to callers who have gone already end, and read nothing on. */
import { once } from 'node:events'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Response } from 'express'
import { expect, test } from 'vitest'
import { sendParts } from '../../../src/inbound/http/stream.ts'

test('who goes before the first part was read is not waited for', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const asked = once(server, 'request')
  const caller = get({ host: '127.0.0.1', port }).on('error', () => {})
  const [, res] = (await asked) as [unknown, Response]
  const gone = once(res, 'close')
  caller.destroy()
  await gone
  let read = 0
  const parts = (async function* () {
    for (;;) yield await Promise.resolve(`part ${++read}`)
  })()
  expect(await sendParts(res, {}, parts)).toBeNull()
  expect(read).toBe(1)
  server.close()
})
