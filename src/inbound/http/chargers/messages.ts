/** What the operator reads of the lines to chargers: the log, searched, and as lines of JSON. */
import { z } from 'zod'
import { Identity } from '../../../domain/chargers/charger.ts'
import { OcppVersion } from '../../../domain/chargers/ocpp.ts'
import { line, rfc3339, time } from '../../../domain/text.ts'
import type { LogPage, Service } from '../../../flows/service.ts'
import type { LogEntry, LogSieve } from '../../../flows/tables.ts'
import { isInOrder, ListQuery, listOf, MISORDERED } from '../lists.ts'
import { Problem } from '../problem.ts'
import { type AnyRoute, type Call, route } from '../route.ts'
import { sendParts } from '../stream.ts'
import { zoned } from '../views.ts'
import { AtCharger, NO_CHARGER } from './path.ts'

const NDJSON = 'application/x-ndjson'
/** So many entries are read at a time for an export. */
const PAGE = 500

const DeviationView = z.strictObject({
  rule: z.string().meta({ example: 'time-without-zone' }),
  path: z.string().meta({ description: 'A JSON Pointer into the payload' }),
  was: z.string(),
})
const EntryView = z
  .strictObject({
    id: z.string(),
    charger: z.string(),
    at: zoned,
    direction: z.enum(['in', 'out']).meta({ description: 'in: from the charger' }),
    version: OcppVersion.nullable(),
    action: z.string().nullable().meta({ description: 'null: it was no call' }),
    messageId: z.string().nullable().meta({
      description: 'Of what another backend was told: `upstream:` and its name',
    }),
    request: z.string().meta({ description: 'The frame as it was, secrets masked' }),
    answer: z.string().nullable(),
    error: z.string().nullable().meta({ description: 'The error code of the answer' }),
    ms: z.number().int().nullable().meta({ description: 'From the request to the answer' }),
    deviations: z.array(DeviationView),
  })
  .meta({ id: 'OcppMessage' })

const Search = ListQuery.extend({
  action: z.string().min(1).max(50).optional(),
  direction: z.enum(['in', 'out']).optional(),
  backends: z.stringbool().optional().meta({
    type: 'boolean',
    description: 'Only what other backends of the charger were told, or all but that',
  }),
  text: line(200).optional().meta({ description: 'Held by the frames, in letters of any case' }),
  deviating: z.stringbool().optional().meta({ type: 'boolean' }),
  from: time.optional().meta({ description: 'Then or later' }),
  to: time.optional().meta({ description: 'Before' }),
})
const OneSearch = Search.refine(isInOrder, MISORDERED)
const AnySearch = Search.extend({ charger: Identity.optional() }).refine(isInOrder, MISORDERED)

const answers = {
  200: {
    description:
      'A page, newest first; it may hold few, or none, although next says that there are more. ' +
      `As ${NDJSON}: all of them up to now, oldest first`,
    schema: listOf(EntryView),
    also: { [NDJSON]: EntryView },
  },
}

const refusals = { ...NO_CHARGER, 406: `Served here: JSON, ${NDJSON}` }

/** The routes of the log. */
export function messageRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/chargers/{identity}/messages',
      tag: 'Chargers',
      summary: 'What a charger said and was told; all of it as application/x-ndjson',
      auth: 'operator',
      params: AtCharger,
      query: OneSearch,
      answers,
      refusals,
      handle: (call) => answer(service, call.params.identity, call),
    }),
    route({
      method: 'get',
      path: '/v1/ocpp/messages',
      tag: 'Chargers',
      summary: 'The same of all chargers, or of one that is named',
      auth: 'operator',
      query: AnySearch,
      answers,
      refusals,
      handle: (call) => answer(service, call.query.charger ?? null, call),
    }),
  ]
}

type Asked = Pick<Call<'operator', undefined, typeof OneSearch, undefined, undefined>, 'query'> &
  Pick<Call<'operator', undefined, undefined, undefined, undefined>, 'req' | 'res'>

async function answer(service: Service, charger: string | null, { query, req, res }: Asked) {
  const format = req.accepts(['application/json', NDJSON])
  if (!format) throw new Problem(406, `served here: application/json, ${NDJSON}`)
  const { limit, after = null, action, direction, backends, text, deviating, from, to } = query
  const sieve = { action, direction, backends, text, deviating, from, to }
  if (format === NDJSON) {
    const headers = {
      'content-type': NDJSON,
      'content-disposition': `attachment; filename="ocpp-messages.ndjson"`,
    }
    return sendParts(res, headers, linesOf(service, charger, sieve))
  }
  const { entries, next } = await service.chargers.readLog(charger, { after, limit }, sieve)
  return { status: 200, body: { items: entries.map(showEntry), next }, headers: { vary: 'Accept' } }
}

/** Up to now: on a busy server the log grows faster than some may read it. */
async function* linesOf(
  service: Service,
  charger: string | null,
  sieve: LogSieve,
): AsyncGenerator<string> {
  const to = Math.min(sieve.to ?? Infinity, service.clock() + 1)
  let after: string | null = null
  do {
    const search = { ...sieve, to, oldestFirst: true }
    const page: LogPage = await service.chargers.readLog(charger, { after, limit: PAGE }, search)
    yield page.entries.map((entry) => `${JSON.stringify(showEntry(entry))}\n`).join('')
    after = page.next
  } while (after !== null)
}

function showEntry({ at, message, ...entry }: LogEntry): z.infer<typeof EntryView> {
  return { ...entry, at: rfc3339(at), messageId: message }
}
