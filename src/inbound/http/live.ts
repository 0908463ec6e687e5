/** What an owner's open page listens to: Server-Sent Events that name what has changed. */
import type { Response } from 'express'
import { z } from 'zod'
import { Topic } from '../../domain/topic.ts'
import type { Service } from '../../flows/service.ts'
import { HEARTBEAT_MS, leaving, sendEvents } from './events.ts'
import { Problem } from './problem.ts'
import { type AnyRoute, route } from './route.ts'

/** After how long a page that was cut off comes back. */
const RETRY_MS = 3000
/** An owner has a few pages open on a few devices. */
const PAGES = 12

const Changed = z
  .strictObject({ what: z.array(Topic) })
  .meta({ id: 'Changed', description: 'The data of an event `changed`' })

/** The stream of changes; it ends when `closing` aborts. */
export function liveRoutes(
  service: Service,
  closing: AbortSignal,
  heartbeatMs = HEARTBEAT_MS,
): AnyRoute[] {
  const open = new Map<string, number>()
  return [
    route({
      method: 'get',
      path: '/v1/live',
      tag: 'Owners',
      summary: 'What changes for the owner, as Server-Sent Events',
      auth: 'owner',
      headers: z.object({
        'last-event-id': z.string().max(200).optional().meta({
          description: 'Where the page left off; what has changed since is told at once',
        }),
      }),
      answers: {
        200: { description: 'The stream', type: 'text/event-stream', schema: Changed },
      },
      handle: async ({ caller, token, headers, res }) => {
        const pages = open.get(caller.id) ?? 0
        if (pages >= PAGES) {
          const detail = `at most ${PAGES} pages may listen at a time`
          throw new Problem(429, detail, [], { 'retry-after': '60' })
        }
        open.set(caller.id, pages + 1)
        try {
          const since = headers['last-event-id'] ?? null
          await stream(service, res, { token, since, closing, heartbeatMs })
        } finally {
          const left = open.get(caller.id)! - 1
          if (left > 0) open.set(caller.id, left)
          else open.delete(caller.id)
        }
        return null
      },
    }),
  ]
}

type Listener = {
  token: string
  since: string | null
  closing: AbortSignal
  heartbeatMs: number
}

async function stream(
  service: Service,
  res: Response,
  { token, since, closing, heartbeatMs }: Listener,
): Promise<void> {
  const changes = service.followOwner(token, since, AbortSignal.any([leaving(res), closing]))
  await sendEvents(res, told(changes), { retryMs: RETRY_MS, heartbeatMs })
}

async function* told(changes: ReturnType<Service['followOwner']>): AsyncGenerator<string> {
  for await (const { what, mark } of changes) {
    const event = what.length > 0 ? `event: changed\ndata: ${JSON.stringify({ what })}\n` : ''
    yield `id: ${mark}\n${event}`
  }
}
