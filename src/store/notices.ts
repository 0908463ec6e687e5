/** Questions on their way to their owners: how far they have climbed, and messages still to be made. */
import type { Climb, Notice, Tables } from '../flows/tables.ts'
import { named } from './columns.ts'
import type { Db } from './driver.ts'

/** The way of the row that climbs; any other is a device or a channel. */
const LADDER = 'ladder'
const NOTICE = 'question, channel, subscription, due_at, tries'

const ADD = `
  insert into notice (question, way, due_at) values (?, '${LADDER}', ?)
  on conflict (question, way) do update set channel = null, due_at = excluded.due_at`
const CLEAR = `delete from notice where question = ? and way <> '${LADDER}'`
const IS_DUE = 'select 1 as one from notice where due_at <= ? limit 1'
const CLIMBS = `
  select ${named('question, channel, due_at')} from notice
  where way = '${LADDER}' and due_at <= ? order by due_at limit ? for update`
const CLIMB = `update notice set channel = ?, due_at = ? where question = ? and way = '${LADDER}'`
const MAKE = `
  insert into notice (question, way, channel, subscription, due_at) values (?, ?, ?, ?, ?)`
const REST = `delete from notice where question = ? and way = '${LADDER}'`
const HURRY = `
  update notice set due_at = ? where question = ? and way = '${LADDER}' and due_at > ?`
const WAKE = `
  update notice set due_at = ? where due_at = ?
    and question in (select id from question where owner = ?)`
const END = 'delete from notice where question = ?'
const END_SHOWN = 'delete from notice where question = ? and subscription is null'
/** The outer condition is looked at again where another process was quicker. */
const TAKE = `
  update notice set due_at = ? where due_at <= ? and (question, way) in (
    select question, way from notice
    where due_at <= ? and way <> '${LADDER}' order by due_at limit ?)
  returning ${named(NOTICE)}`
const SET = 'update notice set due_at = ?, tries = ? where question = ? and way = ?'
const REMOVE = 'delete from notice where question = ? and way = ?'

export function noticesOf(db: Db): Tables['notices'] {
  return {
    add: async ({ id }, now) => {
      await db.run(ADD, id, now)
      await db.run(CLEAR, id)
    },
    isDue: async (now) => (await db.get(IS_DUE, now)) !== null,
    climbs: (now, limit) => db.all<Climb>(CLIMBS, now, limit),
    climb: async ({ question, channel, dueAt }, messages) => {
      await db.run(CLIMB, channel, dueAt, question)
      if (messages === undefined) return
      await db.run(CLEAR, question)
      for (const { channel, subscription, dueAt } of messages) {
        await db.run(MAKE, question, subscription ?? channel, channel, subscription, dueAt)
      }
    },
    rest: async (question) => void (await db.run(REST, question)),
    hurry: async (question, now) => void (await db.run(HURRY, now, question, now)),
    wake: async (owner, dueAt, now) => void (await db.run(WAKE, now, dueAt, owner)),
    end: async (question, how) => void (await db.run(how === 'shown' ? END_SHOWN : END, question)),
    take: (now, until, limit) => db.all<Notice>(TAKE, until, now, now, limit),
    set: async (notice) =>
      void (await db.run(SET, notice.dueAt, notice.tries, notice.question, wayOf(notice))),
    remove: async (notice) => void (await db.run(REMOVE, notice.question, wayOf(notice))),
  }
}

function wayOf({ channel, subscription }: Notice): string {
  return subscription ?? channel
}
