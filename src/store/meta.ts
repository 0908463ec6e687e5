/** A few facts about the database itself: its schema's version, its feed's generation. */
import type { Meta } from '../flows/tables.ts'
import type { Db } from './driver.ts'

const GET = 'select value from meta where name = ?'
const SET = `
  insert into meta (name, value) values (?, ?)
  on conflict (name) do update set value = excluded.value`
const ADD = 'insert into meta (name, value) values (?, ?) on conflict (name) do nothing'
const TAKE = `
  insert into meta (name, value) values (?, ?)
  on conflict (name) do update set value = excluded.value where cast(meta.value as bigint) <= ?`

export function metaOf(db: Db): Meta {
  return {
    get: async (name) => (await db.get<{ value: string }>(GET, name))?.value ?? null,
    set: async (name, value) => void (await db.run(SET, name, value)),
    take: async (name, now, until) => (await db.run(TAKE, name, String(until), now)) === 1,
    add: async (name, value) => void (await db.run(ADD, name, value)),
  }
}
