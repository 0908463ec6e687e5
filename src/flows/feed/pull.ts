/** Reads the feed for partners: from any point, page by page, as a stream, or waiting for news. */
import { setImmediate, setTimeout } from 'node:timers/promises'
import { cursorText, type Mark } from '../../domain/partners/cursor.ts'
import { isWanted } from '../../domain/partners/parcel.ts'
import type { World } from '../ports.ts'
import { found, Refusal } from '../refusal.ts'
import type { Entry, FeedState, Tables } from '../tables.ts'
import { cursorAfter, type From, type Stand, standAt } from './stand.ts'

type Needs = Pick<World, 'store' | 'bell'>

/** Events as JSON texts, and the cursor to go on from, which is never missing. */
export type FeedPage = {
  items: string[]
  next: string
  more: boolean
  /** The feed number that `next` stands for. */
  lastSeq: number
}

/** What a listener is told: events, each with the cursor to go on from, and how far he is now. */
export type News = { events: { text: string; next: string }[]; next: string }

/** Another process may have published: a waiting reader looks again after this. */
const LOOK_AGAIN_MS = 1000
/** Rings that come close together are one: a waiting reader's looks lie at least so far apart. */
const APART_MS = 100
/** Rows that are read at a time, and how often a sieve may let all of them through for one page. */
const BATCH = 500
const LOOKS = 20

/** One page of at most `limit` events; where there are none, waits up to `waitMs` for the first. */
export function pullFeed(world: Needs) {
  return async (
    from: From,
    limit: number,
    waitMs: number,
    signal?: AbortSignal,
  ): Promise<FeedPage> => {
    const stand = await standAt(world.store.read, from)
    const then = await awaitNews(world)(stand, waitMs, signal)
    return pageOf(world.store.read, then, limit)
  }
}

/** The reader's place in the feed. Throws `Refusal` where he has none. */
export function standIn({ store }: Pick<World, 'store'>) {
  return (from: From): Promise<Stand> => standAt(store.read, from)
}

/** A page of the feed, at most `limit` events. */
export function showPage({ store }: Pick<World, 'store'>) {
  return (stand: Stand, limit: number): Promise<FeedPage> => pageOf(store.read, stand, limit)
}

/**
 * Resolves as soon as there is an event for this reader, at the latest after `waitMs` or when the
 * signal aborts; with the feed as it is then, and past the rows that are not for him.
 */
export function awaitNews({ store, bell }: Needs) {
  return async (stand: Stand, waitMs: number, signal?: AbortSignal): Promise<Stand> => {
    const ends = performance.now() + waitMs
    let { cursor } = stand
    for (;;) {
      const left = ends - performance.now()
      const round = rounds(bell, Math.min(left, LOOK_AGAIN_MS), signal)
      const now = { ...stand, cursor, state: await store.read.feed.state() }
      const isBehind = now.state.last > cursor.seq
      const { rows, end, more } = isBehind ? await gathered(store.read, now, 1) : nothingAt(cursor)
      const isFound = rows.length > 0
      // No row is looked at twice.
      if (isBehind && !isFound) cursor = cursorAfter(now, end)
      const isOver = isFound || performance.now() >= ends || signal?.aborted
      if (isOver || more) round.end()
      if (isOver) return { ...now, cursor }
      if (!more) await round.woken()
    }
  }
}

/** All events from here on, as they come, until the signal aborts. */
export function followFeed({ store, bell }: Needs) {
  return async function* (start: Stand, signal: AbortSignal): AsyncGenerator<News> {
    let { cursor } = start
    while (!signal.aborted) {
      const round = rounds(bell, LOOK_AGAIN_MS, signal)
      const stand = { cursor, sieve: start.sieve, state: await store.read.feed.state() }
      const { rows, end, more } = await gathered(store.read, stand, BATCH)
      const { epoch } = stand.state
      const isFurther = end.seq > cursor.seq
      const events = rows.map((row) => ({
        text: textOf(row, epoch),
        next: cursorText(cursorAfter(stand, { seq: row.seq, at: row.publishedAt })),
      }))
      cursor = cursorAfter(stand, end)
      if (isFurther) yield { events, next: cursorText(cursor) }
      if (more) round.end()
      else await round.woken()
    }
  }
}

