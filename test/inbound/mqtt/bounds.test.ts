/** The embedded broker keeps within bounds whatever comes in, and ends when it is told to. */
import { once } from 'node:events'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Dialled, raw } from './dial.ts'
import { openStand, type Stand } from './stand.ts'

const PREFIX = 'ovms/DEMO/DEMO'
const METRIC = `${PREFIX}/metric`

let stand: Stand
beforeAll(async () => {
  stand = await openStand({ rateLimits: true })
  await stand.adds('OTHER')
})
beforeEach(() => stand.renews())
afterAll(() => stand.close())

/** Resolves to how many bytes came before the other side ended it. */
async function ended(bytes: Buffer | string): Promise<number> {
  const socket = await raw(stand.port!)
  socket.resume()
  socket.write(bytes)
  await once(socket, 'close')
  return socket.bytesRead
}

describe('a connection', () => {
  test('that never says who it is is ended after a minute, and not before', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const [silent, half] = [await raw(stand.port!), await raw(stand.port!)]
    let count = 0
    const closed = [silent, half].map(async (socket) => {
      socket.resume()
      await once(socket, 'close')
      count++
    })
    // The begin of a CONNECT.
    half.write(Buffer.from([0x10, 0x40, 0x00, 0x04, 0x4d]))
    // What the server did before is known once somebody who came later has been let in.
    const others = async () => (await stand.module()).end()
    await others()
    vi.advanceTimersByTime(59_000)
    await others()
    expect(count).toBe(0)
    vi.advanceTimersByTime(1001)
    vi.useRealTimers()
    await Promise.all(closed)
    expect(silent.bytesRead + half.bytesRead).toBe(0)
  })

  test('that announces more than any client has to say at first is ended', async () => {
    // A CONNECT of 16,384 bytes.
    expect(await ended(Buffer.from([0x10, 0x80, 0x80, 0x01]))).toBe(0)
  })

  test.each(['GET / HTTP/1.1\r\n\r\n', 'MP-C 0 abc def DEMO\r\n', '\u0000\u0000', '\u00d0\u0000'])(
    'that says %j first is ended',
    async (bytes) => {
      expect(await ended(Buffer.from(bytes, 'latin1'))).toBe(0)
    },
  )

  test('ends with a word that is longer than modules have', async () => {
    const module = await stand.module()
    expect(await module.publish(`${PREFIX}/client/x/response/1`, 'x'.repeat(16_384))).toBe(true)
    expect(await module.publish(`${PREFIX}/client/x/response/1`, 'x'.repeat(18_000))).toBe(false)
    await module.closed
  })
})

describe('who speaks much', () => {
  test('after he has come is heard at once, as modules do', async () => {
    const car = await stand.module()
    const names = Array.from({ length: 500 }, (_, i) => `metric/xyz/${i}`)
    await Promise.all(names.map((name) => car.publish(`${PREFIX}/${name}`, '1', 0, true)))
    expect(await car.publish(`${METRIC}/v/b/soc`, '45')).toBe(true)
    await car.end()
  })

  test('in lines of his log is heard to the end', async () => {
    const car = await stand.module()
    for (let i = 0; i < 1050; i += 50) {
      const lines = Array.from({ length: 50 }, (_, j) =>
        car.publish(`${PREFIX}/notify/data/usr/x/${i + j}/0`, `usr-x,${i + j},600,1`, 2),
      )
      expect(new Set(await Promise.all(lines))).toEqual(new Set([true]))
    }
    await car.end()
  })

  test('without end is slowed down, and nobody else notices', async () => {
    const flooder = await stand.module()
    const other = await stand.module('OTHER')
    for (let i = 0; i < 5000; i++) void flooder.publish(`${METRIC}/flood/${i}`, 'x'.repeat(100), 0)
    let isRead = false
    void flooder.ping().then(() => (isRead = true))
    for (let i = 0; i < 50; i++) {
      expect(await other.publish('ovms/OTHER/OTHER/metric/v/b/soc', String(i))).toBe(true)
    }
    expect(isRead).toBe(false)
    await Promise.all([flooder.drop(), other.end()])
  })

  test('to an app that takes nothing makes nobody wait but himself', async () => {
    const deaf = await stand.app({ clientId: 'deaf' })
    await deaf.subscribe('ovms/DEMO/DEMO/client/#')
    deaf.client.stream.unpipe()
    // Together they have more on its way than a broker delivers at once that counts its deliveries.
    const cars = await Promise.all(
      Array.from({ length: 20 }, (_, i) => stand.module('DEMO', { clientId: `car ${i}` })),
    )
    let taken = 0
    const says = async (car: Dialled) => {
      const said = await car.publish(`${PREFIX}/client/deaf/response/1`, 'x'.repeat(16_000))
      taken += Number(said)
    }
    for (const car of cars) for (let i = 0; i < 75; i++) void says(car)
    const [other, app] = [await stand.module('OTHER'), await stand.app()]
    await app.subscribe('ovms/OTHER/#')
    // Until the cars wait for the one who takes nothing, and then once more.
    for (let before = -1; taken > before;) {
      before = taken
      for (let i = 0; i < 30; i++) {
        expect(await other.publish('ovms/OTHER/OTHER/metric/v/b/soc', String(i))).toBe(true)
        expect(await app.next()).toMatchObject({ payload: String(i) })
      }
    }
    expect(taken).toBeLessThan(1500)
    await deaf.drop()
    await expect.poll(() => taken).toBe(1500)
    await Promise.all([other, app, ...cars].map((client) => client.drop()))
  })

  test('and keeps much leaves no more than 1,500 words behind', async () => {
    const [car, app] = [await stand.module(), await stand.app()]
    const words = Array.from({ length: 1600 }, (_, i) => `${METRIC}/much/${i}`)
    await Promise.all(words.map((topic) => car.publish(topic, '1', 0, true)))
    await car.publish(`${METRIC}/long`, 'x'.repeat(2049), 1, true)
    await app.subscribe('ovms/DEMO/DEMO/metric/#')
    await app.hears(1500)
    await app.ping()
    expect(app.heard).toHaveLength(1500)
    expect(app.heard.some(({ topic }) => topic.endsWith('long'))).toBe(false)
    await Promise.all([car.end(), app.end()])
  })
})

test('the server closes within a second, though connections are in every state', async () => {
  const other = await openStand()
  const { proveModule } = other.house.service
  const never = new Promise<never>(() => {})
  other.service.proveModule = (id, judge) => (id === 'demo' ? never : proveModule(id, judge))
  const silent = await raw(other.port!)
  const judged = other.module('DEMO').catch(() => {})
  const app = await other.app()
  other.observes = () => never
  void app.publish('ovms/jimbo/DEMO/metric/v/b/soc', '45')
  await other.isTold(1)
  const began = performance.now()
  await other.close()
  // Half a second is its own; who takes nothing is waited for ten.
  expect(performance.now() - began).toBeLessThan(9000)
  await Promise.all([judged, app.closed])
  silent.destroy()
})
