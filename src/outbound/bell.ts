/** Wakes those who wait for news in this process; a hint only, since all that is owed is rows. */
import { setMaxListeners } from 'node:events'
import type { Bell } from '../flows/ports.ts'

/** A bell that everybody in this process hears. */
export function openBell(): Bell {
  const waiting = new Set<() => void>()
  return {
    ring: () => {
      for (const wake of waiting) wake()
    },
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (signal) setMaxListeners(0, signal)
        const wake = () => {
          clearTimeout(timer)
          waiting.delete(wake)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
        const timer = setTimeout(wake, ms)
        waiting.add(wake)
        signal?.addEventListener('abort', wake, { once: true })
        if (signal?.aborted) wake()
      }),
  }
}
