/** What owners ask and do at chargers of this server from their app. */
import { z } from 'zod'
import { Identity } from '../../../domain/chargers/charger.ts'
import { Moment } from '../../../domain/sharing/flag.ts'
import { rfc3339 } from '../../../domain/text.ts'
import type { Charging, OpenCharger, Service } from '../../../flows/service.ts'
import { listed, listOf, ListQuery, pageOf } from '../lists.ts'
import { type AnyRoute, route } from '../route.ts'
import { zoned, zonedOrNull } from '../views.ts'
import { answered, UNHEARD } from './outcome.ts'
import { AtCharger } from './path.ts'
import { inThousands, ReadingView, showReading } from './transaction.ts'

const TagView = z
  .strictObject({
    idTag: z.string(),
    status: z.enum(['Accepted', 'Blocked', 'Expired', 'Invalid']),
    expiresAt: zoned.nullable(),
  })
  .meta({ id: 'OwnTag' })

const Where = {
  stationName: z.string().nullable(),
  post: z.string().nullable(),
}

const OpenChargerView = z
  .strictObject({
    identity: Identity,
    ...Where,
    isConnected: z.boolean(),
    connectors: z.array(
      z.strictObject({
        evse: z.number().int(),
        status: z.string().meta({ description: 'Of its several plugs the one that is in use' }),
        isReady: z.boolean().meta({ description: 'A start makes sense there now' }),
      }),
    ),
  })
  .meta({ id: 'OpenCharger' })

const ChargingView = z
  .strictObject({
    id: z.string(),
    charger: z.strictObject({ identity: Identity, ...Where, isConnected: z.boolean() }),
    charge: z.string().nullable().meta({
      description: 'The charge of a car of his that it is one with; null: no car told of it',
    }),
    evse: z.number().int(),
    status: Moment,
    startedAt: zoned,
    endedAt: zoned.nullable(),
    heardAt: zoned,
    energyKwh: z.number().nullable(),
    powerKw: z.number().nullable().meta({ description: 'Now; null where it has ended' }),
    soc: z.number().nullable(),
    lastAt: zoned.nullable().meta({ description: 'When the charger measured that' }),
    stopReason: z.string().nullable(),
    isFault: z.boolean(),
  })
  .meta({ id: 'OwnCharging' })

const ChargingInFull = ChargingView.extend({
  meterStartWh: z.number().nullable().meta({ description: 'The register as it began' }),
  series: z.array(ReadingView),
}).meta({ id: 'OwnChargingInFull' })

const Answer = z
  .strictObject({ answer: z.string().meta({ description: 'Accepted: the charger will try' }) })
  .meta({ id: 'ChargerAnswer' })
const answers = { 200: { description: 'The charger has answered', schema: Answer } }
const Id = z.object({ id: z.string().max(64) })
const NO_CHARGING = { 404: 'There is no such charging of his' }

/** The routes of drivers. */
export function driverRoutes(service: Service): AnyRoute[] {
  return [...whereRoutes(service), ...lookRoutes(service), ...deedRoutes(service)]
}

/** What he has, and where that lets him charge. */
function whereRoutes({ chargers }: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/owners/me/tags',
      tag: 'Charging',
      summary: 'The idTags that the operator has given the owner',
      auth: 'owner',
      answers: { 200: { description: 'All of them', schema: listOf(TagView) } },
      handle: async ({ caller }) => {
        const items = (await chargers.tagsOf(caller.id)).map(({ label, status, expiresAt }) => ({
          idTag: label,
          status,
          expiresAt: zonedOrNull(expiresAt),
        }))
        return { status: 200, body: { items, next: null } }
      },
    }),
    route({
      method: 'get',
      path: '/v1/owners/me/chargers',
      tag: 'Charging',
      summary: 'The chargers at which an idTag of the owner lets him charge',
      auth: 'owner',
      answers: { 200: { description: 'All of them', schema: listOf(OpenChargerView) } },
      handle: async ({ caller }) => {
        const items = (await chargers.openChargers(caller.id)).map(showOpen)
        return { status: 200, body: { items, next: null } }
      },
    }),
  ]
}

