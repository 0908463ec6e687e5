/** An owner's open page, as a browser keeps it: a stream of events that comes back by itself. */
import { Agent, EventSource } from 'undici'

export type Page = {
  /** The topics of the next event. */
  next: () => Promise<string[]>
  /** Resolves once the stream is open. */
  opened: Promise<void>
  /** What the page says where it left off. */
  lastEventId: () => string
  close: () => Promise<void>
}

/** Opens a page that is signed in by its cookie. */
export function openPage(url: string, token: string): Page {
  const agent = new Agent()
  const dispatcher = agent.compose((dispatch) => (options, handler) => {
    const headers = { ...(options.headers as Record<string, string>), cookie: `session=${token}` }
    return dispatch({ ...options, headers }, handler)
  })
  const source = new EventSource(`${url}/v1/live`, { dispatcher })
  const heard: string[][] = []
  const waiting: ((what: string[]) => void)[] = []
  let last = ''
  source.addEventListener('changed', (event) => {
    const { data, lastEventId } = event as MessageEvent<string>
    last = lastEventId
    const { what } = JSON.parse(data) as { what: string[] }
    const wake = waiting.shift()
    if (wake) wake(what)
    else heard.push(what)
  })
  return {
    next: async () => heard.shift() ?? new Promise((resolve) => waiting.push(resolve)),
    opened: new Promise((resolve, reject) => {
      source.addEventListener('open', () => resolve())
      source.addEventListener('error', () => reject(new Error('the stream was not opened')))
    }),
    lastEventId: () => last,
    close: async () => {
      source.close()
      await agent.destroy()
    },
  }
}
