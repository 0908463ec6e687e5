/** New keys for rows and for strangers' eyes, from the system's own chance. */
import { randomBytes } from 'node:crypto'
import { type Ids, timeOrdered, unordered } from '../domain/ids.ts'
import type { Clock } from '../flows/ports.ts'

/** Keys that sort in the order they were made, also within one millisecond. */
export function openIds(clock: Clock): Ids {
  let last = 0
  let count = 0
  return {
    next: () => {
      const now = Math.max(clock(), last)
      count = now === last ? count + 1 : 0
      last = now
      return timeOrdered(now, count, randomBytes(12))
    },
    random: () => unordered(randomBytes(26)),
  }
}
