/** A connection can be shut for a while without losing a byte, and ends at a packet that is too long. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Door, openDoor } from '../../../src/inbound/mqtt/door.ts'
import { raw } from './dial.ts'

const PING = Buffer.from([0xc0, 0x00])

let client: Socket
let socket: Socket
let door: Door
const read = { bytes: 0, wake: () => {} }

beforeEach(async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const met = once(server, 'connection')
  client = await raw((server.address() as AddressInfo).port)
  client.resume()
  socket = ((await met) as [Socket])[0]
  socket.on('error', () => {})
  door = openDoor(socket, 10)
  read.bytes = 0
  socket.on('readable', () => {
    read.bytes += (socket.read() as Buffer | null)?.length ?? 0
    read.wake()
  })
  return () => server.close()
})
afterEach(() => client.destroy())

/** How many bytes were read, once there are at least so many. */
async function gets(bytes: number): Promise<number> {
  while (read.bytes < bytes) await new Promise<void>((resolve) => (read.wake = resolve))
  return read.bytes
}

test('what comes is read', async () => {
  client.write(PING)
  expect(await gets(2)).toBe(2)
})

test('what comes while it is shut is read once it is open', async () => {
  door.shut()
  client.write(PING)
  await once(socket, 'readable')
  expect(socket.read()).toBeNull()
  expect(read.bytes).toBe(0)
  door.open()
  expect(await gets(2)).toBe(2)
  client.write(PING)
  expect(await gets(4)).toBe(4)
})

test('to be opened twice, or when nothing came, changes nothing', async () => {
  door.shut()
  door.open()
  door.open()
  client.write(PING)
  expect(await gets(2)).toBe(2)
})

test('a packet that is too long ends it, unread', async () => {
  client.write(Buffer.from([0x30, 11]))
  await once(client, 'close')
  expect(read.bytes).toBe(0)
})

test('a packet may be longer where it is allowed', async () => {
  door.longest = 11
  client.write(Buffer.from([0x30, 11]))
  expect(await gets(2)).toBe(2)
})
