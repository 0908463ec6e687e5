/** What partners call: signing up under the licence, tokens, and where their pushes go. */
import { z } from 'zod'
import type { Delivery, Partner } from '../../domain/partners/partner.ts'
import { LICENSE } from '../../domain/sharing/event.ts'
import { line, link, rfc3339, time } from '../../domain/text.ts'
import type { Service } from '../../flows/service.ts'
import { listed, listOf, ListQuery, pageOf } from './lists.ts'
import { type AnyRoute, route } from './route.ts'

const PushWish = z.strictObject({
  url: link(2000).nullable().optional().meta({ example: 'https://partner.example/hook' }),
  enabled: z.boolean().optional(),
})
const NewPartner = z
  .strictObject({
    name: line(100).meta({ example: 'Open Map' }),
    email: z.email().max(254).meta({ example: 'data@partner.example' }),
    acceptLicense: z
      .string({ error: 'the licence must be accepted: its id from GET /v1/license' })
      .meta({ example: LICENSE }),
    push: PushWish.optional(),
  })
  .meta({ id: 'NewPartner' })
const PartnerView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    license: z.string(),
    push: z.strictObject({
      url: z.string().nullable(),
      enabled: z.boolean(),
      state: z.enum(['none', 'unproven', 'proven', 'gone']),
      failures: z.number().int(),
      nextTryAt: z.string().nullable(),
      problem: z.string().nullable().meta({ description: 'What the partner must do first, if so' }),
    }),
    createdAt: z.string(),
  })
  .meta({ id: 'Partner' })
const NO_SECRET = 'no secret to sign with: get a new one, POST /v1/partners/me/push-secret'
const Joined = z
  .strictObject({ partner: PartnerView, token: z.string(), pushSecret: z.string() })
  .meta({ id: 'Joined', description: 'Token and secret are shown this once' })
const DeliveryView = z
  .strictObject({
    id: z.string(),
    message: z.string().meta({ description: 'The webhook-id, the same for every try' }),
    kind: z.enum(['events', 'verification', 'test']),
    at: z.string(),
    events: z.number().int(),
    status: z.number().int().nullable(),
    error: z.string().nullable(),
    ms: z.number(),
  })
  .meta({ id: 'Delivery' })
const License = z.strictObject({ id: z.string(), url: z.string(), text: z.string() })
const Replay = z
  .union([z.strictObject({ since: time }), z.strictObject({ after: z.string().max(200) })])
  .meta({ id: 'Replay', example: { since: '2026-11-21T00:00:00Z' } })

/** The routes of partners, but for the feed itself. */
export function partnerRoutes(service: Service, licenseText: string): AnyRoute[] {
  const url = 'https://creativecommons.org/licenses/by/4.0/'
  return [
    route({
      method: 'get',
      path: '/v1/license',
      tag: 'Partners',
      summary: 'The licence of all that is published',
      auth: 'anyone',
      answers: { 200: { description: 'The licence', schema: License } },
      handle: () => ({ status: 200, body: { id: LICENSE, url, text: licenseText } }),
    }),
    route({
      method: 'post',
      path: '/v1/partners',
      tag: 'Partners',
      summary: 'Sign up; accepting the licence is the only condition',
      auth: 'anyone',
      limit: 'signUp',
      body: NewPartner,
      answers: { 201: { description: 'Signed up', schema: Joined } },
      handle: async ({ body }) => {
        const { partner, token, pushSecret } = await service.joinPartner(body)
        return { status: 201, body: { partner: showPartner(partner), token, pushSecret } }
      },
    }),
    ...ownRoutes(service),
    ...pushRoutes(service),
  ]
}

function ownRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/partners/me',
      tag: 'Partners',
      summary: 'The partner itself, and how its pushes fare',
      auth: 'partner',
      answers: { 200: { description: 'The partner', schema: PartnerView } },
      handle: ({ caller }) => ({ status: 200, body: showPartner(caller) }),
    }),
    route({
      method: 'patch',
      path: '/v1/partners/me',
      tag: 'Partners',
      summary: 'Set where pushes go; a new address is proven before it gets data',
      auth: 'partner',
      body: z.strictObject({ push: PushWish }),
      answers: { 200: { description: 'The partner', schema: PartnerView } },
      handle: async ({ caller, body }) => ({
        status: 200,
        body: showPartner(await service.setPush(caller.id, body.push)),
      }),
    }),
    route({
      method: 'post',
      path: '/v1/partners/me/token',
      tag: 'Partners',
      summary: 'A new token; the old one works on for a grace time',
      auth: 'partner',
      answers: {
        201: {
          description: 'The new token',
          schema: z.strictObject({ partner: PartnerView, token: z.string() }),
        },
      },
      handle: async ({ caller }) => {
        const { partner, token } = await service.renewPartnerToken(caller.id)
        return { status: 201, body: { partner: showPartner(partner), token } }
      },
    }),
    route({
      method: 'get',
      path: '/v1/partners/me/deliveries',
      tag: 'Partners',
      summary: 'The attempts to push, newest first',
      auth: 'partner',
      query: ListQuery,
      answers: { 200: { description: 'A page', schema: listOf(DeliveryView) } },
      handle: async ({ caller, query }) => {
        const rows = await service.listDeliveries(caller.id, pageOf(query))
        return { status: 200, body: listed(rows, query, ({ id }) => id, showDelivery) }
      },
    }),
  ]
}

function pushRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'post',
      path: '/v1/partners/me/push-secret',
      tag: 'Partners',
      summary: 'A new secret for the signatures of pushes',
      auth: 'partner',
      answers: {
        201: {
          description: 'The new secret',
          schema: z.strictObject({ partner: PartnerView, pushSecret: z.string() }),
        },
      },
      handle: async ({ caller }) => {
        const { partner, pushSecret } = await service.renewPushSecret(caller.id)
        return { status: 201, body: { partner: showPartner(partner), pushSecret } }
      },
    }),
    route({
      method: 'post',
      path: '/v1/partners/me/push/test',
      tag: 'Partners',
      summary: 'Push a signed test message now, or the challenge where the address is not proven',
      auth: 'partner',
      answers: { 200: { description: 'What became of it', schema: DeliveryView } },
      handle: async ({ caller }) => ({
        status: 200,
        body: showDelivery(await service.testPush(caller.id)),
      }),
    }),
    route({
      method: 'post',
      path: '/v1/partners/me/replay',
      tag: 'Partners',
      summary: 'Push again what was published since a time, or after a cursor',
      auth: 'partner',
      body: Replay,
      answers: { 202: { description: 'It will be pushed', schema: PartnerView } },
      handle: async ({ caller, body }) => {
        const partner = await service.replay(caller.id, await service.startOf(body))
        return { status: 202, body: showPartner(partner) }
      },
    }),
  ]
}

function showPartner(partner: Partner): z.infer<typeof PartnerView> {
  const { id, name, email, license, createdAt, pushUrl, pushEnabled, pushState } = partner
  const { tries, dueAt } = partner
  const push = {
    url: pushUrl,
    enabled: pushEnabled,
    state: pushState,
    failures: tries,
    nextTryAt: dueAt === null ? null : rfc3339(dueAt),
    problem: partner.pushSecret === '' ? NO_SECRET : null,
  }
  return { id, name, email, license, push, createdAt: rfc3339(createdAt) }
}

function showDelivery(delivery: Delivery): z.infer<typeof DeliveryView> {
  const { id, message, kind, at, events, status, error, ms } = delivery
  return { id, message, kind, at: rfc3339(at), events, status, error, ms }
}
