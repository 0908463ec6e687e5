/** Charge sessions, in the order of the car's own clock. */
import type { Session } from '../domain/charging/session.ts'
import type { Vault } from '../flows/ports.ts'
import type { Page, Sessions, Sieve, Sum } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db, Value } from './driver.ts'
import { openedWitness, sealedWitness } from './witnesses.ts'

/** `first_at` changes only when history is told anew: to set it each time would move its index. */
const KEYS = 'id, vehicle, first_at'
/** All that may change with a message. */
const STATE = `
  place, flag, status, started_at, seen_at, ended_at, heard_at, soc_start, soc_end, energy_kwh,
  max_power_kw, end_reason, abort_reason, post, listing, comment, public_id, revision, flag_by,
  withdrawn_on, untold_on, witness_sealed`
const COLUMNS = `${KEYS}, ${STATE}`
// The odometer is not kept: from station to station it would tell how far off the private ones are.
const OURS = `${named(COLUMNS).replace('"witnessSealed"', 'witness')}, null as "odometerKm"`
/** All columns, as our sessions have them but for the witness, which is sealed: see `sessionIn`. */
export const SELECT = `select ${OURS} from session`

const GET = `${SELECT} where id = ?`
const THESE = `${SELECT} where id in (??) order by id`
/** Of two that begin in one moment, the one that was seen later, or is still open, comes later. */
const LATER_FIRST = 'first_at desc, seen_at desc, (ended_at is null) desc, id desc'
const EARLIER_FIRST = 'first_at, seen_at, (ended_at is null), id'
const LATEST = `${SELECT} where vehicle = ? order by ${LATER_FIRST} limit 1`
const UP_TO = `
  ${SELECT} where vehicle = ? and first_at <= ? order by ${LATER_FIRST} limit 2`
const LATER = `${SELECT} where vehicle = ? and first_at > ? order by ${EARLIER_FIRST}`
const ENDED_AT = `
  ${SELECT} where vehicle = ? and place = ? and status <> 'charging' and heard_at <= ?`
const OPEN_AT = `${SELECT} where vehicle = ? and place = ? and status = 'charging'`
const UNSETTLED_AT = `
  ${SELECT} where vehicle = ? and place = ?
    and (public_id is not null or flag in ('once', 'always') or id in (
      select session from question where kind = 'share' and state = 'open' and vehicle = ?))
  order by first_at, id`
const TOUCHED = `
  ${SELECT} where vehicle = ? and (id in (??) or flag_by in (??)) order by first_at, id`
const BEFORE = '(first_at, id) < (select first_at, id from session where id = ?)'
const VISITS = `
  select place, count(*) as charges from session
  where vehicle in (??) and place in (??) group by place`
const SUMS = `
  select id, ${named('place, started_at, energy_kwh')}, witness_sealed as witness from session
  where vehicle in (??)`
const TALLY = `
  select ${OURS}, charges from (
    select ${COLUMNS}, count(*) over (partition by place) as charges,
      row_number() over (partition by place order by first_at desc, id desc) as age
    from session where vehicle = ? and place is not null
  ) as visit where age = 1`
const PUBLISHED = `
  ${SELECT} where vehicle = ? and public_id is not null order by first_at, id`
const SILENT_SINCE = `
  ${SELECT} where status = 'charging' and heard_at <= ? order by heard_at limit ?`
const UNPUBLISHED = `
  ${SELECT} where public_id is null and flag in ('once', 'always')
    and ended_at < ? and place is not null
  order by ended_at limit ?`
const UNTOLD = `
  ${SELECT} where untold_on < ? and ended_at is not null and place is not null
  order by untold_on limit ?`
const ADD = `insert into session (${STATE}, ${KEYS}) values (${marks(STATE)}, ${marks(KEYS)})`
const SET = `update session set (${STATE}) = (${marks(STATE)}) where id = ?`
const RETIME = 'update session set first_at = ? where id = ?'
const REMOVE = 'delete from session where id = ?'

type SumRow = Omit<Sum, 'witness'> & { id: string; witness: string | null }

/** A session as it was read; what its charger told is still sealed. */
export type Row = Omit<Session, 'witness'> & { witness: string | null }

/** Opens a session's witness where it stands: to copy the rest takes as long as to read it. */
export function sessionIn<Read extends { id: string; witness: string | null }>(
  row: Read,
  vault: Vault,
): Omit<Read, 'witness'> & Pick<Session, 'witness'> {
  const opened = row as unknown as Omit<Read, 'witness'> & Pick<Session, 'witness'>
  if (row.witness !== null) opened.witness = openedWitness(vault, row.witness, row.id)
  return opened
}

