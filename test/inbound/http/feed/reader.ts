/** A partner's program that reads: raw answers, as they come over the wire. */
import { text as wholeText } from 'node:stream/consumers'
import zlib from 'node:zlib'
import { Readable } from 'node:stream'
import { request } from 'undici'

export type Answer = {
  status: number
  headers: Record<string, string | string[] | undefined>
  bytes: Buffer
  /** Unpacked. */
  text: string
  json: () => Record<string, never>
}

/** Asks with the headers given and no others; nothing is unpacked, followed or tried again. */
export async function ask(
  url: string,
  token: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await request(url, { headers: { authorization: `Bearer ${token}`, ...headers } })
  const bytes = Buffer.from(await answer.body.arrayBuffer())
  const text = unpacked(bytes, String(answer.headers['content-encoding'])).toString()
  const json = () => JSON.parse(text) as Record<string, never>
  return { status: answer.statusCode, headers: answer.headers, bytes, text, json }
}

function unpacked(bytes: Buffer, encoding: string): Buffer {
  if (bytes.length === 0) return bytes
  if (encoding === 'br') return zlib.brotliDecompressSync(bytes)
  return encoding === 'gzip' ? zlib.gunzipSync(bytes) : bytes
}

/** The cursor in `Link: <…>; rel="next"`. */
export function nextIn({ headers }: Answer): string {
  return /<\/v1\/charges\?after=([\w-]+)>; rel="next"/.exec(String(headers['link']))![1]!
}

export type Told = { id: string; data: string | null }

/** A listener to Server-Sent Events that can be cut off. */
export async function listen(url: string, token: string, headers: Record<string, string> = {}) {
  const cut = new AbortController()
  const answer = await request(url, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream', ...headers },
    signal: cut.signal,
  })
  const blocks = blocksOf(answer.body)
  return {
    status: answer.statusCode,
    headers: answer.headers,
    /** What the server says next, comments too. */
    block: async () => String((await blocks.next()).value),
    /** The next event with data. */
    event: async (): Promise<Told> => {
      for (;;) {
        const { value, done } = await blocks.next()
        if (done) throw new Error('the stream is over')
        const told = toldIn(value)
        if (told?.data) return told
      }
    },
    rest: () => wholeText(Readable.from(blocks)),
    cut: () => cut.abort(),
  }
}

async function* blocksOf(body: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let left = ''
  try {
    for await (const bytes of body) {
      const parts = (left + bytes.toString()).split('\n\n')
      left = parts.pop()!
      yield* parts
    }
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error
  }
}

function toldIn(block: string): Told | null {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? null
  const id = field('id')
  return id === null ? null : { id, data: field('data') }
}
