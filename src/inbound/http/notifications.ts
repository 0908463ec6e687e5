/** What owners and their devices call about notifications: devices, acknowledgements, trials. */
import { z } from 'zod'
import { Channel, Language } from '../../domain/notices/wishes.ts'
import { line, link, rfc3339 } from '../../domain/text.ts'
import type { Service } from '../../flows/service.ts'
import type { Subscription } from '../../flows/tables.ts'
import { listOf } from './lists.ts'
import { type AnyRoute, route } from './route.ts'

const OneById = z.object({ id: z.string().max(64) })
const OneByToken = z.object({ token: z.string().max(400) })
const key = (bytes: number) =>
  z
    .string()
    .max(200)
    .refine((text) => Buffer.from(text, 'base64url').length === bytes, `must be ${bytes} bytes`)
const Device = z
  .object({
    endpoint: link(1000).meta({ example: 'https://push.example.org/abc' }),
    keys: z.strictObject({ p256dh: key(65), auth: key(16) }),
    label: line(100).optional().meta({ description: 'What its owner knows it by' }),
    language: Language.optional().meta({ description: 'Where the owner himself has set none' }),
  })
  .meta({
    id: 'PushSubscription',
    description: "A browser's PushSubscription.toJSON(), or a UnifiedPush endpoint with its keys",
  })
const deviceView = {
  id: z.string(),
  label: z.string().nullable(),
  host: z.string().meta({ description: 'Whose push service it uses' }),
  createdAt: z.string(),
  lastShownAt: z.string().nullable(),
  unshown: z.number().int().meta({ description: 'Pushes since it last said that it showed one' }),
}
const DeviceView = z.strictObject(deviceView).meta({ id: 'Device' })
const Added = z.strictObject({ ...deviceView, endpoint: z.string() }).meta({ id: 'AddedDevice' })
const Ack = z.strictObject({ what: z.enum(['shown', 'clicked', 'closed']) }).meta({ id: 'Ack' })
const Tried = z
  .strictObject({
    sent: z.boolean(),
    code: z.enum([
      'sent',
      'noDevice',
      'noTopic',
      'noMail',
      'unconfirmed',
      'gone',
      'refused',
      'unreached',
    ]),
    detail: z.string(),
  })
  .meta({ id: 'Tried', description: 'What became of a trial' })

/** The routes of notifications. */
export function notificationRoutes(service: Service): AnyRoute[] {
  return [
    ...deviceRoutes(service),
    ...oneDeviceRoutes(service),
    ...trialRoutes(service),
    ...tokenRoutes(service),
  ]
}

function deviceRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/push/key',
      tag: 'Notifications',
      summary: "The server's VAPID key, for PushManager.subscribe",
      auth: 'anyone',
      answers: {
        200: { description: 'The key', schema: z.strictObject({ publicKey: z.string() }) },
      },
      handle: () => ({ status: 200, body: { publicKey: service.pushKey } }),
    }),
    route({
      method: 'get',
      path: '/v1/push/subscriptions',
      tag: 'Notifications',
      summary: 'The devices that questions are pushed to, oldest first',
      auth: 'owner',
      answers: { 200: { description: 'All of them', schema: listOf(DeviceView) } },
      handle: async ({ caller }) => {
        const devices = await service.listDevices(caller.id)
        return { status: 200, body: { items: devices.map(showDevice), next: null } }
      },
    }),
    route({
      method: 'post',
      path: '/v1/push/subscriptions',
      tag: 'Notifications',
      summary: 'Have questions pushed to a device',
      auth: 'owner',
      body: Device,
      answers: { 201: { description: 'The subscription', schema: Added } },
      handle: async ({ caller, body }) => {
        const added = await service.addDevice(caller.id, body)
        return { status: 201, body: { ...showDevice(added), endpoint: added.endpoint } }
      },
    }),
  ]
}

function oneDeviceRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'delete',
      path: '/v1/push/subscriptions/{id}',
      tag: 'Notifications',
      summary: 'Stop pushes to a device',
      auth: 'owner',
      params: OneById,
      answers: { 204: { description: 'Stopped' } },
      handle: async ({ caller, params }) => {
        await service.removeDevice(caller.id, params.id)
        return { status: 204 }
      },
    }),
    route({
      method: 'post',
      path: '/v1/push/subscriptions/{id}/test',
      tag: 'Notifications',
      summary: 'Push something to a device, to see whether it shows it',
      auth: 'owner',
      limit: 'trial',
      params: OneById,
      answers: { 202: { description: 'What the push service said', schema: Tried } },
      handle: async ({ caller, params }) => ({
        status: 202,
        body: await service.testDevice(caller.id, params.id),
      }),
    }),
  ]
}

function trialRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'post',
      path: '/v1/notifications/test',
      tag: 'Notifications',
      summary: 'Send something by one channel, to see whether it arrives',
      auth: 'owner',
      limit: 'trial',
      body: z.strictObject({ channel: Channel }),
      answers: { 200: { description: 'What became of it', schema: Tried } },
      handle: async ({ caller, body }) => ({
        status: 200,
        body: await service.testChannel(caller.id, body.channel),
      }),
    }),
  ]
}

/** Their only credential is the token in the path, which opens nothing else. */
function tokenRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'post',
      path: '/v1/push/acks/{token}',
      tag: 'Notifications',
      summary: 'A device says that it showed a push, or that it was clicked or closed',
      auth: 'anyone',
      params: OneByToken,
      body: Ack,
      answers: { 204: { description: 'Noted' } },
      handle: async ({ params }) => {
        await service.acknowledge(params.token)
        return { status: 204 }
      },
    }),
    route({
      method: 'post',
      path: '/v1/notifications/unsubscribe/{token}',
      tag: 'Notifications',
      summary: 'End mails to an owner (RFC 8058); whatever the body says',
      auth: 'anyone',
      params: OneByToken,
      answers: { 204: { description: 'Ended' } },
      handle: async ({ params }) => {
        await service.stopMail(params.token)
        return { status: 204 }
      },
    }),
    route({
      method: 'get',
      path: '/v1/notifications/unsubscribe/{token}',
      tag: 'Notifications',
      summary: 'For people who follow that link: changes nothing, leads to the settings',
      auth: 'anyone',
      params: OneByToken,
      answers: { 303: { description: 'To the settings' } },
      handle: () => ({
        status: 303,
        headers: { location: `${service.settings().publicUrl}/account` },
      }),
    }),
  ]
}

function showDevice(device: Subscription): z.infer<typeof DeviceView> {
  const { id, label, endpoint, createdAt, lastShownAt, unshown } = device
  return {
    id,
    label,
    host: new URL(endpoint).host,
    createdAt: rfc3339(createdAt),
    lastShownAt: lastShownAt === null ? null : rfc3339(lastShownAt),
    unshown,
  }
}
