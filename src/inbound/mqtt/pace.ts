/** How fast one client may speak: a bucket of words that fills again as time goes by. */

/** How long the next word has to wait, in milliseconds; `now` is any steady clock. */
export type Pace = (now: number) => number

/** `burst` words at once, then so many a second. */
export function openPace(perSecond: number, burst: number): Pace {
  let words = burst
  let at: number | null = null
  return (now) => {
    words = Math.min(burst, words + ((now - (at ?? now)) / 1000) * perSecond)
    at = now
    words -= 1
    return words >= 0 ? 0 : (-words / perSecond) * 1000
  }
}
