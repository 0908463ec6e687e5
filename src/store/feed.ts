/** The one ordered feed of all that partners may see. */
import type { Entry, Feed } from '../flows/tables.ts'
import { named } from './columns.ts'
import type { Db } from './driver.ts'

/** Its time is never before the last row's, so that number and time tell the same order. */
const APPEND = `
  insert into feed (published_at, type, session, revision, body)
  values (coalesce((
    select published_at from feed
    where seq = (select max(seq) from feed) and published_at > ?), ?), ?, ?, ?, ?)`
const BLANK = `update feed set body = '' where session = ? and body <> ''`
const AFTER = `
  select ${named('seq, published_at, type, session, body')} from feed
  where seq > ? and body <> '' order by seq limit ?`
const TOLD = `
  select ${named('seq, published_at, type, session')} from feed where session = ? order by seq`
const LAST = 'select max(seq) as seq from feed'
const LAST_BEFORE = `
  select seq from feed where published_at < ? order by published_at desc, seq desc limit 1`

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
  }
}
