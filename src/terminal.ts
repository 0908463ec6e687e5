/** How the operator's commands read and write: checked arguments, aligned columns, JSON, whole lists. */
import { InvalidArgumentError } from 'commander'
import type { z } from 'zod'

/** Where a command reads and writes; handed in, so that tests need no process of their own. */
export type Io = {
  env: Record<string, string | undefined>
  input: AsyncIterable<string>
  out: (text: string) => void
  err: (text: string) => void
}

/** What is shown of one thing, in the order in which it is shown. */
export type Row = Record<string, Cell>
type Cell = string | number | boolean | null

/** Lets commander name the argument that zod refuses. */
export function reading<T>(schema: z.ZodType<T>): (text: string) => T {
  return (text) => {
    const { data, error } = schema.safeParse(text)
    if (error) throw new InvalidArgumentError(error.issues.map((issue) => issue.message).join(', '))
    return data
  }
}

/** The line end behind it is none of it. */
export async function passwordFrom(input: Io['input']): Promise<string> {
  let text = ''
  for await (const part of input) text += part
  const password = text.replace(/\r?\n$/, '')
  if (password.length >= 10 && password.length <= 200) return password
  throw new Error('the password on standard input must have 10 to 200 characters')
}

export function tell(io: Io, facts: Row): void {
  io.out(aligned(Object.entries(facts)))
}

export function show(io: Io, rows: Row[], json = false): void {
  const heads = Object.keys(rows[0] ?? {}).map((key) => key.replace(/[A-Z]/g, ' $&').toUpperCase())
  const table = [heads, ...rows.map((row) => Object.values(row))]
  if (json) io.out(asJson(rows))
  else io.out(rows.length > 0 ? aligned(table) : 'none\n')
}

/** So many rows are read at a time. */
const PAGE = 1000
type Page = { after: string | null; limit: number }

/** All rows of a list, whatever their number; a page goes on after the key of the last row before it. */
export async function everything<T>(
  list: (page: Page) => Promise<T[]>,
  keyOf: (row: T) => string,
): Promise<T[]> {
  const all: T[] = []
  for (let after: string | null = null; ; after = keyOf(all.at(-1)!)) {
    const rows = await list({ after, limit: PAGE })
    all.push(...rows)
    if (rows.length < PAGE) return all
  }
}

export function asJson(rows: Row[]): string {
  return `${JSON.stringify(rows, null, 2)}\n`
}

/** Columns, each as wide as its widest cell. */
export function aligned(rows: Cell[][]): string {
  const cells = rows.map((row) => row.map((cell) => String(cell ?? '-')))
  const widths = (cells[0] ?? []).map((_, i) => Math.max(...cells.map((row) => row[i]!.length)))
  const lines = cells.map((row) => row.map((cell, i) => cell.padEnd(widths[i]!)).join('  '))
  return lines.map((text) => `${text.trimEnd()}\n`).join('')
}