export function sessionsOf(db: Db, vault: Vault): Sessions {
  const one = async (sql: string, ...values: Value[]): Promise<Session | null> => {
    const row = await db.get<Row>(sql, ...values)
    return row && sessionIn(row, vault)
  }
  const all = async (sql: string, ...values: Value[]): Promise<Session[]> =>
    (await db.all<Row>(sql, ...values)).map((row) => sessionIn(row, vault))
  return {
    get: (id) => one(GET, id),
    these: (ids) => all(THESE, JSON.stringify(ids)),
    latest: (vehicle) => one(LATEST, vehicle),
    stretch: async (vehicle, at) => {
      const [begun, before = null] = await all(UP_TO, vehicle, at)
      const later = await all(LATER, vehicle, at)
      return { before, sessions: begun ? [begun, ...later] : later }
    },
    openAt: (vehicle, place) => one(OPEN_AT, vehicle, place),
    unsettledAt: (vehicle, place) => all(UNSETTLED_AT, vehicle, place, vehicle),
    touched: (vehicle, ids, answers) =>
      all(TOUCHED, vehicle, JSON.stringify(ids), JSON.stringify(answers)),
    of: (vehicles, page, sieve) => listed(all, vehicles, page, sieve),
    visits: async (vehicles, places) => {
      const lists = [JSON.stringify(vehicles), JSON.stringify(places)]
      const rows = await db.all<{ place: string; charges: number }>(VISITS, ...lists)
      return new Map(rows.map(({ place, charges }) => [place, charges]))
    },
    sums: async (vehicles) => {
      const rows = await db.all<SumRow>(SUMS, JSON.stringify(vehicles))
      return rows.map((row) => {
        const { place, startedAt, energyKwh, witness } = sessionIn(row, vault)
        return { place, startedAt, energyKwh, witness }
      })
    },
    tally: async (vehicle) => {
      const rows = await db.all<Row & { charges: number }>(TALLY, vehicle)
      return new Map(
        rows.map(({ charges, ...last }) => [
          last.place ?? '',
          { charges, last: sessionIn(last, vault) },
        ]),
      )
    },
    endedAt: (vehicle, place, heardBefore) => all(ENDED_AT, vehicle, place, heardBefore),
    published: (vehicle) => all(PUBLISHED, vehicle),
    silentSince: (heardAt, limit) => all(SILENT_SINCE, heardAt, limit),
    unpublished: (endedBefore, limit) => all(UNPUBLISHED, endedBefore, limit),
    untold: (before, limit) => all(UNTOLD, before, limit),
    add: async (session) =>
      void (await db.run(
        ADD,
        ...stateOf(session, vault),
        session.id,
        session.vehicle,
        session.firstAt,
      )),
    set: async (session) => void (await db.run(SET, ...stateOf(session, vault), session.id)),
    retime: async ({ id, firstAt }) => void (await db.run(RETIME, firstAt, id)),
    remove: async (id) => void (await db.run(REMOVE, id)),
  }
}

/** Only what is asked for stands in the query: there are few ways to ask. */
function listed(
  all: (sql: string, ...values: Value[]) => Promise<Session[]>,
  vehicles: string[],
  { after, limit }: Page,
  { place, from, to, status, shared }: Sieve = {},
): Promise<Session[]> {
  const wishes: [sql: string, value?: Value | undefined][] = [
    ['vehicle in (??)', JSON.stringify(vehicles)],
    [BEFORE, after ?? undefined],
    ['place = ?', place],
    ['started_at >= ?', from],
    ['started_at < ?', to],
    ['status = ?', status],
  ]
  const told = wishes.filter(([, value]) => value !== undefined)
  const isShared = `public_id is ${shared ? 'not null' : 'null'}`
  const where = [...told.map(([sql]) => sql), ...(shared === undefined ? [] : [isShared])]
  const sql = `${SELECT} where ${where.join(' and ')} order by first_at desc, id desc limit ?`
  return all(sql, ...told.map(([, value]) => value!), limit)
}

/** In the order of `STATE`. */
function stateOf(session: Session, vault: Vault): Value[] {
  return [
    session.place,
    session.flag,
    session.status,
    session.startedAt,
    session.seenAt,
    session.endedAt,
    session.heardAt,
    session.socStart,
    session.socEnd,
    session.energyKwh,
    session.maxPowerKw,
    session.endReason,
    session.abortReason,
    session.post,
    session.listing,
    session.comment,
    session.publicId,
    session.revision,
    session.flagBy,
    session.withdrawnOn,
    session.untoldOn,
    sealedWitness(vault, session.witness, session.id),
  ]
}
