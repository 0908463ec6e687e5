/** Reads one table out of a CSV file: with a row of names, or as MySQL writes it INTO OUTFILE. */
import { pipeline, Readable } from 'node:stream'
import { CsvError, type Options, parse } from 'csv-parse'
import { missingIn, TABLES, type Table, tableWith } from './layouts.ts'
import type { RawRow, Value } from './statements.ts'

type Pieces = () => AsyncIterable<string>
/** How a file is written; `columns` null: it begins with its first row. */
type Form = { table: Table; columns: string[] | null; delimiter: string }

/** No row of an OVMS server is longer. */
const LONGEST = 400_000
const AT_ONCE = 500

export function isSheet(name: string): boolean {
  return /\.(csv|tsv)(\.gz)?$/i.test(name)
}

/** Reads a file to its end; throws where it is not what it says. */
export async function openSheet(name: string, pieces: Pieces) {
  const form = formOf(name, await firstLine(pieces()))
  const rows = () => rowsIn(pieces(), form)
  for await (const _ of rows()) continue
  return { tables: new Set([form.table]), rows }
}

/** The row of names tells which table it is, else the file's own name. */
function formOf(name: string, first: string): Form {
  const delimiter = /^(?:"[^"]*"|[^"\t;,]*)([\t;,])/.exec(first)?.[1] ?? ','
  const cells = first.split(delimiter).map((cell) => cell.trim().replace(/^"|"$/g, ''))
  const columns = cells.map((cell) => cell.toLowerCase())
  const told = tableWith(columns)
  const named = TABLES.find((table) => name.toLowerCase().includes(table))
  if (told) return { table: told, columns, delimiter }
  if (!named) throw new Error('neither its name nor its first row tells which table it holds')
  const missing = missingIn(named, columns)
  if (missing !== null) throw new Error(`its first row names no column ${missing}`)
  return { table: named, columns: null, delimiter }
}

async function firstLine(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) {
    text += piece
    if (text.includes('\n') || text.length > LONGEST) break
  }
  return text.replace(/^\uFEFF/, '').split(/\r?\n/)[0]!
}

async function* rowsIn(
  pieces: AsyncIterable<string>,
  { table, columns, delimiter }: Form,
): AsyncIterable<RawRow[]> {
  const options: Options = {
    delimiter,
    bom: true,
    // A server escapes with backslashes, tools that write a row of names double the quotes.
    escape: columns ? '"' : '\\',
    from: columns ? 2 : 1,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST,
    cast: (value, { quoting }) => (!quoting && value === '\\N' ? null : value),
  }
  const parser = pipeline(Readable.from(pieces), parse(options), () => {})
  let rows: RawRow[] = []
  try {
    for await (const values of parser) {
      rows.push({ table, columns, values: values as Value[] })
      if (rows.length < AT_ONCE) continue
      yield rows
      rows = []
    }
  } catch (error) {
    throw error instanceof CsvError ? new Error(faultOf(error)) : error
  }
  yield rows
}

/** In words without the value, for that may be a password. */
function faultOf({ code, ...context }: CsvError): string {
  const { lines } = context as { lines?: number }
  if (code === 'CSV_MAX_RECORD_SIZE') return `line ${lines}: a row that is too long`
  return `line ${lines}: a quote that is not closed, or stands where none may`
}
