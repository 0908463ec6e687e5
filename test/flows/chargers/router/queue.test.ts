/** What waits for a backend that is away: it has an end, readings go first, and nothing of it harms the charger. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Ground, has, meter, openGround, start, stop } from '../../../inbound/ocpp/sharing.ts'
import { newBranch } from '../../../../src/flows/chargers/router/branch.ts'
import { sendLetter } from '../../../../src/flows/chargers/router/letters.ts'
import type { UpstreamLetter } from '../../../../src/domain/chargers/router/upstream.ts'

let now = Date.UTC(2026, 10, 21, 12)
let ground: Ground
beforeAll(async () => {
  ground = await openGround({}, { clock: () => now })
})
afterEach(() => ground.ends())
afterAll(() => ground.house.close())

let full = 0
/** Before all that is kept in this story. */
const idOf = (i: number) => `0${String(full).padStart(3, '0')}${String(i).padStart(6, '0')}`

const standing = () => ground.standing(ground.lastIdentity())
const { stringify } = JSON

/** A charger whose one backend is away, while so many letters wait for it. */
async function waiting(letters: Partial<UpstreamLetter>[]) {
  const backend = await ground.backend({ firstNumber: 30 })
  await backend.kill()
  const identity = `FULL-${++full}`
  await ground.register(identity)
  await ground.share(identity, { upstreams: [{ name: 'l', url: backend.url }] })
  const all = letters.map((told, i): UpstreamLetter => ({
    ...{ id: idOf(i), charger: identity, upstream: 'l', version: '1.6' },
    ...{ action: 'MeterValues', payload: {}, transaction: null, tries: 0, at: now },
    ...told,
  }))
  await ground.house.world.store.write(({ upstreams }) => upstreams.addLetters(all))
  return { backend, identity, all }
}

const reading = (characters: number): Partial<UpstreamLetter> => ({
  payload: { connectorId: 1, meterValue: 'x'.repeat(characters) },
})
const end: Partial<UpstreamLetter> = { action: 'StopTransaction', payload: { transactionId: 1 } }

describe('a queue that is full', () => {
  it.each<[string, Partial<UpstreamLetter>[], number]>([
    ['of messages', [end, ...Array.from({ length: 4999 }, () => reading(1)), end], 50],
    ['of text', [end, ...Array.from({ length: 17 }, () => reading(1024 * 1024)), end], 17],
  ])('%s loses the oldest readings, and no start or end', async (_, letters, dropped) => {
    const { identity } = await waiting(letters)
    const { length } = letters
    const charger = await ground.comes(identity)
    await charger.call('StartTransaction', start(1))
    const { l } = await ground.standing(identity)
    expect(l).toMatchObject({ queued: length - dropped + 1, dropped })
    const { upstreams } = ground.house.world.store.read
    const [first, second] = await upstreams.letters(identity, 'l', 2)
    expect([first?.action, second?.id]).toEqual(['StopTransaction', idOf(dropped + 1)])
    expect((await upstreams.letters(identity, 'l', 9000)).at(-1)?.action).toBe('StartTransaction')
  })

  it('of ends alone takes ends, and no more readings', async () => {
    const { identity } = await waiting(Array.from({ length: 5000 }, () => end))
    const charger = await ground.comes(identity)
    const { transactionId } = await charger.call('StartTransaction', start(1))
    await charger.call('MeterValues', meter(transactionId as number, 2))
    expect(await ground.standing(identity)).toMatchObject({ l: { queued: 5001, dropped: 1 } })
    await charger.call('StopTransaction', stop(transactionId as number, 3))
    expect(await ground.standing(identity)).toMatchObject({ l: { queued: 5002, dropped: 1 } })
  })
})

