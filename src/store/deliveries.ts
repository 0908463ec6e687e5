/** Every attempt to push. */
import { timeOrdered } from '../domain/ids.ts'
import type { Delivery } from '../domain/partners/partner.ts'
import type { DeliverySieve, Tables } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db, Value } from './driver.ts'

const COLUMNS = `
  id, partner, message, kind, at, first_seq, last_seq, events, superseded, status, error, ms, answer`
const SELECT = `select ${named(COLUMNS)} from delivery`
const ADD = `insert into delivery (${COLUMNS}) values (${marks(COLUMNS)})`
const GET = `${SELECT} where partner = ? and id = ?`
/** How far the clocks of two servers may be apart. */
const SKEW_MS = 60_000
/** The log is long, but ids tell their time: what was sent before is not looked at. */
const PUSHES = `
  select partner, min(at) as at from delivery
  where partner in (select id from partner) and id >= ?
    and kind = 'events' and error is null and first_seq <= ? and last_seq >= ?
  group by partner`
const HUSH = `
  update delivery set answer = ''
  where answer <> '' and last_seq >= (select min(seq) from feed where session = ?)
    and first_seq <= (select max(seq) from feed where session = ?)`
const RECALLED = `
  select distinct session from feed where type = 'charge.withdrawn' and session in (??)`
/** So many of a partner are kept. */
const KEPT = 1000
/** Walks the newest of one partner in the index alone. */
const TRIM = `
  delete from delivery where partner = ? and id <= (
    select id from delivery where partner = ? order by id desc limit 1 offset ${KEPT})`
const REMOVE_BEFORE = 'delete from delivery where at < ?'

export function deliveriesOf(db: Db): Tables['deliveries'] {
  return {
    add: async (delivery) => {
      const { id, partner, message, kind, at, firstSeq, lastSeq, events, ...told } = delivery
      const { superseded, status, error, ms, answer } = told
      const sent = [at, firstSeq, lastSeq, events, superseded]
      await db.run(ADD, id, partner, message, kind, ...sent, status, error, ms, answer)
      await db.run(TRIM, partner, partner)
    },
    get: (partner, id) => db.get<Delivery>(GET, partner, id),
    of: (partner, { after, limit }, sieve = {}) => {
      const [conditions, values] = sifting(sieve)
      const older = after === null ? '' : ' and id < ?'
      const sql = `${SELECT} where partner = ?${older}${conditions} order by id desc limit ?`
      return db.all<Delivery>(sql, partner, ...(after === null ? [] : [after]), ...values, limit)
    },
    pushes: async (seq, publishedAt) => {
      const since = timeOrdered(publishedAt - SKEW_MS, 0, new Uint8Array(12))
      const rows = await db.all<{ partner: string; at: number }>(PUSHES, since, seq, seq)
      return new Map(rows.map(({ partner, at }) => [partner, at]))
    },
    hush: async (session) => void (await db.run(HUSH, session, session)),
    recalled: async (sessions) => {
      const rows = await db.all<{ session: string }>(RECALLED, JSON.stringify(sessions))
      return rows.map(({ session }) => session)
    },
    removeBefore: (at) => db.run(REMOVE_BEFORE, at),
  }
}

/** A condition for each thing that is told, and the values for their marks. */
function sifting({ kind, result, message, since, until }: DeliverySieve): [string, Value[]] {
  const told: [string, Value | undefined][] = [
    [' and kind = ?', kind],
    [' and message = ?', message],
    [' and at >= ?', since],
    [' and at < ?', until],
  ]
  const used = told.filter((one): one is [string, Value] => one[1] !== undefined)
  const taken = result && ` and error is ${result === 'failed' ? 'not ' : ''}null`
  return [used.map(([sql]) => sql).join('') + (taken ?? ''), used.map(([, value]) => value)]
}
