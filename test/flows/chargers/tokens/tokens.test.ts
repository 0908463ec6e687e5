/** Who may charge: tags as drivers show them, and as the operator registers them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Payload } from '../../../../src/domain/chargers/ocpp.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { aStation, type Station } from '../station.ts'

let house: TestHouse
let open: TestHouse
let now = Date.parse('2026-11-21T08:00:00Z')
beforeAll(async () => {
  house = await openTestHouse({ clock: () => now, timer: false })
  open = await openTestHouse(
    { clock: () => now, timer: false },
    {
      CHARGESHARE_OCPP_UNKNOWN_TAGS: 'accept',
    },
  )
})
afterAll(async () => {
  await house.close()
  await open.close()
})

const kept = (idTag: string) => house.world.store.read.idTokens.get(idTag)
const put = (idTag: string, wish: Parameters<TestHouse['service']['chargers']['putToken']>[1]) =>
  house.service.chargers.putToken(idTag, wish)
async function asks(station: Station, idTag: string): Promise<Payload> {
  return (await station.says('Authorize', { idTag }))['idTagInfo'] as Payload
}
async function starts(station: Station, idTag: string, connectorId = 1, meterStart = 0) {
  const timestamp = new Date(now).toISOString()
  const told = { connectorId, idTag, meterStart, timestamp }
  const answer = await station.says('StartTransaction', told)
  return { status: (answer['idTagInfo'] as Payload)['status'], id: answer['transactionId'] }
}

describe('a charger that nobody has let in yet', () => {
  test('learns nothing of tags, and its charges stand in nobody’s way', async () => {
    await put('ANN', { status: 'Accepted' })
    const rogue = await aStation(house, '1.6', { registration: 'pending' })
    expect(await asks(rogue, 'ANN')).toEqual({ status: 'Invalid' })
    expect((await starts(rogue, 'ANN')).status).toBe('Invalid')
    expect(await kept('ann')).toMatchObject({ seenAt: null })
    expect((await starts(await aStation(house, '1.6'), 'ANN')).status).toBe('Accepted')
  })
})

describe('a tag that is shown', () => {
  test('is let in as it is registered, whatever its case and blanks', async () => {
    const station = await aStation(house, '1.6')
    await put('04a22B33', { status: 'Accepted', parent: 'FLEET', expiresAt: now + 1000 })
    const info = { parentIdTag: 'FLEET', expiryDate: new Date(now + 1000).toISOString() }
    expect(await asks(station, ' 04A22b33 ')).toEqual({ status: 'Accepted', ...info })
    now += 1000
    expect(await asks(station, '04A22B33')).toMatchObject({ status: 'Expired' })
    await put('04a22b33', { status: 'Blocked' })
    expect(await asks(station, '04A22B33')).toMatchObject({ status: 'Blocked' })
  })

  test('shares the fate of its group, once that is registered', async () => {
    const station = await aStation(house, '1.6')
    await put('MEMBER', { status: 'Accepted', parent: 'Group' })
    expect(await asks(station, 'MEMBER')).toMatchObject({ status: 'Accepted' })
    await put('GROUP', { status: 'Blocked' })
    expect(await asks(station, 'MEMBER')).toMatchObject({ status: 'Blocked' })
  })

  test('by nobody known is refused, and written down for the operator', async () => {
    const station = await aStation(house, '1.6')
    expect(await asks(station, 'Stranger1')).toEqual({ status: 'Invalid' })
    expect(await kept('stranger1')).toMatchObject({
      ...{ label: 'Stranger1', isUnknown: true, seenOn: station.id, seenAt: now },
    })
    const of2 = await aStation(house, '2.0.1')
    const idToken = { idToken: 'Stranger2', type: 'MacAddress' }
    expect(await of2.says('Authorize', { idToken })).toEqual({ idTokenInfo: { status: 'Unknown' } })
    const unknown = await house.service.chargers.listTokens(
      { after: null, limit: 50 },
      { unknown: true },
    )
    expect(unknown.map(({ label, type }) => [label, type])).toEqual([
      ['Stranger1', null],
      ['Stranger2', 'MacAddress'],
    ])
    const { isNew } = await put('STRANGER1', { status: 'Accepted' })
    expect(isNew).toBe(true)
    expect(await asks(station, 'stranger1')).toEqual({ status: 'Accepted' })
    expect((await kept('stranger1'))!.label).toBe('Stranger1')
  })

  test('may charge unknown where the operator lets everybody', async () => {
    const station = await aStation(open, '1.6')
    expect(await asks(station, 'anybody')).toEqual({ status: 'Accepted' })
    expect((await open.world.store.read.idTokens.get('anybody'))!.isUnknown).toBe(true)
    const blocked = { status: 'Blocked' as const }
    await open.service.chargers.putToken('anybody', blocked)
    expect(await asks(station, 'anybody')).toEqual({ status: 'Blocked' })
  })

  test('at a charger that tries them all hides none that was shown at another', async () => {
    const [good, bad] = [await aStation(house, '1.6'), await aStation(house, '1.6')]
    await asks(good, 'hidden')
    await Promise.all(Array.from({ length: 150 }, (_, i) => asks(bad, `guess-${i}`)))
    expect(await kept('hidden')).not.toBeNull()
    const page = { after: null, limit: 1000 }
    const unknown = await house.service.chargers.listTokens(page, { unknown: true })
    expect(unknown.filter(({ seenOn }) => seenOn === bad.id)).toHaveLength(100)
  })

  test('is seen, a minute at a time', async () => {
    const station = await aStation(house, '1.6')
    await put('seen', { status: 'Accepted' })
    const seen = async (afterMs: number) => {
      now += afterMs
      await asks(station, 'seen')
      return (await kept('seen'))!.seenAt
    }
    const first = await seen(0)
    expect(await seen(59_999)).toBe(first)
    expect(await seen(1)).toBe(now)
  })

  test('charges in one place at a time, and a start that is told again is no second one', async () => {
    const [one, two] = [await aStation(house, '1.6'), await aStation(house, '1.6')]
    await put('solo', { status: 'Accepted' })
    const first = await starts(one, 'solo')
    expect(first.status).toBe('Accepted')
    expect(await starts(one, 'SOLO')).toEqual(first)
    expect((await starts(one, 'solo', 2)).status).toBe('ConcurrentTx')
    expect((await starts(two, 'solo')).status).toBe('ConcurrentTx')
    // He holds it to the charger to end what he began.
    expect(await asks(two, 'solo')).toEqual({ status: 'Accepted' })
  })

  test('is good where this server made it for a start at this very charger', async () => {
    const [here, there] = [await aStation(house, '1.6'), await aStation(house, '1.6')]
    const idTag = 'remote-1'
    await house.world.store.write(({ commands }) =>
      commands.add({
        ...{ id: house.world.ids.next(), charger: here.id, action: 'RemoteStartTransaction' },
        ...{ payload: { idTag: 'Remote-1' }, askedBy: 'operator', at: now, expiresAt: now },
        ...{ state: 'sent', answer: null, sentAt: now, answeredAt: null },
      }),
    )
    expect(await asks(there, idTag)).toEqual({ status: 'Invalid' })
    expect(await asks(here, idTag)).toEqual({ status: 'Accepted' })
    expect(await asks(here, 'remote-2')).toEqual({ status: 'Invalid' })
    await starts(here, idTag)
    now += 86_400_000
    expect(await asks(here, idTag)).toEqual({ status: 'Accepted' })
  })
})

describe('the operator', () => {
  test('registers a tag, changes what he names, and removes it', async () => {
    const { token, isNew } = await put('Card-1', { status: 'Accepted', parent: 'P', expiresAt: 5 })
    expect(isNew).toBe(true)
    expect(token).toMatchObject({ id: 'card-1', label: 'Card-1', parent: 'P', expiresAt: 5 })
    const again = await put('CARD-1', { status: 'Blocked', expiresAt: null })
    expect(again).toMatchObject({
      isNew: false,
      token: { status: 'Blocked', parent: 'P', expiresAt: null },
    })
    await house.service.chargers.removeToken('card-1')
    await expect(house.service.chargers.showToken('card-1')).rejects.toThrow('no such identifier')
    await expect(house.service.chargers.removeToken('card-1')).rejects.toThrow('no such identifier')
  })

  test('gives a tag to an owner by his e-mail address', async () => {
    const email = 'jim@example.org'
    const { owner } = await house.service.createOwner({ email, password: 'correct horse battery' })
    expect((await put('Jims', { status: 'Accepted', owner: 'Jim@Example.org' })).token.owner).toBe(
      email,
    )
    expect((await house.service.chargers.showToken('JIMS')).owner).toBe(email)
    expect((await house.service.exportOwner(owner.id)).idTokens).toMatchObject([{ label: 'Jims' }])
    await expect(put('x', { status: 'Accepted', owner: 'no@body' })).rejects.toThrow(
      'e-mail address',
    )
    expect(await kept('x')).toBeNull()
    expect((await put('Jims', { status: 'Accepted', owner: null })).token.owner).toBeNull()
  })
})

describe('an owner who leaves', () => {
  test('takes his tags with him: nobody charges by them, and nothing tells where he did', async () => {
    const station = await aStation(house, '1.6')
    const email = 'leaver@example.org'
    const { owner } = await house.service.createOwner({ email, password: 'correct horse battery' })
    await put('HisTag', { status: 'Accepted', owner: email })
    await put('Another', { status: 'Accepted' })
    const [{ id }, other] = [await starts(station, 'HisTag'), await starts(station, 'Another', 2)]
    await house.service.eraseOwner(owner.id)
    expect(await kept('histag')).toBeNull()
    const { transactions } = house.world.store.read
    expect((await transactions.byNumber(id as number))!.idTag).toBeNull()
    expect((await transactions.byNumber(other.id as number))!.idTag).toBe('Another')
    expect(await asks(station, 'HisTag')).toEqual({ status: 'Invalid' })
    expect(await asks(station, 'Another')).toEqual({ status: 'Accepted' })
  })
})

describe('a tag that looks like one of ours', () => {
  test('and is none is refused as often as it is shown', async () => {
    const station = await aStation(house, '1.6')
    expect((await starts(station, 'remote-11902')).status).toBe('Invalid')
    expect(await asks(station, 'remote-11902')).toEqual({ status: 'Invalid' })
    expect((await starts(station, 'remote-11902', 1, 7)).status).toBe('Invalid')
  })
})
