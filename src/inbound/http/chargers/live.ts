/** What the operator's open page listens to: Server-Sent Events that name what has changed. */
import type { Response } from 'express'
import { z } from 'zod'
import { DeskTopic } from '../../../domain/topic.ts'
import type { Service } from '../../../flows/service.ts'
import { HEARTBEAT_MS, leaving, sendEvents } from '../events.ts'
import { Problem } from '../problem.ts'
import { type AnyRoute, route } from '../route.ts'

/** After how long a page that was cut off comes back. */
const RETRY_MS = 2000
/** An operator has a few pages open. */
const PAGES = 12

const DeskChanged = z
  .strictObject({
    what: z.array(DeskTopic),
    chargers: z
      .array(z.string())
      .optional()
      .meta({ description: 'The identities that it is about; absent: it may be any' }),
  })
  .meta({ id: 'DeskChanged', description: 'The data of an event `changed`' })

/** The stream of changes; it ends when `closing` aborts. */
export function deskLiveRoutes(
  service: Service,
  closing: AbortSignal,
  heartbeatMs = HEARTBEAT_MS,
): AnyRoute[] {
  let pages = 0
  return [
    route({
      method: 'get',
      path: '/v1/operator/live',
      tag: 'Operator',
      summary: 'What changes at chargers, partners and contributions, as Server-Sent Events',
      auth: 'operator',
      answers: {
        200: { description: 'The stream', type: 'text/event-stream', schema: DeskChanged },
      },
      refusals: { 429: 'So many pages listen already' },
      handle: async ({ res }) => {
        if (pages >= PAGES) {
          const detail = `at most ${PAGES} pages may listen at a time`
          throw new Problem(429, detail, [], { 'retry-after': '60' })
        }
        pages++
        try {
          await stream(service, res, closing, heartbeatMs)
        } finally {
          pages--
        }
        return null
      },
    }),
  ]
}

async function stream(
  service: Service,
  res: Response,
  closing: AbortSignal,
  heartbeatMs: number,
): Promise<void> {
  const changes = service.followDesk(AbortSignal.any([leaving(res), closing]))
  // Only then: what the page reads once the stream is open must not be older than the stream.
  await changes.next()
  await sendEvents(res, told(changes), { retryMs: RETRY_MS, heartbeatMs })
}

async function* told(changes: ReturnType<Service['followDesk']>): AsyncGenerator<string> {
  for await (const { what, chargers } of changes) {
    const data = { what, ...(chargers && { chargers }) }
    yield `event: changed\ndata: ${JSON.stringify(data)}\n`
  }
}
