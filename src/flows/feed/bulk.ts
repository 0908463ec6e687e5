/** Files of all that is shared, built each night by one process, for whoever wants all at once. */
import { csvHead, csvOf } from '../../domain/sharing/shapes.ts'
import type { Event } from '../../domain/sharing/event.ts'
import { cursorOf } from '../../domain/partners/cursor.ts'
import { rfc3339 } from '../../domain/text.ts'
import type { World } from '../ports.ts'
import { found, Refusal } from '../refusal.ts'
import type { Bulk } from '../tables.ts'
import { type Snapshot, takeSnapshot } from './snapshot.ts'

type Needs = Pick<World, 'store' | 'depot' | 'clock' | 'log'>

/** After so long it is believed that the process which began to build is no more. */
const LEASE_MS = 3_600_000
/** The last ones and those before, which somebody may be fetching. */
const KEPT = 2

/** How a file is written: each event in it names its licence. */
const KINDS: Record<string, (snapshot: Snapshot) => AsyncGenerator<string>> = {
  ndjson: async function* ({ events, next }) {
    for await (const texts of events()) yield `${texts.join('\n')}\n`
    yield `{"next":"${next}"}\n`
  },
  csv: async function* ({ events }) {
    yield csvHead
    for await (const texts of events()) {
      yield texts.map((text) => csvOf(JSON.parse(text) as Event)).join('')
    }
  },
}

/**
 * Builds the files where those of today (UTC) are missing, or something in them was taken back
 * since. Of several processes one builds; returns what it has built.
 */
export function buildBulk(world: Needs) {
  return async (now: number): Promise<Bulk[]> => {
    await dropRecalled(world)()
    if (!(await isDue(world, now))) return []
    const { store } = world
    if (!(await store.write(({ meta }) => meta.take('bulk', now, now + LEASE_MS)))) return []
    try {
      // Another process may have been done before this one got its turn.
      return (await isDue(world, now)) ? await build(world, now) : []
    } finally {
      await store.write(({ meta }) => meta.set('bulk', '0'))
    }
  }
}

/** Takes those files from the disk in which something was taken back; their names stay known. */
export function dropRecalled({ store, depot }: Pick<World, 'store' | 'depot'>) {
  return async (): Promise<void> => {
    for (const { name, seq } of await store.read.bulks.all()) {
      if (depot.pathOf(name) !== null && (await store.read.feed.isRecalled(seq))) depot.remove(name)
    }
  }
}

/** The files that may be had: none of them holds anything that was taken back. */
export function listBulks(world: Needs) {
  return async (): Promise<Bulk[]> => {
    const bulks = await world.store.read.bulks.all()
    const good = await Promise.all(bulks.map((bulk) => isGood(world, bulk)))
    return bulks.filter((_, i) => good[i])
  }
}

/** A file, and where it lies. */
export function showBulk(world: Needs) {
  return async (name: string): Promise<Bulk & { path: string }> => {
    const bulk = found(await world.store.read.bulks.get(name), 'file')
    if (!(await world.store.read.feed.isRecalled(bulk.seq))) {
      const path = found(world.depot.pathOf(name), 'file')
      if (await isGood(world, bulk)) return { ...bulk, path }
    }
    const detail = 'something in this file was taken back; a new one is built within 15 minutes'
    throw new Refusal('gone', detail, [], { name: 'bulk-recalled' })
  }
}

async function isDue(world: Needs, now: number): Promise<boolean> {
  const { feed, bulks } = world.store.read
  const [newest] = await bulks.all()
  const { last } = await feed.state()
  if (!newest || !(await isGood(world, newest))) return last > 0
  return newest.seq < last && dayOf(newest.builtAt) !== dayOf(now)
}

/** Whether it is there, of this feed, and all in it may still be seen. */
async function isGood({ store, depot }: Needs, { name, seq, next }: Bulk): Promise<boolean> {
  const { epoch } = await store.read.feed.state()
  if (cursorOf(next)?.epoch !== epoch || depot.pathOf(name) === null) return false
  return !(await store.read.feed.isRecalled(seq))
}

async function build(world: Needs, now: number): Promise<Bulk[]> {
  const { store, depot, log } = world
  const snapshot = await takeSnapshot(world)()
  const built: Bulk[] = []
  for (const [kind, textsOf] of Object.entries(KINDS)) {
    const seq = snapshot.state.last
    const name = `charges-${dayOf(now)}-${seq}.${kind}.gz`
    let events = 0
    const counted = { ...snapshot, events: () => counting(snapshot, (more) => (events += more)) }
    const { size, sha256 } = await depot.write(name, textsOf(counted))
    built.push({ name, seq, next: snapshot.next, builtAt: now, events, size, sha256 })
  }
  const names = new Set(built.map(({ name }) => name))
  const old = await store.write(async ({ bulks }) => {
    for (const name of names) await bulks.remove(name)
    for (const bulk of built) await bulks.add(bulk)
    const all = await bulks.all()
    const last = new Set([...new Set(all.map(({ seq }) => seq))].slice(0, KEPT))
    const old = all.filter(({ seq }) => !last.has(seq))
    for (const { name } of old) await bulks.remove(name)
    return old
  })
  // What is good no more is not kept for those who are fetching it.
  for (const { name } of old) depot.remove(name)
  for (const bulk of await store.read.bulks.all()) {
    if (!(await isGood(world, bulk))) depot.remove(bulk.name)
  }
  log.info({ names: [...names], events: built[0]?.events }, 'bulk files built')
  return built
}

async function* counting({ events }: Snapshot, count: (more: number) => void) {
  for await (const texts of events()) {
    count(texts.length)
    yield texts
  }
}

function dayOf(at: number): string {
  return rfc3339(at).slice(0, 10)
}
