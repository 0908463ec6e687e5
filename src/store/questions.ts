/** What owners are asked; a session is asked about once for each kind of question. */
import type { Question } from '../domain/sharing/question.ts'
import type { Questions } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db } from './driver.ts'

const KEYS = 'id, kind, owner, vehicle, session, asked_at'
/** All that may change. */
const STATE = 'state, choice, remind_at, expires_at, answered_at'
const SELECT = `select ${named(KEYS)}, ${named(STATE)} from question`

const GET = `${SELECT} where id = ?`
const ADD = `
  insert into question (${KEYS}, ${STATE}) values (${marks(KEYS)}, ${marks(STATE)})
  on conflict (session, kind) do nothing`
const SET = `update question set (${STATE}) = (${marks(STATE)}) where id = ?`
const DROP = 'delete from question where session = ? and kind = ?'
const NEWEST = `
  ${SELECT} where owner = ? and (state = ? or ? = 'all') order by id desc limit ?`
const OLDER = `
  ${SELECT} where owner = ? and (state = ? or ? = 'all') and id < ? order by id desc limit ?`
const ABOUT = `${SELECT} where session in (??)`
const OPEN_FOR = `${SELECT} where session in (??) and kind = 'share' and state = 'open'`
const OPEN_OF = `${SELECT} where vehicle = ? and state = 'open'`
const DUE = `
  ${SELECT} where state = 'open' and (remind_at <= ? or expires_at <= ?)
  order by remind_at limit ?`
const REMOVE_BEFORE = "delete from question where state <> 'open' and asked_at < ?"

export function questionsOf(db: Db): Questions {
  return {
    get: (id) => db.get<Question>(GET, id),
    add: async (question) => {
      const { id, kind, owner, vehicle, session, askedAt } = question
      const keys = [id, kind, owner, vehicle, session, askedAt]
      return (await db.run(ADD, ...keys, ...stateOf(question))) === 1
    },
    set: async (question) => void (await db.run(SET, ...stateOf(question), question.id)),
    drop: async (session, kind) => void (await db.run(DROP, session, kind)),
    of: (owner, state, { after, limit }) =>
      after === null
        ? db.all<Question>(NEWEST, owner, state, state, limit)
        : db.all<Question>(OLDER, owner, state, state, after, limit),
    about: (sessions) => db.all<Question>(ABOUT, JSON.stringify(sessions)),
    openFor: (sessions) => db.all<Question>(OPEN_FOR, JSON.stringify(sessions)),
    openOf: (vehicle) => db.all<Question>(OPEN_OF, vehicle),
    due: (now, limit) => db.all<Question>(DUE, now, now, limit),
    removeBefore: (askedAt) => db.run(REMOVE_BEFORE, askedAt),
  }
}

/** In the order of `STATE`. */
function stateOf({ state, choice, remindAt, expiresAt, answeredAt }: Question) {
  return [state, choice, remindAt, expiresAt, answeredAt]
}
