/** What partners are told of their pushes beside them, and which of it is still to be mailed. */
import type { Note } from '../domain/partners/partner.ts'
import type { Tables } from '../flows/tables.ts'
import type { Db } from './driver.ts'

const SELECT = 'select id, partner, kind, at from note'
const ADD = 'insert into note (id, partner, kind, at, mail_at) values (?, ?, ?, ?, ?)'
const NEWEST = `${SELECT} where partner = ? order by id desc limit ?`
const OLDER = `${SELECT} where partner = ? and id < ? order by id desc limit ?`
/** What was not to be mailed was never tried, and has no time for it. */
const MAILED = `
  select note.id, partner, kind, at from note join partner on partner.id = note.partner
  where at > ? and (tries > 0 or mail_at is not null)
    and lower(email) = (select lower(email) from partner where id = ?)
  order by at, note.id`
/** The outer condition is looked at again where another process was quicker. */
const TAKE = `
  update note set mail_at = ? where mail_at <= ? and id in (
    select id from note where mail_at <= ? order by mail_at limit ?)
  returning id, partner, kind, at, tries`
const SET_MAIL = 'update note set tries = ?, mail_at = ? where id = ?'
const REMOVE_BEFORE = 'delete from note where at < ?'

export function notesOf(db: Db): Tables['notes'] {
  return {
    add: async ({ id, partner, kind, at }, mailAt) =>
      void (await db.run(ADD, id, partner, kind, at, mailAt)),
    of: (partner, { after, limit }) =>
      after === null
        ? db.all<Note>(NEWEST, partner, limit)
        : db.all<Note>(OLDER, partner, after, limit),
    mailed: (partner, since) => db.all<Note>(MAILED, since, partner),
    take: (now, until, limit) => db.all<Note & { tries: number }>(TAKE, until, now, now, limit),
    setMail: async (id, tries, mailAt) => void (await db.run(SET_MAIL, tries, mailAt, id)),
    removeBefore: (at) => db.run(REMOVE_BEFORE, at),
  }
}
