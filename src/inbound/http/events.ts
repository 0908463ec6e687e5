/** Server-Sent Events to an open page: what is told as it comes, and how the stream ends. */
import type { Response } from 'express'

/** Proxies cut connections that are silent for long. */
export const HEARTBEAT_MS = 20_000
/** A page that takes nothing any more is cut off; what it missed it asks for when it is back. */
const UNTAKEN = 64 * 1024

/** Aborts when the page has gone; it may have, while who it is was looked up. */
export function leaving(res: Response): AbortSignal {
  const gone = new AbortController()
  if (res.closed) gone.abort()
  res.once('close', () => gone.abort())
  return gone.signal
}

/** Sends events, each as its lines; a page that was cut off comes back after `retryMs`. */
export async function sendEvents(
  res: Response,
  events: AsyncIterable<string>,
  { retryMs, heartbeatMs }: { retryMs: number; heartbeatMs: number },
): Promise<void> {
  res.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would hold events back to send them together.
    'x-accel-buffering': 'no',
  })
  res.write(`retry: ${retryMs}\n\n`)
  const beating = setInterval(() => res.write(':\n\n'), heartbeatMs)
  try {
    for await (const event of events) {
      res.write(`${event}\n`)
      if (res.writableLength > UNTAKEN) break
    }
  } finally {
    clearInterval(beating)
  }
  res.end()
}
