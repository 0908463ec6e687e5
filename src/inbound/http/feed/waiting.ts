/** How many of a partner's calls may wait for news at a time. */
import { Problem } from '../problem.ts'

const MOST = 10

/** Counts those who wait. */
export function openWaiting(most = MOST) {
  const waiting = new Map<string, number>()
  return {
    /** Does what takes long; throws 429 where too many of the partner's calls do already. */
    hold: async <T>(partner: string, work: () => Promise<T>): Promise<T> => {
      const others = waiting.get(partner) ?? 0
      if (others >= most) {
        const detail = `at most ${most} calls of a partner may wait at a time`
        throw new Problem(429, detail, [], { 'retry-after': '30' })
      }
      waiting.set(partner, others + 1)
      try {
        return await work()
      } finally {
        const left = waiting.get(partner)! - 1
        if (left > 0) waiting.set(partner, left)
        else waiting.delete(partner)
      }
    },
  }
}