describe('a letter', () => {
  it('is told by the process that holds its charger, and waits in all others', async () => {
    const { identity } = await waiting([end, end])
    await ground.comes(identity)
    const { world } = ground.house
    const { chargers, upstreams } = world.store.read
    await expect.poll(async () => (await chargers.get(identity))?.holder).toBe(world.holder)
    const [upstream] = await upstreams.of(identity)
    const trunk = { call: async () => 'away' as const, drop: () => {}, close: () => {} }
    const told: string[] = []
    const sends = async (holder: string) => {
      const branch = newBranch(upstream!, '1.6', trunk, { n: 2, size: 40 })
      const tell = async (action: string) => (told.push(action), { result: {} })
      await sendLetter({ ...world, holder, note: () => {} }, branch, tell)
      return branch
    }
    expect(await sends('another')).toMatchObject({ queued: 2, lettersAt: now + 5000 })
    expect(told).toEqual([])
    expect(await sends(world.holder)).toMatchObject({ queued: 1 })
    expect(told).toEqual(['StopTransaction'])
  })
})

describe('a backend', () => {
  it('that was taken away a moment ago keeps nobody from charging', async () => {
    const backend = await ground.backend()
    const charger = await ground.shared({ upstreams: [{ name: 'l', url: backend.url }] })
    await backend.until(has('BootNotification'))
    await ground.share(ground.lastIdentity(), { upstreams: [] })
    const { transactionId } = await charger.call('StartTransaction', start(1))
    await charger.call('StopTransaction', stop(transactionId as number, 2))
    await ground.tick()
    expect(await standing()).toEqual({})
  })

  it('that was down a week is told all of it in the order in which it happened', async () => {
    const backend = await ground.backend({ firstNumber: 30 })
    const charger = await ground.shared({ upstreams: [{ name: 'l', url: backend.url }] })
    await backend.until(has('BootNotification'))
    await backend.kill()
    const said: string[] = []
    for (let day = 0; day < 7; day++) {
      const { transactionId } = await charger.call(
        'StartTransaction',
        start(10 * day, `DAY-${day}`),
      )
      await charger.call('MeterValues', meter(transactionId as number, 10 * day + 1))
      await charger.call('StopTransaction', stop(transactionId as number, 10 * day + 2))
      const number = 30 + day
      said.push(stringify(start(10 * day, `DAY-${day}`)))
      said.push(stringify(meter(number, 10 * day + 1)), stringify(stop(number, 10 * day + 2)))
    }
    now += 7 * 86_400_000
    await backend.start()
    await backend.until(has('StopTransaction', 7))
    const told = backend.of('StartTransaction', 'MeterValues', 'StopTransaction')
    expect(told.map((one) => stringify(one))).toEqual(said)
    await expect.poll(standing).toMatchObject({ l: { queued: 0, dropped: 0 } })
  })

  it('that lets the charger wait is shown so, and what went wrong stays readable', async () => {
    const backend = await ground.backend()
    const boot = (status: string) => ({
      ...{ currentTime: new Date(now).toISOString(), interval: 20, status },
    })
    backend.answers('BootNotification', () => boot('Rejected'))
    const charger = await ground.shared({ upstreams: [{ name: 'l', url: backend.url }] })
    const problem = 'it does not take the charger (Rejected)'
    await expect
      .poll(standing)
      .toMatchObject({ l: { state: 'greeting', isConnected: true, problem } })
    const greetedAt = now
    backend.answers('BootNotification', () => boot('Accepted'))
    now += 19_000
    await ground.tick()
    expect(backend.of('BootNotification')).toHaveLength(1)
    now += 1000
    await ground.tick()
    await expect.poll(standing).toMatchObject({
      l: { state: 'open', since: now, problem: null, failure: problem, failedAt: greetedAt },
    })
    const { l } = await standing()
    expect(l).toMatchObject({ connectedAt: greetedAt })
    now += 20_000
    await ground.tick()
    await backend.until(has('Heartbeat'))
    expect(charger.socket.readyState).toBe(charger.socket.OPEN)
  })
})
