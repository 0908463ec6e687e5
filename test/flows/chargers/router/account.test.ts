/** Who let a driver charge: it is kept, told to the operator, and decides who may end the charge. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { call } from '../../../people.ts'
import { type Ground, openGround, start, stop, token } from '../../../inbound/ocpp/sharing.ts'

let ground: Ground
beforeAll(async () => {
  ground = await openGround({ CHARGESHARE_OCPP_UNKNOWN_TAGS: 'refuse' })
})
beforeEach(() => ground.waitsForEver())
afterEach(() => ground.ends())
afterAll(() => ground.house.close())

const no = { idTagInfo: { status: 'Invalid' } }
const page = { after: null, limit: 9 }
const kept = async () =>
  (await ground.house.world.store.read.transactions.of(ground.lastIdentity(), page))[0]

async function sharing(authorisation: 'any' | 'all' | 'primary' | 'ours') {
  const [p, l] = [await ground.backend({ firstNumber: 50 }), await ground.backend()]
  for (const one of [p, l]) one.answers('Authorize', () => no)
  for (const one of [p, l]) one.answers('StartTransaction', () => ({ transactionId: 9, ...no }))
  const charger = await ground.shared({
    authorisation,
    upstreams: [
      { name: 'p', url: p.url, role: 'primary' },
      { name: 'l', url: l.url, mayCommand: true },
    ],
  })
  await expect
    .poll(() => ground.standing(ground.lastIdentity()))
    .toMatchObject({ p: { state: 'open' }, l: { state: 'open' } })
  const accepts = (one: typeof p, transactionId: number) =>
    one.answers('StartTransaction', () => ({ transactionId, idTagInfo: { status: 'Accepted' } }))
  return { p, l, charger, accepts }
}

describe('a tag that is blocked here', () => {
  it.each(['any', 'all', 'primary', 'ours'] as const)(
    'stays so, whatever backends say: %s',
    async (authorisation) => {
      const { p, l, charger, accepts } = await sharing(authorisation)
      await call('PUT', `${ground.house.url}/v1/tokens/THIEF`, {
        ...{ token, body: { status: 'Blocked' } },
      })
      const yes = { idTagInfo: { status: 'Accepted' } }
      for (const one of [p, l]) one.answers('Authorize', () => yes)
      accepts(p, 50)
      accepts(l, 60)
      const blocked = { idTagInfo: { status: 'Blocked' } }
      expect(await charger.call('Authorize', { idTag: 'thief' })).toEqual(blocked)
      expect(await charger.call('StartTransaction', start(1, 'THIEF'))).toMatchObject(blocked)
      expect(await kept()).toMatchObject({ verdict: 'Blocked', acceptedBy: null })
    },
  )
})

describe('a tag that a backend alone knows', () => {
  it('charges on its account: that is kept, shown, and said again though it is away', async () => {
    const { l, charger, accepts } = await sharing('any')
    accepts(l, 60)
    const { transactionId, idTagInfo } = await charger.call('StartTransaction', start(1, 'THEIRS'))
    expect(idTagInfo).toEqual({ status: 'Accepted' })
    expect(await kept()).toMatchObject({ verdict: 'Accepted', acceptedBy: 'l' })
    const shown = await call('GET', `${ground.house.url}/v1/chargers/${ground.lastIdentity()}`, {
      token,
    })
    expect(shown).toMatchObject({ active: [{ acceptedBy: 'l' }] })
    await l.kill()
    const again = await charger.call('StartTransaction', start(1, 'THEIRS'))
    expect(again).toEqual({ transactionId, idTagInfo: { status: 'Accepted' } })
    expect(await kept()).toMatchObject({ acceptedBy: 'l' })
    await charger.call('StopTransaction', stop(transactionId as number, 2))
    expect(await kept()).toMatchObject({ acceptedBy: 'l', status: 'completed' })
  })

  it('is refused where the primary decides, and that is kept as what the charger was told', async () => {
    const { p, charger } = await sharing('primary')
    p.answers('StartTransaction', () => ({ transactionId: 1, idTagInfo: { status: 'Expired' } }))
    await charger.call('StartTransaction', start(1, 'THEIRS'))
    expect(await kept()).toMatchObject({ verdict: 'Expired', acceptedBy: null })
  })
})

describe('a charger of 2.0.1', () => {
  it('has its charge on the account of who knows the tag, who alone ends it', async () => {
    const [p, l] = [
      await ground.backend({ protocol: 'ocpp2.0.1' }),
      await ground.backend({ protocol: 'ocpp2.0.1' }),
    ]
    const currentTime = '2026-11-21T10:00:00Z'
    for (const one of [p, l]) {
      one.answers('BootNotification', () => ({ currentTime, interval: 300, status: 'Accepted' }))
    }
    const says = (status: string) => () => ({ idTokenInfo: { status } })
    p.answers('TransactionEvent', says('NoCredit'))
    l.answers('TransactionEvent', says('Accepted'))
    const identity = 'CP-201'
    await ground.register(identity)
    await ground.share(identity, {
      authorisation: 'any',
      upstreams: [
        { name: 'p', url: p.url, role: 'primary' },
        { name: 'l', url: l.url, mayCommand: true },
      ],
    })
    const charger = await ground.comes(identity, 'ocpp2.0.1')
    const chargingStation = { vendorName: 'Acme', model: 'Two' }
    await charger.call('BootNotification', { reason: 'PowerUp', chargingStation })
    await expect
      .poll(() => ground.standing(identity))
      .toMatchObject({ p: { state: 'open' }, l: { state: 'open' } })
    const event = {
      ...{ eventType: 'Started', seqNo: 0, timestamp: currentTime, triggerReason: 'Authorized' },
      ...{ transactionInfo: { transactionId: 'its own' }, evse: { id: 1, connectorId: 1 } },
      idToken: { idToken: 'THEIRS', type: 'ISO14443' },
    }
    expect(await charger.call('TransactionEvent', event)).toEqual(says('Accepted')())
    const { transactions } = ground.house.world.store.read
    expect(await transactions.of(identity, page)).toMatchObject([{ acceptedBy: 'l' }])
    // Somebody else's tag at the same charger, which nobody lets end it, changes nothing of that.
    l.answers('TransactionEvent', says('Invalid'))
    const other = { idToken: 'ANOTHER', type: 'ISO14443' }
    const shown = { ...event, eventType: 'Updated', seqNo: 1, idToken: other }
    for (const [i, more] of [
      { triggerReason: 'StopAuthorized' },
      { triggerReason: 'Authorized' },
      { triggerReason: 'StopAuthorized', idToken: event.idToken },
    ].entries()) {
      const told = { ...shown, ...more, seqNo: i + 1 }
      expect(await charger.call('TransactionEvent', told)).not.toEqual(says('Accepted')())
    }
    const after = await transactions.of(identity, page)
    expect(after).toMatchObject([{ acceptedBy: 'l', verdict: 'Accepted' }])
    l.answers('TransactionEvent', says('Accepted'))
    let asked = 0
    charger.answers('RequestStopTransaction', () => (asked++, { status: 'Accepted' }))
    const stopping = { transactionId: 'its own' }
    expect(await p.call('RequestStopTransaction', stopping)).toEqual({ status: 'Rejected' })
    expect(await l.call('RequestStopTransaction', { transactionId: 'another' })).toEqual({
      status: 'Rejected',
    })
    expect(asked).toBe(0)
    expect(await l.call('RequestStopTransaction', stopping)).toEqual({ status: 'Accepted' })
  })
})

/** Resolves once a backend's own number of the one transaction is known. */
async function named(upstream: string): Promise<void> {
  const { upstreams } = ground.house.world.store.read
  const { number } = (await kept())!
  await expect.poll(() => upstreams.byOurs(ground.lastIdentity(), upstream, number)).not.toBeNull()
}

