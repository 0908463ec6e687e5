/** Who tries passwords: an address that was wrong often is not heard for a while. */

export type Guessers = {
  /** Whether what this address says is not even looked at now. */
  isOne: (address: string, now: number) => boolean
  /** It was wrong once more. */
  wrong: (address: string, now: number) => void
}

const ENOUGH = 20
const WITHIN_MS = 15 * 60_000
/** More addresses are not remembered: the oldest goes first. */
const REMEMBERED = 10_000

/** Counts wrong answers by address; nobody is a guesser where `isWatching` is false. */
export function openGuessers(isWatching: boolean): Guessers {
  const tries = new Map<string, { since: number; count: number }>()
  const known = (address: string, now: number) => {
    const one = tries.get(networkOf(address))
    return one && now - one.since < WITHIN_MS ? one : null
  }
  return {
    isOne: (address, now) => isWatching && (known(address, now)?.count ?? 0) >= ENOUGH,
    wrong: (address, now) => {
      if (!isWatching) return
      const one = known(address, now)
      if (one) one.count++
      else {
        tries.delete(networkOf(address))
        const [oldest] = tries.keys()
        if (tries.size >= REMEMBERED && oldest !== undefined) tries.delete(oldest)
        tries.set(networkOf(address), { since: now, count: 1 })
      }
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
