/** What owners call about their charges: the list, also as a table, one in full, and the months. */
import { z } from 'zod'
import { EventType } from '../../domain/sharing/event.ts'
import { Moment } from '../../domain/sharing/flag.ts'
import { VehicleId } from '../../domain/sharing/vehicle.ts'
import { ListingId } from '../../domain/stations/listing.ts'
import { rfc3339, time } from '../../domain/text.ts'
import type { ChargeInFull, MonthAt, Service } from '../../flows/service.ts'
import { isInOrder, listed, listOf, ListQuery, MISORDERED, pageOf } from './lists.ts'
import { Problem } from './problem.ts'
import { type AnyRoute, route } from './route.ts'
import { sendCharges } from './table.ts'
import {
  ChargeView,
  LocationView,
  QuestionView,
  showCharge,
  showLocation,
  showQuestion,
  zoned,
  zonedOrNull,
} from './views.ts'

const CSV = 'text/csv'

const OneById = z.object({ id: z.string().max(64) })
const OfVehicle = z.object({ vehicleId: VehicleId.optional() })
const Sieve = ListQuery.extend({
  vehicleId: VehicleId.optional(),
  locationId: z.string().max(64).optional(),
  from: time.optional().meta({ description: 'Begun then or later' }),
  to: time.optional().meta({ description: 'Begun before' }),
  status: Moment.optional(),
  shared: z
    .enum(['true', 'false'])
    .transform((word) => word === 'true')
    .optional()
    .meta({ type: 'string', description: 'Whether partners know of it' }),
}).refine(isInOrder, MISORDERED)

const Money = z.strictObject({ amount: z.number(), currency: z.string() }).meta({ id: 'Money' })
const Sample = z.strictObject({
  at: zoned,
  soc: z.number().nullable(),
  powerKw: z.number().nullable(),
  energyKwh: z.number().nullable(),
})
const SharingView = z
  .strictObject({
    state: z.enum(['shared', 'private', 'undecided', 'withdrawn']).meta({
      description: 'shared without an id: partners are still to be told (timing, or no position)',
    }),
    id: z.string().nullable(),
    station: z.string().nullable().meta({ description: 'As in /v1/stations/{id}' }),
    since: zoned.nullable().meta({ description: 'Of a withdrawn charge the day alone' }),
    events: z.array(z.strictObject({ type: EventType, at: zoned })),
    partners: z.array(z.strictObject({ name: z.string(), pushedAt: zoned.nullable() })).meta({
      description: 'All who may read it; null: they pull it, or when it was pushed is not known',
    }),
  })
  .meta({ id: 'SharingState' })
const ChargeInFullView = ChargeView.extend({
  series: z.array(Sample).meta({ description: 'At most 500 points; none once forgotten' }),
  location: LocationView.nullable(),
  questions: z.strictObject({ share: QuestionView.nullable(), abort: QuestionView.nullable() }),
  sharing: SharingView,
  cost: Money.nullable().meta({ description: 'By the present price of the place' }),
  charging: z.string().nullable().meta({
    description: 'What a charger of this server told of it, of the chargings by idTags of his',
  }),
}).meta({ id: 'ChargeInFull' })
const MonthView = z
  .strictObject({
    month: z.string().meta({ example: '2026-11' }),
    locationId: z.string().nullable(),
    charges: z.number().int().meta({ description: 'Forgotten ones are counted too' }),
    energyKwh: z.number().nullable().meta({ description: 'null where it is known of none' }),
    cost: Money.nullable(),
  })
  .meta({ id: 'Month' })

/** The routes of owners' charges. */
export function chargeRoutes(service: Service): AnyRoute[] {
  return [...listRoutes(service), ...oneChargeRoutes(service)]
}

function listRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/charges/mine',
      tag: 'Owners',
      summary: "The owner's own charge sessions, newest first; all of them as text/csv",
      auth: 'owner',
      query: Sieve,
      answers: { 200: { description: 'A page', schema: listOf(ChargeView) } },
      handle: async ({ caller, query, req, res }) => {
        const format = req.accepts(['application/json', CSV])
        if (!format) throw new Problem(406, `served here: application/json, ${CSV}`)
        const { vehicleId = null, locationId: place, from, to, status, shared } = query
        const sieve = { place, from, to, status, shared }
        if (format === CSV) return sendCharges(service, res, { owner: caller.id, vehicleId, sieve })
        const rows = await service.listCharges(caller.id, vehicleId, pageOf(query), sieve)
        const body = listed(rows, query, ({ session }) => session.id, showCharge)
        return { status: 200, body, headers: { vary: 'Accept' } }
      },
    }),
    route({
      method: 'get',
      path: '/v1/charges/mine/months',
      tag: 'Owners',
      summary: 'Energy and cost by month (UTC) and place, newest first',
      auth: 'owner',
      query: OfVehicle,
      answers: {
        200: { description: 'All months', schema: z.strictObject({ items: z.array(MonthView) }) },
      },
      handle: async ({ caller, query }) => {
        const months = await service.sumMonths(caller.id, query.vehicleId ?? null)
        return { status: 200, body: { items: months.map(showMonth) } }
      },
    }),
  ]
}

function oneChargeRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/charges/mine/{id}',
      tag: 'Owners',
      summary: 'One charge with its curve, its place, what was asked, and who knows of it',
      auth: 'owner',
      params: OneById,
      answers: { 200: { description: 'The charge', schema: ChargeInFullView } },
      handle: async ({ caller, params }) => ({
        status: 200,
        body: showInFull(await service.showCharge(caller.id, params.id)),
      }),
    }),
    route({
      method: 'post',
      path: '/v1/charges/mine/{id}/sharing',
      tag: 'Owners',
      summary: 'Share this one charge, or take it back, whatever is decided for its place',
      auth: 'owner',
      params: OneById,
      body: z.strictObject({
        choice: z.enum(['once', 'skip']),
        station: ListingId.optional().meta({ description: 'At which of those near it was' }),
      }),
      answers: { 200: { description: 'The charge', schema: ChargeInFullView } },
      handle: async ({ caller, params, body: { choice, station = null } }) => ({
        status: 200,
        body: showInFull(await service.shareCharge(caller.id, params.id, choice, station)),
      }),
    }),
    route({
      method: 'delete',
      path: '/v1/charges/mine/{id}',
      tag: 'Owners',
      summary: 'Erase a charge, and take back what was shared of it',
      auth: 'owner',
      params: OneById,
      answers: { 204: { description: 'Erased' } },
      handle: async ({ caller, params }) => {
        await service.eraseCharge(caller.id, params.id)
        return { status: 204 }
      },
    }),
  ]
}

function showInFull(charge: ChargeInFull): z.infer<typeof ChargeInFullView> {
  const { series, location, questions, sharing, cost, charging } = charge
  return {
    ...showCharge(charge),
    series: series.map(({ at, ...sample }) => ({ at: rfc3339(at), ...sample })),
    location: location && showLocation(location),
    questions: {
      share: questions.share && showQuestion(questions.share),
      abort: questions.abort && showQuestion(questions.abort),
    },
    sharing: {
      state: sharing.state,
      id: sharing.id,
      station: sharing.station,
      since: zonedOrNull(sharing.since),
      events: sharing.events.map(({ type, at }) => ({
        type: EventType.parse(type),
        at: rfc3339(at),
      })),
      partners: sharing.partners.map(({ name, pushedAt }) => ({
        name,
        pushedAt: zonedOrNull(pushedAt),
      })),
    },
    cost,
    charging,
  }
}

function showMonth({ place, ...month }: MonthAt): z.infer<typeof MonthView> {
  return { locationId: place, ...month }
}
