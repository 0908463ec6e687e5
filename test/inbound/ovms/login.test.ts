/** Logging in: who proves himself is welcome, who is wrong is sent away, all others are held without a word. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Unavailable } from '../../../src/flows/service.ts'
import { proofOf } from '../../../src/inbound/ovms/cipher.ts'
import type { Wire } from './module.ts'
import { openStand, type Stand } from './stand.ts'

const MINUTE_MS = 60_000
const token = 'AbCdEfGhIjKlMnOpQrStUv'

/** A first line of scheme 0. */
function hello(type: string, vehicleId: string, password: string): string {
  return `MP-${type} 0 ${token} ${proofOf(password, token).toString('base64')} ${vehicleId}`
}

/** Resolves once the server has heard all that was said on other lines before. */
async function meanwhile(stand: Stand): Promise<void> {
  const app = await stand.connects('B')
  await app.close()
}

/** Whether a wire is held: still open, and nothing was said. */
async function isHeld(stand: Stand, wire: Wire): Promise<boolean> {
  await meanwhile(stand)
  return !wire.socket.destroyed && !wire.socket.readableEnded && wire.lines.length === 0
}

let stand: Stand
beforeAll(async () => void (stand = await openStand()))
afterAll(() => stand.close())

describe('a hello', () => {
  beforeEach(() => stand.renews())

  test('of a car is answered, whatever the case of its name', async () => {
    for (const vehicleId of ['DEMO', 'demo', 'Demo']) {
      const car = await stand.connects('C', { vehicleId, password: 'DEMO' })
      expect(car.welcome).toMatch(/^MP-S 0 [A-Za-z0-9+/]{22} [A-Za-z0-9+/]{22}==$/)
      expect(await car.next()).toBe('Z0')
    }
  })

  test.each(['\n', '\r\n'])('may come in pieces, and end with %j', async (end) => {
    const wire = await stand.dials()
    const words = hello('A', 'DEMO', 'DEMO')
    wire.socket.setNoDelay(true)
    for (const piece of [words.slice(0, 10), words.slice(10), end]) {
      wire.sends(piece)
      await meanwhile(stand)
    }
    expect(await wire.next()).toMatch(/^MP-S 0 /)
    await wire.close()
  })

  test.each([
    ['a wrong password', hello('C', 'DEMO', 'OMED')],
    ['an unknown vehicle', hello('C', 'OTHER', 'DEMO')],
    ['another server', hello('S', 'DEMO', 'DEMO')],
    ['a scheme of the future', hello('C', 'DEMO', 'DEMO').replace(' 0 ', ' 2 ')],
    ['an owner without TLS', 'MP-A 1 jimbo@example.org a long pass phrase DEMO'],
    ['a browser', 'GET / HTTP/1.1'],
    ['noise', '\u0000\u00ff\u0007'],
    ['too many letters', `MP-C 0 ${'x'.repeat(600)}`],
  ])('of %s is closed without a word', async (_, words) => {
    const wire = await stand.dials()
    wire.sends(`${words}\r\n`)
    await wire.closed
    expect(wire.lines).toEqual([])
  })

  test('that goes on for 513 letters is closed before its end', async () => {
    const wire = await stand.dials()
    wire.sends('M'.repeat(513))
    await wire.closed
    expect(wire.lines).toEqual([])
  })

  test('that asks for settings hears that there are none', async () => {
    const wire = await stand.dials()
    wire.sends('AP-C 0 5YJRE11B381000000\r\n')
    await wire.closed
    expect(wire.lines).toEqual(['AP-X'])
  })

  test('that never comes, or stops half-way, is waited for two minutes', async () => {
    const [silent, half] = [await stand.dials(), await stand.dials()]
    half.sends('MP-C 0 AbCd')
    await stand.passes(2 * MINUTE_MS - 1)
    expect(await isHeld(stand, silent)).toBe(true)
    expect(await isHeld(stand, half)).toBe(true)
    await stand.passes(1)
    await Promise.all([silent.closed, half.closed])
  })
})

