/** The live stream: what changes on the server is on the screen a moment later. */
import { cell } from './cell.ts'
import { changed, changedAll, refresh } from './data.ts'
import { openStream } from './stream.ts'
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
  let polling: ReturnType<typeof setInterval> | undefined
  const poll = () => {
    clearInterval(polling)
    polling = setInterval(() => {
      if (document.visibilityState === 'visible') void refresh('/v1/')
    }, POLL_MS)
  }
  const end = openStream('/v1/live', {
    onOpen: () => {
      isLive.set(true)
      clearInterval(polling)
      // What happened between the first look and now, or while the line was broken, was not told.
      void changedAll()
    },
    onChange: (change) => void changed((change as { what?: Topic[] } | null)?.what ?? []),
    onBreak: (isRefused) => {
      isLive.set(false)
      if (isRefused) poll()
    },
  })
  return () => {
    clearInterval(polling)
    end()
  }
}
