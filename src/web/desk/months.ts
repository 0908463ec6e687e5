/** Months as the reports name them. */

/** Such as `2026-11`, in UTC as the reports are. */
export function thisMonth(now = new Date()): string {
  return now.toISOString().slice(0, 7)
}

/** How much was drawn on each day of a month. */
export function daysPath(month: string): string {
  return `/v1/reports/months?month=${month}`
}
