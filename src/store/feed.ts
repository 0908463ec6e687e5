/** The one ordered feed of all that partners may see. */
import type { Entry, Feed, FeedState } from '../flows/tables.ts'
import { named } from './columns.ts'
import type { Db } from './driver.ts'

const ENTRY = named('seq, published_at, type, session, body')

/** Its time is never before the last row's, so that number and time tell the same order. */
const APPEND = `
  insert into feed (published_at, type, session, revision, body)
  values (coalesce((
    select published_at from feed
    where seq = (select max(seq) from feed) and published_at > ?), ?), ?, ?, ?, ?)`
const BLANK = `update feed set body = '' where session = ? and body <> ''`
const AFTER = `select ${ENTRY} from feed where seq > ? and body <> '' order by seq limit ?`
const TOLD = `
  select ${named('seq, published_at, type, session')} from feed where session = ? order by seq`
const LAST = 'select max(seq) as seq from feed'
const LAST_BEFORE = `
  select seq from feed where published_at < ? order by published_at desc, seq desc limit 1`
const TIME_OF = `select ${named('published_at')} from feed where seq = ?`

const WORD = (name: string) => `(select value from meta where name = '${name}')`
const STATE = `
  select ${WORD('epoch')} as epoch,
    (select max(seq) from feed) as last,
    (select published_at from feed where seq = (select max(seq) from feed)) as "lastAt",
    (select max(seq) from feed where type = 'charge.withdrawn') as withdrawn,
    ${WORD('compacted')} as compacted, ${WORD('sweeps')} as sweeps`

const LATEST = `select ${ENTRY} from feed where session = ? order by seq desc limit 1`
/** A row that is blank now was taken back since. */
const LIVING = `
  select ${ENTRY} from feed
  where seq > ? and seq <= ? and body <> '' and type <> 'charge.withdrawn' and not exists (
    select 1 from feed as later
    where later.session = feed.session and later.seq > feed.seq and later.seq <= ?)
  order by seq limit ?`
/** Its earlier rows may have been taken out; only if its first one came later was it not told of. */
const RECALLED = `
  select 1 as found from feed where type = 'charge.withdrawn' and seq > ? and not exists (
    select 1 from feed as first
    where first.session = feed.session and first.seq > ?
      and first.revision = 1 and first.type <> 'charge.withdrawn') limit 1`
const STANDING = `
  select seq, exists (
    select 1 from feed as later
    where later.session = feed.session and later.seq > feed.seq) as superseded
  from feed where seq > ? and seq <= ? order by seq limit ?`
/** Lists come as texts; the bounds let the engine find the rows by their numbers. */
const DROP = `
  delete from feed where seq >= ? and seq <= ? and cast(seq as text) in (??)`
const EXPIRE = `
  insert into meta (name, value) values ('compacted', ?)
  on conflict (name) do update set value = excluded.value
  where cast(meta.value as bigint) < cast(excluded.value as bigint)`
const SWEPT = `
  insert into meta (name, value) values ('sweeps', '1')
  on conflict (name) do update set value = cast(cast(meta.value as bigint) + 1 as text)`

export function feedOf(db: Db): Feed {
  const number = async (sql: string, ...values: number[]) =>
    (await db.get<{ seq: number | null }>(sql, ...values))?.seq ?? 0
  return {
    append: async ({ type, publishedAt, session, revision, body }) => {
      await db.lock('feed')
      if (type === 'charge.withdrawn') await db.run(BLANK, session)
      await db.run(APPEND, publishedAt, publishedAt, type, session, revision, body)
    },
    after: (seq, limit) => db.all<Entry>(AFTER, seq, limit),
    told: (session) => db.all<Omit<Entry, 'body'>>(TOLD, session),
    last: () => number(LAST),
    lastBefore: (publishedAt) => number(LAST_BEFORE, publishedAt),
    timeOf: async (seq) =>
      (await db.get<{ publishedAt: number }>(TIME_OF, seq))?.publishedAt ?? null,
    latest: (session) => db.get<Entry>(LATEST, session),
    living: (seq, upTo, limit) => db.all<Entry>(LIVING, seq, upTo, upTo, limit),
    isRecalled: async (upTo) => (await db.get(RECALLED, upTo, upTo)) !== null,
    ...standingOf(db),
  }
}

type Standing = Pick<Feed, 'state' | 'standing' | 'expire' | 'drop'>

/** How the feed stands, and what of it may go. */
function standingOf(db: Db): Standing {
  return {
    state: async () => {
      const row = (await db.get<Record<keyof FeedState, string | number | null>>(STATE))!
      const { epoch, last, lastAt, withdrawn, compacted, sweeps } = row
      const [end, at, taken, past, times] = [last, lastAt, withdrawn, compacted, sweeps].map(Number)
      return {
        epoch: String(epoch),
        last: end!,
        lastAt: at!,
        withdrawn: taken!,
        compacted: past!,
        sweeps: times!,
      }
    },
    standing: async (seq, upTo, limit) => {
      const rows = await db.all<{ seq: number; superseded: number | boolean }>(
        STANDING,
        seq,
        upTo,
        limit,
      )
      return rows.map(({ seq, superseded }) => ({ seq, isSuperseded: Boolean(superseded) }))
    },
    expire: async (upTo) => void (await db.run(EXPIRE, String(upTo))),
    drop: async (seqs) => {
      const bounds = [Math.min(...seqs), Math.max(...seqs)]
      await db.run(DROP, ...bounds, JSON.stringify(seqs.map(String)))
      await db.run(SWEPT)
    },
  }
}
