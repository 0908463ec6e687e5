/** Another broker comes and goes, and so do servers that listen to it: nothing that can be kept is lost. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { ownPort } from '../../port.ts'
import { raw } from './dial.ts'
import { openHub } from './hub.ts'
import { EMAIL, openStand, stranger } from './stand.ts'

const PREFIX = `ovms/${EMAIL}/DEMO`

test('a broker that is away at the start is called until it comes', async () => {
  const port = await ownPort()
  const first = await openHub({ port })
  await first.close()
  const early = await openStand({ url: first.url })
  expect(early.port).toBeNull()
  const late = await openHub({ port, hasNumbers: false })
  await late.isAsked(1)
  // Without numbers there is but the share.
  await late.says({ topic: `${PREFIX}/metric/v/b/soc`, payload: '45' })
  await early.isTold(1)
  expect(early.told).toMatchObject([{ vehicle: 'demo', readings: [{ soc: 45 }] }])
  await late.close()
  const began = performance.now()
  await early.close()
  // Half a second is its own; a call to who is away is given up after twenty.
  expect(performance.now() - began).toBeLessThan(10_000)
})

test('a broker that sends everybody away is called again and again', async () => {
  const calls = { count: 0, wake: () => {} }
  const broker = createServer((socket) => {
    calls.count++
    socket.destroy()
    calls.wake()
  })
  broker.listen(0, '127.0.0.1')
  await once(broker, 'listening')
  const { port } = broker.address() as AddressInfo
  const caller = await openStand({ url: `mqtt://127.0.0.1:${port}` })
  const called = async (count: number) => {
    while (calls.count < count) await new Promise<void>((resolve) => (calls.wake = resolve))
    return calls.count
  }
  expect(await called(3)).toBe(3)
  expect(caller.notes.filter((note) => note.includes('away'))).toHaveLength(1)
  await caller.close()
  broker.close()
})

test('a server that closes asks for nothing more, and keeps what is on its way', async () => {
  const own = await openHub()
  const last = await openStand({ url: own.url })
  await own.isAsked(2)
  let isDurable = () => {}
  const durable = new Promise<void>((resolve) => (isDurable = resolve))
  last.observes = async () => {
    await durable
    return stranger
  }
  const topic = `${PREFIX}/notify/data/usr/x/1/0`
  const said = own.says({ topic, payload: 'usr-x,1,600,1', qos: 1 })
  await last.isTold(1)
  const closed = last.close()
  await own.isAsked(3)
  // It is in no hurry to go.
  for (let i = 0; i < 10; i++) {
    const socket = await raw(Number(new URL(own.url).port))
    await once(socket.end(), 'close')
  }
  isDurable()
  await said
  expect(own.acknowledged).toHaveLength(1)
  await closed
  await own.close()
})
