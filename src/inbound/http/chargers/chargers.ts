/** What the operator does with chargers: registering, seeing, changing, removing, new passwords. */
import { z } from 'zod'
import { Access, Identity } from '../../../domain/chargers/charger.ts'
import { ChargerPassword } from '../../../domain/chargers/entry/password.ts'
import { isFix, Position } from '../../../domain/places/position.ts'
import { line } from '../../../domain/text.ts'
import type { Service } from '../../../flows/service.ts'
import { listed, listOf, ListQuery, pageOf } from '../lists.ts'
import { type AnyRoute, route } from '../route.ts'
import { accepted, answered, UNHEARD } from './outcome.ts'
import { AtCharger, NO_CHARGER } from './path.ts'
import { cursorOf, identityAt } from './cursor.ts'
import { sharingFields } from './sharing.ts'
import { ChargerView, LocalList, Profile, Registration, showCharger } from './views.ts'

const Somewhere = Position.refine(isFix, {
  error: 'exactly 0, 0 is no place',
  params: { code: 'choice' },
})
const site = {
  name: line(100).nullish(),
  position: Somewhere.nullish(),
  stationName: line(200).nullish(),
  post: line(40).nullish(),
  owner: z.email().max(254).nullish().meta({
    description: 'Whose charger it is, an account here: he alone sees and starts a private one',
  }),
}
const access = Access.meta({
  description:
    'private: only its owner sees it, and it tells of charges by him or by an idTag of their driver alone',
})
const NewCharger = z
  .strictObject({
    identity: Identity.meta({ example: 'CP-1', description: 'As in its address /ocpp/{identity}' }),
    password: ChargerPassword.optional(),
    ...site,
    access: access.default('private'),
    profile: Profile.default(1),
    ...sharingFields,
  })
  .meta({ id: 'NewCharger' })
const ChargerChange = z
  .strictObject({
    ...site,
    access: access.optional(),
    profile: Profile.optional(),
    registration: Registration.optional(),
    localList: LocalList.optional(),
    ...sharingFields,
  })
  .meta({ id: 'ChargerChange' })
const password = z.string().nullable().meta({
  description:
    'Shown this once. As AuthorizationKey of OCPP 1.6 it is 20 bytes in hex digits; null: its profile needs none',
})
const Registered = z
  .strictObject({ charger: ChargerView, password })
  .meta({ id: 'RegisteredCharger' })
const Renewal = z
  .strictObject({
    password: ChargerPassword.optional(),
    push: z.boolean().default(false).meta({ description: 'Also set it in the charger, by a call' }),
  })
  .meta({ id: 'PasswordRenewal' })

/** The routes of chargers themselves. */
export function chargerRoutes(service: Service): AnyRoute[] {
  return [...collectionRoutes(service), ...singleRoutes(service), passwordRoute(service)]
}

function collectionRoutes({ chargers }: Service): AnyRoute[] {
  return [
    route({
      method: 'post',
      path: '/v1/chargers',
      tag: 'Chargers',
      summary: 'Register a charger; its password is shown this once',
      auth: 'operator',
      body: NewCharger,
      answers: { 201: { description: 'Registered', schema: Registered } },
      refusals: { 409: 'There is one already; letters of another case are the same' },
      handle: async ({ body }) => {
        const { charger, password } = await chargers.register(body)
        return { status: 201, body: { charger: showCharger(charger), password } }
      },
    }),
    route({
      method: 'get',
      path: '/v1/chargers',
      tag: 'Chargers',
      summary: 'Chargers by their identity',
      auth: 'operator',
      query: ListQuery.extend({
        active: z
          .stringbool()
          .optional()
          .meta({ type: 'boolean', description: 'Only those that are, or are not, connected' }),
      }),
      answers: { 200: { description: 'A page', schema: listOf(ChargerView) } },
      handle: async ({ query }) => {
        const { limit, after } = pageOf(query)
        const { active } = query
        const rows = await chargers.list({ limit, after: identityAt(after) }, { active })
        const body = listed(rows, query, ({ charger }) => cursorOf(charger.id), showCharger)
        return { status: 200, body }
      },
    }),
  ]
}

function singleRoutes({ chargers }: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/chargers/{identity}',
      tag: 'Chargers',
      summary: 'A charger, its connectors, and what it says otherwise than OCPP wants',
      auth: 'operator',
      params: AtCharger,
      answers: { 200: { description: 'As it stands now', schema: ChargerView } },
      refusals: NO_CHARGER,
      handle: async ({ params }) => ({
        status: 200,
        body: showCharger(await chargers.show(params.identity)),
      }),
    }),
    route({
      method: 'patch',
      path: '/v1/chargers/{identity}',
      tag: 'Chargers',
      summary: 'Change what is said of a charger, or let in one that came by itself',
      auth: 'operator',
      params: AtCharger,
      body: ChargerChange,
      answers: { 200: { description: 'As it stands now', schema: ChargerView } },
      refusals: NO_CHARGER,
      handle: async ({ params: { identity }, body }) => {
        await chargers.change(identity, body)
        return { status: 200, body: showCharger(await chargers.show(identity)) }
      },
    }),
    route({
      method: 'delete',
      path: '/v1/chargers/{identity}',
      tag: 'Chargers',
      summary: 'Remove a charger with all that is kept about it; its connection ends',
      auth: 'operator',
      params: AtCharger,
      answers: { 204: { description: 'It is gone' } },
      refusals: NO_CHARGER,
      handle: async ({ params }) => {
        await chargers.remove(params.identity)
        return { status: 204 }
      },
    }),
  ]
}

function passwordRoute({ chargers }: Service): AnyRoute {
  return route({
    method: 'post',
    path: '/v1/chargers/{identity}/password',
    tag: 'Chargers',
    summary: 'A new password; the old one works until the charger has used the new one',
    auth: 'operator',
    params: AtCharger,
    body: Renewal,
    bare: true,
    answers: {
      200: {
        description: 'Made, and taken by the charger where that was asked for',
        schema: z.strictObject({ password: z.string() }).meta({ id: 'NewPassword' }),
      },
    },
    refusals: { ...UNHEARD, 409: 'It is not connected, or refuses the password' },
    handle: async ({ params, body }) => {
      const { password, called } = await chargers.renewPassword(params.identity, body)
      if (called !== null) accepted(answered(called))
      return { status: 200, body: { password } }
    },
  })
}
