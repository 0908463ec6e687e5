/** What goes to partners beside the feed's own course; the bodies stay in the feed alone. */
import type { Letter } from '../domain/partners/partner.ts'
import type { Tables } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db } from './driver.ts'

const KEYS = 'id, partner, at'
const STATE = 'from_seq, to_seq, session, about, is_replay, state, tries, due_at, status'
const SELECT = `select ${named(`${KEYS}, ${STATE}`)} from letter`

const NEXT = `
  ${SELECT} where partner = ? and state = 'waiting' and is_replay = ? and due_at <= ?
  order by from_seq, id limit 1`
const GET = `${SELECT} where id = ?`
const ADD = `insert into letter (${KEYS}, ${STATE}) values (${marks(KEYS)}, ${marks(STATE)})`
const SET = `update letter set (${STATE}) = (${marks(STATE)}) where id = ?`
const REMOVE = 'delete from letter where id = ?'
const SUPERSEDE = `
  update letter set state = 'superseded'
  where partner = ? and state = 'waiting' and is_replay = 0 and to_seq < ? and about in (??)`
const DEAD_AT = `
  ${SELECT} where partner = ? and state = 'dead' and from_seq = ? and to_seq = ? limit 1`
const DEAD = `${SELECT} where partner = ? and state = 'dead' order by id desc limit ?`
const DEAD_BEFORE = `
  ${SELECT} where partner = ? and state = 'dead' and id < ? order by id desc limit ?`
const COUNT_DEAD = `select count(*) as dead from letter where partner = ? and state = 'dead'`
const COUNT_REPLAYS = `
  select count(*) as waiting from letter where partner = ? and state = 'waiting' and is_replay = 1`
const HURRY = `update letter set due_at = 0 where partner = ? and state = 'waiting'`
const REMOVE_BEFORE = `delete from letter where state <> 'waiting' and at < ?`

type Row = Omit<Letter, 'from' | 'to' | 'isReplay'> & {
  fromSeq: number
  toSeq: number
  isReplay: number
}

export function lettersOf(db: Db): Tables['letters'] {
  const one = async (sql: string, ...values: (string | number)[]) => {
    const row = await db.get<Row>(sql, ...values)
    return row && letterIn(row)
  }
  return {
    next: (partner, isReplay, now) => one(NEXT, partner, Number(isReplay), now),
    get: (id) => one(GET, id),
    add: async (letter) =>
      void (await db.run(ADD, letter.id, letter.partner, letter.at, ...stateOf(letter))),
    set: async (letter) => void (await db.run(SET, ...stateOf(letter), letter.id)),
    remove: async (id) => void (await db.run(REMOVE, id)),
    supersede: async (partner, sessions, seq) =>
      void (await db.run(SUPERSEDE, partner, seq, JSON.stringify(sessions))),
    deadAt: (partner, { from, to }) => one(DEAD_AT, partner, from, to),
    dead: async (partner, { after, limit }) => {
      const older = after === null ? [] : [after]
      const sql = after === null ? DEAD : DEAD_BEFORE
      return (await db.all<Row>(sql, partner, ...older, limit)).map(letterIn)
    },
    countDead: async (partner) => (await db.get<{ dead: number }>(COUNT_DEAD, partner))?.dead ?? 0,
    countReplays: async (partner) =>
      (await db.get<{ waiting: number }>(COUNT_REPLAYS, partner))?.waiting ?? 0,
    hurry: async (partner) => void (await db.run(HURRY, partner)),
    removeBefore: (at) => db.run(REMOVE_BEFORE, at),
  }
}

function letterIn({ fromSeq, toSeq, isReplay, ...row }: Row): Letter {
  return { ...row, from: fromSeq, to: toSeq, isReplay: isReplay === 1 }
}

/** In the order of `STATE`. */
function stateOf({ from, to, session, about, isReplay, ...how }: Letter) {
  const { state, tries, dueAt, status } = how
  return [from, to, session, about, Number(isReplay), state, tries, dueAt, status]
}
