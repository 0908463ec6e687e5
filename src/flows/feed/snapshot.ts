/** All that is shared now: the last state of every session, and the cursor to go on from. */
import { cursorText } from '../../domain/partners/cursor.ts'
import type { World } from '../ports.ts'
import type { FeedState } from '../tables.ts'
import { textOf } from './pull.ts'

const BATCH = 500

export type Snapshot = {
  state: FeedState
  next: string
  /** The events, some at a time. */
  events: () => AsyncGenerator<string[]>
}

/**
 * The sessions as they were at the last row of the feed, however long it takes to read them: what
 * changes meanwhile comes after `next`. Unlike a transaction that is held open this keeps nobody
 * waiting, and gives nothing away that was taken back while it was read.
 */
export function takeSnapshot({ store }: Pick<World, 'store'>) {
  return async (): Promise<Snapshot> => {
    const state = await store.read.feed.state()
    const { epoch, last, lastAt } = state
    async function* events() {
      for (let seq = 0; ;) {
        const rows = await store.read.feed.living(seq, last, BATCH)
        if (rows.length > 0) yield rows.map((row) => textOf(row, epoch))
        if (rows.length < BATCH) return
        seq = rows.at(-1)!.seq
      }
    }
    return { state, next: cursorText({ epoch, seq: last, at: lastAt }), events }
  }
}
