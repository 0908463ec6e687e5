/** Check-ins at Open Charge Map: who wishes them, and what became of each. */
import type { Vault } from '../flows/ports.ts'
import type { CheckIns, CheckInWish, Posting } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db } from './driver.ts'
import { type Row, SELECT as SESSION, sessionIn } from './sessions.ts'

const WISH = 'owner, since, text_version'
const GET_WISH = `select ${named(WISH)} from check_in_wish where owner = ?`
const SET_WISH = `
  insert into check_in_wish (${WISH}) values (${marks(WISH)})
  on conflict (owner) do update set since = excluded.since, text_version = excluded.text_version`
const REMOVE_WISH = 'delete from check_in_wish where owner = ?'
const DROP = `
  update check_in set state = 'dropped' where state = 'waiting' and session in (
    select session.id from session join vehicle on vehicle.id = session.vehicle
    where vehicle.owner = ?)`

/** Longer no charge takes: what began before has ended before. */
const LONGEST_MS = 7 * 86_400_000
const CANDIDATES = `
  ${SESSION} where vehicle in (
      select vehicle.id from vehicle join check_in_wish on check_in_wish.owner = vehicle.owner
      where since <= session.ended_at)
    and first_at >= ? and ended_at >= ? and public_id is not null
    and (status = 'completed' or status = 'aborted' and abort_reason is not null)
    and not exists (select 1 from check_in where check_in.session = session.id)
  order by ended_at, id limit ?`
const POSTING = 'session, state, due_at, says'
const GET = `select ${named(POSTING)} from check_in where session = ?`
const HELD = `
  select ${named(POSTING)} from check_in where session in (
    select session.id from session join vehicle on vehicle.id = session.vehicle
    where vehicle.owner = ?)
  order by session`
const ADD = `insert into check_in (${POSTING}) values (${marks(POSTING)})`
const SET = 'update check_in set state = ?, says = ? where session = ?'
const DUE = `select 1 as due from check_in where state = 'waiting' and due_at <= ? limit 1`
const TAKE = `
  select ${named(POSTING)} from check_in where state = 'waiting' and due_at <= ?
  order by due_at, session limit ? for update`
const MARK = `update check_in set state = 'sent' where session in (??)`

export function checkInsOf(db: Db, vault: Vault): CheckIns {
  return {
    wish: (owner) => db.get<CheckInWish>(GET_WISH, owner),
    setWish: async (owner, wish) => {
      if (wish) return void (await db.run(SET_WISH, owner, wish.since, wish.textVersion))
      await db.run(REMOVE_WISH, owner)
      await db.run(DROP, owner)
    },
    candidates: async (endedSince, limit) => {
      const rows = await db.all<Row>(CANDIDATES, endedSince - LONGEST_MS, endedSince, limit)
      return rows.map((row) => sessionIn(row, vault))
    },
    add: async ({ session, state, dueAt, says }) =>
      void (await db.run(ADD, session, state, dueAt, says)),
    set: async (session, state, says) => void (await db.run(SET, state, says, session)),
    isDue: async (now) => (await db.get(DUE, now)) !== null,
    take: async (now, limit) => {
      const due = await db.all<Posting>(TAKE, now, limit)
      await db.run(MARK, JSON.stringify(due.map(({ session }) => session)))
      return due
    },
    of: (session) => db.get<Posting>(GET, session),
    held: (owner) => db.all<Posting>(HELD, owner),
  }
}