/** What he charged, and charges. */
function lookRoutes({ chargers }: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/owners/me/chargings',
      tag: 'Charging',
      summary: 'What the owner charged by his idTags at chargers of this server, newest first',
      auth: 'owner',
      query: ListQuery.extend({ active: z.stringbool().optional().meta({ type: 'boolean' }) }),
      answers: { 200: { description: 'A page', schema: listOf(ChargingView) } },
      handle: async ({ caller, query }) => {
        const rows = await chargers.listChargings(caller.id, pageOf(query), query.active)
        return {
          status: 200,
          body: listed(rows, query, ({ transaction }) => transaction.id, showCharging),
        }
      },
    }),
    route({
      method: 'get',
      path: '/v1/owners/me/chargings/{id}',
      tag: 'Charging',
      summary: 'One of them with its meter readings',
      auth: 'owner',
      params: Id,
      answers: {
        200: {
          description: 'As it stands now',
          schema: ChargingInFull,
        },
      },
      refusals: NO_CHARGING,
      handle: async ({ caller, params }) => {
        const { series, ...charging } = await chargers.showCharging(caller.id, params.id)
        const { meterStartWh } = charging.transaction
        const body = { ...showCharging(charging), meterStartWh, series: series.map(showReading) }
        return { status: 200, body }
      },
    }),
  ]
}

function deedRoutes({ chargers }: Service): AnyRoute[] {
  return [
    route({
      method: 'post',
      path: '/v1/owners/me/chargers/{identity}/start',
      tag: 'Charging',
      summary: 'Ask a charger to start; that it charges is seen in the list of chargings',
      auth: 'owner',
      limit: 'charge',
      params: AtCharger,
      body: z.strictObject({
        evse: z.number().int().min(1).max(1000),
        idTag: z.string().min(1).max(255).optional(),
      }),
      answers,
      refusals: { ...UNHEARD, 409: 'It is not connected, or no idTag of his lets him charge now' },
      handle: async ({ caller, params, body }) => {
        const called = await chargers.startCharging(caller.id, {
          charger: params.identity,
          ...body,
        })
        return { status: 200, body: { answer: String(answered(called)['status']) } }
      },
    }),
    route({
      method: 'post',
      path: '/v1/owners/me/chargings/{id}/stop',
      tag: 'Charging',
      summary: 'Ask the charger to stop',
      auth: 'owner',
      limit: 'charge',
      params: Id,
      answers,
      refusals: {
        ...UNHEARD,
        ...NO_CHARGING,
        409: 'It has ended, or its charger is not connected',
      },
      handle: async ({ caller, params }) => {
        const called = await chargers.stopCharging(caller.id, params.id)
        return { status: 200, body: { answer: String(answered(called)['status']) } }
      },
    }),
  ]
}

function showOpen({ charger, connectors }: OpenCharger): z.infer<typeof OpenChargerView> {
  const { id, site, holder } = charger
  return {
    identity: id,
    ...whereOf(site),
    isConnected: holder !== null,
    connectors: [...new Set(connectors.map(({ evse }) => evse))].map((evse) =>
      showEvse(
        evse,
        connectors.filter((one) => one.evse === evse),
      ),
    ),
  }
}

/** One car charges at an EVSE, by whichever of its plugs: it is as the one is that is in use. */
function showEvse(evse: number, plugs: OpenCharger['connectors']) {
  const used = plugs.find(({ status }) => status !== 'Available' && status !== 'Unavailable')
  const { status, isReady } = used ?? plugs.find((one) => one.isReady) ?? plugs[0]!
  return { evse, status, isReady }
}

/** Where it stands, and what its host calls it for himself, is not ours to tell. */
function whereOf({ stationName, post }: Charging['site']) {
  return { stationName, post }
}

/** A charging of the owner's; powers and energy in kilowatts and kilowatt-hours. */
export function showCharging(charging: Charging): z.infer<typeof ChargingView> {
  const { transaction, site, isConnected, charge } = charging
  const { id, charger, evse, status, startedAt, endedAt, heardAt, last } = transaction
  const { energyWh, stopReason, isFault } = transaction
  return {
    ...{ id, evse, status, stopReason, isFault, charge },
    charger: { identity: charger, ...whereOf(site), isConnected },
    startedAt: rfc3339(startedAt),
    endedAt: zonedOrNull(endedAt),
    heardAt: rfc3339(heardAt),
    energyKwh: inThousands(energyWh),
    powerKw: status === 'charging' ? inThousands(last?.powerW ?? null) : null,
    soc: last?.soc ?? null,
    lastAt: zonedOrNull(last?.at ?? null),
  }
}
