/** Columns as SQL spells them (`seen_at`) and as we do (`seenAt`), and what is looked for in them. */

/** For a select: each column under our name for it. */
export function named(columns: string): string {
  return columns.replace(/\w+_\w+/g, (column) => `${column} as "${ours(column)}"`)
}

/** A `?` for each column. */
export function marks(columns: string): string {
  return columns.replace(/\w+/g, '?')
}

/** For a `like` whose escape is a backslash: whatever holds this text, as it stands. */
export function holding(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}

function ours(column: string): string {
  return column.replace(/_(\w)/g, (_, first: string) => first.toUpperCase())
}
