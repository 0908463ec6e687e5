/** What partners pull: the feed from any point, one session, and all sessions at once. */
import type { Request } from 'express'
import { z } from 'zod'
import { Bounds, sieveFor, Types } from '../../../domain/partners/sieve.ts'
import { Event } from '../../../domain/sharing/event.ts'
import { time } from '../../../domain/text.ts'
import type { Service } from '../../../flows/service.ts'
import { Problem } from '../problem.ts'
import { type AnyRoute, type Call, type Reply, route } from '../route.ts'
import { follow, SSE } from './following.ts'
import { type Format, FORMATS, JSON_FORM, SCHEMAS } from './formats.ts'
import { type Exchange, sendAll, sendPage, sendRest, setHeaders } from './pages.ts'
import { openShelf } from './shelf.ts'
import { openWaiting } from './waiting.ts'

const PAGE = 100

const PullQuery = z
  .object({
    after: z.string().max(600).optional().meta({ description: 'The cursor to go on from' }),
    since: time.optional().meta({ description: 'Time of publication, inclusive' }),
    from: z.enum(['start', 'now']).optional().meta({ description: 'now: only what is to come' }),
    types: Types.optional().meta({
      description: 'Only these events, parted by commas; withdrawals always come',
    }),
    bbox: Bounds.optional().meta({
      description: 'Only from there: west,south,east,north; withdrawals always come',
    }),
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(1000)
      .optional()
      .meta({
        description: `Of a page; JSON: ${PAGE} without it, other forms: all there is, in one stream`,
      }),
    wait: z.coerce
      .number()
      .min(0)
      .max(30)
      .default(0)
      .meta({ description: 'Seconds to wait for the first event (long poll)' }),
  })
  .refine((query) => [query.after, query.since, query.from].filter(Boolean).length <= 1, {
    path: ['since'],
    message: 'only one of after, since and from can be given',
  })
const PullHeaders = z.object({
  'last-event-id': z.string().max(600).optional().meta({
    description: 'The cursor from which an event stream goes on',
  }),
})
type PullCall = Call<'partner', undefined, typeof PullQuery, undefined, typeof PullHeaders>

const ETAG = { etag: 'Strong; with If-None-Match an unchanged answer is a 304' }
const LINK = { link: 'rel="next": where to go on from; rel="license"' }
const LIMITED = {
  'ratelimit-policy': 'draft-ietf-httpapi-ratelimit-headers; a 304 counts for nothing',
  ratelimit: 'What is left of it',
}
const UNCHANGED = { description: 'Nothing has changed', headers: ETAG }

/** The routes of the feed; who waits for news is answered at once when `closing` aborts. */
export function feedRoutes(
  service: Service,
  closing: AbortSignal,
  heartbeatMs?: number,
): AnyRoute[] {
  const needs = { service, shelf: openShelf(), waiting: openWaiting(), closing, heartbeatMs }
  const headers = { ...ETAG, ...LINK, ...LIMITED }
  return [
    route({
      method: 'get',
      path: '/v1/charges',
      tag: 'Partners',
      summary: 'What was shared, in order; read from cursor to cursor, every event exactly once',
      auth: 'partner',
      limit: 'pull',
      query: PullQuery,
      headers: PullHeaders,
      answers: {
        200: {
          description: `Events after the cursor. As ${SSE}: each event as it comes`,
          schema: SCHEMAS[JSON_FORM.type]!,
          also: { ...SCHEMAS, [SSE]: Event },
          headers,
        },
        304: UNCHANGED,
      },
      handle: (call) => pull(needs, call),
    }),
    route({
      method: 'get',
      path: '/v1/snapshot',
      tag: 'Partners',
      summary: 'The last state of every session that is shared, and the cursor to go on from',
      auth: 'partner',
      limit: 'whole',
      answers: {
        200: {
          description: 'All sessions',
          schema: SCHEMAS[JSON_FORM.type]!,
          also: SCHEMAS,
          headers,
        },
        304: UNCHANGED,
      },
      handle: async ({ req, res }) => {
        const format = formatOf(req, [])
        if (format === SSE) throw unserved([])
        const snapshot = await service.takeSnapshot()
        setHeaders(res)
        return sendAll({ ...snapshot, key: 'snapshot' }, { req, res, format, closing })
      },
    }),
    sessionRoute(service),
  ]
}

function sessionRoute(service: Service): AnyRoute {
  return route({
    method: 'get',
    path: '/v1/sessions/{id}',
    tag: 'Partners',
    summary: 'What was shared last of a session; 410 where it was taken back',
    auth: 'partner',
    limit: 'pull',
    params: z.object({ id: z.string().max(64) }),
    answers: { 200: { description: 'Its last event', schema: Event, headers: LIMITED } },
    handle: async ({ params }) => ({
      status: 200,
      body: JSON.parse(await service.showSession(params.id)) as unknown,
      headers: { 'cache-control': 'private, no-cache', link: '</v1/license>; rel="license"' },
    }),
  })
}

type Needs = {
  service: Service
  shelf: ReturnType<typeof openShelf>
  waiting: ReturnType<typeof openWaiting>
  closing: AbortSignal
  heartbeatMs: number | undefined
}

async function pull(needs: Needs, call: PullCall): Promise<Reply> {
  const { service, waiting, closing } = needs
  const { query, headers, req, res, caller } = call
  const format = formatOf(req, [SSE])
  const { since, types, bbox, limit, wait } = query
  const after = format === SSE ? (headers['last-event-id'] ?? query.after) : query.after
  const from = { after, since: after === undefined ? since : undefined }
  const isNow = after === undefined && query.from === 'now'
  let stand = await service.standIn({ ...from, isNow, sieve: sieveFor(types, bbox) })
  setHeaders(res)
  if (format === SSE) return listen(needs, call, stand)
  if (wait > 0) {
    const gone = new AbortController()
    res.once('close', () => gone.abort())
    const signal = AbortSignal.any([gone.signal, closing])
    stand = await waiting.hold(caller.id, () => service.awaitNews(stand, wait * 1000, signal))
  }
  const exchange: Exchange = { req, res, format, closing }
  if (limit === undefined && format !== JSON_FORM) return sendRest(service, stand, exchange)
  return sendPage(needs, stand, limit ?? PAGE, exchange)
}

async function listen(
  { service, waiting, closing, heartbeatMs }: Needs,
  { caller, token, res }: PullCall,
  stand: Parameters<typeof follow>[1],
): Promise<null> {
  const admitted = () => service.partnerOf(token)
  const beat = heartbeatMs === undefined ? {} : { heartbeatMs }
  await waiting.hold(caller.id, () => follow(service, stand, { res, closing, admitted, ...beat }))
  return null
}

/** The form that the client likes best of those served. Throws 406. */
function formatOf(req: Request, besides: (typeof SSE)[]): Format | typeof SSE {
  const chosen = req.accepts([...FORMATS.map(({ type }) => type), ...besides])
  if (chosen === SSE) return SSE
  const format = FORMATS.find(({ type }) => type === chosen)
  if (!format) throw unserved(besides)
  return format
}

function unserved(besides: string[]): Problem {
  const types = [...FORMATS.map(({ type }) => type), ...besides]
  return new Problem(406, `served here: ${types.join(', ')}`)
}
