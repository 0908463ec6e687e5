/** What a stand-in server took in: held until somebody takes it, and waited for where it is empty. */

export type Inbox<T> = {
  /** All that came, in order. */
  all: T[]
  /** Holds a thing, in place of those held that it replaces. */
  put: (thing: T, replaces?: (held: T) => boolean) => void
  /** Takes the oldest thing held, or the next one to come. */
  next: () => Promise<T>
  /** Takes everything held. */
  drain: () => T[]
}

export function openInbox<T>(): Inbox<T> {
  const all: T[] = []
  const waiting: ((thing: T) => void)[] = []
  let held: T[] = []
  return {
    all,
    put: (thing, replaces = () => false) => {
      all.push(thing)
      const taker = waiting.shift()
      if (taker) taker(thing)
      else held = [...held.filter((older) => !replaces(older)), thing]
    },
    next: () => {
      const thing = held.shift()
      if (thing !== undefined) return Promise.resolve(thing)
      return new Promise((resolve) => waiting.push(resolve))
    },
    drain: () => held.splice(0),
  }
}
