/** Backends that say what OCPP does not: it ends at this server, is counted, and the operator reads it. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Authorisation, UpstreamWish } from '../../../src/domain/chargers/router/upstream.ts'
import { call, type Json } from '../../people.ts'
import { type Ground, openGround, start, stop, token } from './sharing.ts'

let ground: Ground
beforeAll(async () => {
  ground = await openGround()
})
beforeEach(() => ground.waitsForEver())
afterEach(() => ground.ends())
afterAll(() => ground.house.close())

const standing = async () => {
  await ground.tick()
  return ground.standing(ground.lastIdentity())
}

/** One backend that says what the story wants, and the charger that it shares. */
async function sharing(wish: Partial<UpstreamWish> = {}, authorisation: Authorisation = 'ours') {
  const backend = await ground.rawBackend()
  const upstream = { name: 'p', url: backend.url, role: 'primary' as const, ...wish }
  const charger = await ground.shared({ authorisation, upstreams: [upstream] })
  await expect.poll(standing).toMatchObject({ p: { state: 'open' } })
  return { backend, charger }
}

/** What is counted of it, once it is. */
const counted = async (rule: string, count: number, last: string) => {
  await expect.poll(standing).toMatchObject({
    p: { deviations: expect.arrayContaining([expect.objectContaining({ rule, count, last })]) },
  })
}

describe('an answer of the primary', () => {
  const asked = { vendorId: 'Theirs' }

  it.each<[string, unknown]>([
    ['without what it must say', {}],
    ['in words of its own', { status: 'Maybe' }],
    ['with more than OCPP has', { status: 'Accepted', more: 'x' }],
    ['that is a list', ['Accepted']],
    ['of more parts than anybody reads', { status: 'Accepted', data: Array(30_000).fill(1) }],
  ])('%s does not reach the charger: it hears ours', async (_, said) => {
    const { backend, charger } = await sharing()
    const answer = charger.call('DataTransfer', asked)
    const [, id] = await backend.next()
    backend.send([3, id, said])
    expect(await answer).toEqual({ status: 'UnknownVendorId' })
    await counted('bad-answer', 1, expect.stringMatching(/^DataTransfer/))
    expect(await standing()).toMatchObject({ p: { answers: 0 } })
  })

  it('by another id is nobody’s, and of two the first one counts', async () => {
    const { backend, charger } = await sharing()
    const answer = charger.call('DataTransfer', asked)
    const [, id] = await backend.next()
    backend.send([3, 'another', { status: 'Rejected' }])
    backend.send([3, id, { status: 'Accepted', data: 'first' }])
    backend.send([3, id, { status: 'Rejected' }])
    expect(await answer).toEqual({ status: 'Accepted', data: 'first' })
    await counted('unasked-answer', 2, '')
    expect(await standing()).toMatchObject({ p: { answers: 1 } })
  })

  it('that lacks the number of a start is counted, and what it says of the tag is heard', async () => {
    const { backend, charger } = await sharing({}, 'primary')
    const started = charger.call('StartTransaction', start(1))
    const [, first] = await backend.next()
    const idTagInfo = { status: 'Expired', more: 'x' }
    backend.send([3, first, { transactionId: '77', idTagInfo }])
    expect((await started)['idTagInfo']).toEqual({ status: 'Expired' })
    const transactionId = (await started)['transactionId'] as number
    await charger.call('StopTransaction', stop(transactionId, 2))
    expect((await backend.next())[3]).toEqual(stop(77, 2))
    await counted('bad-answer', 1, expect.stringMatching(/^StartTransaction \/\S+/))
  })
})

