/** Long answers, sent a part at a time: no more is read than the caller takes. */
import { once } from 'node:events'
import type { OutgoingHttpHeaders } from 'node:http'
import type { Response } from 'express'
import { leaving } from './events.ts'

/** Sends all parts; the first one is read before the head, so that a refusal is one. */
export async function sendParts(
  res: Response,
  headers: OutgoingHttpHeaders,
  parts: AsyncIterator<string>,
): Promise<null> {
  const gone = leaving(res)
  let part = await parts.next()
  res.writeHead(200, { 'cache-control': 'no-store', vary: 'Accept', ...headers })
  while (!part.done && !gone.aborted) {
    const isTaken = res.write(part.value)
    if (!isTaken) await once(res, 'drain', { signal: gone }).catch(() => undefined)
    if (!gone.aborted) part = await parts.next()
  }
  await parts.return?.()
  res.end()
  return null
}
