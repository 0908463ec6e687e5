/** A charger's connection: what is said in order, what is asked, and how it ends. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { connect, type TestCharger } from './charger.ts'
import { openSite, type Site } from './site.ts'

let now = Date.parse('2026-11-21T12:00:00Z')
let site: Site
let count = 0
beforeAll(async () => {
  site = await openSite({ clock: () => now })
})
afterAll(() => site.close())

const plug = async (protocol = 'ocpp1.6') => {
  const identity = `CP${++count}`
  const charger = await site.plug(identity, { protocol })
  const line = () => site.world.lines.get(identity)
  return { identity, charger, line }
}
/** Lets time pass, as the timer does. */
const pass = async (ms: number) => {
  now += ms
  await site.ocpp.tick(now)
}
/** What the charger has sent before was heard by then. */
const heard = (charger: TestCharger) =>
  new Promise<void>((resolve) => {
    charger.socket.once('pong', () => resolve())
    charger.socket.ping()
  })

describe('calls of a charger', () => {
  it('are answered in their order, though it does not wait', async () => {
    const { charger } = await plug()
    for (let i = 0; i < 50; i++) charger.sendRaw(`[2,"${i}","Heartbeat",{}]`)
    const ids = []
    for (let i = 0; i < 50; i++) ids.push((await charger.next())[1])
    expect(ids).toEqual(Array.from({ length: 50 }, (_, i) => String(i)))
    await charger.close()
  })

  it('are kept together where they wait already, a refused one among them in its turn', async () => {
    const { charger } = await plug()
    await charger.call('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' })
    const { store } = site.world
    const keep = store.write
    const said = Array.from({ length: 20 }, (_, i) =>
      i === 7 ? `[2,"${i}","StatusNotification",{}]` : `[2,"${i}","Heartbeat",{}]`,
    )
    const write = vi.spyOn(store, 'write')
    write.mockImplementationOnce(async (work) => {
      await heard(charger)
      return keep(work)
    })
    for (const frame of said) charger.sendRaw(frame)
    for (let i = 0; i < 20; i++) {
      expect((await charger.next()).slice(0, 2)).toEqual([i === 7 ? 4 : 3, String(i)])
    }
    // The first alone, the rest together, and perhaps a note of the refused one or of a straggler.
    expect(write.mock.calls.length).toBeLessThan(6)
    write.mockRestore()
    await charger.close()
  })

  it('are answered while it has not answered ours', async () => {
    const { charger, line } = await plug()
    const asked = line()!.call('ClearCache', {}, 30_000)
    const [, id] = await charger.next()
    expect(await charger.call('Heartbeat')).toEqual({ currentTime: expect.any(String) })
    charger.sendRaw(JSON.stringify([3, id, { status: 'Accepted' }]))
    expect(await asked).toEqual({ result: { status: 'Accepted' } })
    await charger.close()
  })

  it('may have the same id as one of ours', async () => {
    const { charger, line } = await plug()
    const asked = line()!.call('ClearCache', {}, 30_000)
    const [, id] = await charger.next()
    charger.sendRaw(JSON.stringify([2, id, 'Heartbeat', {}]))
    expect(await charger.next()).toEqual([3, id, { currentTime: expect.any(String) }])
    charger.sendRaw(JSON.stringify([3, id, { status: 'Rejected' }]))
    expect(await asked).toEqual({ result: { status: 'Rejected' } })
    await charger.close()
  })
})

describe('calls of ours', () => {
  it('are made one at a time, and each gets its own answer', async () => {
    const { charger, line } = await plug()
    const asked = ['one', 'two', 'three'].map((key) =>
      line()!.call('ChangeConfiguration', { key, value: '1' }, 30_000),
    )
    for (const status of ['Accepted', 'Rejected', 'NotSupported']) {
      const [, id] = await charger.next()
      expect(await charger.call('Heartbeat')).toBeTruthy()
      charger.sendRaw(JSON.stringify([3, id, { status }]))
    }
    expect(await Promise.all(asked)).toEqual([
      { result: { status: 'Accepted' } },
      { result: { status: 'Rejected' } },
      { result: { status: 'NotSupported' } },
    ])
    await charger.close()
  })

  it('that it refuses say how', async () => {
    const { charger, line } = await plug()
    charger.answers('Reset', (_, id) => `[4,"${id}","NotSupported","no such thing",{}]`)
    expect(await line()!.call('Reset', { type: 'Soft' }, 30_000)).toEqual({
      error: { code: 'NotSupported', description: 'no such thing' },
    })
    await charger.close()
  })

  it('that it does not answer are silent, the next goes on, and a late answer is no error', async () => {
    const { identity, charger, line } = await plug()
    const first = line()!.call('ClearCache', {}, 30_000)
    const second = line()!.call('GetLocalListVersion', {}, 30_000)
    const [, late] = await charger.next()
    await pass(29_000)
    await heard(charger)
    await pass(1000)
    expect(await first).toBe('silent')
    const [, id, action] = await charger.next()
    expect(action).toBe('GetLocalListVersion')
    charger.sendRaw(JSON.stringify([3, late, { status: 'Accepted' }]))
    charger.sendRaw(JSON.stringify([3, id, { listVersion: 7 }]))
    expect(await second).toEqual({ result: { listVersion: 7 } })
    await charger.call('Heartbeat')
    expect(await site.log(identity)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ direction: 'out', action: 'ClearCache', error: 'silent' }),
        expect.objectContaining({ direction: 'in', action: 'ClearCache', error: 'late' }),
      ]),
    )
    await charger.close()
  })

  it('end with the line', async () => {
    const { charger, line } = await plug()
    const held = line()!
    const asked = [held.call('ClearCache', {}, 30_000), held.call('ClearCache', {}, 30_000)]
    await charger.next()
    charger.socket.terminate()
    expect(await Promise.all(asked)).toEqual(['away', 'away'])
    expect(await held.call('ClearCache', {}, 30_000)).toBe('away')
    expect(line()).toBeNull()
  })

  it('of which too many wait are not even tried', async () => {
    const { charger, line } = await plug()
    const asked = Array.from({ length: 101 }, () => line()!.call('ClearCache', {}, 30_000))
    expect(await asked.at(-1)).toBe('away')
    await charger.close()
  })

  it('have answers that are mended like all that it says, and the log tells it', async () => {
    const { identity, charger, line } = await plug()
    charger.answers('ClearCache', () => ({ status: 'accepted', extra: 1 }))
    expect(await line()!.call('ClearCache', {}, 30_000)).toEqual({
      result: { status: 'Accepted', extra: 1 },
    })
    await charger.call('Heartbeat')
    const [, entry] = await site.log(identity)
    expect(entry).toMatchObject({
      action: 'ClearCache',
      deviations: [
        { rule: 'unknown-member', path: '/extra' },
        { rule: 'word-spelling', path: '/status', was: 'accepted' },
      ],
    })
    await charger.close()
  })
})

