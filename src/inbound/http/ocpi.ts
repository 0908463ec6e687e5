/** What a partner asks of OCPI: a token for his server to register with, or that ours registers there. */
import { z } from 'zod'
import { endpointOf, type Peer, VERSIONS } from '../../domain/ocpi/peer.ts'
import { TOKEN } from '../../domain/ocpi/token.ts'
import { link, rfc3339 } from '../../domain/text.ts'
import type { Service } from '../../flows/service.ts'
import { type AnyRoute, route } from './route.ts'

const Wish = z
  .strictObject({
    versionsUrl: link(255).optional().meta({
      description: 'Where his versions are',
      example: 'https://partner.example/ocpi/versions',
    }),
    token: z
      .string()
      .regex(TOKEN, 'must be 1 to 64 printable characters without blanks')
      .optional()
      .meta({ description: 'His token A; without it, one of ours is made for him' }),
    observations: z.boolean().optional().meta({
      description: 'He reads the module of our own, with what OCPI 2.2.1 has no words for',
    }),
  })
  .refine(({ token, versionsUrl }) => token === undefined || versionsUrl !== undefined, {
    path: ['versionsUrl'],
    message: 'is needed to register there',
  })
  .meta({ id: 'OcpiWish' })
const PeerView = z
  .strictObject({
    standing: z.enum(['offered', 'calling', 'registered']),
    version: z.enum(VERSIONS).nullable(),
    versionsUrl: z.string().nullable().meta({ description: 'His' }),
    parties: z.array(
      z.strictObject({ countryCode: z.string(), partyId: z.string(), name: z.string() }),
    ),
    observations: z.boolean(),
    since: z.string(),
    push: z.strictObject({
      url: z.string().nullable().meta({ description: 'Where his server takes sessions in' }),
      failures: z.number().int(),
      nextTryAt: z.string().nullable(),
      problem: z.string().nullable().meta({ description: 'What went wrong last' }),
    }),
  })
  .meta({ id: 'OcpiPeer' })
const Begun = z
  .strictObject({
    ocpi: PeerView,
    versionsUrl: z.string().meta({ description: 'Ours' }),
    token: z.string().nullable().meta({ description: 'Token A, shown this once; dies when used' }),
  })
  .meta({ id: 'OcpiBegun' })

const common = { path: '/v1/partners/me/ocpi', tag: 'Partners', auth: 'partner' } as const
const answer = { description: 'How it stands', schema: PeerView }

/** A partner's own routes about OCPI; OCPI itself is spoken below `/ocpi`. */
export function ocpiRoutes(service: Service): AnyRoute[] {
  return [
    route({
      ...common,
      method: 'post',
      summary: 'Get a token A to register with us by OCPI, or have us register with yours',
      limit: 'trial',
      body: Wish,
      answers: { 201: { description: 'Offered, or registered', schema: Begun } },
      handle: async ({ caller, body }) => {
        const { peer, token } = await begin(service, caller.id, body)
        const versionsUrl = `${service.ocpi.base()}/versions`
        return { status: 201, body: { ocpi: showPeer(peer), versionsUrl, token } }
      },
    }),
    route({
      ...common,
      method: 'get',
      summary: 'How the connection by OCPI stands, and how pushes fare',
      answers: { 200: answer },
      handle: async ({ caller }) => ({
        status: 200,
        body: showPeer(await service.ocpi.showPeer(caller.id)),
      }),
    }),
    route({
      ...common,
      method: 'delete',
      summary: 'End the connection by OCPI; the other server is told',
      answers: { 204: { description: 'Ended' } },
      handle: async ({ caller }) => {
        await service.ocpi.leavePeer(caller.id)
        return { status: 204 }
      },
    }),
    route({
      ...common,
      path: '/v1/partners/me/ocpi/token',
      method: 'post',
      summary: 'New OCPI tokens on both sides',
      limit: 'trial',
      answers: { 200: answer },
      handle: async ({ caller }) => ({
        status: 200,
        body: showPeer(await service.ocpi.renewConnection(caller.id)),
      }),
    }),
  ]
}

async function begin(service: Service, partner: string, wish: z.infer<typeof Wish>) {
  const { token, versionsUrl } = wish
  if (token === undefined || versionsUrl === undefined) {
    return service.ocpi.offerPeer(partner, wish)
  }
  const peer = await service.ocpi.connectPeer(partner, { ...wish, versionsUrl, token })
  return { peer, token: null }
}

function showPeer(peer: Peer): z.infer<typeof PeerView> {
  const { standing, version, versionsUrl, parties, observations, since } = peer
  const push = {
    url: endpointOf(peer, 'sessions', 'RECEIVER'),
    failures: peer.tries,
    nextTryAt: peer.tries === 0 || peer.dueAt === null ? null : rfc3339(peer.dueAt),
    problem: peer.problem,
  }
  const at = rfc3339(since)
  return { standing, version, versionsUrl, parties, observations, since: at, push }
}
