/** Reads a JSON body, a form's or a photo: bounded, of the right type, and without keys that reach into prototypes. */
import type { Request } from 'express'
import { escaped, Problem } from './problem.ts'

/** The largest body in bytes, and the largest photo: phones make them of 3 to 8 MB. */
const LARGEST = 1024 * 1024
const LARGEST_PHOTO = 15 * LARGEST
const POLLUTING = /__proto__|constructor|prototype|\\u/

/** The parsed body. Throws 415, 413, 400 or 422. */
export async function readJson(req: Request): Promise<unknown> {
  const type = req.headers['content-type'] ?? ''
  if (!/^application\/(json|[\w.-]+\+json)\s*(;|$)/i.test(type)) {
    throw new Problem(415, 'the body must be application/json')
  }
  const text = await readText(req)
  const value = parsed(text)
  // A cheap look at the text first: almost no body needs the walk.
  if (POLLUTING.test(text)) refusePolluting(value)
  return value
}

/** Whether nothing is sent: neither a length nor pieces are announced (RFC 9112, section 6.3). */
export function isEmpty({ headers }: Request): boolean {
  return (headers['content-length'] ?? '0') === '0' && headers['transfer-encoding'] === undefined
}

/** Whether the body is a form's, as `readForm` reads it. */
export function isForm(req: Request): boolean {
  const type = req.headers['content-type'] ?? ''
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)
}

/** The fields of a form that browsers and modules send; of a name told twice, the last. Throws 413, 415 or 400. */
export async function readForm(req: Request): Promise<Map<string, string>> {
  return new Map(new URLSearchParams(await readText(req)))
}

/** The bytes of a photo. Throws 413, 415 or 400. */
export function readBytes(req: Request): Promise<Buffer> {
  const type = req.headers['content-type'] ?? ''
  if (!/^image\/(jpeg|png|webp)$/i.test(type)) {
    throw new Problem(415, 'the body must be image/jpeg, image/png or image/webp')
  }
  return read(req, LARGEST_PHOTO)
}

async function readText(req: Request): Promise<string> {
  const bytes = await read(req, LARGEST)
  try {
    return decoder.decode(bytes)
  } catch {
    throw new Problem(400, 'the body is not UTF-8')
  }
}

function read(req: Request, largest: number): Promise<Buffer> {
  if (!/^(identity)?$/i.test(req.headers['content-encoding'] ?? '')) {
    // RFC 9110, section 12.5.3: so the client learns that it was the encoding.
    const accepted = { 'accept-encoding': 'identity' }
    return Promise.reject(new Problem(415, 'the body must not be compressed', [], accepted))
  }
  if (Number(req.headers['content-length'] ?? 0) > largest) return Promise.reject(tooLarge(largest))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= largest) chunks.push(chunk)
      else reject(tooLarge(largest))
    })
    req.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
    const broken = () => reject(new Problem(400, 'the body was not sent whole'))
    req.on('error', broken)
    req.on('close', () => {
      if (!req.complete) broken()
    })
  })
}

function tooLarge(largest: number): Problem {
  const detail = `the body is larger than ${largest} bytes`
  return new Problem(413, detail, [], { connection: 'close' })
}

const decoder = new TextDecoder('utf-8', { fatal: true })

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Problem(400, `the body is not JSON: ${(error as Error).message}`)
  }
}

/** With a list of its own in place of recursion: a stranger's nesting must not exhaust the stack. */
function refusePolluting(value: unknown): void {
  const left: { value: unknown; parent: Step | null }[] = [{ value, parent: null }]
  for (let next = left.pop(); next; next = left.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue
    for (const [key, inner] of Object.entries(next.value)) {
      const step = { key, parent: next.parent }
      if (/^(__proto__|constructor|prototype)$/.test(key)) throw polluting(step)
      left.push({ value: inner, parent: step })
    }
  }
}

type Step = { key: string; parent: Step | null }

function polluting(step: Step): Problem {
  let pointer = ''
  for (let at: Step | null = step; at; at = at.parent) pointer = `/${escaped(at.key)}${pointer}`
  const detail = `the key ${step.key} is not allowed`
  return new Problem(422, detail, [{ pointer, detail: 'not allowed', code: 'unknown' }])
}
