/** What the desk shows is asked anew as soon as the server says that it changed. */
import { useEffect } from 'preact/hooks'
import { cell, useCell } from '../cell.ts'
import { useWatched, type Watched } from '../portal/watch.ts'
import { openStream } from '../stream.ts'
import type { Topic } from './wire.ts'

type Change = { what?: Topic[]; chargers?: string[] }

/** Whether changes come by themselves now. */
export const isLive = cell(false)
/** Where the stream is not to be had, the page asks by itself. */
const POLL_MS = 4000
/** As live as it is, a page is not drawn more often; what comes between is shown after it. */
const REST_MS = 400

const listeners = new Set<(change: Change | null) => void>()

/** Listens while the desk is looked at; gives the way to stop it. */
export function listen(): () => void {
  return openStream('/v1/operator/live', {
    onOpen: () => {
      isLive.set(true)
      tell(null)
    },
    onChange: (change) => tell(change as Change | null),
    onBreak: () => isLive.set(false),
  })
}

/** null: anything may have changed. */
function tell(change: Change | null): void {
  for (const hear of [...listeners]) hear(change)
}

/**
 * The answer of a GET, asked anew when one of these topics changes; `of` names the charger that it
 * is about, where it is about one alone.
 */
export function useLive<T>(path: string | null, topics: Topic[], of?: string): Watched<T> {
  const live = useCell(isLive)
  const watched = useWatched<T>(path, live ? undefined : POLL_MS)
  const { reload } = watched
  const wanted = topics.join()
  useEffect(() => {
    const ask = paced(reload)
    const hear = (change: Change | null) => {
      const isOther = of !== undefined && change?.chargers && !change.chargers.includes(of)
      if (change === null || (!isOther && change.what?.some((one) => wanted.includes(one)))) ask()
    }
    listeners.add(hear)
    return () => void listeners.delete(hear)
  }, [reload, wanted, of])
  return watched
}

/** At once, and then not again before it has rested; what was asked meanwhile is done after that. */
function paced(deed: () => Promise<void>): () => void {
  let isBusy = false
  let again = false
  const run = async () => {
    isBusy = true
    again = false
    await deed()
    await new Promise((resolve) => setTimeout(resolve, REST_MS))
    isBusy = false
    if (again) void run()
  }
  return () => {
    if (isBusy) again = true
    else void run()
  }
}
