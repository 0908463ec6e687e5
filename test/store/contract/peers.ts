/** Partners' OCPI servers, and what they are told, as the store promises to keep and to find them. */
import { expect, it } from 'vitest'
import type { Peer } from '../../../src/domain/ocpi/peer.ts'
import { openVault } from '../../../src/outbound/vault.ts'
import { openStore } from '../../../src/store/open.ts'
import { peersOf } from '../../../src/store/ocpi.ts'
import { aStation, aStay } from '../../domain/stations/sessions.ts'
import { openEngine, testVault } from '../engines.ts'
import { anEvent, aPartner } from '../samples.ts'
import type { Home } from './home.ts'

const RECEIVER = { identifier: 'sessions', role: 'RECEIVER', url: 'https://a.example/s' } as const
let made = 0

function aPeer(partner: string, told: Partial<Peer> = {}): Peer {
  return {
    ...{ partner, standing: 'registered', version: '2.2.1', encoding: 'base64', token: 'theirs' },
    ...{ tokenHash: `hash ${++made}`, nextTokenHash: null, versionsUrl: 'https://a.example/v' },
    ...{ endpoints: [RECEIVER], parties: [{ countryCode: 'NL', partyId: 'MAP', name: 'Map' }] },
    ...{ observations: true, since: 1000, cursorSeq: 0, tries: 0, dueAt: null, problem: null },
    ...told,
  }
}

