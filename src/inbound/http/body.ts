/** Reads a JSON body: bounded, of the right type, and without keys that reach into prototypes. */
import type { Request } from 'express'
import { Problem } from './problem.ts'

/** The largest body in bytes. */
const LARGEST = 1024 * 1024
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
  if (POLLUTING.test(text)) refusePolluting(value, '')
  return value
}

function readText(req: Request): Promise<string> {
  if (Number(req.headers['content-length'] ?? 0) > LARGEST) return Promise.reject(tooLarge())
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= LARGEST) chunks.push(chunk)
      else reject(tooLarge())
    })
    req.on('end', () => {
      try {
        const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
        resolve(decoder.decode(bytes))
      } catch {
        reject(new Problem(400, 'the body is not UTF-8'))
      }
    })
    req.on('error', reject)
    req.on('close', () => {
      if (!req.complete) reject(new Problem(400, 'the body was not sent whole'))
    })
  })
}

function tooLarge(): Problem {
  const detail = `the body is larger than ${LARGEST} bytes`
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

function refusePolluting(value: unknown, pointer: string): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    const at = `${pointer}/${key}`
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
      throw new Problem(422, `the key ${key} is not allowed`, [
        { pointer: at, detail: 'not allowed' },
      ])
    }
    refusePolluting(inner, at)
  }
}
