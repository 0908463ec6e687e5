/** New keys for rows and for strangers' eyes, from the system's own chance. */
import { randomFillSync } from 'node:crypto'
import { type Ids, timeOrdered } from '../domain/ids.ts'
import type { Clock } from '../flows/ports.ts'

/** Keys that sort in the order they were made, also within one millisecond. */
export function openIds(clock: Clock): Ids {
  const chance = openChance()
  let last = 0
  let count = 0
  return {
    next: () => {
      const now = Math.max(clock(), last)
      count = now === last ? count + 1 : 0
      last = now
      return timeOrdered(now, count, chance(12))
    },
    public: (now) => timeOrdered(now, 0, chance(12)),
  }
}

/** Bytes of chance from a stock: to ask the system for each few takes longer than to use them. */
function openChance(): (length: number) => Uint8Array {
  const stock = new Uint8Array(4096)
  let used = stock.length
  return (length) => {
    if (used + length > stock.length) {
      randomFillSync(stock)
      used = 0
    }
    used += length
    return stock.subarray(used - length, used)
  }
}
