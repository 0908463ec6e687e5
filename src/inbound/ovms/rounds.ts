/** What is looked after every few seconds: charges that are over, callers who were held, cars long gone. */
import type { Room } from './room.ts'

const ROUND_MS = 5000
/** A charge that was hinted at and does not begin is given up after this. */
const HINT_MS = 120_000
/** Cars that are gone are remembered for their apps for so long. */
const GONE_MS = 7 * 86_400_000

/** Returns what is to be called often; `retry` judges those again that could not be judged before. */
export function rounding(room: Room, retry: () => void): (now: number) => Promise<void> {
  let last = Number.NEGATIVE_INFINITY
  return async (now) => {
    // A clock that is set back is no reason to wait.
    if (Math.abs(now - last) < ROUND_MS) return
    last = now
    retry()
    room.garage.sweep(now - GONE_MS)
    await release(room, now)
  }
}

/** The server is a peer of those cars alone that charge; a peer costs its owner mobile data. */
async function release({ service, garage }: Room, now: number): Promise<void> {
  const since = now - HINT_MS
  const attended = garage.attended(since)
  if (attended.length === 0) return
  const charging = await service.chargingOf(attended)
  // Meanwhile one may have hinted anew.
  for (const id of garage.attended(since)) garage.attend(id, charging.has(id))
}
