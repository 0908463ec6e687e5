/** Lists in pages, as OCPI wants them (2.2.1, section 4.1.4.1): a window of time, offset and limit. */
import type { Request } from 'express'
import { z } from 'zod'
import { timeIn } from '../../domain/ocpi/time.ts'
import type { Listed } from '../../flows/service.ts'
import { badParameter, type Reply } from './answer.ts'

/** The most objects on a page. */
const MOST = 500
const FOREVER = 8_640_000_000_000_000

export type Spanned = (span: {
  from: number
  to: number
  offset: number
  limit: number
}) => Promise<Listed>

const whole = z.coerce.number().int('must be a whole number')
const when = z.string().transform((text, context) => {
  const at = timeIn(text)
  if (at !== null) return at
  context.addIssue('must be a time in UTC, as 2026-11-21T08:15:02Z')
  return z.NEVER
})
const Query = z.object({
  date_from: when.optional(),
  date_to: when.optional(),
  offset: whole.min(0, 'must not be negative').max(1e9).default(0),
  limit: whole
    .min(1, 'must be at least 1')
    .default(MOST)
    .transform((limit) => Math.min(limit, MOST)),
})

/** `needsFrom`: the window must have a beginning, as that of sessions must. */
export async function listed(
  req: Request,
  url: string,
  list: Spanned,
  needsFrom = true,
): Promise<Reply> {
  const query = Query.safeParse(req.query)
  if (!query.success) {
    const said = query.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
    throw badParameter(said.join('; '))
  }
  const { date_from: from, date_to: to = FOREVER, offset, limit } = query.data
  if (from === undefined && needsFrom) throw badParameter('date_from is missing')
  const { items, total } = await list({ from: from ?? 0, to, offset, limit })
  const end = offset + limit
  const headers = {
    'x-total-count': String(total),
    'x-limit': String(MOST),
    ...(end < total && { link: `<${next(url, req, end, limit)}>; rel="next"` }),
  }
  return { data: items, headers }
}

/** The same window, further on; its times as they were told. */
function next(url: string, { query }: Request, offset: number, limit: number): string {
  const kept = new URLSearchParams({ offset: String(offset), limit: String(limit) })
  for (const name of ['date_from', 'date_to']) {
    const said = query[name]
    if (typeof said === 'string') kept.set(name, said)
  }
  return `${url}?${kept.toString()}`
}
