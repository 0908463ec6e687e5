/** What partners pull: the feed from any point, as JSON or as a stream of lines. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { Request, Response } from 'express'
import { z } from 'zod'
import { Event } from '../../domain/sharing/event.ts'
import { time } from '../../domain/text.ts'
import type { Service } from '../../flows/service.ts'
import { Problem } from './problem.ts'
import { type AnyRoute, type Reply, route } from './route.ts'

const NDJSON = 'application/x-ndjson'

const PullQuery = z
  .object({
    after: z.string().max(200).optional().meta({ description: 'The cursor to go on from' }),
    since: time.optional().meta({ description: 'Time of publication, inclusive' }),
    limit: z.coerce.number().int().min(1).max(1000).default(100),
    wait: z.coerce
      .number()
      .min(0)
      .max(30)
      .default(0)
      .meta({ description: 'Seconds to wait for the first event (long poll)' }),
  })
  .refine(({ after, since }) => after === undefined || since === undefined, {
    path: ['since'],
    message: 'cannot be given together with after',
  })
type PullQuery = z.infer<typeof PullQuery>

const FeedAnswer = z
  .strictObject({
    items: z.array(Event),
    next: z.string().meta({ description: 'Never null: a poller always has where to go on from' }),
    more: z.boolean(),
  })
  .meta({ id: 'FeedPage' })

/** The routes of the feed; who waits for news is answered at once when `closing` aborts. */
export function feedRoutes(service: Service, closing: AbortSignal): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/charges',
      tag: 'Partners',
      summary: 'What was shared, in order; read from cursor to cursor, every event exactly once',
      auth: 'partner',
      limit: 'pull',
      query: PullQuery,
      answers: { 200: { description: 'A page of the feed', schema: FeedAnswer } },
      handle: ({ query, req, res }) => pull(service, query, { req, res, closing }),
    }),
  ]
}

type Exchange = { req: Request; res: Response; closing: AbortSignal }

async function pull(
  service: Service,
  query: PullQuery,
  { req, res, closing }: Exchange,
): Promise<Reply> {
  const format = req.accepts(['application/json', NDJSON])
  if (!format) throw new Problem(406, `served here: application/json, ${NDJSON}`)
  const gone = new AbortController()
  res.on('close', () => gone.abort())
  const { after, since, limit, wait } = query
  const page = await service.pullFeed(
    { after, since },
    limit,
    wait * 1000,
    AbortSignal.any([gone.signal, closing]),
  )
  res.setHeader('vary', 'Accept, Accept-Encoding, Authorization')
  res.setHeader('cache-control', 'private, no-cache')
  if (format === NDJSON) return stream(res, page.items, page.next)
  const body = `{"items":[${page.items.join(',')}],"next":"${page.next}","more":${page.more}}`
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  res.setHeader('etag', etag)
  res.setHeader('link', `</v1/charges?after=${page.next}>; rel="next"`)
  if (isKnown(etag, req.headers['if-none-match'] ?? '')) {
    res.writeHead(304).end()
    return null
  }
  res.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(body)
  return null
}

/** RFC 9110, section 13.1.2: a list, compared weakly, since proxies weaken what they compress. */
function isKnown(etag: string, known: string): boolean {
  return known.split(',').some((one) => ['*', etag, `W/${etag}`].includes(one.trim()))
}

/** An event a line, and at last a line with the cursor to go on from. */
async function stream(res: Response, items: string[], next: string): Promise<null> {
  res.writeHead(200, { 'content-type': `${NDJSON}; charset=utf-8` })
  for (const item of items) if (!res.write(`${item}\n`)) await once(res, 'drain')
  res.end(`{"next":"${next}"}\n`)
  return null
}
