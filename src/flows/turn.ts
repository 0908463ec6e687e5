/** What comes in one turn of the loop is done as one batch; what comes meanwhile is the next one. */

/**
 * Gives what hands one thing over. `fitting` says how many of those who wait go into the next batch,
 * at least one; `work` never throws: whoever waits for a thing is told by it.
 */
export function inTurns<T>(
  fitting: (waiting: T[]) => number,
  work: (batch: T[]) => Promise<void>,
): (one: T) => void {
  const waiting: T[] = []
  let running = false

  async function flush(): Promise<void> {
    await work(waiting.splice(0, fitting(waiting)))
    running = waiting.length > 0
    if (running) setImmediate(() => void flush())
  }

  return (one) => {
    waiting.push(one)
    if (running) return
    running = true
    setImmediate(() => void flush())
  }
}
