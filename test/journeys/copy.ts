/** A partner's copy of all that is shared: kept by pushes, some of which are lost, and by pull. */
import type { ServerResponse } from 'node:http'

export type Item = { cursor: string; type: string; session: { id: string; revision: number } }

/** What happens to a message that reaches the partner. */
export type Fate = 'taken' | 'lost' | 'taken but unanswered' | 'refused' | 'failed'

export type Copy = {
  fate: (fate: Fate) => void
  /** Takes a push, after its fate. */
  take: (body: string, response: ServerResponse) => void
  /** Takes a page of the feed. */
  read: (page: { items: Item[]; next: string }) => void
  /** Where the next pull begins. */
  cursor: () => string | null
  /** Each session's last state, as text. */
  state: () => string[]
}

export function openCopy(): Copy {
  const sessions = new Map<string, Item>()
  let fate: Fate = 'taken'
  let cursor: string | null = null

  function learn(items: Item[]): void {
    for (const item of items) {
      const known = sessions.get(item.session.id)
      // What comes late or twice is older than what is known.
      if (!known || known.session.revision <= item.session.revision) {
        sessions.set(item.session.id, item)
      }
    }
  }

  return {
    fate: (next) => void (fate = next),
    take: (body, response) => {
      const { type, challenge, items = [] } = JSON.parse(body) as Message
      if (type === 'endpoint.verification') return void response.end(JSON.stringify({ challenge }))
      if (fate === 'taken' || fate === 'taken but unanswered') learn(items)
      if (fate === 'taken but unanswered') return void response.destroy()
      response.statusCode = { taken: 200, lost: 200, refused: 422, failed: 500 }[fate]
      response.end()
    },
    read: ({ items, next }) => {
      learn(items)
      cursor = next
    },
    cursor: () => cursor,
    state: () =>
      [...sessions.values()]
        .filter(({ type }) => type !== 'charge.withdrawn')
        .map((item) => JSON.stringify(item))
        .sort(),
  }
}

type Message = { type?: string; challenge?: string; items?: Item[] }
