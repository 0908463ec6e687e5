/** The newest rows of the feed, read once for all partners that stand at the same place. */
import type { Entry, FeedState, Tables } from '../tables.ts'

/** Rows after a place in the feed, blanked ones left out. */
export type Pages = {
  /** `state` is the feed's, read just before. */
  after: (tables: Tables, state: FeedState, seq: number, limit: number) => Promise<Entry[]>
}

/** More pages than partners are usually apart; so many are forgotten at once. */
const MOST = 64

/** A page holds until the feed changes: a withdrawal, which blanks rows, is a new row as well. */
export function openPages(): Pages {
  let of = ''
  const known = new Map<string, Entry[]>()
  return {
    after: async (tables, { epoch, last, sweeps }, seq, limit) => {
      const mark = `${epoch}.${last}.${sweeps}`
      if (mark !== of || known.size > MOST) known.clear()
      of = mark
      const key = `${seq}.${limit}`
      const page = known.get(key) ?? (await tables.feed.after(seq, limit))
      // Another reader may have seen the feed change meanwhile.
      if (of === mark) known.set(key, page)
      return page
    },
  }
}
