/** What owners call about their cars: vehicles, sharing and locations. */
import { z } from 'zod'
import { Price } from '../../domain/places/price.ts'
import { ConsentVersion } from '../../domain/sharing/consent.ts'
import { Flag } from '../../domain/sharing/flag.ts'
import { Handle, Timing, VehicleId } from '../../domain/sharing/vehicle.ts'
import { line } from '../../domain/text.ts'
import type { Service } from '../../flows/service.ts'
import { listed, listOf, ListQuery, pageOf } from './lists.ts'
import { type AnyRoute, route } from './route.ts'
import { LocationView, showLocation, showVehicle, VehicleView } from './views.ts'

const OneVehicle = z.object({ vehicleId: VehicleId })
const OneById = z.object({ id: z.string().max(64) })
const OfVehicle = ListQuery.extend({ vehicleId: VehicleId.optional() })

const words = {
  name: line(100).nullable().optional().meta({ example: 'The red one' }),
  make: line(60).nullable().optional(),
  model: line(60).nullable().optional(),
}
const NewVehicle = z
  .strictObject({
    vehicleId: VehicleId,
    ...words,
    password: line(64)
      .refine((text) => Buffer.byteLength(text) <= 64, {
        error: 'must have at most 64 bytes',
        params: { code: 'tooManyBytes' },
      })
      .optional()
      .meta({ description: 'Keeps the secret that the module already has' }),
  })
  .meta({ id: 'NewVehicle' })
const WithToken = z
  .strictObject({ vehicle: VehicleView, token: z.string() })
  .meta({ id: 'VehicleWithToken', description: 'The token is the secret of the module' })
const Sharing = z
  .strictObject({
    optedIn: z.boolean(),
    handle: Handle.optional(),
    timing: Timing.default('live'),
    showModel: z.boolean().default(false),
    consent: ConsentVersion.optional().meta({
      description: 'The version of the text that was shown; the English one where it is not told',
    }),
  })
  .refine(({ optedIn, handle }) => !optedIn || handle, {
    path: ['handle'],
    message: 'is needed to opt in',
    params: { code: 'required' },
  })
  .meta({ id: 'Sharing' })
const LocationWish = z
  .strictObject({
    flag: Flag.optional(),
    name: line(100).nullable().optional(),
    forgetCharges: z.boolean().optional().meta({
      description: 'Keep only months and counts of the charges here; only where the flag is never',
    }),
    price: Price.nullable().optional(),
  })
  .meta({ id: 'LocationWish' })

/** The routes of owners' vehicles and what belongs to them. */
export function ownerRoutes(service: Service): AnyRoute[] {
  return [...vehicleRoutes(service), ...oneVehicleRoutes(service), ...locationRoutes(service)]
}

function vehicleRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'post',
      path: '/v1/vehicles',
      tag: 'Owners',
      summary: 'Add a vehicle; the answer holds the secret of its module',
      auth: 'owner',
      body: NewVehicle,
      answers: { 201: { description: 'Added, opted out', schema: WithToken } },
      handle: async ({ caller, body }) => {
        const { vehicle, token } = await service.addVehicle(caller.id, body)
        return { status: 201, body: { vehicle: showVehicle(vehicle), token } }
      },
    }),
    route({
      method: 'get',
      path: '/v1/vehicles',
      tag: 'Owners',
      summary: "The owner's vehicles",
      auth: 'owner',
      query: ListQuery,
      answers: { 200: { description: 'A page', schema: listOf(VehicleView) } },
      handle: async ({ caller, query }) => {
        const rows = await service.listVehicles(caller.id, pageOf(query))
        return { status: 200, body: listed(rows, query, ({ id }) => id, showVehicle) }
      },
    }),
  ]
}

function oneVehicleRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/vehicles/{vehicleId}',
      tag: 'Owners',
      summary: 'One vehicle',
      auth: 'owner',
      params: OneVehicle,
      answers: { 200: { description: 'The vehicle', schema: VehicleView } },
      handle: async ({ caller, params }) => ({
        status: 200,
        body: showVehicle(await service.showVehicle(caller.id, params.vehicleId)),
      }),
    }),
    route({
      method: 'patch',
      path: '/v1/vehicles/{vehicleId}',
      tag: 'Owners',
      summary: 'Change name, make or model',
      auth: 'owner',
      params: OneVehicle,
      body: z.strictObject(words),
      answers: { 200: { description: 'The vehicle', schema: VehicleView } },
      handle: async ({ caller, params, body }) => ({
        status: 200,
        body: showVehicle(await service.nameVehicle(caller.id, params.vehicleId, body)),
      }),
    }),
    route({
      method: 'delete',
      path: '/v1/vehicles/{vehicleId}',
      tag: 'Owners',
      summary: 'Remove a vehicle with all its data, and take back what it shared',
      auth: 'owner',
      params: OneVehicle,
      answers: { 204: { description: 'Removed' } },
      handle: async ({ caller, params }) => {
        await service.removeVehicle(caller.id, params.vehicleId)
        return { status: 204 }
      },
    }),
    ...moduleSettingsRoutes(service),
  ]
}

function moduleSettingsRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'post',
      path: '/v1/vehicles/{vehicleId}/token',
      tag: 'Owners',
      summary: 'A new secret for the module; the old one ends at once',
      auth: 'owner',
      params: OneVehicle,
      answers: { 201: { description: 'The new secret', schema: WithToken } },
      handle: async ({ caller, params }) => {
        const { vehicle, token } = await service.renewVehicleToken(caller.id, params.vehicleId)
        return { status: 201, body: { vehicle: showVehicle(vehicle), token } }
      },
    }),
    route({
      method: 'put',
      path: '/v1/vehicles/{vehicleId}/sharing',
      tag: 'Owners',
      summary: 'Opt in or out, under a nickname or anonymously',
      auth: 'owner',
      params: OneVehicle,
      body: Sharing,
      answers: { 200: { description: 'The vehicle', schema: VehicleView } },
      handle: async ({ caller, params, body }) => {
        const { optedIn, handle, timing, showModel, consent } = body
        const nickname = handle?.kind === 'nickname' ? handle.nickname : null
        const sharing = { optedIn, nickname, timing, showModel }
        const vehicle = await service.setSharing(caller.id, params.vehicleId, sharing, consent)
        return { status: 200, body: showVehicle(vehicle) }
      },
    }),
  ]
}

function locationRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/locations',
      tag: 'Owners',
      summary: "The places of the owner's vehicles",
      auth: 'owner',
      query: OfVehicle,
      answers: { 200: { description: 'A page', schema: listOf(LocationView) } },
      handle: async ({ caller, query }) => {
        const rows = await service.listLocations(caller.id, query.vehicleId ?? null, pageOf(query))
        return { status: 200, body: listed(rows, query, ({ place }) => place.id, showLocation) }
      },
    }),
    route({
      method: 'patch',
      path: '/v1/locations/{id}',
      tag: 'Owners',
      summary: 'Decide for a place, name it, or say what charging costs there',
      auth: 'owner',
      params: OneById,
      body: LocationWish,
      answers: { 200: { description: 'The location', schema: LocationView } },
      handle: async ({ caller, params, body }) => ({
        status: 200,
        body: showLocation(await service.setLocation(caller.id, params.id, body)),
      }),
    }),
    route({
      method: 'delete',
      path: '/v1/locations/{id}',
      tag: 'Owners',
      summary: 'Forget a place, and take back what was shared there',
      auth: 'owner',
      params: OneById,
      answers: { 204: { description: 'Forgotten' } },
      handle: async ({ caller, params }) => {
        await service.removeLocation(caller.id, params.id)
        return { status: 204 }
      },
    }),
  ]
}
