/** A bound on how many requests are under way at once; who waits longest is next. */

export type Slots = {
  /** Resolves when there is room; what it gives makes room again. */
  take: () => Promise<() => void>
}

export function openSlots(count: number): Slots {
  const waiting: (() => void)[] = []
  let free = count
  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else free++
  }
  return {
    take: async () => {
      if (free > 0) free--
      else await new Promise<void>((resolve) => waiting.push(resolve))
      return leave
    },
  }
}
