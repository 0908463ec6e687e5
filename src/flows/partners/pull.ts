/** Reads the feed for partners: from any point, page by page, waiting for news where asked. */
import { type Cursor, cursorOf, cursorText } from '../../domain/partners/cursor.ts'
import type { World } from '../ports.ts'
import type { Entry, Tables } from '../tables.ts'
import { invalid, Refusal } from '../refusal.ts'

type Needs = Pick<World, 'store' | 'bell'>

/** Where to read from: after a cursor, or what was published since a time (inclusive). */
export type From = { after?: string | undefined; since?: number | undefined }

/** Events as JSON texts, and the cursor to go on from, which is never missing. */
export type FeedPage = {
  items: string[]
  next: string
  more: boolean
  /** The feed numbers of the first and the last item; equal to the start's where there are none. */
  firstSeq: number
  lastSeq: number
}

/** Another process may have published: a waiting reader looks again after this. */
const LOOK_AGAIN_MS = 1000

/** One page of at most `limit` events; where there are none, waits up to `waitMs` for the first. */
export function pullFeed(world: Needs) {
  return async (
    from: From,
    limit: number,
    waitMs: number,
    signal?: AbortSignal,
  ): Promise<FeedPage> => {
    const tables = world.store.read
    const start = await startOf(tables, from)
    const ends = performance.now() + waitMs
    for (;;) {
      const page = await pageAfter(tables, start, limit)
      const left = ends - performance.now()
      if (page.items.length > 0 || left <= 0 || signal?.aborted) return page
      await world.bell.wait(Math.min(left, LOOK_AGAIN_MS), signal)
    }
  }
}

/** The cursor that stands for a place in this feed. */
export async function startOf(tables: Tables, { after, since }: From): Promise<Cursor> {
  const epoch = await epochOf(tables)
  if (after !== undefined) return checked(after, epoch)
  return { epoch, seq: since === undefined ? 0 : await tables.feed.lastBefore(since) }
}

/** The events after a cursor, each with its own. */
export async function pageAfter(
  tables: Tables,
  { epoch, seq }: Cursor,
  limit: number,
): Promise<FeedPage> {
  // Read before the rows, so that a cursor never passes one that is committed in between.
  const last = await tables.feed.last()
  const entries = await tables.feed.after(seq, limit + 1)
  const page = entries.slice(0, limit)
  const end = page.at(-1)?.seq ?? Math.max(seq, last)
  return {
    items: page.map((entry) => textOf(entry, epoch)),
    next: cursorText({ epoch, seq: end }),
    more: entries.length > limit,
    firstSeq: page[0]?.seq ?? end,
    lastSeq: end,
  }
}

/** An event as partners see it: its text with its own cursor in front. */
export function textOf({ seq, body }: Pick<Entry, 'seq' | 'body'>, epoch: string): string {
  return `{"cursor":"${cursorText({ epoch, seq })}",${body.slice(1)}`
}

export async function epochOf(tables: Tables): Promise<string> {
  return (await tables.meta.get('epoch')) ?? ''
}

function checked(text: string, epoch: string): Cursor {
  const cursor = cursorOf(text)
  if (!cursor) {
    const detail = 'is not a cursor of this server'
    throw invalid('/after', 'cursor', detail)
  }
  if (cursor.epoch === epoch) return cursor
  throw new Refusal(
    'gone',
    'this cursor belongs to an older feed; start again without it',
    [],
    'cursorExpired',
  )
}