export function peers(home: Home): void {
  const joined = async (
    told: Partial<Peer> = {},
    store = home.store,
    whose: Parameters<typeof aPartner>[0] = {},
  ) => {
    const partner = aPartner(whose)
    const peer = aPeer(partner.id, told)
    await store.write(async (tables) => {
      await tables.partners.add(partner)
      await tables.peers.keep(peer)
    })
    return peer
  }
  const offer: Partial<Peer> = {
    ...{ standing: 'offered', version: null, token: '', versionsUrl: null },
    ...{ endpoints: [], parties: [], observations: false },
  }

  it('gives a peer back as it was kept, and as it was kept anew', async () => {
    const { get } = home.store.read.peers
    const peer = await joined(offer)
    expect(await get(peer.partner)).toEqual(peer)
    const anew = aPeer(peer.partner, {
      ...{ version: '2.3.0', encoding: 'raw', nextTokenHash: 'next', cursorSeq: 2 ** 40 },
      ...{ tries: 3, dueAt: 4000, problem: 'no answer' },
    })
    await home.store.write((tables) => tables.peers.keep(anew))
    expect(await get(peer.partner)).toEqual(anew)
    await home.store.write((tables) => tables.peers.remove(peer.partner))
    expect(await get(peer.partner)).toBeNull()
  })

  it('finds whose a token is: the one of today, and the one that is being handed over', async () => {
    const { byToken } = home.store.read.peers
    const peer = await joined({ tokenHash: 'today', nextTokenHash: 'tomorrow' })
    expect(await byToken('today')).toEqual(peer)
    expect(await byToken('tomorrow')).toEqual(peer)
    expect(await byToken('yesterday')).toBeNull()
    await expect(joined({ tokenHash: 'today' })).rejects.toThrow(/unique/i)
  })

  it('keeps their token sealed, does not lose it with its key, and moves it to a new one', async () => {
    const where = await home.fresh()
    const store = await openStore(where, testVault)
    const peer = await joined({}, store)
    await store.close()
    const keys = [new Uint8Array(32).fill(8), new Uint8Array(32).fill(7)]
    const stranger = await openStore(
      where,
      openVault(() => [keys[0]!]),
    )
    const opened = await stranger.read.peers.get(peer.partner)
    expect(opened).toEqual({ ...peer, token: '' })
    await stranger.write((tables) => tables.peers.keep(opened!))
    await stranger.close()
    const mover = await openStore(
      where,
      openVault(() => keys),
    )
    const page = { after: null, limit: 10 }
    const moved = await mover.write((tables) => tables.peers.reseal(page))
    expect(moved).toEqual([peer.partner])
    expect(await mover.write((tables) => tables.peers.reseal(page))).toEqual([])
    const key = openVault(() => keys).keyIds()[0]
    expect(await mover.read.keys.uses()).toContainEqual({ key, kind: 'OCPI token', rows: 1 })
    await mover.close()
    const later = await openStore(
      where,
      openVault(() => [keys[0]!]),
    )
    expect(await later.read.peers.get(peer.partner)).toEqual(peer)
    await later.close()
  })

  it('tells who is due: registered, taking sessions in, behind, and not waiting', async () => {
    await home.store.write((tables) => tables.feed.append(anEvent()))
    const last = await home.store.read.feed.last()
    const due = await joined({ dueAt: 5000 })
    const others = [
      await joined({ cursorSeq: last }),
      await joined({ endpoints: [{ ...RECEIVER, role: 'SENDER' }] }),
      await joined({ ...offer, endpoints: [RECEIVER] }),
      await joined({ dueAt: 5001 }),
      await joined({}, home.store, { suspendedAt: 9 }),
    ]
    const seen = await home.store.read.peers.due(5000)
    expect(seen).toContain(due.partner)
    for (const { partner } of others) expect(seen).not.toContain(partner)
  })

  it('lets one alone take a peer, for a time', async () => {
    const { partner } = await joined()
    const claim = (now: number) =>
      home.store.write((tables) => tables.peers.claim(partner, now, now + 100))
    const claims = await Promise.all([claim(1000), claim(1000)])
    expect(claims.sort()).toEqual([false, true])
    expect(await claim(1099)).toBe(false)
    expect(await claim(1100)).toBe(true)
    const progress = { cursorSeq: 7, tries: 0, dueAt: null, problem: 'what' }
    await home.store.write((tables) => tables.peers.progress(partner, progress))
    expect(await home.store.read.peers.get(partner)).toMatchObject(progress)
  })

  it('has the last state of each session, once, in the order of the changes', async () => {
    const { peers, feed } = home.store.read
    const start = await feed.last()
    const [one, two, three] = ['a', 'b', 'c'].map((name) => `latest-${name}-${start}`)
    const tell = (session: string, told: object = {}) =>
      home.store.write((tables) => tables.feed.append(anEvent({ session, ...told })))
    for (const session of [one!, two!, three!, one!]) await tell(session)
    await tell(two!, { type: 'charge.withdrawn' })
    const latest = await peers.latestAfter(start, 10)
    expect(latest.map(({ session }) => session)).toEqual([three, one, two])
    expect(await peers.latestAfter(latest[0]!.seq, 1)).toEqual([latest[1]])
    expect(await peers.latestAfter(latest[2]!.seq, 10)).toEqual([])
  })

  it('has the sessions of a span by their keys, in pages, and without what is not known', async () => {
    const where = await home.fresh()
    const store = await openStore(where, testVault)
    const { peers } = store.read
    const tell = (session: string, publishedAt: number, energyKwh: number | null) => {
      const body = JSON.stringify({
        session: { id: session, energyKwh, comment: '"energyKwh":null,' },
      })
      return store.write((tables) => tables.feed.append(anEvent({ session, publishedAt, body })))
    }
    await tell('b', 1000, 5)
    await tell('a', 2000, null)
    await tell('c', 3000, 5)
    await tell('b', 4000, 6)
    const span = { from: 0, to: 9000, offset: 0, limit: 10, all: false }
    const keys = async (told: object = {}) => {
      const { items, total } = await peers.sessionsIn({ ...span, ...told })
      return [items.map(({ session }) => session).join(''), total]
    }
    expect(await keys()).toEqual(['', 0])
    expect(await peers.isBehind()).toBe(true)
    const follow = () => store.write((tables) => tables.peers.follow(2))
    expect([await follow(), await follow(), await follow()]).toEqual([2, 1, 0])
    expect(await peers.isBehind()).toBe(false)
    expect(await keys()).toEqual(['bc', 2])
    expect(await keys({ all: true })).toEqual(['abc', 3])
    expect(await keys({ from: 3000, to: 4000 })).toEqual(['c', 1])
    expect(await keys({ from: 3001 })).toEqual(['b', 1])
    expect(await keys({ offset: 1 })).toEqual(['c', 2])
    expect(await keys({ limit: 1 })).toEqual(['b', 2])
    await tell('a', 5000, 7)
    await follow()
    expect(await keys()).toEqual(['abc', 3])
    const { items } = await peers.sessionsIn({ ...span, limit: 1 })
    expect(items[0]).toMatchObject({ session: 'a', publishedAt: 5000, seq: 5 })
    const withdrawn = anEvent({ session: 'c', publishedAt: 6000, type: 'charge.withdrawn' })
    await store.write((tables) => tables.feed.append(withdrawn))
    // The list is not led on yet, and what it says of this one is blank.
    expect(await keys()).toEqual(['ab', 3])
    await store.close()
    const engine = openEngine(where)
    const onMany = peersOf(engine.read, testVault, 0)
    const some = { ...span, from: 4000, offset: 1 }
    expect(await onMany.sessionsIn(some)).toEqual(
      await peersOf(engine.read, testVault).sessionsIn(some),
    )
    expect((await onMany.sessionsIn(some)).items).toHaveLength(1)
    await engine.close()
  })

  it('has the stations of a span, by when a session was last shared there anew', async () => {
    const store = await openStore(await home.fresh(), testVault)
    const { peers } = store.read
    await store.write(async (tables) => {
      for (const id of ['one', 'two']) await tables.stations.keep({ ...aStation(), id })
      await tables.stations.keepStay(aStay({ station: 'one', since: 1000 }))
      await tables.stations.keepStay(aStay({ station: 'two', since: 2000 }))
      await tables.stations.keepStay(aStay({ station: 'one', since: 3000 }))
    })
    const [one, two] = [
      { station: 'one', updatedAt: 3000 },
      { station: 'two', updatedAt: 2000 },
    ]
    const span = { from: 0, to: 9000, offset: 0, limit: 10 }
    expect(await peers.stationsIn(span)).toEqual({ items: [one, two], total: 2 })
    expect(await peers.stationsIn({ ...span, limit: 1, offset: 1 })).toEqual({
      items: [two],
      total: 2,
    })
    expect(await peers.stationsIn({ ...span, from: 2001 })).toEqual({ items: [one], total: 1 })
    expect(await peers.stationsIn({ ...span, to: 3000 })).toEqual({ items: [two], total: 1 })
    expect(await peers.stationBy('one')).toEqual(one)
    expect(await peers.stationBy('none')).toBeNull()
    await store.close()
  })
}
