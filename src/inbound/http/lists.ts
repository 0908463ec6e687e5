/** Lists as every route answers them: a page of items and the cursor to the next page. */
import { z } from 'zod'
import type { Page } from '../../flows/tables.ts'

/** The query of a list. */
export const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  after: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'is not a cursor of this list')
    .optional(),
})
export type ListQuery = z.infer<typeof ListQuery>

/** What is wrong with a stretch of time that ends before it begins. */
export const MISORDERED = {
  path: ['to'],
  message: 'must be later than from',
  params: { code: 'order' },
}

type Stretch = { from?: number | undefined; to?: number | undefined }

/** Whether it is none such; a time that could not be read is no number, and told of already. */
export function isInOrder({ from = -Infinity, to = Infinity }: Stretch): boolean {
  return !(from >= to)
}

/** The schema of a list's answer. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), next: z.string().nullable() })
}

/** One row more than asked for is read, to know whether there is a next page. */
export function pageOf({ limit, after }: ListQuery): Page {
  return { limit: limit + 1, after: after ?? null }
}

/** The answer to a list: `rows` were read by `pageOf` the same query. */
export function listed<T, U>(
  rows: T[],
  { limit }: ListQuery,
  keyOf: (row: T) => string,
  show: (row: T) => U,
): { items: U[]; next: string | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const next = rows.length > limit && last !== undefined ? keyOf(last) : null
  return { items: page.map(show), next }
}
