/** Messages to ntfy topics that owners name: one guarded POST of JSON (docs.ntfy.sh/publish). */
import type { Ntfy } from '../flows/ports.ts'
import type { Guard } from './guard.ts'
import type { Request } from './request.ts'

/** ntfy's own scale: 3 is the default, 4 makes a longer sound and lies above the others. */
const PRIORITY = { normal: 3, high: 4 }

export function openNtfy({ request, guard }: { request: Request; guard: Guard }): Ntfy {
  return {
    publish: (topic, { title, message, click, urgency }) => {
      const { server, name } = parted(topic)
      const priority = PRIORITY[urgency]
      const body = JSON.stringify({ topic: name, title, message, click, priority })
      return request.post(server, { 'content-type': 'application/json' }, body)
    },
    refusal: guard.refusal,
  }
}

/**
 * JSON goes to the server, which may lie below a path, and names the topic inside: unlike in a
 * header, a title may be in any script there. A query (`?auth=`) goes along.
 */
function parted(topic: string): { server: string; name: string } {
  const server = new URL(topic)
  const name = server.pathname.split('/').at(-1) ?? ''
  server.pathname = server.pathname.slice(0, server.pathname.length - name.length)
  return { server: server.href, name }
}
