/**
 * Loaded into a server before it starts (node --expose-gc --import): at SIGWINCH it collects all
 * garbage and prints what memory is left in use.
 */
import { setImmediate } from 'node:timers/promises'

process.on('SIGWINCH', async () => {
  // What the first round finds to be finalised goes in the next ones.
  for (let round = 0; round < 4; round++) {
    globalThis.gc()
    await setImmediate()
  }
  console.log(`gauge ${JSON.stringify(process.memoryUsage())}`)
})
