/** Opens the files that an OVMS server's tables were written to, and gives their rows. */
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { isTable, type Table } from './layouts.ts'
import { isSheet, openSheet } from './sheet.ts'
import { openStatements, type RawRow } from './statements.ts'

/** A file that was read through once, and is what it says. */
export type DumpFile = {
  /** Without its folder. */
  name: string
  tables: ReadonlySet<Table>
  /** The rows of one table as they are read, in pieces. */
  rows: (table: Table) => AsyncIterable<RawRow[]>
}

/** Reads so much at a time. */
const PIECE = 256 * 1024

/** Reads a file to its end; throws a sentence that names it where it is not what it says. */
export async function openFile(path: string): Promise<DumpFile> {
  const name = basename(path)
  const pieces = () => textOf(path)
  try {
    return { name, ...(await (isSheet(name) ? openSheet(name, pieces) : openDump(pieces))) }
  } catch (error) {
    throw new Error(`${path}: ${sayingOf(error)}`, { cause: error })
  }
}

async function openDump(pieces: () => AsyncIterable<string>): Promise<Omit<DumpFile, 'name'>> {
  const tables = new Set<Table>()
  const statements = openStatements((name) => {
    if (isTable(name)) tables.add(name)
    return false
  })
  for await (const piece of pieces()) statements.push(piece)
  if (tables.size === 0) throw new Error('it holds no table of an OVMS server')
  if (!statements.end()) throw new Error('it breaks off in the middle of a statement')
  return { tables, rows: (table) => rowsIn(pieces(), table) }
}

async function* rowsIn(pieces: AsyncIterable<string>, table: Table): AsyncIterable<RawRow[]> {
  const statements = openStatements((name) => name === table)
  for await (const piece of pieces) yield statements.push(piece)
}

/** The text of a file, unpacked where its name ends in .gz. */
async function* textOf(path: string): AsyncIterable<string> {
  const file = createReadStream(path, { highWaterMark: PIECE })
  const isPacked = /\.gz$/i.test(path)
  // What goes wrong on the way is thrown by the last of them.
  const text = isPacked ? pipeline(file, createGunzip({ chunkSize: PIECE }), () => {}) : file
  for await (const piece of text.setEncoding('utf8')) yield piece as string
}

const SAYINGS: Record<string, string> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
  Z_DATA_ERROR: 'it is not packed by gzip, or damaged',
  Z_BUF_ERROR: 'it breaks off: the packed text has no end',
}

function sayingOf(error: unknown): string {
  const { code, message } = error as Error & { code?: string }
  return SAYINGS[code ?? ''] ?? message
}
