/** Tells the rooms of this process that what somebody showed to be let in is no longer valid. */
import type { Locks } from '../flows/ports.ts'

/** Locks that whoever asks hears of. */
export function openLocks(): Locks {
  const hearing = new Set<(of: string) => void>()
  return {
    changed: (of) => {
      for (const hear of hearing) hear(of)
    },
    watch: (hear) => void hearing.add(hear),
  }
}
