/** What owners set about themselves, and what anybody may know of how this server is set. */
import { z } from 'zod'
import { Language, Notifications } from '../../domain/notices/wishes.ts'
import { line, rfc3339 } from '../../domain/text.ts'
import type { Service } from '../../flows/service.ts'
import type { Owner } from '../../flows/tables.ts'
import { type AnyRoute, route } from './route.ts'

export const newPassword = z.string().min(10, 'must have at least 10 characters').max(200)

export const OwnerView = z
  .strictObject({
    id: z.string(),
    email: z.string(),
    name: z.string().nullable(),
    language: Language.nullable().meta({ description: 'null: as the device says' }),
    confirmed: z.boolean().meta({ description: 'The address is proven: questions may go there' }),
    createdAt: z.string(),
    notifications: Notifications,
  })
  .meta({ id: 'Owner' })

const OwnerWish = z
  .strictObject({
    name: line(100).nullable().optional(),
    language: Language.nullable().optional(),
    password: z
      .strictObject({ old: z.string().max(200), new: newPassword })
      .optional()
      .meta({ description: 'Ends all other sign-ins' }),
    notifications: Notifications.partial().optional(),
  })
  .meta({ id: 'OwnerWish', description: 'What is not told stays as it is' })

const port = z.number().int().nullable()
const Door = z.strictObject({ host: z.string(), port, tlsPort: port }).meta({
  id: 'Door',
  description: 'Where modules reach the server: plain and over TLS; null: nothing is served there',
})
const SettingsView = z
  .strictObject({
    signUp: z.boolean().meta({ description: 'New owners may sign up by themselves' }),
    mail: z.boolean().meta({ description: 'Owners can be reached by e-mail' }),
    mapTiles: z.strictObject({ url: z.string(), attribution: z.string() }).nullable(),
    publicUrl: z.string(),
    modules: z.strictObject({ ovms: Door, mqtt: Door }).meta({ description: 'OVMS v2, and v3' }),
  })
  .meta({ id: 'Settings' })

export function showOwner(owner: Owner): z.infer<typeof OwnerView> {
  const { id, email, name, language, confirmedAt, createdAt, notifications } = owner
  const confirmed = confirmedAt !== null
  return { id, email, name, language, confirmed, createdAt: rfc3339(createdAt), notifications }
}

/** The routes of settings, the server's and the owner's own. */
export function profileRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/settings',
      tag: 'Owners',
      summary: 'What this server offers',
      auth: 'anyone',
      answers: { 200: { description: 'The settings', schema: SettingsView } },
      handle: () => ({ status: 200, body: service.settings() }),
    }),
    route({
      method: 'get',
      path: '/v1/owners/me',
      tag: 'Owners',
      summary: 'The owner who is signed in',
      auth: 'owner',
      answers: { 200: { description: 'The owner', schema: OwnerView } },
      handle: ({ caller }) => ({ status: 200, body: showOwner(caller) }),
    }),
    route({
      method: 'patch',
      path: '/v1/owners/me',
      tag: 'Owners',
      summary: 'Change name, language, password, or how to be told of things',
      auth: 'owner',
      limit: 'password',
      body: OwnerWish,
      answers: { 200: { description: 'The owner', schema: OwnerView } },
      handle: async ({ caller, token, body }) => ({
        status: 200,
        body: showOwner(await service.setOwner(caller.id, token, body)),
      }),
    }),
  ]
}
