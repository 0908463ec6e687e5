/** What the store tells of the feed as a whole: last states, what may go, and the files made of it. */
import { expect, it } from 'vitest'
import type { Store } from '../../../src/flows/ports.ts'
import type { Bulk, Feed } from '../../../src/flows/tables.ts'
import { openStore } from '../../../src/store/open.ts'
import { testVault } from '../engines.ts'
import { anEvent } from '../samples.ts'
import type { Home } from './home.ts'

export function shared(home: Home): void {
  const on = async (story: (store: Store, read: Feed) => Promise<void>) => {
    const store = await openStore(await home.fresh(), testVault)
    await story(store, store.read.feed).finally(() => store.close())
  }
  const tell = (store: Store, ...sessions: string[]) =>
    store.write(async ({ feed }) => {
      for (const session of sessions) await feed.append(anEvent({ session }))
    })
  const recall = (store: Store, session: string) =>
    store.write(({ feed }) => feed.append(anEvent({ session, type: 'charge.withdrawn' })))
  const named = (rows: { session: string }[]) => rows.map(({ session }) => session)

  it('says how the feed stands', () =>
    on(async (store, read) => {
      const { epoch, ...fresh } = await read.state()
      expect(epoch).toBe(await store.read.meta.get('epoch'))
      const none = { last: 0, lastAt: 0, withdrawn: 0, compacted: 0, sweeps: 0 }
      expect(fresh).toEqual(none)
      await tell(store, 'a', 'b')
      expect(await read.state()).toEqual({ ...none, epoch, last: 2, lastAt: 1000 })
      await recall(store, 'a')
      expect(await read.state()).toMatchObject({ last: 3, withdrawn: 3 })
      expect([await read.timeOf(3), await read.timeOf(4)]).toEqual([1000, null])
    }))

  it('tells the last state of each session as it was at a row, and of none taken back', () =>
    on(async (store, read) => {
      await tell(store, 'a', 'b', 'a', 'c', 'b')
      expect(named(await read.living(0, 5, 10))).toEqual(['a', 'c', 'b'])
      expect(named(await read.living(0, 4, 10))).toEqual(['b', 'a', 'c'])
      expect(named(await read.living(3, 5, 1))).toEqual(['c'])
      await recall(store, 'c')
      expect(named(await read.living(0, 6, 10))).toEqual(['a', 'b'])
      expect(named(await read.living(0, 5, 10))).toEqual(['a', 'b'])
      expect(await read.latest('a')).toMatchObject({ seq: 3, session: 'a' })
      expect(await read.latest('c')).toMatchObject({ type: 'charge.withdrawn' })
      expect(await read.latest('nobody')).toBeNull()
    }))

  it('knows whether something that was told up to a row was taken back after it', () =>
    on(async (store, read) => {
      await tell(store, 'a', 'b')
      await recall(store, 'a')
      await tell(store, 'c')
      await recall(store, 'c')
      expect(await read.isRecalled(2)).toBe(true)
      expect(await read.isRecalled(3)).toBe(false)
      expect(await read.isRecalled(4)).toBe(true)
      // Its first state was told in time, and is no longer kept.
      await store.write(async ({ feed }) => {
        await feed.append(anEvent({ session: 'b', revision: 2 }))
        await feed.drop([2])
        await feed.append(anEvent({ session: 'b', revision: 3, type: 'charge.withdrawn' }))
      })
      expect([await read.isRecalled(5), await read.isRecalled(7)]).toEqual([true, false])
    }))

  it('knows what is superseded, and takes it out for good', () =>
    on(async (store, read) => {
      await tell(store, 'a', 'b', 'a')
      await recall(store, 'b')
      const standing = await read.standing(0, 3, 10)
      expect(standing.filter((row) => row.isSuperseded).map(({ seq }) => seq)).toEqual([1, 2])
      await store.write(async ({ feed }) => {
        await feed.expire(3)
        await feed.expire(2)
        await feed.drop([1, 2])
      })
      expect(await read.state()).toMatchObject({ compacted: 3, sweeps: 1, last: 4 })
      expect((await read.after(0, 10)).map(({ seq }) => seq)).toEqual([3, 4])
    }))

  it('lets one of several have a turn, until it is over or given back', () =>
    on(async (store) => {
      const take = (now: number) => store.write(({ meta }) => meta.take('turn', now, now + 10))
      expect((await Promise.all([1, 2, 3, 4].map(() => take(100)))).filter(Boolean)).toHaveLength(1)
      expect(await take(109)).toBe(false)
      expect(await take(110)).toBe(true)
      await store.write(({ meta }) => meta.set('turn', '0'))
      expect(await take(111)).toBe(true)
    }))

  it('keeps the files that were made, newest first', () =>
    on(async (store) => {
      const file = (seq: number, kind: string): Bulk => ({
        name: `charges-2026-11-21-${seq}.${kind}.gz`,
        ...{ seq, next: 'cursor', builtAt: 5, events: 2, size: 3_000_000_000, sha256: 'ab' },
      })
      const files = [file(7, 'csv'), file(9, 'ndjson'), file(9, 'csv')]
      await store.write(async ({ bulks }) => {
        for (const one of files) await bulks.add(one)
      })
      expect(await store.read.bulks.all()).toEqual([files[2], files[1], files[0]])
      await store.write(({ bulks }) => bulks.remove(files[0]!.name))
      expect(await store.read.bulks.get(files[0]!.name)).toBeNull()
      expect(await store.read.bulks.get(files[1]!.name)).toEqual(files[1])
    }))
}
