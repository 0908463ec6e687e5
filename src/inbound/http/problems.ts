/** What the types of problems mean, for people who follow the address in one (RFC 9457, section 3.1.1). */
import { z } from 'zod'
import { type AnyRoute, route } from './route.ts'

const MEANINGS = {
  'cursor-expired': `Your cursor leads nowhere any more: a backup of the server was restored, or you were away for
longer than superseded events are kept (GET /v1/retention, sharedHistory).

Take GET /v1/snapshot, replace what you have by it, and go on from its cursor ("next"). The problem
itself names a cursor of the present, too: from there on nothing is missed while you do so.`,
  'session-withdrawn': `The owner has taken this session back. Drop what you have of it.`,
  'bulk-recalled': `Something in this file was taken back, and a file cannot forget. A new one is built within
15 minutes: GET /v1/bulk. Drop this one, and what you have of the sessions that it no longer holds.`,
}
const Name = z.enum(Object.keys(MEANINGS) as [keyof typeof MEANINGS])

/** The routes of the explanations. */
export function problemRoutes(): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/problems/{name}',
      tag: 'Operations',
      summary: 'What a type of problem means, and what to do',
      auth: 'anyone',
      params: z.object({ name: Name }),
      answers: { 200: { description: 'In words', type: 'text/plain', schema: z.string() } },
      handle: ({ params, res }) => {
        res.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
        res.end(`${MEANINGS[params.name]}\n`)
        return null
      },
    }),
  ]
}
