/** Whole files for partners: which there are, and each of them, also in parts. */
import { basename, dirname } from 'node:path'
import type { Response } from 'express'
import { z } from 'zod'
import { LICENSE } from '../../../domain/sharing/event.ts'
import { columnsInWords } from '../../../domain/sharing/shapes.ts'
import { rfc3339 } from '../../../domain/text.ts'
import type { Service } from '../../../flows/service.ts'
import { Problem } from '../problem.ts'
import { type AnyRoute, route } from '../route.ts'

const GZIP = 'application/gzip'

const BulkView = z
  .strictObject({
    name: z.string().meta({ example: 'charges-2026-11-21-4711.ndjson.gz' }),
    url: z.string(),
    builtAt: z.string().meta({ format: 'date-time' }),
    events: z.number().int().meta({ description: 'One for each session' }),
    size: z.number().int().meta({ description: 'In bytes' }),
    sha256: z.string().meta({ description: 'Of the file as it is sent, in hexadecimal digits' }),
    next: z.string().meta({ description: 'The cursor from which GET /v1/charges goes on' }),
    license: z.string(),
  })
  .meta({ id: 'Bulk' })
const Bulks = z.strictObject({ items: z.array(BulkView) }).meta({
  id: 'Bulks',
  description:
    'Newest first; built each night (UTC), and within 15 minutes where something in them is taken ' +
    `back: from that moment on they are no longer served. ndjson: lines as GET /v1/snapshot gives ` +
    `them. csv: a row of names, then ${columnsInWords}`,
})

/** The routes of whole files. */
export function bulkRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/bulk',
      tag: 'Partners',
      summary: 'Files that hold the last state of every session that is shared',
      auth: 'partner',
      limit: 'pull',
      answers: { 200: { description: 'The files there are', schema: Bulks } },
      handle: async () => {
        const items = (await service.listBulks()).map(({ seq: _, builtAt, ...bulk }) => ({
          ...bulk,
          url: `/v1/bulk/${bulk.name}`,
          builtAt: rfc3339(builtAt),
          license: LICENSE,
        }))
        const link = '</v1/license>; rel="license"'
        return { status: 200, body: { items }, headers: { link } }
      },
    }),
    route({
      method: 'get',
      path: '/v1/bulk/{name}',
      tag: 'Partners',
      summary: 'A file, packed by gzip; parts of it by Range',
      auth: 'partner',
      limit: 'whole',
      params: z.object({ name: z.string().regex(/^charges-[\d-]{1,40}\.(ndjson|csv)\.gz$/) }),
      answers: {
        200: {
          description: 'The file',
          type: GZIP,
          schema: z.string().meta({ format: 'binary' }),
          headers: { etag: 'Strong; If-None-Match and If-Range work' },
        },
        206: {
          description: 'A part of it',
          type: GZIP,
          schema: z.string().meta({ format: 'binary' }),
        },
        304: { description: 'You have it' },
      },
      handle: async ({ params, res }) => {
        const { path, sha256, size } = await service.showBulk(params.name)
        res.setHeader('etag', `"${sha256}"`)
        res.setHeader('link', '</v1/license>; rel="license"')
        return sendFile(res, path, size)
      },
    }),
  ]
}

function outside(size: number): Problem {
  const range = { 'content-range': `bytes */${size}` }
  return new Problem(416, `the file has ${size} bytes`, [], range)
}

/** Resolves when it is sent, or cut off. */
function sendFile(res: Response, path: string, size: number): Promise<null> {
  const options = {
    root: dirname(path),
    cacheControl: false,
    headers: { 'content-type': GZIP, 'cache-control': 'private, no-cache', vary: 'Authorization' },
  }
  return new Promise((resolve, reject) => {
    res.sendFile(basename(path), options, (error?: Error & { status?: number }) => {
      if (!error || res.headersSent) resolve(null)
      else if (error.status === 416) reject(outside(size))
      else reject(error)
    })
  })
}
