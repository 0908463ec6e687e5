/** A month (UTC) as reports speak of it. */
import { z } from 'zod'

export const DAY_MS = 86_400_000

/** `2026-11`. */
export const Month = z
  .string()
  .regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'must be a month like 2026-11')
  .meta({ example: '2026-11', description: 'By UTC' })
export type Month = z.infer<typeof Month>

/** From its first moment to that of the next month, in milliseconds since 1970. */
export function stretchOf(month: Month): { from: number; to: number } {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return { from: Date.UTC(year, number - 1), to: Date.UTC(year, number) }
}

/** In which month a moment lies, in milliseconds since 1970. */
export function monthAt(at: number): Month {
  return new Date(at).toISOString().slice(0, 7)
}

/** Its days: `2026-11-01` and so on. */
export function daysOf(month: Month): string[] {
  const { from, to } = stretchOf(month)
  return Array.from({ length: (to - from) / DAY_MS }, (_, i) =>
    new Date(from + i * DAY_MS).toISOString().slice(0, 10),
  )
}
