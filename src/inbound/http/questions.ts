/** What owners and their devices call about questions: the inbox, the answers, and undoing them. */
import { z } from 'zod'
import { Answer } from '../../domain/sharing/answer.ts'
import { type QuestionInFull, Refusal, type Service } from '../../flows/service.ts'
import { listed, listOf, ListQuery, pageOf } from './lists.ts'
import { Problem, ProblemDetails } from './problem.ts'
import { type AnyRoute, type Reply, route } from './route.ts'
import { QuestionView, showQuestion } from './views.ts'

const OneById = z.object({ id: z.string().max(64) })
const States = ListQuery.extend({
  state: z.enum(['open', 'answered', 'expired', 'all']).default('open'),
})
/** A key is a text of the device's own choosing, bare or as a string of RFC 9651. */
const WithKey = z.object({
  'idempotency-key': z
    .string()
    .regex(/^("[\x20-\x21\x23-\x5b\x5d-\x7e]{1,128}"|[\x21\x23-\x7e]{1,128})$/, 'is not a key')
    .transform((key) => key.replace(/^"(.*)"$/, '$1'))
    .optional()
    .meta({ type: 'string', description: 'What is sent again under the same key is done once' }),
})
const Otherwise = ProblemDetails.extend({ question: QuestionView }).meta({
  id: 'AnsweredOtherwise',
})
const conflict = {
  description: 'It cannot be done, or another answer stands than the device saw',
  schema: Otherwise,
  type: 'application/problem+json',
}

/** The routes of questions. */
export function questionRoutes(service: Service): AnyRoute[] {
  return [...inboxRoutes(service), ...answerRoutes(service)]
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
  ]
}

function answerRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'post',
      path: '/v1/questions/{id}/seen',
      tag: 'Questions',
      summary: 'The owner has it before him: no other channel is tried until he is reminded',
      auth: 'answerer',
      params: OneById,
      answers: { 204: { description: 'Noted' } },
      handle: async ({ caller, params }) => {
        await service.seeQuestion(caller, params.id)
        return { status: 204 }
      },
    }),
    route({
      method: 'post',
      path: '/v1/questions/{id}/answer',
      tag: 'Questions',
      summary: 'Answer, before or after the end of the charge; also by the token of its push',
      auth: 'answerer',
      params: OneById,
      headers: WithKey,
      body: Answer,
      answers: {
        200: { description: 'The question as it stands now', schema: QuestionView },
        409: conflict,
      },
      handle: ({ caller, params: { id }, body, headers }) =>
        standing(service, { caller, id }, () =>
          service.answerQuestion(caller, id, body, headers['idempotency-key']),
        ),
    }),
    route({
      method: 'delete',
      path: '/v1/questions/{id}/answer',
      tag: 'Questions',
      summary: 'Undo the answer, within ten minutes; what was shared by it is taken back',
      auth: 'answerer',
      params: OneById,
      headers: WithKey,
      answers: {
        200: { description: 'The question, open again', schema: QuestionView },
        409: conflict,
      },
      handle: ({ caller, params: { id }, headers }) =>
        standing(service, { caller, id }, () =>
          service.undoAnswer(caller, id, headers['idempotency-key']),
        ),
    }),
  ]
}

/** The question as it stands now; also where it cannot be changed, so that its device can show why. */
async function standing(
  service: Service,
  { caller, id }: { caller: string; id: string },
  change: () => Promise<QuestionInFull>,
): Promise<Reply> {
  try {
    return { status: 200, body: showQuestion(await change()) }
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== 'conflict') throw error
    const question = showQuestion(await service.showQuestion(caller, id))
    const { code } = error
    throw new Problem(409, error.message, error.faults, {}, { ...(code && { code }), question })
  }
}
