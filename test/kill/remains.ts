/** Reads what a siege has left in its database. */
import Database from 'better-sqlite3'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { Remains } from './judge.ts'

/** The file is opened as the server opens one that was there before. */
export async function remainsIn(file: string): Promise<Remains> {
  const engine = openSqlite(file)
  const synchronous = await engine.write((db) =>
    db.get<{ synchronous: number }>('pragma synchronous'),
  )
  await engine.close()
  const db = new Database(file, { readonly: true })
  try {
    return {
      // A key that the car gave stands behind a # in the table.
      messages: db
        .prepare('select vehicle, substr(id, 2) as id, session from message')
        .all() as Remains['messages'],
      feed: db.prepare('select session, revision from feed order by seq').all() as Remains['feed'],
      journal: db.pragma('journal_mode', { simple: true }) as string,
      synchronous: synchronous?.synchronous ?? -1,
    }
  } finally {
    db.close()
  }
}
