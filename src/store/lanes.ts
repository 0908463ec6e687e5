/** How far the feed was pushed to each partner, and who is pushing now. */
import type { Breaker } from '../domain/partners/breaker.ts'
import type { Lane } from '../domain/partners/partner.ts'
import type { Tables } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db } from './driver.ts'

const STATE = `
  cursor_seq, aim_seq, tries, due_at, failing_since, breaker, allowed_rate, paid_until`
const GET = `select ${named(`partner, ${STATE}`)} from lane where partner = ?`
const LOCK = `${GET} for update`
const ADD = `insert into lane (${STATE}, partner) values (${marks(STATE)}, ?)`
const SET = `update lane set (${STATE}) = (${marks(STATE)}) where partner = ?`
const FREE = '(holder is null or holder = ? or held_until <= ?)'
const HOLD = `update lane set holder = ?, held_until = ? where partner = ? and ${FREE}`
const RELEASE = 'update lane set holder = null, held_until = 0 where partner = ? and holder = ?'
const DUE = `
  select partner from lane join partner on partner.id = lane.partner
  where push_enabled = 1 and push_url is not null and suspended_at is null
    and (due_at is null or due_at <= ?) and ${FREE}
    and (push_state = 'unproven' or push_state = 'proven' and (
      cursor_seq < (select max(seq) from feed)
      or exists (
        select 1 from letter
        where letter.partner = lane.partner and state = 'waiting' and letter.due_at <= ?)))`

type Row = Omit<Lane, 'breaker'> & { breaker: string }

export function lanesOf(db: Db): Tables['lanes'] {
  const one = async (sql: string, partner: string) => {
    const row = await db.get<Row>(sql, partner)
    return row && { ...row, breaker: JSON.parse(row.breaker) as Breaker }
  }
  return {
    get: (partner) => one(GET, partner),
    lock: (partner) => one(LOCK, partner),
    add: async (lane) => void (await db.run(ADD, ...stateOf(lane), lane.partner)),
    set: async (lane) => void (await db.run(SET, ...stateOf(lane), lane.partner)),
    hold: async (partner, holder, now, until) =>
      (await db.run(HOLD, holder, until, partner, holder, now)) > 0,
    release: async (partner, holder) => void (await db.run(RELEASE, partner, holder)),
    due: async (now, holder) =>
      (await db.all<{ partner: string }>(DUE, now, holder, now, now)).map(({ partner }) => partner),
  }
}

/** In the order of `STATE`. */
function stateOf(lane: Lane) {
  const { cursorSeq, aimSeq, tries, dueAt, failingSince, breaker, allowedRate, paidUntil } = lane
  const patience = [tries, dueAt, failingSince, JSON.stringify(breaker)]
  return [cursorSeq, aimSeq, ...patience, allowedRate, paidUntil]
}
