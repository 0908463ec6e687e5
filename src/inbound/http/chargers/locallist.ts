/** Sending a charger the list of those who may charge also while it is offline. */
import { z } from 'zod'
import type { Service } from '../../../flows/service.ts'
import { type AnyRoute, route } from '../route.ts'
import { answered, UNHEARD } from './outcome.ts'
import { AtCharger } from './path.ts'

const Sent = z
  .strictObject({
    response: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: "The charger's answer; null: it holds all of it already" }),
    entries: z
      .number()
      .int()
      .meta({ description: 'How many were sent; the rest follows by itself' }),
    listVersion: z.number().int().nullable().meta({ description: 'Of the list that it holds now' }),
  })
  .meta({ id: 'LocalListSent' })

/** The route of local lists. */
export function localListRoutes({ chargers }: Service): AnyRoute[] {
  return [
    route({
      method: 'post',
      path: '/v1/chargers/{identity}/local-list',
      tag: 'Chargers',
      summary: 'Send a charger its local list, whole or what has changed, and wait for its answer',
      auth: 'operator',
      params: AtCharger,
      body: z.strictObject({ mode: z.enum(['full', 'differential']).default('differential') }),
      bare: true,
      answers: { 200: { description: 'The charger has answered', schema: Sent } },
      refusals: UNHEARD,
      handle: async ({ params, body }) => {
        const sent = await chargers.sendLocalList(params.identity, body.mode)
        const { called, entries, listVersion } = sent
        const response = called === null ? null : answered(called)
        return { status: 200, body: { response, entries, listVersion } }
      },
    }),
  ]
}
