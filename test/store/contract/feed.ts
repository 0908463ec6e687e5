/** The feed, as the store promises to keep it: one order, for every reader, under every load. */
import { expect, it } from 'vitest'
import type { Store } from '../../../src/flows/ports.ts'
import type { Feed } from '../../../src/flows/tables.ts'
import { openStore } from '../../../src/store/open.ts'
import { testVault } from '../engines.ts'
import { anEvent } from '../samples.ts'
import type { Home } from './home.ts'

const WRITERS = 8
const EACH = 50

export function feed(home: Home): void {
  const on = async (story: (store: Store, read: Feed) => Promise<void>) => {
    const store = await openStore(await home.fresh(), testVault)
    await story(store, store.read.feed).finally(() => store.close())
  }
  const publish = (store: Store, ...events: Parameters<Feed['append']>[0][]) =>
    store.write(async (tables) => {
      for (const event of events) await tables.feed.append(event)
    })

  it('begins empty, under a name of its own', () =>
    on(async (store, read) => {
      expect([await read.last(), await read.lastBefore(9e12)]).toEqual([0, 0])
      expect(await read.after(0, 10)).toEqual([])
      expect(await store.read.meta.get('epoch')).toMatch(/^[a-z0-9]{16}$/)
    }))

  it('tells events in order, page by page', () =>
    on(async (store, read) => {
      const events = [anEvent(), anEvent({ body: '{"two":2}' }), anEvent()]
      await publish(store, ...events)
      const [first, ...rest] = await read.after(0, 10)
      expect([first, ...rest].map((entry) => entry?.session)).toEqual(
        events.map(({ session }) => session),
      )
      const { revision: _, ...told } = events[0]!
      expect(first).toEqual({ seq: expect.any(Number), ...told })
      expect(await read.after(first!.seq, 1)).toEqual(rest.slice(0, 1))
      expect(await read.last()).toBe(rest.at(-1)?.seq)
    }))

  it('blanks what was told of a session that is taken back', () =>
    on(async (store, read) => {
      const [shared, other] = [anEvent(), anEvent()]
      const { session } = shared
      await publish(store, shared, other, anEvent({ session, revision: 2 }))
      const before = await read.last()
      await publish(store, anEvent({ type: 'charge.withdrawn', session, revision: 3, body: '{}' }))
      const left = await read.after(0, 10)
      expect(left.map(({ session, type }) => [session, type])).toEqual([
        [other.session, 'charge.started'],
        [session, 'charge.withdrawn'],
      ])
      expect(await read.last()).toBeGreaterThan(before)
    }))

  it('finds where a time begins, also where clocks ran backwards', () =>
    on(async (store, read) => {
      for (const publishedAt of [100, 300, 200, 400]) await publish(store, anEvent({ publishedAt }))
      const since = async (time: number) =>
        (await read.after(await read.lastBefore(time), 10)).map((entry) => entry.publishedAt)
      expect(await since(0)).toEqual([100, 300, 300, 400])
      expect(await since(101)).toEqual([300, 300, 400])
      expect(await since(300)).toEqual([300, 300, 400])
      expect(await since(301)).toEqual([400])
      expect(await since(401)).toEqual([])
    }))

  it('loses and doubles nothing for readers under concurrent writers', () =>
    on(async (store, read) => {
      let writing = true
      const writers = Array.from({ length: WRITERS }, async (_, writer) => {
        for (let n = 0; n < EACH; n++) await publish(store, anEvent({ session: `${writer}.${n}` }))
      })
      const done = Promise.all(writers).finally(() => (writing = false))
      const seen: string[] = []
      let seq = 0
      for (let last = false; !last;) {
        last = !writing
        for (const entry of await read.after(seq, 7)) {
          expect(entry.seq).toBeGreaterThan(seq)
          seq = entry.seq
          seen.push(entry.session)
          last = false
        }
        await new Promise(setImmediate)
      }
      await done
      expect(seen).toHaveLength(WRITERS * EACH)
      expect(new Set(seen).size).toBe(WRITERS * EACH)
      for (let writer = 0; writer < WRITERS; writer++) {
        const own = seen.filter((session) => session.startsWith(`${writer}.`))
        expect(own).toEqual(Array.from({ length: EACH }, (_, n) => `${writer}.${n}`))
      }
    }))
}
