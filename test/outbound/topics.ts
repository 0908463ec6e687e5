/** An ntfy server on loopback: takes JSON at its root, and turns down what it is told to. */
import { openInbox } from './inbox.ts'
import { bodyOf, serve } from './loopback.ts'

/** What was published, and to which address it was posted. */
export type Published = {
  path: string
  topic: string
  title: string
  message: string
  click: string
  priority: number
  /** All that was sent, as it was. */
  raw: string
}

export type TopicServer = {
  origin: string
  /** Answers so from now on; 200 makes it take messages again. */
  answer: (status: number, headers?: Record<string, string>) => void
  published: Published[]
  next: () => Promise<Published>
  drain: () => Published[]
  close: () => Promise<void>
}

export async function openTopicServer(): Promise<TopicServer> {
  const inbox = openInbox<Published>()
  let answer = { status: 200, headers: {} }
  const { origin, close } = await serve(async (request, response) => {
    const raw = (await bodyOf(request)).toString()
    const { status, headers } = answer
    const path = request.url ?? ''
    if (status === 200)
      inbox.put({ path, raw, ...(JSON.parse(raw) as Omit<Published, 'path' | 'raw'>) })
    response.writeHead(status, headers).end(JSON.stringify({ http: status }))
  })
  return {
    origin,
    answer: (status, headers = {}) => void (answer = { status, headers }),
    published: inbox.all,
    next: inbox.next,
    drain: inbox.drain,
    close,
  }
}
