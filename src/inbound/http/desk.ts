/** What the operator asks beside chargers: how partners fare, what becomes of them, and whether all is well. */
import { z } from 'zod'
import { rfc3339, time } from '../../domain/text.ts'
import type { PushState, Service } from '../../flows/service.ts'
import { AuthorityView, showAuthority } from './chargers/certificates.ts'
import { listed, listOf, ListQuery, pageOf } from './lists.ts'
import { PartnerView, partnerView } from './partner.ts'
import { type AnyRoute, route } from './route.ts'
import { zonedOrNull } from './views.ts'

const Id = z.object({ id: z.string().max(64) })
const PartnerSeen = PartnerView.extend({
  suspendedAt: z.string().nullable().meta({ description: 'null: it is not suspended' }),
}).meta({ id: 'PartnerSeen', description: 'A partner as the operator sees it' })
const Replay = z
  .union([
    z.strictObject({ since: time }),
    z.strictObject({ after: z.string().max(200).meta({ description: 'A cursor of the feed' }) }),
  ])
  .meta({ id: 'ReplayFrom', example: { since: '2026-11-21T00:00:00Z' } })
const count = z.number().int()
const HealthView = z
  .strictObject({
    at: z.string(),
    version: z.string(),
    store: z.enum(['ok', 'failing']).meta({ description: 'Whether it takes writes' }),
    chargers: z.strictObject({
      connected: count,
      expected: count.meta({ description: 'Accepted, connected or not' }),
      pending: count,
      rejected: count,
    }),
    charging: count.meta({ description: 'Transactions under way' }),
    commandsWaiting: count,
    deviationsToday: count.meta({ description: 'Messages not as OCPP wants them, since midnight' }),
    partners: z.strictObject({ all: count, suspended: count, failing: count }),
    deliveries: z.strictObject({
      lagS: z.number().meta({ description: 'Age of the oldest event not pushed yet, in seconds' }),
    }),
    lastBackupAt: z.string().nullable(),
    authority: AuthorityView.nullable().meta({
      description: 'What signs certificates of chargers; null: no key is set for that',
    }),
    ocpp: z.strictObject({
      url: z.string().nullable().meta({
        description: 'Where chargers come, by the public address of this server; null: none is set',
        example: 'wss://charge.example/ocpp',
      }),
      tlsPort: count.nullable().meta({ description: 'null: this server itself serves no TLS' }),
    }),
  })
  .meta({ id: 'OperatorHealth' })

/** What this server knows of itself beside its data: its version, and where chargers come to it. */
type Self = { version: string; ocpp: () => OcppDoor }
/** `url`: as the operator says it, without a charger's identity. */
export type OcppDoor = { url: string | null; tlsPort: number | null }

export function deskRoutes(service: Service, self: Self): AnyRoute[] {
  return [...partnerRoutes(service), healthRoute(service, self)]
}

function partnerRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/operator/partners',
      tag: 'Operator',
      summary: 'All partners and how their pushes fare, the oldest first',
      auth: 'operator',
      query: ListQuery,
      answers: { 200: { description: 'A page', schema: listOf(PartnerSeen) } },
      handle: async ({ query }) => {
        const rows = await service.listPartners(pageOf(query))
        return { status: 200, body: listed(rows, query, ({ partner }) => partner.id, seen) }
      },
    }),
    route({
      method: 'patch',
      path: '/v1/operator/partners/{id}',
      tag: 'Operator',
      summary: 'Suspend a partner, which is pushed nothing and may read nothing, or lift that',
      auth: 'operator',
      params: Id,
      body: z.strictObject({ suspended: z.boolean() }),
      answers: { 200: { description: 'As it stands now', schema: PartnerSeen } },
      handle: async ({ params, body }) => {
        await service.suspendPartner(params.id, body.suspended)
        return { status: 200, body: seen(await service.showPartner(params.id)) }
      },
    }),
    route({
      method: 'post',
      path: '/v1/operator/partners/{id}/replay',
      tag: 'Operator',
      summary: 'Push to a partner again, from a time or a cursor on',
      auth: 'operator',
      params: Id,
      body: Replay,
      answers: { 202: { description: 'It will be pushed', schema: PartnerSeen } },
      handle: async ({ params, body }) => {
        await service.replay(params.id, body)
        return { status: 202, body: seen(await service.showPartner(params.id)) }
      },
    }),
  ]
}

function healthRoute(service: Service, self: Self): AnyRoute {
  return route({
    method: 'get',
    path: '/v1/operator/health',
    tag: 'Operator',
    summary: 'Whether all is well, at one look',
    auth: 'operator',
    query: z.object({
      since: time.optional().meta({
        description:
          'When the day of `deviationsToday` began; midnight in UTC where it is left out',
      }),
    }),
    answers: { 200: { description: 'How things stand', schema: HealthView } },
    handle: async ({ query }) => {
      const since = query.since ?? midnightBefore(service.clock())
      return { status: 200, body: await healthOf(service, since, self) }
    },
  })
}

async function healthOf(service: Service, since: number, self: Self) {
  const authority = showAuthority(service.chargers.showAuthority())
  return { ...healthView(await service.showHealth(since), self), authority }
}

function midnightBefore(now: number): number {
  return now - (now % 86_400_000)
}

function seen(state: PushState): z.infer<typeof PartnerSeen> {
  const { suspendedAt } = state.partner
  return { ...partnerView(state), suspendedAt: zonedOrNull(suspendedAt) }
}

type Health = Awaited<ReturnType<Service['showHealth']>>

function healthView(
  health: Health,
  { version, ocpp }: Self,
): Omit<z.infer<typeof HealthView>, 'authority'> {
  const { at, storeOk, chargers, charging, commandsWaiting, deviations, partners } = health
  const { accepted: expected, ...others } = chargers
  const { owedSince, lastBackupAt } = health
  return {
    ...{ at: rfc3339(at), version, store: storeOk ? 'ok' : 'failing' },
    chargers: { ...others, expected },
    ...{ charging, commandsWaiting, deviationsToday: deviations, partners },
    deliveries: { lagS: owedSince === null ? 0 : Math.max(0, at - owedSince) / 1000 },
    lastBackupAt: zonedOrNull(lastBackupAt),
    ocpp: ocpp(),
  }
}
