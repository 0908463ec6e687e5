/** What operators and their tools call: is it alive, is it ready, what has it counted. */
import { z } from 'zod'
import { type AnyRoute, route } from './route.ts'

/** What the operator's routes show; handed in, since it is about the process and not the service. */
export type Operations = {
  /** Why the server is not ready for traffic, or null. */
  unready: () => Promise<string | null>
  metrics: { contentType: string; text: () => Promise<string> }
}

const Health = z.strictObject({ status: z.string() })

/** The routes of operations. */
export function operationRoutes({ unready, metrics }: Operations): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/healthz',
      tag: 'Operations',
      summary: 'The process is alive',
      auth: 'anyone',
      answers: { 200: { description: 'Alive', schema: Health } },
      handle: () => ({ status: 200, body: { status: 'alive' } }),
    }),
    route({
      method: 'get',
      path: '/readyz',
      tag: 'Operations',
      summary: 'The store takes writes and the server is not draining',
      auth: 'anyone',
      answers: { 200: { description: 'Ready', schema: Health } },
      handle: async () => {
        const why = await unready()
        const status = why === null ? 200 : 503
        return {
          status,
          body: { status: why ?? 'ready' },
          headers: why ? { 'retry-after': '5' } : {},
        }
      },
    }),
    route({
      method: 'get',
      path: '/metrics',
      tag: 'Operations',
      summary: 'Counts and times in the text format of Prometheus',
      auth: 'anyone',
      answers: { 200: { description: 'Metrics', type: 'text/plain' } },
      handle: async ({ res }) => {
        const text = await metrics.text()
        res.writeHead(200, { 'content-type': metrics.contentType }).end(text)
        return null
      },
    }),
  ]
}
