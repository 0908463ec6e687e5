/** The feed as Server-Sent Events: each event as it comes, its id the cursor to go on from. */
import { once } from 'node:events'
import type { Response } from 'express'
import type { Service, Stand } from '../../../flows/service.ts'

export const SSE = 'text/event-stream'
/** Proxies cut connections that are silent for long. */
const HEARTBEAT_MS = 15_000
/** After how long a client that was cut off comes back. */
const RETRY_MS = 3000

export type Listener = {
  res: Response
  /** Aborts when the server closes. */
  closing: AbortSignal
  /** Rejects where the listener may hear no more. */
  admitted: () => Promise<unknown>
  heartbeatMs?: number
}

/** Sends what comes after `start` until somebody closes; no faster than it is taken. */
export async function follow(
  service: Service,
  start: Stand,
  { res, closing, admitted, heartbeatMs = HEARTBEAT_MS }: Listener,
): Promise<void> {
  const gone = new AbortController()
  const signal = AbortSignal.any([gone.signal, closing])
  res.once('close', () => gone.abort())
  res.writeHead(200, {
    'content-type': `${SSE}; charset=utf-8`,
    'cache-control': 'private, no-store',
    // nginx would hold events back to send them together.
    'x-accel-buffering': 'no',
  })
  res.write(`retry: ${RETRY_MS}\n\n`)
  const beating = setInterval(() => {
    // Who has taken nothing since the last beat has gone without a word.
    if (res.writableNeedDrain) res.destroy()
    else res.write(':\n\n')
    admitted().catch(() => gone.abort())
  }, heartbeatMs)
  try {
    for await (const { events, next } of service.followFeed(start, signal)) {
      const told = events.map((event) => `id: ${event.next}\ndata: ${event.text}\n\n`).join('')
      // Where a sieve let nothing through, the place is told alone: no event, but not read again.
      const isTaken = res.write(told === '' ? `id: ${next}\n\n` : told)
      if (!isTaken) await once(res, 'drain', { signal })
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    clearInterval(beating)
  }
  res.end()
}
