/** Local lists: brought to chargers whole or as far as they have changed, in pieces that they can take. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { OcppAnswer, Payload } from '../../../../src/domain/chargers/ocpp.ts'
import type { Charger } from '../../../../src/domain/chargers/charger.ts'
import type { Called } from '../../../../src/flows/chargers/ports.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { aVariable } from '../../../store/contract/chargers.ts'
import { aStation } from '../station.ts'

let house: TestHouse
let now = Date.parse('2026-11-21T08:00:00Z')
beforeAll(async () => {
  house = await openTestHouse({ clock: () => now, timer: false })
})
afterAll(() => house.close())
beforeEach(async () => {
  const page = { after: null, limit: 1000 }
  for (const { id } of await house.service.chargers.listTokens(page)) {
    await house.service.chargers.removeToken(id)
  }
  for (const { id } of await house.world.store.read.chargers.all(page)) {
    await house.world.store.write(({ chargers }) => chargers.remove(id))
  }
})

const put = (idTag: string, status: 'Accepted' | 'Blocked' = 'Accepted') =>
  house.service.chargers.putToken(idTag, { status })

/** A charger that answers from a list of its own, as a real one does; `told` are its calls. */
async function withList(version: '1.6' | '2.0.1', told: Partial<Charger> = {}) {
  const station = await aStation(house, version, { wantsList: true, ...told })
  const calls: Payload[] = []
  let held = new Map<string, unknown>()
  let number = 0
  let next: OcppAnswer | Called | null = null
  const take = (payload: Payload): Payload => {
    const listed = (payload['localAuthorizationList'] ?? []) as {
      idTag: string
      idTagInfo?: object
    }[]
    const isFull = payload['updateType'] === 'Full'
    const version = (payload['listVersion'] ?? payload['versionNumber']) as number
    if (!isFull && version <= number) return { status: 'VersionMismatch' }
    if (isFull) held = new Map()
    for (const { idTag, idTagInfo } of listed) {
      if (idTagInfo) held.set(idTag, idTagInfo)
      else held.delete(idTag)
    }
    number = version
    return { status: 'Accepted' }
  }
  house.service.chargers.plug(station.id, {
    version,
    call: async (action, payload) => {
      if (action === 'GetLocalListVersion') return { result: { listVersion: number } }
      calls.push(payload)
      const answer = next ?? { result: take(payload) }
      next = null
      return answer
    },
    close: () => undefined,
  })
  return {
    ...station,
    calls,
    tags: () => [...held.keys()].sort(),
    /** It lost its list, as by a change of its board. */
    forget: () => {
      held = new Map()
      number = 0
    },
    answersNext: (answer: OcppAnswer | Called) => void (next = answer),
  }
}

/** What the clock does: looks who lacks something, and sends what waits, until nothing does. */
async function sync(): Promise<void> {
  await house.service.chargers.syncLocalLists(now)
  for (let rounds = 0; rounds < 20; rounds++) {
    const owed = await house.world.store.read.commands.owed(house.world.holder, now)
    if (owed.length === 0) return
    await house.service.chargers.sendCommands(now)
  }
  throw new Error('there is always more to send')
}

