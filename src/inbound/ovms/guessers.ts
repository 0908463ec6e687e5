/** Who tries passwords: who was wrong often is not heard for a while. */

/** Where a call comes from, and as whom. */
export type Call = { address: string; name: string }

export type Guessers = {
  /** Whether what this call says is not even looked at now. */
  isOne: (call: Call, now: number) => boolean
  /** It was wrong once more. */
  wrong: (call: Call, now: number) => void
}

const WITHIN_MS = 15 * 60_000
/** More are not remembered: the oldest goes first. */
const REMEMBERED = 10_000
/**
 * A network of phones has one address for thousands of modules: one of them that was set up wrongly
 * must not keep out the others. Many addresses that try one vehicle are one guesser as well.
 */
const LIMITS: [most: number, keyOf: (call: Call) => string][] = [
  [20, ({ address, name }) => `${networkOf(address)} ${name.toLowerCase()}`],
  [300, ({ address }) => networkOf(address)],
  [1000, ({ name }) => name.toLowerCase()],
]

/** Counts wrong answers; nobody is a guesser where `isWatching` is false. */
export function openGuessers(isWatching: boolean): Guessers {
  const tables = LIMITS.map(([most, keyOf]) => ({ ...openTable(), most, keyOf }))
  return {
    isOne: (call, now) =>
      isWatching && tables.some(({ count, most, keyOf }) => count(keyOf(call), now) >= most),
    wrong: (call, now) => {
      if (isWatching) for (const { add, keyOf } of tables) add(keyOf(call), now)
    },
  }
}

function openTable() {
  const tries = new Map<string, { since: number; count: number }>()
  const known = (key: string, now: number) => {
    const one = tries.get(key)
    return one && now - one.since < WITHIN_MS ? one : null
  }
  return {
    count: (key: string, now: number): number => known(key, now)?.count ?? 0,
    add: (key: string, now: number): void => {
      const one = known(key, now)
      if (one) return void one.count++
      tries.delete(key)
      const [oldest] = tries.keys()
      if (tries.size >= REMEMBERED && oldest !== undefined) tries.delete(oldest)
      tries.set(key, { since: now, count: 1 })
    },
  }
}

/** One customer of IPv6 has 2⁶⁴ addresses. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address
  const [front = '', back] = address.split('::')
  const before = front === '' ? [] : front.split(':')
  const after = back ? back.split(':') : []
  const zeros = back === undefined ? 0 : 8 - before.length - after.length
  return [...before, ...Array<string>(Math.max(0, zeros)).fill('0'), ...after].slice(0, 4).join(':')
}
