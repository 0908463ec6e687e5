/** Columns as SQL spells them (`seen_at`) and as we do (`seenAt`). */

/** For a select: each column under our name for it. */
export function named(columns: string): string {
  return columns.replace(/\w+_\w+/g, (column) => `${column} as "${ours(column)}"`)
}

/** A `?` for each column. */
export function marks(columns: string): string {
  return columns.replace(/\w+/g, '?')
}

function ours(column: string): string {
  return column.replace(/_(\w)/g, (_, first: string) => first.toUpperCase())
}
