/** Photos and facts that owners add to stations, and what the operator has decided about them. */
import type { Contribution } from '../domain/contributions/contribution.ts'
import type { Contributions } from '../flows/tables.ts'
import type { Db } from './driver.ts'

const SELECT = `
  select id, kind, station, session, state, at, decided_at as "decidedAt", about from contribution`
const ADD = `
  insert into contribution (id, kind, station, session, state, at, decided_at, about, picture)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)`
const GET = `${SELECT} where id = ?`
const PICTURE = 'select picture from contribution where id = ?'
const DECIDE = 'update contribution set state = ?, decided_at = ? where id = ?'
const SEEN_AT = `
  ${SELECT} where station = ? and kind = ? and state = 'approved' order by id desc limit ?`
const IN_STATE = `${SELECT} where state = ? and id > ? order by id limit ?`
const OF = `${SELECT} where session in (??) order by at, id`
const REMOVE = 'delete from contribution where id = ?'
const REMOVE_OF = 'delete from contribution where session = ?'
const WAITING = `
  select count(*) as waiting from contribution
  join session on session.id = contribution.session
  join vehicle on vehicle.id = session.vehicle
  where vehicle.owner = ? and contribution.state = 'waiting'`

type Row = Omit<Contribution, 'about'> & { about: string }

export function contributionsOf(db: Db): Contributions {
  return {
    add: async ({ id, kind, station, session, state, at, decidedAt, about }, picture) => {
      const jpeg = picture?.toString('base64') ?? null
      const facts = JSON.stringify(about)
      await db.run(ADD, id, kind, station, session, state, at, decidedAt, facts, jpeg)
    },
    get: async (id) => {
      const row = await db.get<Row>(GET, id)
      return row ? contributionIn(row) : null
    },
    picture: async (id) => {
      const row = await db.get<{ picture: string | null }>(PICTURE, id)
      return row?.picture ? Buffer.from(row.picture, 'base64') : null
    },
    decide: async (id, state, at) => void (await db.run(DECIDE, state, at, id)),
    seenAt: async (station, kind, limit) =>
      (await db.all<Row>(SEEN_AT, station, kind, limit)).map(contributionIn),
    inState: async (state, { after, limit }) =>
      (await db.all<Row>(IN_STATE, state, after ?? '', limit)).map(contributionIn),
    of: async (sessions) => (await db.all<Row>(OF, JSON.stringify(sessions))).map(contributionIn),
    remove: async (id) => void (await db.run(REMOVE, id)),
    removeOf: async (session) => void (await db.run(REMOVE_OF, session)),
    waitingOf: async (owner) => (await db.get<{ waiting: number }>(WAITING, owner))?.waiting ?? 0,
  }
}

function contributionIn({ about, ...row }: Row): Contribution {
  return { ...row, about: JSON.parse(about) }
}
