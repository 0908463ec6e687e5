/** What owners and their devices call about questions: the inbox, the answers, web push. */
import { z } from 'zod'
import { Answer } from '../../domain/sharing/answer.ts'
import { link } from '../../domain/text.ts'
import type { Service } from '../../flows/service.ts'
import { listed, listOf, ListQuery, pageOf } from './lists.ts'
import { type AnyRoute, route } from './route.ts'
import { QuestionView, showQuestion } from './views.ts'

const OneById = z.object({ id: z.string().max(64) })
const States = ListQuery.extend({
  state: z.enum(['open', 'answered', 'expired', 'all']).default('open'),
})
const key = (bytes: number) =>
  z
    .string()
    .max(200)
    .refine((text) => Buffer.from(text, 'base64url').length === bytes, `must be ${bytes} bytes`)
const Device = z
  .object({
    endpoint: link(1000).meta({ example: 'https://push.example.org/abc' }),
    keys: z.strictObject({ p256dh: key(65), auth: key(16) }),
  })
  .meta({ id: 'PushSubscription', description: "A browser's PushSubscription.toJSON()" })

/** The routes of questions and of the devices they are pushed to. */
export function questionRoutes(service: Service): AnyRoute[] {
  return [...inboxRoutes(service), ...deviceRoutes(service)]
}

function inboxRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/questions',
      tag: 'Questions',
      summary: 'What the owner is asked, newest first',
      auth: 'owner',
      query: States,
      answers: { 200: { description: 'A page', schema: listOf(QuestionView) } },
      handle: async ({ caller, query }) => {
        const rows = await service.listQuestions(caller.id, query.state, pageOf(query))
        return {
          status: 200,
          body: listed(rows, query, ({ question }) => question.id, showQuestion),
        }
      },
    }),
    route({
      method: 'get',
      path: '/v1/questions/{id}',
      tag: 'Questions',
      summary: 'One question, also by the token of its push',
      auth: 'answerer',
      params: OneById,
      answers: { 200: { description: 'The question', schema: QuestionView } },
      handle: async ({ caller, params }) => ({
        status: 200,
        body: showQuestion(await service.showQuestion(caller, params.id)),
      }),
    }),
    route({
      method: 'post',
      path: '/v1/questions/{id}/answer',
      tag: 'Questions',
      summary: 'Answer, before or after the end of the charge; also by the token of its push',
      auth: 'answerer',
      params: OneById,
      body: Answer,
      answers: { 200: { description: 'The question as it stands now', schema: QuestionView } },
      handle: async ({ caller, params, body }) => ({
        status: 200,
        body: showQuestion(await service.answerQuestion(caller, params.id, body)),
      }),
    }),
  ]
}

function deviceRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/push/key',
      tag: 'Questions',
      summary: "The server's VAPID key, for PushManager.subscribe",
      auth: 'anyone',
      answers: {
        200: { description: 'The key', schema: z.strictObject({ publicKey: z.string() }) },
      },
      handle: () => ({ status: 200, body: { publicKey: service.pushKey } }),
    }),
    route({
      method: 'post',
      path: '/v1/push/subscriptions',
      tag: 'Questions',
      summary: 'Have questions pushed to a device',
      auth: 'owner',
      body: Device,
      answers: {
        201: {
          description: 'The subscription',
          schema: z.strictObject({ id: z.string(), endpoint: z.string() }),
        },
      },
      handle: async ({ caller, body }) => {
        const { id, endpoint } = await service.addDevice(caller.id, body)
        return { status: 201, body: { id, endpoint } }
      },
    }),
    route({
      method: 'delete',
      path: '/v1/push/subscriptions/{id}',
      tag: 'Questions',
      summary: 'Stop pushes to a device',
      auth: 'owner',
      params: OneById,
      answers: { 204: { description: 'Stopped' } },
      handle: async ({ caller, params }) => {
        await service.removeDevice(caller.id, params.id)
        return { status: 204 }
      },
    }),
  ]
}