describe('a charge on the account of one backend', () => {
  it('is ended from afar by that one alone, though others know the tag too', async () => {
    const { p, l, charger, accepts } = await sharing('primary')
    accepts(p, 50)
    accepts(l, 60)
    const { transactionId } = await charger.call('StartTransaction', start(1, 'THEIRS'))
    expect(await kept()).toMatchObject({ acceptedBy: 'p' })
    await Promise.all([named('p'), named('l')])
    const asked: unknown[] = []
    charger.answers('RemoteStopTransaction', (payload) => {
      asked.push(payload['transactionId'])
      return { status: 'Accepted' }
    })
    const ends = (one: typeof p, number: number) =>
      one.call('RemoteStopTransaction', { transactionId: number })
    expect(await ends(l, 60)).toEqual({ status: 'Rejected' })
    expect(asked).toEqual([])
    expect(await ends(p, 50)).toEqual({ status: 'Accepted' })
    expect(asked).toEqual([transactionId])
  })

  it('of ours is not ended by a backend that has refused its tag', async () => {
    const { l, charger } = await sharing('ours')
    await call('PUT', `${ground.house.url}/v1/tokens/OURS`, {
      ...{ token, body: { status: 'Accepted' } },
    })
    await charger.call('StartTransaction', start(1, 'OURS'))
    await named('l')
    let asked = 0
    charger.answers('RemoteStopTransaction', () => (asked++, { status: 'Accepted' }))
    expect(await l.call('RemoteStopTransaction', { transactionId: 9 })).toEqual({
      status: 'Rejected',
    })
    expect(asked).toBe(0)
  })
})
