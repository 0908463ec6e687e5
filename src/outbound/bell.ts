/** Wakes those who wait for news in this process; a hint only, since all that is owed is rows. */
import { setMaxListeners } from 'node:events'
import type { Bell, Ear } from '../flows/ports.ts'

/** A bell that everybody in this process hears. */
export function openBell(): Bell {
  const waiting = new Set<() => void>()
  const ears = new Map<string, Set<() => void>>()
  return {
    ring: () => {
      for (const wake of waiting) wake()
    },
    wait: (ms, signal) => woken(waiting, ms, signal),
    stir: (owner) => {
      for (const wake of ears.get(owner) ?? []) wake()
    },
    listen: (owner) => {
      const beside = ears.get(owner) ?? new Set()
      ears.set(owner, beside)
      return openEar(beside, () => {
        if (beside.size === 0) ears.delete(owner)
      })
    },
  }
}

function woken(waiting: Set<() => void>, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
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
  })
}

/** Hears also while nobody waits for it, so that nothing is missed in between. */
function openEar(beside: Set<() => void>, closed: () => void): Ear {
  const waiting = new Set<() => void>()
  let isHeard = false
  const hear = () => {
    isHeard = true
    for (const wake of waiting) wake()
  }
  beside.add(hear)
  return {
    next: async (ms, signal) => {
      if (!isHeard) await woken(waiting, ms, signal)
      isHeard = false
    },
    close: () => {
      beside.delete(hear)
      closed()
    },
  }
}
