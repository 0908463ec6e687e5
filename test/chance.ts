/** What comes by chance and is the same at each run, so that a test that fails fails again. */

/** Whole numbers below 2 ** 32 (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return (t ^ (t >>> 14)) >>> 0
  }
}

/** All of them in another order; `below` gives a whole number below its own. */
export function shuffled<T>(all: T[], below: (n: number) => number): T[] {
  const left = [...all]
  return all.map(() => left.splice(below(left.length), 1)[0]!)
}
