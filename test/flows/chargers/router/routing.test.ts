/** What is shared of chargers that are away or speak 2.x, and what the operator sees and says of it. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { call, itemsOf, type Json } from '../../../people.ts'
import { connect } from '../../../inbound/ocpp/charger.ts'
import {
  type Ground,
  has,
  meter,
  openGround,
  secret,
  start,
  stop,
  token,
  TRANSACTION,
} from '../../../inbound/ocpp/sharing.ts'

let now = Date.UTC(2026, 10, 21, 12)
let ground: Ground
beforeAll(async () => {
  const own = { CHARGESHARE_PUBLIC_URL: 'http://own.example:8080' }
  ground = await openGround(own, { clock: () => now })
})
beforeEach(() => ground.waitsForEver())
afterEach(() => ground.ends())
afterAll(() => ground.house.close())

const tick = () => ground.house.service.chargers.shareOn(now)

describe('a charger that is away', () => {
  it('has its backends told what they missed, and is shown there no longer than that', async () => {
    const backend = await ground.backend({ firstNumber: 3 })
    await backend.kill()
    const charger = await ground.shared({ upstreams: [{ name: 'a', url: backend.url }] })
    const identity = ground.lastIdentity()
    const { transactionId } = await charger.call('StartTransaction', start(1))
    await charger.call('StopTransaction', stop(transactionId as number, 2))
    await charger.close()
    await backend.start()
    const kept = () => ground.house.world.store.read.chargers.get(identity)
    await expect.poll(kept).toMatchObject({ holder: null })
    await tick()
    expect(backend.told).toEqual([])

    now += 400_000
    await tick()
    await backend.until(has('StopTransaction'))
    expect(backend.of(...TRANSACTION)).toEqual([start(1), stop(3, 2)])
    await expect
      .poll(async () => {
        await tick()
        return ground.standing(identity)
      })
      .toMatchObject({ a: { queued: 0, connectedAt: null } })
  })
})

describe('a charger of 2.0.1', () => {
  it('has its events told as they are, and its words decided about by all', async () => {
    const backend = await ground.backend({ protocol: 'ocpp2.0.1' })
    backend.answers('BootNotification', () => ({
      ...{ currentTime: new Date(now).toISOString(), interval: 300, status: 'Accepted' },
    }))
    const invalid = { idTokenInfo: { status: 'NoCredit' } }
    backend.answers('TransactionEvent', ({ eventType }) => (eventType === 'Started' ? invalid : {}))
    const identity = 'CP-2.0.1'
    await ground.register(identity)
    await ground.share(identity, {
      authorisation: 'all',
      upstreams: [{ name: 'a', url: backend.url, role: 'primary' }],
    })
    const charger = await connect(ground.house, identity, {
      ...{ password: secret, protocol: 'ocpp2.0.1' },
    })
    const chargingStation = { vendorName: 'Acme', model: 'Two' }
    await charger.call('BootNotification', { reason: 'PowerUp', chargingStation })
    await backend.until(has('BootNotification'))
    // It has taken the boot once it is told something else.
    await charger.call('DataTransfer', { vendorId: 'x' })
    await backend.until(has('DataTransfer'))
    const event = (eventType: string, seqNo: number, more: Json = {}): Json => ({
      ...{ eventType, seqNo, timestamp: new Date(now).toISOString(), triggerReason: 'Authorized' },
      ...{ transactionInfo: { transactionId: 'its own' }, evse: { id: 1, connectorId: 1 } },
      ...more,
    })
    const started = event('Started', 0, { idToken: { idToken: 'TAG', type: 'ISO14443' } })
    expect(await charger.call('TransactionEvent', started)).toMatchObject(invalid)
    await charger.call('TransactionEvent', event('Ended', 1))
    await backend.until(has('TransactionEvent', 2))
    expect(backend.of('BootNotification')).toEqual([{ reason: 'PowerUp', chargingStation }])
    expect(backend.of('TransactionEvent')).toEqual([started, event('Ended', 1)])
    await charger.close()
  })
})

describe('the operator', () => {
  const at = (path = '') => `${ground.house.url}/v1/chargers${path}`
  const upstream = { name: 'a', url: 'ws://127.0.0.1:9/ocpp', password: 'very secret' }

  it('names backends, sees how they fare but no password, and changes what he names', async () => {
    const body = { identity: 'API-1', authorisation: 'any', upstreams: [upstream] }
    const made = await call('POST', at(), { token, body })
    const shown = {
      ...{ name: 'a', url: upstream.url, identity: 'API-1', hasPassword: true, role: 'listener' },
      ...{ mayCommand: false, isConnected: false, connectedAt: null, problem: null },
      ...{ state: 'away', since: new Date(now).toISOString(), lastProblem: null },
      ...{ queued: 0, dropped: 0, answers: 0, deviations: [] },
    }
    expect(made['charger']).toMatchObject({ authorisation: 'any', upstreams: [shown] })
    expect(JSON.stringify(made)).not.toContain('very secret')
    const change = { name: 'a', url: upstream.url, role: 'primary', mayCommand: ['Reset'] }
    await call('PATCH', at('/API-1'), { token, body: { upstreams: [change] } })
    const after = { ...shown, role: 'primary', mayCommand: ['Reset'] }
    expect(await call('GET', at('/API-1'), { token })).toMatchObject({ upstreams: [after] })
    const page = itemsOf(await call('GET', at(), { token }))
    expect(page).toContainEqual(expect.objectContaining({ identity: 'API-1', upstreams: [after] }))
    await call('PATCH', at('/API-1'), { token, body: { upstreams: [] } })
    expect(await call('GET', at('/API-1'), { token })).toMatchObject({
      ...{ authorisation: 'any', upstreams: [] },
    })
  })

  it.each([
    ['two primaries', [{ role: 'primary' }, { name: 'b', role: 'primary' }], '/upstreams'],
    ['a page of the web', [{ url: 'https://a.example' }], '/upstreams/0/url'],
    ['where clouds keep secrets', [{ url: 'ws://169.254.169.254/x' }], '/upstreams/0/url'],
    ['a password in the address', [{ url: 'ws://a:b@a.example' }], '/upstreams/0/url'],
    ['a right that is none', [{ mayCommand: 'Reset' }], '/upstreams/0/mayCommand'],
  ])('is told what is wrong with %s, and nothing is changed', async (_, told, pointer) => {
    const upstreams = told.map((one) => ({ ...upstream, ...one }))
    const making = call('POST', at(), { token, body: { identity: 'API-2', upstreams } })
    await expect(making).rejects.toThrow(`"pointer":"${pointer}`)
    await expect(call('GET', at('/API-2'), { token })).rejects.toThrow('404')
  })

  it('is refused the server itself as a backend', async () => {
    const upstreams = [{ ...upstream, url: 'ws://own.example:8080/ocpp' }]
    const making = call('POST', at(), { token, body: { identity: 'API-3', upstreams } })
    await expect(making).rejects.toThrow('must not be this server')
  })

  it('reads in the log what backends were told and what they said', async () => {
    const backend = await ground.backend({ firstNumber: 12 })
    const charger = await ground.shared({ upstreams: [{ name: 'a', url: backend.url }] })
    await backend.until(has('BootNotification'))
    const { transactionId } = await charger.call('StartTransaction', start(1))
    await charger.call('MeterValues', meter(transactionId as number, 2))
    await backend.until(has('MeterValues'))
    const { ocppLog } = ground.house.world.store.read
    const page = { after: null, limit: 20 }
    await expect
      .poll(() => ocppLog.of(ground.lastIdentity(), page, { direction: 'out' }))
      .toContainEqual(
        expect.objectContaining({
          ...{ action: 'StartTransaction', message: 'upstream:a', error: null },
          answer: expect.stringContaining('"transactionId":12'),
        }),
      )
  })
})
