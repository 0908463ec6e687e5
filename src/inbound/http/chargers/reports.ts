/** Simple questions about chargers: which are active, when each was last heard of, and the last known energy. */
import { z } from 'zod'
import { Identity } from '../../../domain/chargers/charger.ts'
import type { Transaction } from '../../../domain/chargers/transaction.ts'
import { Moment } from '../../../domain/sharing/flag.ts'
import { rfc3339 } from '../../../domain/text.ts'
import type { Activity, Service } from '../../../flows/service.ts'
import { listed, listOf, ListQuery, pageOf } from '../lists.ts'
import { type AnyRoute, route } from '../route.ts'
import { zoned, zonedOrNull } from '../views.ts'
import { cursorOf, identityAt } from './cursor.ts'
import { NO_CHARGER } from './path.ts'
import { inKwh } from './transaction.ts'

const kwh = z.number().nullable()
const EnergyView = z
  .strictObject({
    charger: z.string(),
    id: z.string(),
    number: z.number().int(),
    connectorId: z.number().int(),
    status: Moment,
    startedAt: zoned,
    endedAt: zoned.nullable(),
    energyKwh: kwh.meta({ description: 'Dispensed so far, or in all; null: not told yet' }),
    meterWh: z.number().nullable().meta({ description: 'The register as it was told last' }),
    at: zoned.meta({ description: 'When that was, by the charger’s clock' }),
    isFinal: z.boolean().meta({ description: 'The charger has told its end' }),
  })
  .meta({
    id: 'LastEnergy',
    example: {
      ...{ charger: 'CP-1', id: '01m7zt3c4v', number: 7, connectorId: 1, status: 'charging' },
      ...{ startedAt: '2026-11-21T17:05:00.000Z', endedAt: null },
      ...{ energyKwh: 6.42, meterWh: 126820, at: '2026-11-21T18:02:30.000Z', isFinal: false },
    },
  })
const ActivityView = z
  .strictObject({
    charger: Identity,
    isActive: z.boolean().meta({ description: 'It is connected now' }),
    charging: z.number().int().meta({ description: 'Transactions that are charging there' }),
    lastHeardAt: zoned.nullable().meta({ description: 'Any message; null: never' }),
    connectedAt: zoned.nullable(),
    disconnectedAt: zoned.nullable(),
  })
  .meta({
    id: 'ChargerActivity',
    example: {
      ...{ charger: 'CP-1', isActive: true, charging: 1 },
      lastHeardAt: '2026-11-21T18:02:31.000Z',
      connectedAt: '2026-11-20T06:00:12.000Z',
      disconnectedAt: '2026-11-20T05:59:40.000Z',
    },
  })

/** The routes of reports. */
export function reportRoutes(service: Service): AnyRoute[] {
  return [activityRoute(service), energyRoute(service)]
}

function activityRoute({ chargers }: Service): AnyRoute {
  return route({
    method: 'get',
    path: '/v1/reports/active',
    tag: 'Chargers',
    summary: 'Which chargers are active, and when each was last heard of',
    auth: 'operator',
    query: ListQuery.extend({
      active: z
        .stringbool()
        .optional()
        .meta({ type: 'boolean', description: 'Only those that are, or are not, connected' }),
      charger: Identity.optional().meta({ description: 'That one alone', example: 'CP-1' }),
    }),
    answers: { 200: { description: 'By identity', schema: listOf(ActivityView) } },
    refusals: NO_CHARGER,
    handle: async ({ query }) => {
      const { after, limit } = pageOf(query)
      const rows = await chargers.listActive({ after: identityAt(after), limit }, query)
      const body = listed(rows, query, ({ charger }) => cursorOf(charger.id), showActivity)
      return { status: 200, body }
    },
  })
}

function energyRoute({ chargers }: Service): AnyRoute {
  return route({
    method: 'get',
    path: '/v1/reports/last-energy',
    tag: 'Chargers',
    summary: 'The last known energy of a transaction, or of a charger’s latest one',
    auth: 'operator',
    query: z.object({
      charger: Identity.meta({ example: 'CP-1' }),
      transaction: z.string().min(1).max(64).optional().meta({
        description: 'Its id here, its number, or the charger’s own name for it; else the latest',
        example: '7',
      }),
    }),
    answers: { 200: { description: 'What was dispensed', schema: EnergyView } },
    refusals: { 404: 'There is no such charger, or no such transaction of it' },
    handle: async ({ query: { charger, transaction = null } }) => ({
      status: 200,
      body: showEnergy(await chargers.lastEnergy(charger, transaction)),
    }),
  })
}

function showEnergy(one: Transaction): z.infer<typeof EnergyView> {
  const { charger, id, number, status, startedAt, endedAt, energyWh, meterStopWh, last } = one
  return {
    ...{ charger, id, number, connectorId: one.evse, status },
    startedAt: rfc3339(startedAt),
    endedAt: zonedOrNull(endedAt),
    energyKwh: energyWh === null ? null : inKwh(energyWh),
    meterWh: meterStopWh ?? last?.wh ?? one.meterStartWh,
    at: rfc3339(endedAt ?? last?.at ?? startedAt),
    isFinal: endedAt !== null && !one.isProvisional,
  }
}

function showActivity({ charger, charging }: Activity): z.infer<typeof ActivityView> {
  return {
    charger: charger.id,
    isActive: charger.holder !== null,
    charging,
    lastHeardAt: zonedOrNull(charger.seenAt),
    connectedAt: zonedOrNull(charger.connectedAt),
    disconnectedAt: zonedOrNull(charger.disconnectedAt),
  }
}