describe('while the database is in trouble', () => {
  const proveModule = async () => {
    throw new Unavailable('no connection')
  }
  beforeEach(() => stand.renews())

  async function held(): Promise<Wire> {
    const wire = await stand.dials()
    stand.service.proveModule = proveModule
    wire.sends(`${hello('C', 'DEMO', 'DEMO')}\r\n`)
    while (stand.notes.length === 0) await new Promise((resolve) => setImmediate(resolve))
    delete stand.service.proveModule
    return wire
  }

  test('a module is held, and let in as soon as it can be judged', async () => {
    const wire = await held()
    expect(await isHeld(stand, wire)).toBe(true)
    expect(stand.notes).toEqual(['OVMS logins cannot be judged now, and are held'])
    await stand.passes(5000)
    expect(await wire.next()).toMatch(/^MP-S 0 /)
    await wire.close()
  })

  test('it is held for as long as that lasts, and then told no', async () => {
    const wire = await held()
    stand.service.proveModule = proveModule
    for (let s = 0; s < 120; s += 7) await stand.passes(7000)
    await wire.closed
    expect(wire.lines).toEqual([])
  })

  test('what one says while he is held harms nobody', async () => {
    const wire = await held()
    wire.sends('x'.repeat(500_000))
    await meanwhile(stand)
    expect(wire.socket.destroyed).toBe(false)
    await stand.passes(5000)
    await wire.closed
  })
})

describe('a guesser', () => {
  async function guesses(stand: Stand, times: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      const wire = await stand.dials()
      wire.sends(`${hello('A', 'DEMO', `guess ${i}`)}\r\n`)
      await wire.closed
    }
  }

  test('is held after twenty wrong passwords, even with the right one; later it is welcome', async () => {
    const stand = await openStand({ rateLimits: true })
    await guesses(stand, 19)
    const friend = await stand.connects('A')
    await guesses(stand, 1)
    let asked = 0
    const { proveModule } = stand.house.service
    stand.service.proveModule = (id, judge) => {
      asked++
      return proveModule(id, judge)
    }
    const wire = await stand.dials()
    wire.sends(`${hello('A', 'DEMO', 'DEMO')}\r\n`)
    for (let i = 0; i < 5; i++) {
      friend.says('A')
      while ((await friend.next()) !== 'a');
    }
    expect([asked, wire.socket.destroyed, wire.lines]).toEqual([0, false, []])
    stand.now += 15 * MINUTE_MS
    const again = await stand.connects('A')
    expect(await again.next()).toBe('Z0')
    await wire.close()
    await stand.close()
  })
})

describe('at the end of the server', () => {
  beforeEach(() => stand.renews())

  test('who is about to be welcomed is welcomed first, so that he comes back', async () => {
    const { proveModule } = stand.house.service
    let judge = () => {}
    const judged = new Promise<void>((resolve) => (judge = resolve))
    stand.service.proveModule = async (id, judging) => {
      await judged
      return proveModule(id, judging)
    }
    const late = await stand.dials()
    late.sends(`${hello('C', 'DEMO', 'DEMO')}\r\n`)
    const closing = stand.ovms.close()
    await new Promise((resolve) => setImmediate(resolve))
    judge()
    expect(await late.next()).toMatch(/^MP-S 0 /)
    await Promise.all([late.closed, closing])
  })

  test('who has just come is waited for: his hello may be on its way', async () => {
    const coming = await stand.dials()
    const app = await stand.connects('A')
    const closing = stand.ovms.close()
    await app.closed
    coming.sends(`${hello('A', 'DEMO', 'DEMO')}\r\n`)
    expect(await coming.next()).toMatch(/^MP-S 0 /)
    await Promise.all([coming.closed, closing])
  })

  test('all are sent away within a second, and nobody new is taken', async () => {
    const car = await stand.connects('C')
    const app = await stand.connects('A')
    const silent = await stand.dials()
    const began = performance.now()
    await stand.ovms.close()
    // Two waits of half a second are its own; who lingers is waited for ten.
    expect(performance.now() - began).toBeLessThan(9000)
    await Promise.all([car.closed, app.closed, silent.closed])
    await expect(stand.dials()).rejects.toThrow('ECONNREFUSED')
  })
})
