/** SQLite: one file, one writer whose transactions wait for each other, and a reader beside it. */
import Database from 'better-sqlite3'
import type { Db, Engine } from './driver.ts'

type Connection = Database.Database

const BUSY_MS = 5000
/** How long after a reader held up the emptying of the log it is tried again. */
const AGAIN_MS = 1000
/** What `pragma synchronous` answers for FULL. */
const FULL = 2

/** Opens the file or makes it. What is committed survives a loss of power. */
export function openSqlite(file: string): Engine {
  const writer = openWriter(file)
  // Its own connection, so that nobody sees what is not committed yet.
  const reader = new Database(file, { readonly: true, timeout: BUSY_MS })
  const transact = transactions(writer)
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => T | Promise<T>): Promise<T> => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
  let again: NodeJS.Timeout | undefined
  const scrub = (): void => {
    clearTimeout(again)
    if (!emptied(writer)) again = setTimeout(() => void inTurn(scrub), AGAIN_MS).unref()
  }
  // A crash may have come between an erasure and its scrub.
  scrub()
  return {
    read: dbOn(reader),
    write: (work) => inTurn(() => transact(work)),
    scrub: () => inTurn(scrub),
    backup: (to) => copy(file, to),
    close: async () => {
      await last
      clearTimeout(again)
      reader.close()
      writer.pragma('wal_checkpoint(truncate)')
      writer.close()
    },
  }
}

/** SQLite forgets all of this but WAL when the file is closed; it is set at every open. */
function openWriter(file: string): Connection {
  const writer = new Database(file, { timeout: BUSY_MS })
  const mode = writer.pragma('journal_mode = wal', { simple: true })
  writer.pragma('synchronous = full')
  writer.pragma('foreign_keys = on')
  writer.pragma('secure_delete = on')
  writer.pragma('wal_autocheckpoint = 10000')
  // A statement of many rows keeps what it would take back if it failed: in memory, not in a file.
  writer.pragma('temp_store = memory')
  const synchronous = writer.pragma('synchronous', { simple: true })
  if (mode === 'wal' && synchronous === FULL) return writer
  writer.close()
  const found = JSON.stringify({ mode, synchronous })
  throw new Error(`${file} would not survive a loss of power: ${found}`)
}

/**
 * Empties the log, in which what was erased still stands. A reader who is at work, as a backup is,
 * holds it up: false at once, since to wait for him here would hold up everybody.
 */
function emptied(writer: Connection): boolean {
  writer.pragma('busy_timeout = 0')
  const [result] = writer.pragma('wal_checkpoint(truncate)') as { busy: number }[]
  writer.pragma(`busy_timeout = ${BUSY_MS}`)
  return result?.busy === 0
}

/**
 * Copies one moment of the database while it is used. The transaction holds that moment: without
 * it, SQLite begins anew at every change by another connection, and under load never ends.
 */
async function copy(file: string, to: string): Promise<void> {
  const source = new Database(file, { readonly: true, timeout: BUSY_MS })
  try {
    source.exec('begin')
    source.prepare('select 1 from meta').get()
    await source.backup(to)
  } finally {
    source.close()
  }
  mark(to)
}

/** The copy knows that it is one: whoever opens it goes on with another feed. */
function mark(copy: string): void {
  const database = new Database(copy)
  try {
    database.pragma('journal_mode = delete')
    database.prepare(`update meta set value = 'copy' where name = 'home'`).run()
  } finally {
    database.close()
  }
}

function transactions(writer: Connection) {
  const db = dbOn(writer)
  const begin = writer.prepare('begin immediate')
  const commit = writer.prepare('commit')
  const rollback = writer.prepare('rollback')
  return async <T>(work: (db: Db) => Promise<T>): Promise<T> => {
    begin.run()
    try {
      const result = await work(db)
      commit.run()
      return result
    } catch (error) {
      // After some errors, a full disk among them, SQLite has rolled back by itself.
      if (writer.inTransaction) rollback.run()
      throw error
    }
  }
}

function dbOn(connection: Connection): Db {
  const prepared = preparing(connection)
  return {
    get: async <Row>(sql: string, ...values: unknown[]) => {
      const { statement, rowOf } = prepared(sql)
      const row = statement.get(values)
      return row === undefined ? null : (rowOf(row as unknown[]) as Row)
    },
    all: async <Row>(sql: string, ...values: unknown[]) => {
      const { statement, rowOf } = prepared(sql)
      return statement.all(values).map((row) => rowOf(row as unknown[]) as Row)
    },
    run: async (sql, ...values) => prepared(sql).statement.run(values).changes,
    exec: async (script) => void connection.exec(script),
    has: async (table) =>
      prepared('select 1 from sqlite_master where name = ?').statement.get(table) !== undefined,
    // A file may be moved; that it is a copy is written in it.
    home: async () => 'original',
    // There is one writer, so that its transaction is alone anyway.
    lock: async () => undefined,
  }
}

type Prepared = { statement: Database.Statement; rowOf: (values: unknown[]) => unknown }

/** Each text is prepared once. */
function preparing(connection: Connection): (sql: string) => Prepared {
  const known = new Map<string, Prepared>()
  return (sql) => {
    let prepared = known.get(sql)
    if (!prepared) known.set(sql, (prepared = prepare(connection, sql)))
    return prepared
  }
}

function prepare(connection: Connection, sql: string): Prepared {
  const statement = connection.prepare(spelled(sql))
  if (!statement.reader) return { statement, rowOf: (values) => values }
  return {
    statement: statement.raw(),
    rowOf: rowMaker(statement.columns().map(({ name }) => name)),
  }
}

/**
 * The driver's own rows are hash tables to V8, and slow to read, spread and stringify; those that
 * one literal makes all have one shape. The column names are ours: they stand in our queries.
 */
function rowMaker(columns: string[]): Prepared['rowOf'] {
  const fields = columns.map((name, i) => `${JSON.stringify(name)}: values[${i}]`)
  // oxlint-disable-next-line typescript/no-implied-eval
  return new Function('values', `return { ${fields.join(', ')} }`) as Prepared['rowOf']
}

function spelled(sql: string): string {
  return sql.replaceAll('(??)', '(select value from json_each(?))').replace(/\sfor update$/, '')
}
