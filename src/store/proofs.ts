/** Mails that owners have asked for: the proof of an address, the way to a new password. */
import type { DueProof, Tables } from '../flows/tables.ts'
import type { Db } from './driver.ts'

/** One that waits already leaves when it would; after it has left the next one waits a while. */
const ADD = `
  insert into proof (owner, kind, due_at) values (?, ?, ?)
  on conflict (owner, kind) do update set tries = 0, due_at = case
    when proof.due_at is not null then proof.due_at
    when proof.sent_at + ? > excluded.due_at then proof.sent_at + ?
    else excluded.due_at end`
const IS_DUE = 'select 1 as one from proof where due_at <= ? limit 1'
/** The outer condition is looked at again where another process was quicker. */
const TAKE = `
  update proof set due_at = ? where due_at <= ? and (owner, kind) in (
    select owner, kind from proof where due_at <= ? order by due_at limit ?)
  returning owner, kind, tries`
const RETRY = 'update proof set due_at = ?, tries = ? where owner = ? and kind = ?'
const SENT = 'update proof set due_at = null, tries = 0, sent_at = ? where owner = ? and kind = ?'

export function proofsOf(db: Db): Tables['proofs'] {
  return {
    add: async (owner, kind, now, eachMs) =>
      void (await db.run(ADD, owner, kind, now, eachMs, eachMs)),
    isDue: async (now) => (await db.get(IS_DUE, now)) !== null,
    take: (now, until, limit) => db.all<DueProof>(TAKE, until, now, now, limit),
    retry: async ({ owner, kind, tries }, dueAt) =>
      void (await db.run(RETRY, dueAt, tries, owner, kind)),
    sent: async ({ owner, kind }, at) => void (await db.run(SENT, at, owner, kind)),
  }
}
