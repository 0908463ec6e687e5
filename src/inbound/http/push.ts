/** What partners call about their pushes: secrets, tests, the log, dead letters, and replays. */
import { z } from 'zod'
import type { Delivery } from '../../domain/partners/partner.ts'
import { rfc3339, time } from '../../domain/text.ts'
import type { Service } from '../../flows/service.ts'
import { listed, listOf, ListQuery, pageOf } from './lists.ts'
import { PartnerView, partnerView } from './partner.ts'
import { type AnyRoute, route } from './route.ts'

const KINDS = ['events', 'verification', 'test'] as const
const DeliveryView = z
  .strictObject({
    id: z.string().meta({ description: 'The x-request-id that went along' }),
    message: z.string().meta({ description: 'The webhook-id, the same for every try' }),
    kind: z.enum(KINDS),
    at: z.string(),
    events: z.number().int(),
    superseded: z.number().int().meta({ description: 'Older states that it made needless' }),
    status: z.number().int().nullable(),
    error: z.string().nullable(),
    ms: z.number(),
  })
  .meta({ id: 'Delivery' })
const DeliveryInFull = DeliveryView.extend({
  answer: z.string().meta({ description: 'How the answer began' }),
}).meta({ id: 'DeliveryInFull' })
const DeliveriesQuery = ListQuery.extend({
  kind: z.enum(KINDS).optional(),
  result: z.enum(['delivered', 'failed']).optional(),
  message: z.string().max(200).optional(),
  since: time.optional(),
  until: time.optional(),
})
const DeadLetter = z
  .strictObject({
    id: z.string(),
    message: z.string().meta({ description: 'POST …/replay with it sends it again' }),
    session: z.string().nullable(),
    at: z.string().meta({ description: 'When it was first refused' }),
    tries: z.number().int(),
    status: z.number().int().nullable(),
  })
  .meta({ id: 'DeadLetter' })
const NoteView = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['push.gone', 'push.disabled', 'secret.renewed']),
    at: z.string(),
  })
  .meta({ id: 'PartnerNote' })

const cursor = z.string().max(200)
const Replay = z
  .union([
    z.strictObject({ since: time, until: time.optional() }),
    z.strictObject({ after: cursor, upTo: cursor.optional() }),
    z.strictObject({ session: z.string().max(64) }),
    z.strictObject({ message: z.string().max(200) }),
  ])
  .meta({ id: 'Replay', example: { since: '2026-11-21T00:00:00Z' } })

export function pushRoutes(service: Service): AnyRoute[] {
  return [...secretRoutes(service), ...logRoutes(service), ...againRoutes(service)]
}

function secretRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'post',
      path: '/v1/partners/me/push-secret',
      tag: 'Partners',
      summary: 'A new secret and key for signing pushes; the old ones sign too for a grace time',
      auth: 'partner',
      limit: 'push',
      answers: {
        201: {
          description: 'The new secret',
          schema: z.strictObject({ partner: PartnerView, pushSecret: z.string() }),
        },
      },
      handle: async ({ caller }) => {
        const { partner, pushSecret } = await service.renewPushSecret(caller.id)
        const state = await service.showPush(partner)
        return { status: 201, body: { partner: partnerView(state), pushSecret } }
      },
    }),
    route({
      method: 'post',
      path: '/v1/partners/me/push/test',
      tag: 'Partners',
      summary: 'Push a signed test message now, or the challenge where the address is not proven',
      auth: 'partner',
      limit: 'push',
      answers: { 200: { description: 'What became of it', schema: DeliveryInFull } },
      handle: async ({ caller }) => {
        const delivery = await service.testPush(caller.id)
        return { status: 200, body: { ...showDelivery(delivery), answer: delivery.answer } }
      },
    }),
  ]
}

function logRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/partners/me/deliveries',
      tag: 'Partners',
      summary: 'The attempts to push, newest first',
      auth: 'partner',
      query: DeliveriesQuery,
      answers: { 200: { description: 'A page', schema: listOf(DeliveryView) } },
      handle: async ({ caller, query }) => {
        const rows = await service.listDeliveries(caller.id, pageOf(query), query)
        return { status: 200, body: listed(rows, query, ({ id }) => id, showDelivery) }
      },
    }),
    route({
      method: 'get',
      path: '/v1/partners/me/deliveries/{id}',
      tag: 'Partners',
      summary: 'One attempt, with how the answer began',
      auth: 'partner',
      params: z.object({ id: z.string().max(64) }),
      answers: { 200: { description: 'The attempt', schema: DeliveryInFull } },
      handle: async ({ caller, params }) => {
        const delivery = await service.showDelivery(caller.id, params.id)
        return { status: 200, body: { ...showDelivery(delivery), answer: delivery.answer } }
      },
    }),
    route({
      method: 'get',
      path: '/v1/partners/me/notes',
      tag: 'Partners',
      summary: 'What happened to the pushes beside deliveries, newest first',
      auth: 'partner',
      query: ListQuery,
      answers: { 200: { description: 'A page', schema: listOf(NoteView) } },
      handle: async ({ caller, query }) => {
        const rows = await service.listNotes(caller.id, pageOf(query))
        const show = ({ id, kind, at }: (typeof rows)[number]) => ({ id, kind, at: rfc3339(at) })
        return { status: 200, body: listed(rows, query, ({ id }) => id, show) }
      },
    }),
  ]
}

function againRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/partners/me/deadletters',
      tag: 'Partners',
      summary: 'Events that were refused until their tries were over, newest first',
      auth: 'partner',
      query: ListQuery,
      answers: { 200: { description: 'A page', schema: listOf(DeadLetter) } },
      handle: async ({ caller, query }) => {
        const rows = await service.listDead(caller.id, pageOf(query))
        const show = ({ id, message, about, at, tries, status }: (typeof rows)[number]) => {
          return { id, message, session: about, at: rfc3339(at), tries, status }
        }
        return { status: 200, body: listed(rows, query, ({ id }) => id, show) }
      },
    }),
    route({
      method: 'post',
      path: '/v1/partners/me/replay',
      tag: 'Partners',
      summary: 'Push again: from a time or cursor on, a stretch, a session, or a message',
      auth: 'partner',
      limit: 'push',
      body: Replay,
      answers: { 202: { description: 'It will be pushed', schema: PartnerView } },
      handle: async ({ caller, body }) => {
        await service.replay(caller.id, body)
        return { status: 202, body: partnerView(await service.showPush(caller)) }
      },
    }),
  ]
}

function showDelivery(delivery: Delivery): z.infer<typeof DeliveryView> {
  const { id, message, kind, at, events, superseded, status, error, ms } = delivery
  return { id, message, kind, at: rfc3339(at), events, superseded, status, error, ms }
}
