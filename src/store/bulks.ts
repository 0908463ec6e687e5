/** The files that hold all that is shared, as they were built. */
import type { Bulk, Bulks } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db } from './driver.ts'

const ALL = 'name, seq, next, built_at, events, size, sha256'
const ADD = `insert into bulk (${ALL}) values (${marks(ALL)})`
const GET = `select ${named(ALL)} from bulk where name = ?`
const NEWEST = `select ${named(ALL)} from bulk order by seq desc, name`
const REMOVE = 'delete from bulk where name = ?'

export function bulksOf(db: Db): Bulks {
  return {
    add: async ({ name, seq, next, builtAt, events, size, sha256 }) =>
      void (await db.run(ADD, name, seq, next, builtAt, events, size, sha256)),
    get: (name) => db.get<Bulk>(GET, name),
    all: () => db.all<Bulk>(NEWEST),
    remove: async (name) => void (await db.run(REMOVE, name)),
  }
}
