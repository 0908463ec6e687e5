/** The live stream: what changes on the server is on the screen a moment later. */
import { cell } from './cell.ts'
import { changed, changedAll, refresh } from './data.ts'
import type { Topic } from './wire.ts'

/** Whether changes come by themselves now. */
export const isLive = cell(false)

/** Where the stream is not to be had, the page asks by itself, but only while it is looked at. */
const POLL_MS = 15_000

let stop: (() => void) | null = null

/** Listens while somebody is signed in; told again and again, it does so once. */
export function listen(wanted: boolean): void {
  if (!wanted) {
    stop?.()
    stop = null
  } else stop ??= start()
}

function start(): () => void {
  let source: EventSource | null = null
  let polling: ReturnType<typeof setInterval> | undefined
  const open = () => {
    if (source || document.visibilityState === 'hidden') return
    source = new EventSource('/v1/live')
    source.addEventListener('open', () => {
      isLive.set(true)
      clearInterval(polling)
      // What happened between the first look and now, or while the line was broken, was not told.
      void changedAll()
    })
    source.addEventListener('changed', ({ data }) => void changed(topicsOf(data as string)))
    source.addEventListener('error', () => {
      isLive.set(false)
      // The browser tries again by itself, save where the server has refused.
      if (source?.readyState === EventSource.CLOSED) poll()
    })
  }
  const close = () => {
    source?.close()
    source = null
    isLive.set(false)
  }
  const poll = () => {
    clearInterval(polling)
    polling = setInterval(() => {
      if (document.visibilityState === 'visible') void refresh('/v1/')
    }, POLL_MS)
  }
  // A phone in a pocket keeps no connection; data.ts asks anew when it is looked at again.
  const look = () => (document.visibilityState === 'visible' ? open() : close())
  document.addEventListener('visibilitychange', look)
  open()
  return () => {
    document.removeEventListener('visibilitychange', look)
    clearInterval(polling)
    close()
  }
}

function topicsOf(data: string): Topic[] {
  try {
    return (JSON.parse(data) as { what?: Topic[] }).what ?? []
  } catch {
    return []
  }
}
