/** Ears of open pages: how long they would wait before they look by themselves, and that a stir alone wakes them. */
import type { Bell } from '../../../src/flows/ports.ts'

/** Longer than any story lasts. */
const EVER_MS = 3_600_000

/**
 * From now on whoever listens is woken by a stir alone: what he hears then came at once, and not by
 * one of the looks that are made now and then. `waits` are the times, in milliseconds, that they
 * would have waited for a look; `again` lets them look again.
 */
export function stirredAlone(bell: Bell): { waits: number[]; again: () => void } {
  const { listen } = bell
  const waits: number[] = []
  bell.listen = (owner) => {
    const ear = listen(owner)
    const next = (ms: number, signal: AbortSignal) => {
      waits.push(ms)
      return ear.next(EVER_MS, signal)
    }
    return { ...ear, next }
  }
  return { waits, again: () => void (bell.listen = listen) }
}
