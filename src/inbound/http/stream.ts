/** Long answers, sent a part at a time: no more is read than the caller takes. */
import { once } from 'node:events'
import type { OutgoingHttpHeaders } from 'node:http'
import type { Response } from 'express'
import { type Cell, csvRow, MARK } from '../../domain/csv.ts'
import type { Page } from '../../flows/tables.ts'
import { leaving } from './events.ts'

/** Sends all parts; the first one is read before the head, so that a refusal is one. */
export async function sendParts(
  res: Response,
  headers: OutgoingHttpHeaders,
  parts: AsyncIterator<string>,
): Promise<null> {
  const gone = leaving(res)
  let part = await parts.next()
  res.writeHead(200, { 'cache-control': 'no-store', vary: 'Accept', ...headers })
  while (!part.done && !gone.aborted) {
    const isTaken = res.write(part.value)
    if (!isTaken) await once(res, 'drain', { signal: gone }).catch(() => undefined)
    if (!gone.aborted) part = await parts.next()
  }
  await parts.return?.()
  res.end()
  return null
}

/** So many rows of a table are read at a time. */
const PAGE = 1000

type Table<T> = {
  /** The file's name. */
  name: string
  columns: string[]
  read: (page: Page) => Promise<T[]>
  keyOf: (row: T) => string
  /** In the order of `columns`. */
  cellsOf: (row: T) => Cell[]
}

/** Sends all rows that there are, as a table that spreadsheets open (RFC 4180). */
export function sendTable<T>(res: Response, table: Table<T>): Promise<null> {
  const headers = {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': `attachment; filename="${table.name}"`,
  }
  return sendParts(res, headers, partsOf(table))
}

async function* partsOf<T>({ columns, read, keyOf, cellsOf }: Table<T>): AsyncGenerator<string> {
  let head = MARK + csvRow(columns)
  let after: string | null = null
  do {
    const rows: T[] = await read({ after, limit: PAGE })
    yield head + rows.map((row) => csvRow(cellsOf(row))).join('')
    head = ''
    after = rows.length < PAGE ? null : keyOf(rows.at(-1)!)
  } while (after !== null)
}
