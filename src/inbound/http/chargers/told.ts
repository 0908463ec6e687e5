/** What chargers have told of themselves: events, and their settings and inner state. */
import { z } from 'zod'
import { rfc3339 } from '../../../domain/text.ts'
import type { Service } from '../../../flows/service.ts'
import { listed, listOf, ListQuery, pageOf } from '../lists.ts'
import { type AnyRoute, route } from '../route.ts'
import { zoned } from '../views.ts'
import { AtCharger, NO_CHARGER } from './path.ts'

const About = z.record(z.string(), z.unknown())
const EventView = z
  .strictObject({
    id: z.string(),
    at: zoned,
    kind: z.string().meta({ description: 'A word that stays the same', example: 'boot' }),
    evse: z.number().int().meta({ description: '1.6: the connector; 0: the charger as a whole' }),
    about: About.meta({ description: 'What was told' }),
  })
  .meta({ id: 'ChargerEvent' })
const VariableView = z
  .strictObject({
    component: z.string().meta({ description: 'Empty for the configuration keys of OCPP 1.6' }),
    evse: z.number().int(),
    connector: z.number().int(),
    variable: z.string(),
    attribute: z.string(),
    value: z.string().nullable().meta({ description: 'Secrets are masked' }),
    about: About,
    at: zoned,
    wish: z
      .strictObject({
        value: z.string(),
        answer: z.string().nullable().meta({
          description: 'What the charger said to it; null: not yet',
          example: 'RebootRequired',
        }),
      })
      .nullable()
      .meta({ description: 'What it was asked to be, as you wish it of every charger' }),
  })
  .meta({ id: 'ChargerVariable' })

/** The routes of what chargers tell beside charging. */
export function toldRoutes({ chargers }: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/chargers/{identity}/events',
      tag: 'Chargers',
      summary: 'What happened at a charger, newest first: boots, states, alarms, updates',
      auth: 'operator',
      params: AtCharger,
      query: ListQuery.extend({ kind: z.string().max(60).optional() }),
      answers: { 200: { description: 'A page', schema: listOf(EventView) } },
      refusals: NO_CHARGER,
      handle: async ({ params, query }) => {
        const { kind } = query
        const rows = await chargers.listEvents(params.identity, pageOf(query), { kind })
        const show = ({ charger: _, at, ...event }: (typeof rows)[number]) => ({
          ...event,
          at: rfc3339(at),
        })
        return { status: 200, body: listed(rows, query, ({ id }) => id, show) }
      },
    }),
    route({
      method: 'get',
      path: '/v1/chargers/{identity}/variables',
      tag: 'Chargers',
      summary: 'What a charger told of its settings and inner state; it is asked after it starts',
      auth: 'operator',
      params: AtCharger,
      answers: { 200: { description: 'All of it', schema: listOf(VariableView) } },
      refusals: NO_CHARGER,
      handle: async ({ params }) => {
        const told = await chargers.listVariables(params.identity)
        const items = told.map(({ at, wished, wishAnswer, wishFirmware: _, ...variable }) => ({
          ...variable,
          at: rfc3339(at),
          wish: wished === null ? null : { value: wished, answer: wishAnswer },
        }))
        return { status: 200, body: { items, next: null } }
      },
    }),
  ]
}
