/** Backends that share chargers, and what waits for them, as the store promises to keep it. */
import { expect, it } from 'vitest'
import {
  type Standing,
  type Tally,
  unmet,
  type UpstreamDeviation,
  type UpstreamRule,
} from '../../../src/domain/chargers/router/standing.ts'
import type {
  Known,
  Upstream,
  UpstreamLetter,
} from '../../../src/domain/chargers/router/upstream.ts'
import { unseen } from '../../../src/flows/chargers/entry/register.ts'
import { openVault } from '../../../src/outbound/vault.ts'
import { openStore } from '../../../src/store/open.ts'
import { testVault } from '../engines.ts'
import type { Home } from './home.ts'

let made = 0
const page = { after: null, limit: 100 }

function anUpstream(charger: string, told: Partial<Upstream> = {}): Upstream {
  return {
    ...{ charger, name: 'b', url: 'wss://b.example/ocpp', identity: charger, password: 'secret' },
    ...{ role: 'listener', mayCommand: ['Reset'] },
    ...unmet(1000),
    ...{ answers: 0, dropped: 0, createdAt: 1000 },
    ...told,
  }
}

function aLetter(charger: string, told: Partial<UpstreamLetter> = {}): UpstreamLetter {
  return {
    ...{ id: `letter-${String(++made).padStart(6, '0')}`, charger, upstream: 'b', version: '1.6' },
    ...{ action: 'StopTransaction', payload: { transactionId: 7 }, transaction: 7 },
    ...{ tries: 0, at: 1000 },
    ...told,
  }
}

const sizeOf = ({ payload }: UpstreamLetter) => JSON.stringify(payload).length

const anew = { samePassword: false }