describe('a call of a backend', () => {
  const never = (of: string) => () => {
    throw new Error(`${of} has reached the charger`)
  }

  it.each<[string, unknown[], string]>([
    ['that fails its schema', ['RemoteStartTransaction', { idTag: 5 }], 'TypeConstraintViolation'],
    ['that lacks something', ['UnlockConnector', {}], 'OccurenceConstraintViolation'],
    ['that only chargers make', ['BootNotification', {}], 'NotImplemented'],
    ['of another version', ['RequestStartTransaction', {}], 'NotImplemented'],
    ['with a list for a payload', ['UnlockConnector', []], 'FormationViolation'],
    [
      'with a profile that is for no transaction',
      [
        'RemoteStartTransaction',
        {
          idTag: 'A',
          chargingProfile: {
            ...{ chargingProfileId: 1, stackLevel: 0, chargingProfileKind: 'Absolute' },
            chargingProfilePurpose: 'TxDefaultProfile',
            chargingSchedule: {
              chargingRateUnit: 'A',
              chargingSchedulePeriod: [{ startPeriod: 0, limit: 6 }],
            },
          },
        },
      ],
      'PropertyConstraintViolation',
    ],
  ])('%s is refused here, with what is wrong', async (_, [action, payload], code) => {
    const { backend, charger } = await sharing({ mayCommand: true })
    charger.answers(action as string, never(action as string))
    backend.send([2, 'x', action, payload])
    expect((await backend.next()).slice(0, 3)).toEqual([4, 'x', code])
    await counted('bad-call', 1, expect.stringMatching(new RegExp(`^${action as string}`)))
  })

  it('that it may not make is counted as well', async () => {
    const { backend } = await sharing({ mayCommand: ['UnlockConnector'] })
    backend.send([2, 'x', 'Reset', { type: 'Hard' }])
    expect((await backend.next()).slice(0, 3)).toEqual([4, 'x', 'NotSupported'])
    await counted('not-allowed', 1, 'Reset')
  })

  it('never sets the password by which the charger comes here', async () => {
    const { backend, charger } = await sharing({ mayCommand: true })
    charger.answers('ChangeConfiguration', ({ key }) => {
      return { status: key === 'AuthorizationKey' ? 'Accepted' : 'NotSupported' }
    })
    const change = (key: string) => ({ key, value: '0'.repeat(40) })
    backend.send([2, 'a', 'ChangeConfiguration', change('authorizationKEY')])
    expect((await backend.next()).slice(0, 3)).toEqual([4, 'a', 'NotSupported'])
    backend.send([2, 'b', 'ChangeConfiguration', change('Else')])
    expect(await backend.next()).toEqual([3, 'b', { status: 'NotSupported' }])
  })

  it('that comes twice while it is under way reaches the charger once', async () => {
    const { backend, charger } = await sharing()
    const asked = new Promise<string>((resolve) => {
      charger.answers('UnlockConnector', (_, id) => (resolve(id), null))
    })
    for (let i = 0; i < 3; i++) backend.send([2, 'same', 'UnlockConnector', { connectorId: 1 }])
    const id = await asked
    charger.answers('UnlockConnector', never('the second'))
    await counted('same-id', 2, 'UnlockConnector')
    charger.sendRaw(JSON.stringify([3, id, { status: 'Unlocked' }]))
    expect(await backend.next()).toEqual([3, 'same', { status: 'Unlocked' }])
    backend.send([2, 'after', 'GetLocalListVersion', {}])
    charger.answers('GetLocalListVersion', () => ({ listVersion: 0 }))
    expect((await backend.next())[1]).toBe('after')
  })

  it('is one of a few at once, and they are carried out in their order', async () => {
    const { backend, charger } = await sharing()
    const order: unknown[] = []
    charger.answers('UnlockConnector', ({ connectorId }) => {
      order.push(connectorId)
      return { status: 'Unlocked' }
    })
    const many = Array.from({ length: 20 }, (_, i) => i + 1)
    for (const connectorId of many) {
      backend.send([2, String(connectorId), 'UnlockConnector', { connectorId }])
    }
    const answers = new Map<unknown, unknown>()
    while (answers.size < many.length) {
      const [, id, what] = await backend.next()
      answers.set(Number(id), what)
    }
    const refused = many.filter((id) => answers.get(id) === 'GenericError')
    expect(order).toEqual(many.filter((id) => !refused.includes(id)))
    expect(order.slice(0, 8)).toEqual(many.slice(0, 8))
    expect(refused.length).toBeGreaterThan(0)
  })

  it('that was still waiting when its right was taken does not reach the charger', async () => {
    const { backend, charger } = await sharing({ mayCommand: true })
    const asked = new Promise<string>((resolve) => {
      charger.answers('UnlockConnector', (_, id) => (resolve(id), null))
    })
    backend.send([2, 'a', 'UnlockConnector', { connectorId: 1 }])
    backend.send([2, 'b', 'Reset', { type: 'Hard' }])
    const id = await asked
    charger.answers('Reset', never('Reset'))
    const upstream = { name: 'p', url: backend.url, mayCommand: ['UnlockConnector'] }
    await ground.share(ground.lastIdentity(), { upstreams: [upstream] })
    await ground.tick()
    charger.sendRaw(JSON.stringify([3, id, { status: 'Unlocked' }]))
    expect(await backend.next()).toEqual([3, 'a', { status: 'Unlocked' }])
    expect((await backend.next()).slice(0, 3)).toEqual([4, 'b', 'NotSupported'])
  })

  it('starts by nobody’s tag but who may, and never by one that this server has made', async () => {
    const { backend, charger } = await sharing()
    const put = (idTag: string, body: Json) =>
      call('PUT', `${ground.house.url}/v1/tokens/${idTag}`, { token, body })
    const email = 'driver@example.org'
    await call('POST', `${ground.house.url}/v1/owners`, {
      body: { email, password: 'a long password' },
    })
    await put('GOOD', { status: 'Accepted' })
    await put('BAD', { status: 'Blocked' })
    await put('MEMBER', { status: 'Accepted', parent: 'BAD' })
    await put('OWNED', { status: 'Accepted', owner: email })
    charger.answers('RemoteStartTransaction', () => ({ status: 'Accepted' }))
    const asked = async (idTag: string) => {
      backend.send([2, idTag, 'RemoteStartTransaction', { idTag }])
      return (await backend.next())[2]
    }
    for (const idTag of ['bad', 'MEMBER', 'owned', 'Remote-1']) {
      expect([idTag, await asked(idTag)]).toEqual([idTag, { status: 'Rejected' }])
    }
    for (const idTag of ['GOOD', 'THEIRS']) {
      expect([idTag, await asked(idTag)]).toEqual([idTag, { status: 'Accepted' }])
    }
  })
})