describe('a charger that uses a local list', () => {
  test('is told the whole at first, then what has changed, and nothing in between', async () => {
    await put('AA')
    await put('BB', 'Blocked')
    const charger = await withList('1.6')
    await sync()
    expect(charger.calls).toEqual([
      {
        ...{ listVersion: 1, updateType: 'Full' },
        localAuthorizationList: [
          { idTag: 'AA', idTagInfo: { status: 'Accepted' } },
          { idTag: 'BB', idTagInfo: { status: 'Blocked' } },
        ],
      },
    ])
    await sync()
    expect(charger.calls).toHaveLength(1)
    await put('CC')
    await house.service.chargers.removeToken('AA')
    await sync()
    expect(charger.calls[1]).toMatchObject({ listVersion: 2, updateType: 'Differential' })
    expect(charger.tags()).toEqual(['BB', 'CC'])
    await sync()
    expect(charger.calls).toHaveLength(2)
    expect((await charger.kept()).listVersion).toBe(2)
  })

  test('is told in its own way in 2.x', async () => {
    await put('AA')
    const charger = await withList('2.0.1')
    await sync()
    expect(charger.calls).toEqual([
      {
        ...{ versionNumber: 1, updateType: 'Full' },
        localAuthorizationList: [
          { idToken: { idToken: 'AA', type: 'ISO14443' }, idTokenInfo: { status: 'Accepted' } },
        ],
      },
    ])
  })

  test('is one that says so, unless the operator says otherwise', async () => {
    await put('AA')
    const [says, unwilling] = [
      await withList('1.6', { wantsList: null }),
      await withList('1.6', { wantsList: false }),
    ]
    await sync()
    expect(says.calls).toEqual([])
    const enabled = [aVariable('LocalAuthListEnabled')]
    for (const { id } of [says, unwilling]) {
      await house.world.store.write(({ variables }) => variables.put(id, enabled))
    }
    await sync()
    expect([says.calls.length, unwilling.calls.length]).toEqual([1, 0])
  })

  test('takes a long list in pieces of the size that it has told, as much as it holds', async () => {
    for (const idTag of ['AA', 'BB', 'CC', 'DD', 'EE', 'FF']) await put(idTag)
    const charger = await withList('1.6')
    await house.world.store.write(({ variables }) =>
      variables.put(charger.id, [
        aVariable('SendLocalListMaxLength', { value: '2' }),
        aVariable('LocalAuthListMaxLength', { value: '5' }),
      ]),
    )
    await sync()
    const shape = charger.calls.map(({ updateType, listVersion, localAuthorizationList }) => [
      ...[updateType, listVersion, (localAuthorizationList as unknown[]).length],
    ])
    expect(shape).toEqual([
      ['Full', 1, 2],
      ['Differential', 2, 2],
      ['Differential', 3, 1],
    ])
    expect(charger.tags()).toEqual(['AA', 'BB', 'CC', 'DD', 'EE'])
  })

  test('that holds another version is told the whole again', async () => {
    await put('AA')
    const charger = await withList('1.6')
    await sync()
    await put('BB')
    await sync()
    charger.answersNext({ result: { status: 'VersionMismatch' } })
    await put('CC')
    await sync()
    expect(charger.calls.map(({ updateType }) => updateType)).toEqual([
      ...['Full', 'Differential', 'Differential', 'Full'],
    ])
    expect(charger.tags()).toEqual(['AA', 'BB', 'CC'])
  })

  test('that failed is left alone for an hour', async () => {
    await put('AA')
    const charger = await withList('1.6')
    for (const answer of [{ result: { status: 'Failed' } }, 'silent'] as const) {
      charger.answersNext(answer)
      await sync()
      const { length } = charger.calls
      now += 3_599_999
      await sync()
      expect(charger.calls).toHaveLength(length)
      now += 1
    }
    await sync()
    expect(charger.calls).toHaveLength(3)
    expect(charger.tags()).toEqual(['AA'])
  })

  test('that knows no such list is left alone for good', async () => {
    await put('AA')
    const charger = await withList('1.6')
    charger.answersNext({ result: { status: 'NotSupported' } })
    await sync()
    now += 86_400_000
    await put('BB')
    await sync()
    expect(charger.calls).toHaveLength(1)
    expect((await charger.kept()).listVersion).toBe(-1)
  })

  test('that lost it says so when it is asked, and is told again', async () => {
    await put('AA')
    const charger = await withList('1.6')
    await sync()
    charger.forget()
    const ask = { charger: charger.id, action: 'GetLocalListVersion', payload: {} }
    await house.service.chargers.command({ ...ask, askedBy: 'operator' })
    expect((await charger.kept()).listVersion).toBe(0)
    await sync()
    expect(charger.tags()).toEqual(['AA'])
  })

  test('is emptied when nobody may charge any more', async () => {
    await put('AA')
    const charger = await withList('1.6')
    await sync()
    await house.service.chargers.removeToken('AA')
    await sync()
    expect(charger.tags()).toEqual([])
    expect(charger.calls.at(-1)).toEqual({
      ...{ listVersion: 2, updateType: 'Differential', localAuthorizationList: [{ idTag: 'AA' }] },
    })
  })
})

describe('the operator', () => {
  test('sends a list at once, whole or what has changed, and hears what became of it', async () => {
    await put('AA')
    const charger = await withList('1.6', { wantsList: false })
    const send = (mode: 'full' | 'differential') =>
      house.service.chargers.sendLocalList(charger.id, mode)
    const accepted = { called: { result: { status: 'Accepted' } } }
    expect(await send('differential')).toEqual({ ...accepted, entries: 1, listVersion: 1 })
    expect(await send('differential')).toEqual({ called: null, entries: 0, listVersion: 1 })
    expect(await send('full')).toEqual({ ...accepted, entries: 1, listVersion: 2 })
    expect(charger.calls.map(({ updateType }) => updateType)).toEqual(['Full', 'Full'])
    charger.answersNext({ error: { code: 'NotSupported', description: 'no' } })
    expect(await send('full')).toMatchObject({ called: { error: { code: 'NotSupported' } } })
  })

  test('cannot send one to a charger that is not there', async () => {
    const { id } = await aStation(house, '1.6', { holder: null })
    await expect(house.service.chargers.sendLocalList(id, 'full')).rejects.toThrow('not connected')
    await expect(house.service.chargers.sendLocalList('nobody', 'full')).rejects.toThrow('no such')
  })
})
