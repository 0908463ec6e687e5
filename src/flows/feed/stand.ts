/** Where in the feed a reader begins or goes on, and whether he still can. */
import { type Cursor, cursorOf, cursorText, type Mark } from '../../domain/partners/cursor.ts'
import { type Sieve, sieveOf, sieveText } from '../../domain/partners/sieve.ts'
import { invalid, Refusal } from '../refusal.ts'
import type { FeedState, Tables } from '../tables.ts'

/**
 * Where to read from: after a cursor, what was published since a time (inclusive), or what will be
 * from now on; else from the beginning. A sieve stays with the cursors that follow.
 */
export type From = {
  after?: string | undefined
  since?: number | undefined
  isNow?: boolean | undefined
  sieve?: Sieve | undefined
}

/** A reader's place in the feed as it was when he asked. */
export type Stand = { cursor: Cursor; sieve: Sieve; state: FeedState }

/** Throws where the cursor is none of ours, or nothing can be promised any more to who has it. */
export async function standAt(tables: Tables, from: From): Promise<Stand> {
  const state = await tables.feed.state()
  const asked = from.sieve ?? { events: null, region: null }
  const cursor =
    from.after === undefined
      ? { ...(await begun(tables, state, from)), sieve: sieveText(asked) }
      : sieved(await known(tables, state, from.after), sieveText(asked))
  const sieve = sieveOf(cursor.sieve)
  if (!sieve) throw strange()
  return { cursor, sieve, state }
}

/** The cursor that goes on from a row, read as `stand` is. */
export function cursorAfter({ cursor, state }: Stand, { seq, at }: Omit<Mark, 'epoch'>): Cursor {
  return { ...cursor, seq, at, isPast: seq < state.compacted }
}

async function begun(tables: Tables, state: FeedState, { since, isNow }: From) {
  const { epoch, last, lastAt, compacted } = state
  if (isNow) return { epoch, seq: last, at: lastAt, isPast: false }
  const seq = since === undefined ? 0 : await tables.feed.lastBefore(since)
  const at = seq === 0 ? 0 : ((await tables.feed.timeOf(seq)) ?? 0)
  return { epoch, seq, at, isPast: seq < compacted }
}

async function known(tables: Tables, state: FeedState, text: string): Promise<Cursor> {
  const cursor = cursorOf(text)
  if (!cursor) throw strange()
  const { epoch, seq, at, isPast } = cursor
  if (epoch !== state.epoch) throw expired(state, 'this cursor belongs to an older feed')
  if (seq < state.compacted && !isPast) {
    throw expired(state, 'this cursor is older than the events that are kept (GET /v1/retention)')
  }
  if (seq === 0) return cursor
  const found = seq === state.last ? state.lastAt : await tables.feed.timeOf(seq)
  // Where he reads the past, the row he stood on may have been superseded meanwhile.
  if (found === at || (found === null && seq < state.compacted)) return cursor
  throw expired(state, 'the event that this cursor stands for is not known here (any more)')
}

/** A cursor of a single event knows no sieve: that of the query goes on with it. */
function sieved(cursor: Cursor, asked: string): Cursor {
  if (asked === '' || asked === cursor.sieve) return cursor
  if (cursor.sieve === '') return { ...cursor, sieve: asked }
  const detail = 'this cursor was begun with other types or another bbox; leave them out'
  throw invalid('/after', 'cursor', detail)
}

function strange(): Refusal {
  return invalid('/after', 'cursor', 'is not a cursor of this server')
}

/** Who takes the snapshot now misses nothing from the cursor that he is given. */
function expired({ epoch, last, lastAt }: FeedState, detail: string): Refusal {
  return new Refusal('gone', `${detail}; take the snapshot and go on from its cursor`, [], {
    name: 'cursor-expired',
    snapshot: '/v1/snapshot',
    next: cursorText({ epoch, seq: last, at: lastAt }),
  })
}
