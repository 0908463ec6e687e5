/** A reader beside cruel writers: the feed's cursor loses and doubles nothing, a clock's does. */
import { expect, it } from 'vitest'
import type { Db } from '../../../src/store/driver.ts'
import { openStore } from '../../../src/store/open.ts'
import { openEngine, testVault } from '../engines.ts'
import { anEvent } from '../samples.ts'
import type { Home } from './home.ts'

const WRITERS = 8
const EACH = 25
const CLOCK = 'create table told (id text primary key, at bigint not null)'

/** One way to write what is to be read, and to read what is new. */
type Way = {
  /** `at` was drawn before the transaction began, as a clock would be read. */
  write: (id: string, at: number, hesitate: () => Promise<void>) => Promise<void>
  read: (after: number) => Promise<{ id: string; place: number }[]>
}

export function race(home: Home): void {
  const on = async (run: (way: { feed: Way; clock: Way }) => Promise<void>) => {
    const where = await home.fresh()
    const store = await openStore(where, testVault)
    const engine = openEngine(where)
    await engine.write((db) => db.exec(CLOCK))
    const feed: Way = {
      write: (id, _, hesitate) =>
        store.write(async ({ meta, feed }) => {
          await meta.add(id, 'a transaction has begun')
          await hesitate()
          await feed.append(anEvent({ session: id }))
          await hesitate()
        }),
      read: async (after) =>
        (await store.read.feed.after(after, 50)).map(({ session, seq }) => ({
          id: session,
          place: seq,
        })),
    }
    await run({ feed, clock: byClock(engine.write, engine.read) }).finally(async () => {
      await engine.close()
      await store.close()
    })
  }

  it('loses and doubles nothing, though writers dawdle and change their minds', () =>
    on(async ({ feed }) => {
      const { written, seen } = await raced(feed)
      expect(seen.toSorted()).toEqual(written.toSorted())
    }))

  it('would lose some by a cursor of time, which is drawn before the commit', () =>
    on(async ({ clock }) => {
      const { written, seen } = await raced(clock)
      expect(seen.length).toBeLessThan(written.length)
    }))
}

function byClock(transact: (work: (db: Db) => Promise<void>) => Promise<void>, read: Db): Way {
  return {
    write: (id, at, hesitate) =>
      transact(async (db) => {
        await hesitate()
        await db.run('insert into told (id, at) values (?, ?)', id, at)
        await hesitate()
      }),
    read: (after) => read.all('select id, at as place from told where at > ? order by at', after),
  }
}

/** What was committed, and what a reader who polls all the while has seen. */
async function raced({ write, read }: Way): Promise<{ written: string[]; seen: string[] }> {
  const written: string[] = []
  let ticks = 0
  const writer = async (name: number) => {
    for (let n = 0; n < EACH; n++) {
      const at = ++ticks
      await turns(dawdle(name, n))
      const changesMind = (name + n) % 5 === 0
      const id = `${name}.${n}`
      const hesitate = async () => {
        await turns(dawdle(n, name))
        if (changesMind) throw new Error('changed its mind')
      }
      await write(id, at, hesitate).then(
        () => written.push(id),
        (error: Error) => expect(error.message).toBe('changed its mind'),
      )
    }
  }
  let writing = true
  const done = Promise.all(Array.from({ length: WRITERS }, (_, name) => writer(name)))
  void done.finally(() => (writing = false))
  const seen: string[] = []
  for (let place = 0, last = false; !last;) {
    last = !writing
    for (const row of await read(place)) {
      seen.push(row.id)
      place = row.place
      last = false
    }
    await turns(1)
  }
  await done
  return { written, seen }
}

/** A number of turns from 0 to 6 that looks like chance and is the same each time. */
function dawdle(a: number, b: number): number {
  return (a * 7919 + b * 104_729) % 7
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise(setImmediate)
}