describe('a second connection', () => {
  it('takes the place of the first, whose end changes nothing', async () => {
    const identity = 'TWICE'
    const password = await site.register(identity)
    const first = await connect(site, identity, { password })
    const asked = site.world.lines.get(identity)!.call('ClearCache', {}, 30_000)
    await first.next()
    const second = await connect(site, identity, { password })
    expect(await asked).toBe('away')
    expect(await first.closed).toEqual({ code: 1008, reason: 'replaced by a newer connection' })
    second.answers('ClearCache', () => ({ status: 'Accepted' }))
    expect(await site.world.lines.get(identity)!.call('ClearCache', {}, 30_000)).toEqual({
      result: { status: 'Accepted' },
    })
    expect(await second.call('Heartbeat')).toBeTruthy()
    expect(await site.asks('GET', `/v1/chargers/${identity}`)).toMatchObject({ isConnected: true })
    await second.close()
  })

  it('comes in also where the first is half open and says nothing any more', async () => {
    const password = await site.register('HALF')
    const first = await connect(site, 'HALF', { password })
    // It neither reads nor answers, as after its cable was cut.
    first.socket.pause()
    const second = await connect(site, 'HALF', { password })
    expect(await second.call('Heartbeat')).toBeTruthy()
    first.socket.terminate()
    expect(await second.call('Heartbeat')).toBeTruthy()
    await second.close()
  })
})

describe('silence', () => {
  it('is tried by a ping and ended where it lasts', async () => {
    const { identity, charger } = await plug()
    charger.socket.pause()
    await pass(45_000)
    expect(site.world.lines.get(identity)).not.toBeNull()
    await pass(19_000)
    expect(site.world.lines.get(identity)).not.toBeNull()
    await pass(1000)
    await expect.poll(() => site.world.lines.get(identity)).toBeNull()
    charger.socket.resume()
    expect((await charger.closed).code).toBe(1006)
  })

  it('that a pong breaks goes on, and is kept as a sign of life', async () => {
    const { identity, charger } = await plug()
    const pinged = new Promise((resolve) => charger.socket.once('ping', resolve))
    await pass(45_000)
    await pinged
    await heard(charger)
    await pass(20_000)
    const pongAt = now - 20_000
    expect(await charger.call('Heartbeat')).toBeTruthy()
    await pass(15_000)
    const { lastSeenAt } = await site.asks('GET', `/v1/chargers/${identity}`)
    expect(Date.parse(lastSeenAt as string)).toBeGreaterThan(pongAt)
    await charger.close()
  })
})

describe('a charger that does not read', () => {
  it('is cut off before what it should read fills the memory', async () => {
    const { charger, line, identity } = await plug()
    charger.socket.pause()
    const data = 'x'.repeat(16 * 1024 * 1024)
    const asked = line()!.call('DataTransfer', { vendorId: 'V', data }, 30_000)
    charger.sendRaw('[2,"1","Heartbeat",{}]')
    expect(await asked).toBe('away')
    await expect.poll(() => site.world.lines.get(identity)).toBeNull()
    charger.socket.terminate()
  })
})

describe('the end of the house', () => {
  it('answers what was asked, and says good-bye', async () => {
    const house = await openSite()
    const charger = await house.plug('LAST')
    const beat = charger.call('Heartbeat')
    await heard(charger)
    const [end] = await Promise.all([charger.closed, house.close()])
    expect(await beat).toEqual({ currentTime: expect.any(String) })
    expect(end).toEqual({ code: 1001, reason: 'the server is closing' })
  })
})
