/** Thins out the old feed: of each session its last word stays, be it that it was taken back. */
import { setImmediate } from 'node:timers/promises'
import type { World } from '../ports.ts'

/** Rows that are looked at, and taken out, in one go: others wait no longer. */
const BATCH = 1000

type Needs = Pick<World, 'store' | 'policy' | 'log'>

/** Takes out what is older than the policy says and superseded; returns how many rows. */
export function compactFeed({ store, policy, log }: Needs) {
  return async (now: number): Promise<number> => {
    const { feed } = store.read
    const end = await feed.lastBefore(now - policy.feedMs)
    // Said before it is done: who would miss something is told so.
    if (end > (await feed.state()).compacted) await store.write((tables) => tables.feed.expire(end))
    let dropped = 0
    for (let seq = 0; seq < end; await setImmediate()) {
      const rows = await feed.standing(seq, end, BATCH)
      const idle = rows.filter(({ isSuperseded }) => isSuperseded).map(({ seq }) => seq)
      if (idle.length > 0) await store.write((tables) => tables.feed.drop(idle))
      dropped += idle.length
      seq = rows.at(-1)?.seq ?? end
    }
    if (dropped > 0) log.info({ rows: dropped }, 'the old feed was thinned out')
    return dropped
  }
}
