/** What partners call: signing up under the licence, and tokens. */
import { z } from 'zod'
import { LICENSE } from '../../domain/sharing/event.ts'
import { line } from '../../domain/text.ts'
import type { Service } from '../../flows/service.ts'
import { PartnerView, partnerView, PushWish } from './partner.ts'
import { type AnyRoute, route } from './route.ts'

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
const Joined = z
  .strictObject({ partner: PartnerView, token: z.string(), pushSecret: z.string() })
  .meta({ id: 'Joined', description: 'Token and secret are shown this once' })
const License = z.strictObject({ id: z.string(), url: z.string(), text: z.string() })

/** The routes by which somebody becomes a partner and stays one. */
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
        return { status: 201, body: { ...(await viewed(service, partner)), token, pushSecret } }
      },
    }),
    ...ownRoutes(service),
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
      handle: async ({ caller }) => ({
        status: 200,
        body: (await viewed(service, caller)).partner,
      }),
    }),
    route({
      method: 'patch',
      path: '/v1/partners/me',
      tag: 'Partners',
      summary: 'Set where pushes go and how; a new address is proven before it gets data',
      auth: 'partner',
      limit: 'wish',
      body: z.strictObject({ push: PushWish }),
      answers: { 200: { description: 'The partner', schema: PartnerView } },
      handle: async ({ caller, body }) => {
        const partner = await service.setPush(caller.id, body.push)
        return { status: 200, body: (await viewed(service, partner)).partner }
      },
    }),
    route({
      method: 'post',
      path: '/v1/partners/me/token',
      tag: 'Partners',
      summary: 'A new token; the old one works on for a grace time',
      auth: 'partner',
      limit: 'push',
      answers: {
        201: {
          description: 'The new token',
          schema: z.strictObject({ partner: PartnerView, token: z.string() }),
        },
      },
      handle: async ({ caller }) => {
        const { partner, token } = await service.renewPartnerToken(caller.id)
        return { status: 201, body: { ...(await viewed(service, partner)), token } }
      },
    }),
  ]
}

async function viewed(service: Service, partner: Parameters<Service['showPush']>[0]) {
  return { partner: partnerView(await service.showPush(partner)) }
}
