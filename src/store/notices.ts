/** Pushes still to be made: each a question on its way to one device. */
import type { Notice, Notices } from '../flows/tables.ts'
import { named } from './columns.ts'
import type { Db } from './driver.ts'

const ADD = `
  insert into notice (question, subscription, due_at, tries)
  select ?, id, ?, 0 from subscription where owner = ?
  on conflict (question, subscription) do update set due_at = excluded.due_at, tries = 0`
const DUE = `
  select ${named('question, subscription, due_at, tries')} from notice
  where due_at <= ? order by due_at limit ?`
const SET = 'update notice set due_at = ?, tries = ? where question = ? and subscription = ?'
const REMOVE = 'delete from notice where question = ? and subscription = ?'

export function noticesOf(db: Db): Notices {
  return {
    add: async ({ id, owner }, now) => void (await db.run(ADD, id, now, owner)),
    due: (now, limit) => db.all<Notice>(DUE, now, limit),
    set: async ({ question, subscription, dueAt, tries }) =>
      void (await db.run(SET, dueAt, tries, question, subscription)),
    remove: async ({ question, subscription }) =>
      void (await db.run(REMOVE, question, subscription)),
  }
}
