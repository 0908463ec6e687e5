/** Backends that shout, rave or say nothing: the charger that they share notices nothing of it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { TestCharger } from './charger.ts'
import { type Ground, has, meter, openGround, start, stop, TRANSACTION } from './sharing.ts'

let ground: Ground
beforeAll(async () => {
  ground = await openGround()
})
afterEach(() => ground.ends())
afterAll(() => ground.house.close())

/** A whole transaction, as if nothing were the matter. */
async function charges(charger: TestCharger): Promise<number> {
  const { transactionId, idTagInfo } = await charger.call('StartTransaction', start(1))
  const number = transactionId as number
  expect(idTagInfo).toEqual({ status: 'Accepted' })
  expect(await charger.call('MeterValues', meter(number, 2))).toEqual({})
  expect(await charger.call('StopTransaction', stop(number, 3))).toEqual({})
  return number
}

describe('a backend', () => {
  it.each<[string, (send: (frame: string | Buffer) => void) => void, string]>([
    ['whose frame is huge', (send) => send('x'.repeat(300_000)), 'sends too long frames'],
    ['that raves', (send) => tenfold(2, () => send('{"no": ["OCPP"')), 'speaks no OCPP'],
    ['that speaks in bytes', (send) => tenfold(2, () => send(Buffer.alloc(9))), 'speaks no OCPP'],
    [
      'that shouts',
      (send) => tenfold(100, (i) => send(`[2,"${i}","RemoteStartTransaction",{}]`)),
      'says too much',
    ],
    [
      'that answers what nobody asked',
      (send) => tenfold(100, () => send('[3,"x",{}]')),
      'says too much',
    ],
  ])('%s is left, met again later, and the charger charges on', async (_, shout, problem) => {
    const backend = await ground.rawBackend()
    const charger = await ground.shared({
      authorisation: 'primary',
      upstreams: [{ name: 'p', url: backend.url, role: 'primary' }],
    })
    charger.answers('RemoteStartTransaction', () => ({ status: 'Rejected' }))
    await backend.registered()
    await backend.connected()
    shout(backend.send)
    await expect
      .poll(() => ground.standing(ground.lastIdentity()))
      .toMatchObject({ p: { isConnected: false, problem } })
    await charges(charger)
    await backend.connected()
  })

  it('that answers nothing holds up one call, once, and loses nothing', async () => {
    const backend = await ground.backend()
    for (const action of ['Authorize', ...TRANSACTION]) backend.answers(action, () => null)
    const charger = await ground.shared({
      authorisation: 'all',
      upstreams: [{ name: 'l', url: backend.url }],
    })
    await backend.until(has('BootNotification'))
    await charger.call('Authorize', { idTag: 'A' })
    ground.waitsForEver()
    await charges(charger)
    await charger.call('Authorize', { idTag: 'B' })
    expect(await ground.standing(ground.lastIdentity())).toMatchObject({ l: { queued: 3 } })
  })

  it('that never takes a boot is told nothing else, and all waits for it', async () => {
    const backend = await ground.backend()
    backend.answers('BootNotification', () => ({
      ...{ currentTime: '2026-11-21T10:00:00Z', interval: 0, status: 'Pending' },
    }))
    const charger = await ground.shared({ upstreams: [{ name: 'l', url: backend.url }] })
    await backend.until(has('BootNotification'))
    await charges(charger)
    expect(backend.told.map(({ action }) => action)).toEqual(['BootNotification'])
    expect(await ground.standing(ground.lastIdentity())).toMatchObject({ l: { queued: 3 } })
  })

  it('that refuses a message for good is told the next one, and the operator how many', async () => {
    const backend = await ground.backend({ firstNumber: 6 })
    backend.answers('MeterValues', () => {
      throw new Error('cannot')
    })
    const charger = await ground.shared({ upstreams: [{ name: 'l', url: backend.url }] })
    await backend.until(has('BootNotification'))
    await charges(charger)
    await backend.until(has('StopTransaction'))
    expect(backend.of('StopTransaction')).toEqual([stop(6, 3)])
    await expect
      .poll(() => ground.standing(ground.lastIdentity()))
      .toMatchObject({ l: { dropped: 1, queued: 0 } })
  })

  it('that lets nobody in is shown with what it said', async () => {
    const backend = await ground.backend({ password: 'another' })
    const elsewhere = await ground.backend({ protocol: 'ocpp2.0.1' })
    const charger = await ground.shared({
      upstreams: [
        { name: 'l', url: backend.url, password: 'wrong' },
        { name: 'm', url: elsewhere.url },
      ],
    })
    await charges(charger)
    await expect
      .poll(() => ground.standing(ground.lastIdentity()))
      .toMatchObject({
        l: { isConnected: false, problem: expect.stringMatching(/^it answered 401: .*password/) },
        m: { isConnected: false, problem: expect.stringMatching(/version|answered/) },
      })
  })
})

function tenfold(tens: number, what: (i: number) => void): void {
  for (let i = 0; i < tens * 10; i++) what(i)
}
