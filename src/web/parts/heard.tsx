/** When a car was last heard of, kept true while one looks: `useNow()`, `lastWord(vehicle)`, `<FirstWord vehicleId={…} />`. */
// Shared by the pages of cars and the first steps: it stays here under this name.
import { useEffect, useState } from 'preact/hooks'
import { useData } from '../data.ts'
import { ago } from '../format.ts'
import type { Time, Vehicle } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Icon } from './icon.tsx'
import { Spinner } from './progress.tsx'

const TICK_MS = 20_000

/** The time, drawn anew now and then, so that "5 minutes ago" does not grow stale. */
export function useNow(): number {
  const [now, set] = useState(Date.now())
  useEffect(() => {
    const ticking = setInterval(() => set(Date.now()), TICK_MS)
    return () => clearInterval(ticking)
  }, [])
  // What has just come is not to seem to lie ahead.
  return Math.max(now, Date.now())
}

/** The latest word by whichever way; null where there was none, undefined where the server does not tell. */
export function lastWord({ channels }: Vehicle): Time | null | undefined {
  if (!channels) return undefined
  const words = Object.values(channels).filter((at) => at !== null)
  return words.sort().at(-1) ?? null
}

/** Waits for a car's first message, and turns green when it comes. */
export function FirstWord({ vehicleId }: { vehicleId: string }) {
  const { vehicles: t } = useWords()
  const now = useNow()
  const { data } = useData<Vehicle>(`/v1/vehicles/${encodeURIComponent(vehicleId)}`)
  const at = data && lastWord(data)
  if (at === undefined) return null
  return (
    <div class={at ? 'first-word heard' : 'first-word'} role="status">
      {at ? <Icon name="check" /> : <Spinner />}
      <p>
        <strong>{at ? t.arrived(ago(at, now)) : t.waiting}</strong>
        {!at && <span class="hint">{t.waitingHint}</span>}
      </p>
    </div>
  )
}
