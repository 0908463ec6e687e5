/** What the operator has a charger do: any call of its version of OCPP, as it goes on the wire. */
import type { ErrorObject } from 'ajv'
import { z } from 'zod'
import { amiss, repairedStart, unaskable } from '../../../domain/chargers/commands/asked.ts'
import type { OcppVersion, Payload } from '../../../domain/chargers/ocpp.ts'
import { rfc3339 } from '../../../domain/text.ts'
import type { Service } from '../../../flows/service.ts'
import { lookerFor } from '../../ocpp/schemas.ts'
import { listed, listOf, ListQuery, pageOf } from '../lists.ts'
import { escaped, Problem } from '../problem.ts'
import { type AnyRoute, route } from '../route.ts'
import { zoned, zonedOrNull } from '../views.ts'
import { answered, UNHEARD } from './outcome.ts'
import { AtCharger, NO_CHARGER } from './path.ts'

const Fields = z.record(z.string(), z.unknown())
const Command = z
  .strictObject({
    action: z
      .string()
      .regex(/^[A-Za-z0-9.]{1,50}$/, 'must be the name of an OCPP call')
      .meta({
        description: "Of the charger's own version; a bare name",
        example: 'RemoteStartTransaction',
      }),
    payload: Fields.default({}).meta({
      description: 'As it goes on the wire; see GET /v1/ocpp/actions',
      example: { connectorId: 1, idTag: '04A22B33' },
    }),
    timeoutS: z.number().int().min(1).max(300).default(30).meta({
      description: 'How long the answer is waited for',
    }),
  })
  .meta({ id: 'Command' })
const Repair = z.strictObject({ rule: z.string(), path: z.string(), was: z.string() })
const Response = z
  .strictObject({
    response: Fields.meta({ description: "The charger's answer, as it came" }),
    repairs: z.array(Repair).optional().meta({
      description: 'What was left out of the payload, since no charger could do anything with it',
    }),
  })
  .meta({ id: 'CommandResponse' })
const CommandView = z
  .strictObject({
    id: z.string(),
    action: z.string(),
    payload: Fields.meta({ description: 'Secrets are masked' }),
    askedBy: z.string(),
    at: zoned,
    state: z.enum(['waiting', 'sent', 'answered', 'silent', 'away']),
    answer: Fields.nullable(),
    sentAt: zoned.nullable(),
    answeredAt: zoned.nullable(),
  })
  .meta({ id: 'CommandRecord' })

/** The routes of commands. */
export function commandRoutes(service: Service): AnyRoute[] {
  return [commandRoute(service), listRoute(service)]
}

function commandRoute({ chargers }: Service): AnyRoute {
  return route({
    method: 'post',
    path: '/v1/chargers/{identity}/commands',
    tag: 'Chargers',
    summary: 'Have a charger do something, and wait for its answer',
    auth: 'operator',
    params: AtCharger,
    body: Command,
    answers: { 200: { description: 'The charger has answered', schema: Response } },
    refusals: UNHEARD,
    handle: async ({ params: { identity }, body: { action, payload: told, timeoutS } }) => {
      const version = await chargers.versionOf(identity)
      const { payload, repairs } = repairedStart(action, told)
      if (version !== null) await checked(version, action, payload)
      const called = await chargers.command({
        ...{ charger: identity, action, payload },
        askedBy: 'operator',
        timeoutMs: timeoutS * 1000,
      })
      const response = answered(called)
      return { status: 200, body: { response, ...(repairs.length > 0 && { repairs }) } }
    },
  })
}

/** Throws 422 where a charger of this version could not understand the call. */
async function checked(version: OcppVersion, action: string, payload: Payload): Promise<void> {
  const why = unaskable(version, action)
  if (why !== null) throw notValid([{ path: '', detail: why }], '/action')
  const look = await lookerFor(version, action, 'Request')
  const faults = (look?.(payload) ?? []).map(faultOf)
  const odd = amiss(action, payload)
  if (odd) faults.push(odd)
  if (faults.length > 0) throw notValid(faults.slice(0, FAULTS), '/payload')
}

/** More faults of one call are not told. */
const FAULTS = 50

type Wrong = Pick<ErrorObject, 'instancePath' | 'keyword' | 'params' | 'message'>

function faultOf({ instancePath, keyword, params, message = 'is not valid' }: Wrong): OcppFault {
  const { additionalProperty, missingProperty, allowedValues } = params as Record<string, unknown>
  if (keyword === 'additionalProperties') {
    return { path: `${instancePath}/${escaped(String(additionalProperty))}`, detail: 'unknown key' }
  }
  if (keyword === 'required') {
    return { path: `${instancePath}/${escaped(String(missingProperty))}`, detail: 'is missing' }
  }
  const isChoice = keyword === 'enum' && Array.isArray(allowedValues)
  const detail = isChoice ? `must be one of ${allowedValues.join(', ')}` : message
  return { path: instancePath, detail }
}

/** `path` is a JSON Pointer into the payload. */
type OcppFault = { path: string; detail: string }

function notValid(faults: OcppFault[], at: string): Problem {
  const errors = faults.map(({ path, detail }) => ({ pointer: at + path, detail, code: 'ocpp' }))
  return new Problem(422, 'the charger could not understand this call', errors)
}

function listRoute({ chargers }: Service): AnyRoute {
  return route({
    method: 'get',
    path: '/v1/chargers/{identity}/commands',
    tag: 'Chargers',
    summary: 'What a charger was to do, and what came of it, newest first',
    auth: 'operator',
    params: AtCharger,
    query: ListQuery,
    answers: { 200: { description: 'A page', schema: listOf(CommandView) } },
    refusals: NO_CHARGER,
    handle: async ({ params, query }) => {
      const rows = await chargers.listCommands(params.identity, pageOf(query))
      const show = (row: (typeof rows)[number]): z.infer<typeof CommandView> => {
        const { id, action, payload, askedBy, at, state, answer, sentAt, answeredAt } = row
        return {
          ...{ id, action, payload, askedBy, state, answer },
          at: rfc3339(at),
          sentAt: zonedOrNull(sentAt),
          answeredAt: zonedOrNull(answeredAt),
        }
      }
      return { status: 200, body: listed(rows, query, ({ id }) => id, show) }
    },
  })
}