export function upstreams(home: Home): void {
  const shared = async (told: Partial<Upstream> = {}, store = home.store) => {
    const charger = `CP-shared-${++made}`
    const upstream = anUpstream(charger, told)
    await store.write(async (tables) => {
      await tables.chargers.add(unseen(charger, 1000))
      await tables.upstreams.keepRelay({ charger, authorisation: 'any', changedAt: 5000 + made })
      await tables.upstreams.keep(upstream, anew)
    })
    return upstream
  }
  const table = () => home.store.read.upstreams

  it('gives back how a charger is shared, as it was kept and as it was kept anew', async () => {
    const { charger } = await shared()
    expect(await table().relay(charger)).toMatchObject({ charger, authorisation: 'any' })
    const relay = { charger, authorisation: 'all', changedAt: 2 ** 41 } as const
    await home.store.write(({ upstreams }) => upstreams.keepRelay(relay))
    expect(await table().relay(charger)).toEqual(relay)
    expect(await table().relays([charger, 'nobody'])).toEqual([relay])
    const changed = await table().changedSince(2 ** 41)
    expect(changed).toEqual([{ charger, changedAt: 2 ** 41 }])
    await home.store.write(({ upstreams }) => upstreams.keepRelay({ ...relay, changedAt: 1 }))
    expect(await table().changedSince(2 ** 41)).toEqual([])
    expect(await table().relay('nobody')).toBeNull()
  })

  it('gives a backend back as it was kept and kept anew; how it stands is told apart', async () => {
    const upstream = await shared()
    const { charger, name } = upstream
    const standing: Standing = {
      ...{ state: 'greeting', since: 2 ** 41, connectedAt: 7, problem: 'x' },
      ...{ failure: 'y', failedAt: 2 ** 41 + 1 },
    }
    expect(await table().of(charger)).toEqual([upstream])
    await home.store.write(async ({ upstreams }) => {
      await upstreams.stand(charger, name, standing)
      await upstreams.drop(charger, name, 2)
      await upstreams.drop(charger, name, 1)
    })
    const stood = { ...standing, dropped: 3 }
    const wished: Upstream = {
      ...upstream,
      ...{ url: 'ws://c', identity: 'X', password: null, role: 'primary', mayCommand: true },
    }
    await home.store.write(({ upstreams }) => upstreams.keep(wished, anew))
    expect(await table().of(charger)).toEqual([{ ...wished, ...stood }])
    expect(await table().ofAll([charger, 'nobody'])).toEqual([{ ...wished, ...stood }])
    await home.store.write(({ upstreams }) => upstreams.remove(charger, name))
    expect(await table().of(charger)).toEqual([])
  })

  it('counts what a backend did, by rule, with what it was the last time', async () => {
    const { charger, name } = await shared()
    const odd = (
      rule: UpstreamRule,
      count: number,
      at: number,
    ): [UpstreamRule, UpstreamDeviation] => [rule, { rule, count, at, last: `${rule} at ${at}` }]
    const tally = (answers: number, ...deviations: ReturnType<typeof odd>[]): Tally => {
      return { answers, deviations: new Map(deviations) }
    }
    await home.store.write(async ({ upstreams }) => {
      await upstreams.tally(charger, name, tally(2, odd('silent', 1, 5), odd('bad-call', 2, 6)))
      await upstreams.tally(charger, name, tally(1, odd('silent', 4, 2 ** 41)))
      await upstreams.tally(charger, 'another', tally(9, odd('silent', 9, 9)))
    })
    expect(await table().of(charger)).toMatchObject([{ answers: 3 }])
    expect(await table().deviations([charger, 'nobody'])).toEqual([
      { charger, upstream: name, ...odd('silent', 5, 2 ** 41)[1] },
      { charger, upstream: name, ...odd('bad-call', 2, 6)[1] },
    ])
    await home.store.write(({ upstreams }) => upstreams.remove(charger, name))
    expect(await table().deviations([charger])).toEqual([])
  })

  it('leaves out the oldest readings of a queue, and nothing else', async () => {
    const { charger } = await shared()
    const reading = (at: number) =>
      aLetter(charger, { action: 'MeterValues', payload: { at: 'x'.repeat(at) } })
    const event = (eventType: string) =>
      aLetter(charger, { version: '2.1', action: 'TransactionEvent', payload: { eventType } })
    const [first, second, updated, ended, stop, third] = [
      ...[reading(1), reading(20), event('Updated'), event('Ended'), aLetter(charger), reading(3)],
    ] as const
    const all = [first, second, updated, ended, stop, third]
    await home.store.write(({ upstreams }) => upstreams.addLetters(all))
    const thin = (limit: number) =>
      home.store.write(({ upstreams }) => upstreams.thin(charger, 'b', limit))
    expect(await thin(2)).toEqual({ n: 2, size: sizeOf(first) + sizeOf(second) })
    expect(await table().letters(charger, 'b', 9)).toEqual([updated, ended, stop, third])
    expect(await thin(9)).toEqual({ n: 2, size: sizeOf(updated) + sizeOf(third) })
    expect(await thin(9)).toEqual({ n: 0, size: 0 })
    expect(await table().letters(charger, 'b', 9)).toEqual([ended, stop])
  })

  it('takes nothing for a backend that is not there, and says nothing of it', async () => {
    const { charger } = await shared()
    const known = { charger, upstream: 'gone', ours: 1, theirs: 2, status: null, at: 3 }
    await home.store.write(async ({ upstreams }) => {
      await upstreams.addLetters([aLetter(charger, { upstream: 'gone' }), aLetter(charger)])
      await upstreams.know(known)
    })
    expect(await table().waiting([charger])).toMatchObject([{ upstream: 'b', n: 1 }])
    expect(await table().byOurs(charger, 'gone', 1)).toBeNull()
  })

  it('tells which chargers another process holds', async () => {
    const [here, there, nowhere] = [await shared(), await shared(), await shared()]
    for (const [{ charger }, holder] of [
      [here, 'us'],
      [there, 'them'],
    ] as const) {
      const held = { ...unseen(charger, 1000), holder }
      await home.store.write(({ chargers }) => chargers.set(held))
    }
    const all = [here, there, nowhere].map(({ charger }) => charger)
    expect(await table().moved([...all, 'nobody'], 'us')).toEqual([there.charger])
  })

  it('has room for one primary a charger', async () => {
    const { charger } = await shared({ role: 'primary' })
    const second = anUpstream(charger, { name: 'c', role: 'primary' })
    await expect(home.store.write(({ upstreams }) => upstreams.keep(second, anew))).rejects.toThrow(
      /unique/i,
    )
  })

  it('hands out letters in the order of their ids, those of one backend, and counts them', async () => {
    const { charger } = await shared()
    const c = anUpstream(charger, { name: 'c' })
    const [first, second, other] = [
      aLetter(charger, {
        payload: { any: ['thing', 1.5, null] },
        transaction: null,
        version: '2.1',
      }),
      aLetter(charger),
      aLetter(charger, { upstream: 'c' }),
    ]
    await home.store.write(async ({ upstreams }) => {
      await upstreams.keep(c, anew)
      await upstreams.addLetters([second, other, first])
      await upstreams.addLetters([])
    })
    expect(await table().letters(charger, 'b', 10)).toEqual([first, second])
    expect(await table().letters(charger, 'b', 1)).toEqual([first])
    const counts = await table().waiting([charger, 'nobody'])
    expect(counts.sort((a, b) => (a.upstream < b.upstream ? -1 : 1))).toEqual([
      { charger, upstream: 'b', n: 2, size: sizeOf(first) + sizeOf(second) },
      { charger, upstream: 'c', n: 1, size: sizeOf(other) },
    ])
    await home.store.write(async ({ upstreams }) => {
      await upstreams.removeLetter(first.id)
      await upstreams.retry(second.id)
    })
    expect(await table().letters(charger, 'b', 10)).toEqual([{ ...second, tries: 1 }])
  })

  it('finds chargers that are away while backends wait for what they told', async () => {
    const { charger } = await shared()
    const all = (since: number) => table().forsaken(since, 1000)
    const away = { ...unseen(charger, 1000), version: '1.6', disconnectedAt: 500 } as const
    await home.store.write(({ chargers }) => chargers.set(away))
    expect(await all(501)).not.toContainEqual({ charger, version: '1.6' })
    await home.store.write(({ upstreams }) => upstreams.addLetters([aLetter(charger)]))
    expect(await all(501)).toContainEqual({ charger, version: '1.6' })
    expect(await all(500)).not.toContainEqual({ charger, version: '1.6' })
    await home.store.write(({ chargers }) => chargers.set({ ...away, holder: 'a process' }))
    expect(await all(501)).not.toContainEqual({ charger, version: '1.6' })
  })

  it('knows a transaction by either number, by theirs the last one that was called so', async () => {
    const { charger, name: upstream } = await shared()
    const known = (ours: number, theirs: number): Known => {
      return { charger, upstream, ours, theirs, status: 'Accepted', at: 1000 + ours }
    }
    await home.store.write(async (tables) => {
      await tables.upstreams.know(known(1, 2 ** 40))
      await tables.upstreams.know(known(2, 5))
      await tables.upstreams.know(known(3, 5))
      await tables.upstreams.know({ ...known(1, -4), status: null })
    })
    expect(await table().byOurs(charger, upstream, 1)).toEqual({ ...known(1, -4), status: null })
    expect(await table().byTheirs(charger, upstream, 5)).toEqual(known(3, 5))
    expect(await table().byTheirs(charger, upstream, 2 ** 40)).toBeNull()
    expect(await table().byOurs(charger, 'other', 1)).toBeNull()
    await home.store.write((tables) => tables.upstreams.removeBefore(1003))
    expect(await table().byOurs(charger, upstream, 2)).toBeNull()
    expect(await table().byOurs(charger, upstream, 3)).toEqual(known(3, 5))
  })

  it('forgets all that waits with the backend, and backends with the charger', async () => {
    const { charger } = await shared()
    await home.store.write(({ upstreams }) => upstreams.addLetters([aLetter(charger)]))
    await home.store.write(({ upstreams }) => upstreams.remove(charger, 'b'))
    expect(await table().letters(charger, 'b', 10)).toEqual([])
    await home.store.write(({ upstreams }) => upstreams.keep(anUpstream(charger), anew))
    await home.store.write(({ chargers }) => chargers.remove(charger))
    expect(await table().of(charger)).toEqual([])
    expect(await table().relay(charger)).toBeNull()
  })

  it('keeps passwords sealed, moves them to a new key, and loses none whose key is lost', async () => {
    const where = await home.fresh()
    const store = await openStore(where, testVault)
    const upstream = await shared({}, store)
    const { charger } = upstream
    await shared({ password: null }, store)
    await store.close()

    const key = (byte: number) => new Uint8Array(32).fill(byte)
    const stranger = await openStore(
      where,
      openVault(() => [key(8)]),
    )
    expect(await stranger.read.upstreams.of(charger)).toEqual([{ ...upstream, password: null }])
    const unread = { ...upstream, password: null, url: 'wss://new' }
    await stranger.write(({ upstreams }) => upstreams.keep(unread, { samePassword: true }))
    await stranger.close()

    const after = openVault(() => [key(8), key(7)])
    const both = await openStore(where, after)
    expect(await both.read.upstreams.of(charger)).toEqual([{ ...upstream, url: 'wss://new' }])
    expect(await both.read.keys.uses()).toContainEqual({
      ...{ key: testVault.keyIds()[0], kind: 'upstream password', rows: 1 },
    })
    expect(await both.write(({ upstreams }) => upstreams.reseal(page))).toEqual([`${charger}/b`])
    expect(await both.write(({ upstreams }) => upstreams.reseal(page))).toEqual([])
    await both.close()

    const anewOnly = await openStore(
      where,
      openVault(() => [key(8)]),
    )
    expect((await anewOnly.read.upstreams.of(charger))[0]?.password).toBe('secret')
    await anewOnly.close()
  })
}