/** All events from here to the last one there is now, some at a time. */
export function readFeed({ store }: Pick<World, 'store'>) {
  return async function* ({ cursor, sieve, state }: Stand): AsyncGenerator<string[]> {
    for (let seq = cursor.seq; seq < state.last;) {
      const rows = await store.read.feed.after(seq, BATCH)
      const wanted = rows.filter((row) => row.seq <= state.last && isWanted(row, sieve))
      if (wanted.length > 0) yield wanted.map((row) => textOf(row, state.epoch))
      seq = rows.length < BATCH ? state.last : rows.at(-1)!.seq
      await setImmediate()
    }
  }
}

/** Where a reader stands who has read all there is now. */
export function endOf(stand: Stand): string {
  const { last, lastAt } = stand.state
  return cursorText(cursorAfter(stand, { seq: last, at: lastAt }))
}

/** What partners know of a session now, as JSON text. */
export function showSession({ store }: Pick<World, 'store'>) {
  return async (session: string): Promise<string> => {
    const entry = found(await store.read.feed.latest(session), 'session')
    if (entry.type === 'charge.withdrawn') {
      throw new Refusal('gone', 'its owner has taken it back: drop what you have of it', [], {
        name: 'session-withdrawn',
      })
    }
    return textOf(entry, await epochOf(store.read))
  }
}

/** The cursor that stands for a place in this feed. */
export async function startOf(tables: Tables, from: From): Promise<Mark> {
  return (await standAt(tables, from)).cursor
}

async function pageOf(tables: Tables, stand: Stand, limit: number): Promise<FeedPage> {
  const { rows, end, more } = await gathered(tables, stand, limit)
  return {
    items: rows.map((row) => textOf(row, stand.state.epoch)),
    next: cursorText(cursorAfter(stand, end)),
    more,
    lastSeq: end.seq,
  }
}

type Gathered = { rows: Entry[]; end: Omit<Mark, 'epoch'>; more: boolean }

function nothingAt(end: Omit<Mark, 'epoch'>): Gathered {
  return { rows: [], end, more: false }
}

/** The feed's state was read before its rows: a cursor never passes one that came in between. */
async function gathered(tables: Tables, stand: Stand, limit: number): Promise<Gathered> {
  const { cursor, sieve, state } = stand
  const isOpen = !sieve.events && !sieve.region
  const kept: Entry[] = []
  let end = cursor.seq < state.last ? { seq: state.last, at: state.lastAt } : cursor
  let from = cursor.seq
  for (let look = 0; ; look++) {
    const most = isOpen ? limit + 1 : BATCH
    const rows = await tables.feed.after(from, most)
    for (const row of rows) {
      if (!isWanted(row, sieve)) continue
      if (kept.length === limit) return { rows: kept, end: markOf(kept.at(-1)!), more: true }
      kept.push(row)
    }
    const last = rows.at(-1)
    if (last && last.seq > end.seq) end = markOf(last)
    if (rows.length < most) return { rows: kept, end, more: false }
    if (look === LOOKS) return { rows: kept, end: markOf(last!), more: true }
    from = last!.seq
    // A sieve may let through many rows: others have their turn between looks.
    await setImmediate()
  }
}

function markOf({ seq, publishedAt }: Entry): Omit<Mark, 'epoch'> {
  return { seq, at: publishedAt }
}

/** An event as partners see it: its text with its own cursor in front. */
export function textOf(
  { seq, publishedAt, body }: Pick<Entry, 'seq' | 'publishedAt' | 'body'>,
  epoch: string,
): string {
  return `{"cursor":"${cursorText({ epoch, seq, at: publishedAt })}",${body.slice(1)}`
}

export async function epochOf(tables: Tables): Promise<FeedState['epoch']> {
  return (await tables.meta.get('epoch')) ?? ''
}

/** Listens from before the feed is read, so that no ring is missed in between. */
function rounds(bell: World['bell'], ms: number, signal?: AbortSignal) {
  const began = performance.now()
  const over = new AbortController()
  const ended = AbortSignal.any(signal ? [over.signal, signal] : [over.signal])
  const heard = bell.wait(ms, ended)
  const woken = async () => {
    await heard
    const rest = Math.min(ms, APART_MS) - (performance.now() - began)
    if (rest > 0) await setTimeout(rest, undefined, { signal: ended }).catch(() => undefined)
  }
  return { woken, end: () => over.abort() }
}
