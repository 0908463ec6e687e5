/** A charger that several backends share: all are told, and one that dies is told later what it missed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openTestHouse } from '../../house.ts'
import { call } from '../../people.ts'
import { connect } from './charger.ts'
import {
  boot,
  env,
  type Ground,
  has,
  meter,
  minute,
  openGround,
  secret,
  start,
  stop,
  token,
  TRANSACTION,
} from './sharing.ts'

let ground: Ground
beforeAll(async () => {
  ground = await openGround()
})
afterEach(() => ground.ends())
afterAll(() => ground.house.close())

describe('two backends', () => {
  it('are told everything, each under its own number, and the charger hears ours alone', async () => {
    const [a, b] = [
      await ground.backend({ firstNumber: 500 }),
      await ground.backend({ firstNumber: 900, password: 'theirs' }),
    ]
    const charger = await ground.shared({
      upstreams: [
        { name: 'a', url: a.url, role: 'primary' },
        { name: 'b', url: b.url, identity: 'OTHER', password: 'theirs' },
      ],
    })
    await Promise.all([a.until(has('BootNotification')), b.until(has('BootNotification'))])
    const status = {
      connectorId: 1,
      errorCode: 'NoError',
      status: 'Preparing',
      timestamp: minute(0),
    }
    await charger.call('StatusNotification', status)
    const { transactionId } = await charger.call('StartTransaction', start(1))
    await charger.call('MeterValues', meter(transactionId as number, 2))
    await charger.call('StopTransaction', stop(transactionId as number, 3))
    for (const [one, number, identity] of [
      [a, 500, expect.stringMatching(/^CP-/)],
      [b, 900, 'OTHER'],
    ] as const) {
      await one.until(has('StopTransaction'))
      await one.until(has('StatusNotification'))
      expect(one.of('StartTransaction')).toEqual([start(1)])
      expect(one.of('MeterValues')).toEqual([meter(number, 2)])
      expect(one.of('StopTransaction')).toEqual([stop(number, 3)])
      expect(one.of('StatusNotification')).toEqual([status])
      expect(one.told[0]).toEqual({
        identity,
        action: 'BootNotification',
        payload: boot,
      })
    }
    expect(transactionId).not.toBe(500)
  })

  it('hear a start that the charger told twice once, and both times it hears one number', async () => {
    const backend = await ground.backend()
    const charger = await ground.shared({ upstreams: [{ name: 'a', url: backend.url }] })
    await backend.until(has('BootNotification'))
    const { transactionId } = await charger.call('StartTransaction', start(1))
    expect(await charger.call('StartTransaction', start(1))).toMatchObject({ transactionId })
    await charger.call('StopTransaction', stop(transactionId as number, 2))
    await backend.until(has('StopTransaction'))
    expect(backend.of('StartTransaction')).toEqual([start(1)])
  })

  it('may both call something "1": each hears the answer to its own', async () => {
    const [a, b] = [await ground.rawBackend(), await ground.rawBackend()]
    const charger = await ground.shared({
      upstreams: [
        { name: 'a', url: a.url, mayCommand: true },
        { name: 'b', url: b.url, mayCommand: true },
      ],
    })
    charger.answers('GetConfiguration', ({ key }) => ({ unknownKey: key! }))
    await Promise.all([a.registered(), b.registered()])
    a.send([2, '1', 'GetConfiguration', { key: ['of a'] }])
    b.send([2, '1', 'GetConfiguration', { key: ['of b'] }])
    expect(await a.next()).toEqual([3, '1', { unknownKey: ['of a'] }])
    expect(await b.next()).toEqual([3, '1', { unknownKey: ['of b'] }])
  })
})

describe('a backend that dies in the middle of a transaction', () => {
  it('is not missed by the charger, and is told all it missed when it is back, in order', async () => {
    const foreign = await ground.backend({ firstNumber: 70 })
    const other = await ground.otherHouse()
    const identity = ground.nextIdentity()
    const charger = await ground.shared({
      upstreams: [
        { name: 'foreign', url: foreign.url, role: 'primary' },
        { name: 'house', url: `${other.url.replace('http', 'ws')}/ocpp`, password: secret },
      ],
    })
    await foreign.until(has('BootNotification'))
    const { transactionId } = await charger.call('StartTransaction', start(1))
    const number = transactionId as number
    await foreign.until(has('StartTransaction'))
    await foreign.kill()

    for (let at = 2; at < 8; at++) await charger.call('MeterValues', meter(number, at))
    await charger.call('StopTransaction', stop(number, 8))
    const second = await charger.call('StartTransaction', start(9, 'NEXT'))
    await charger.call('StopTransaction', stop(second['transactionId'] as number, 10))
    await expect
      .poll(() => ground.standing(identity))
      .toMatchObject({
        foreign: { isConnected: false, queued: 9, problem: expect.any(String) },
        house: { isConnected: true, queued: 0, problem: null },
      })

    await foreign.start()
    await foreign.until(has('StopTransaction', 2))
    const between = [2, 3, 4, 5, 6, 7].map((at) => meter(70, at))
    const after = [stop(70, 8), start(9, 'NEXT'), stop(71, 10)]
    expect(foreign.of(...TRANSACTION)).toEqual([start(1), ...between, ...after])
    await expect.poll(() => ground.standing(identity)).toMatchObject({ foreign: { queued: 0 } })
    const theirs = await call('GET', `${other.url}/v1/chargers/${identity}/transactions`, { token })
    expect(theirs['items']).toMatchObject([
      { idTag: 'NEXT', status: 'completed' },
      { idTag: 'TAG', status: 'completed', startedAt: minute(1), endedAt: minute(8) },
    ])
  })

  it('hears the start again where it died before it answered, and one that it never had', async () => {
    const backend = await ground.backend({ firstNumber: 30 })
    const identity = ground.nextIdentity()
    const charger = await ground.shared({ upstreams: [{ name: 'a', url: backend.url }] })
    await backend.until(has('BootNotification'))
    backend.answers('StartTransaction', () => null)
    const { transactionId } = await charger.call('StartTransaction', start(1))
    await backend.until(has('StartTransaction'))
    await backend.kill()
    await charger.call('StopTransaction', stop(transactionId as number, 2))
    backend.answers('StartTransaction', () => ({
      ...{ transactionId: 31, idTagInfo: { status: 'Accepted' } },
    }))
    await backend.start()
    await backend.until(has('StopTransaction'))
    expect(backend.of(...TRANSACTION)).toEqual([start(1), start(1), stop(31, 2)])

    // Who is named in the middle of a transaction is told how it began.
    const late = await ground.backend({ firstNumber: 40 })
    const second = await charger.call('StartTransaction', start(3))
    await ground.share(identity, { upstreams: [{ name: 'late', url: late.url }] })
    await ground.house.service.chargers.shareOn(ground.house.world.clock())
    await late.until(has('BootNotification'))
    await charger.call('StopTransaction', stop(second['transactionId'] as number, 4))
    await late.until(has('StopTransaction'))
    expect(late.of(...TRANSACTION)).toEqual([start(3), stop(40, 4)])
    expect(backend.of('StartTransaction')).toHaveLength(3)
  })
})

describe('our own restart', () => {
  it('loses nothing that waits for a backend', async () => {
    const backend = await ground.backend({ firstNumber: 5 })
    await backend.kill()
    const data = mkdtempSync(join(tmpdir(), 'chargeshare-'))
    const living = () =>
      openTestHouse({ timer: false, chance: () => 0 }, { ...env, CHARGESHARE_DATA: data })
    const before = await living()
    await call('POST', `${before.url}/v1/chargers`, {
      token,
      body: { identity: 'CP', password: secret, upstreams: [{ name: 'a', url: backend.url }] },
    })
    const charger = await connect(before, 'CP', { password: secret })
    await charger.call('BootNotification', boot)
    const { transactionId } = await charger.call('StartTransaction', start(1))
    await charger.call('MeterValues', meter(transactionId as number, 2))
    await before.close()

    await backend.start()
    const after = await living()
    const same = await connect(after, 'CP', { password: secret })
    await same.call('StopTransaction', stop(transactionId as number, 3))
    await backend.until(has('StopTransaction'))
    // The charger need not boot for it: how it presented itself is kept.
    expect(backend.of('BootNotification')).toEqual([boot])
    expect(backend.of(...TRANSACTION)).toEqual([start(1), meter(5, 2), stop(5, 3)])
    await after.close()
    rmSync(data, { recursive: true, force: true })
  })
})
