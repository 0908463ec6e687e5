/** What chargers have shown when they were let in last, so that guessers cannot keep them out. */
import { createHash } from 'node:crypto'

export type Proven = {
  has: (identity: string, shown: string | undefined) => boolean
  add: (identity: string, shown: string | undefined) => void
}

/** More are not remembered: the oldest goes first. */
const REMEMBERED = 50_000

/** Remembers digests alone. That it still opens the door is judged anew each time. */
export function openProven(): Proven {
  const known = new Map<string, string>()
  return {
    has: (identity, shown) => shown !== undefined && known.get(identity) === digestOf(shown),
    add: (identity, shown) => {
      if (shown === undefined) return
      known.delete(identity)
      const [oldest] = known.keys()
      if (known.size >= REMEMBERED && oldest !== undefined) known.delete(oldest)
      known.set(identity, digestOf(shown))
    },
  }
}

function digestOf(shown: string): string {
  return createHash('sha256').update(shown).digest('base64url')
}
