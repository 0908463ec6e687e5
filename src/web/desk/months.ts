/** Months as the reports name them. */

/** Such as `2026-11`, in UTC as the reports are. */
export function thisMonth(now = new Date()): string {
  return now.toISOString().slice(0, 7)
}

/** The months up to this one, the newest first. */
export function lastMonths(count: number, now = new Date()): string[] {
  return Array.from({ length: count }, (_, i) =>
    thisMonth(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - i, 1))),
  )
}

/** How much was drawn on each day of a month. */
export function daysPath(month: string): string {
  return `/v1/reports/months?month=${month}`
}
