/** Who knocked lately and was turned away, for the operator. */
import { z } from 'zod'
import { rfc3339 } from '../../../domain/text.ts'
import type { Service } from '../../../flows/service.ts'
import { listOf } from '../lists.ts'
import { type AnyRoute, route } from '../route.ts'
import { zoned } from '../views.ts'

const KnockView = z
  .strictObject({
    identity: z.string(),
    at: zoned,
    status: z.number().int().meta({
      description:
        '404: nobody has registered it; 401: no or a wrong password; 403: not secure enough',
    }),
    why: z.string(),
    isEnded: z.boolean().meta({ description: 'Its certificate has ended, and that is why' }),
    count: z.number().int().meta({ description: 'How often in a row' }),
  })
  .meta({ id: 'Knock' })

/** The route of those who were turned away by this process. */
export function knockRoutes({ chargers }: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/ocpp/knocks',
      tag: 'Chargers',
      summary: 'Who knocked lately at /ocpp/ and was turned away, the newest first',
      auth: 'operator',
      answers: { 200: { description: 'At most fifty', schema: listOf(KnockView) } },
      handle: () => {
        const items = chargers.listKnocks().map((one) => ({ ...one, at: rfc3339(one.at) }))
        return { status: 200, body: { items, next: null } }
      },
    }),
  ]
}
