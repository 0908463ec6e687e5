/** Where owners' devices are reached by web push, and whether they show what they get. */
import type { Subscription, Tables } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db } from './driver.ts'

const COLUMNS = `
  id, owner, endpoint, p256dh, auth, label, language, created_at, last_shown_at, unshown,
  unshown_since`
const SELECT = `select ${named(COLUMNS)} from subscription`

const GET = `${SELECT} where id = ?`
const OF = `${SELECT} where owner = ? order by id`
/** Who adds it again has it in his hand; what it was to another owner is none of his. */
const ADD = `
  insert into subscription (${COLUMNS}) values (${marks(COLUMNS)})
  on conflict (endpoint) do update set
    owner = excluded.owner, p256dh = excluded.p256dh, auth = excluded.auth,
    label = case when subscription.owner = excluded.owner
      then coalesce(excluded.label, subscription.label) else excluded.label end,
    language = case when subscription.owner = excluded.owner
      then coalesce(excluded.language, subscription.language) else excluded.language end,
    last_shown_at = case when subscription.owner = excluded.owner
      then subscription.last_shown_at else excluded.last_shown_at end,
    unshown = 0, unshown_since = null
  returning ${named(COLUMNS)}`
/** What another owner was asked is not shown to the device's new one. */
const REMOVE_OTHERS = `
  delete from notice where subscription = ?
    and question in (select id from question where owner <> ?)`
const PUSHED = `
  update subscription set unshown = unshown + 1, unshown_since = coalesce(unshown_since, ?)
  where id = ?`
const SHOWN = `
  update subscription set last_shown_at = ?, unshown = 0, unshown_since = null where id = ?`
/** The outer condition is looked at again where another process was quicker. */
const TAKE_DEAF = `
  update subscription set tell_at = ? where (tell_at is null or tell_at <= ?) and id in (
    select id from subscription
    where unshown >= ? and unshown_since <= ? and (tell_at is null or tell_at <= ?)
    order by unshown_since limit ?)
  returning ${named(COLUMNS)}`
const TELL_AT = 'update subscription set tell_at = ? where id = ?'
const WAKE = 'update subscription set tell_at = ? where owner = ? and tell_at = ?'
const REMOVE = 'delete from subscription where id = ?'

export function subscriptionsOf(db: Db): Tables['subscriptions'] {
  return {
    add: async (subscription) => {
      const kept = await db.get<Subscription>(ADD, ...valuesOf(subscription))
      await db.run(REMOVE_OTHERS, kept!.id, subscription.owner)
      return kept!
    },
    get: (id) => db.get<Subscription>(GET, id),
    of: (owner) => db.all<Subscription>(OF, owner),
    pushed: async (id, at) => void (await db.run(PUSHED, at, id)),
    shown: async (id, at) => void (await db.run(SHOWN, at, id)),
    takeDeaf: ({ pushes, since }, now, until, limit) =>
      db.all<Subscription>(TAKE_DEAF, until, now, pushes, since, now, limit),
    tellAt: async (id, at) => void (await db.run(TELL_AT, at, id)),
    wake: async (owner, dueAt, now) => void (await db.run(WAKE, now, owner, dueAt)),
    remove: async (id) => void (await db.run(REMOVE, id)),
  }
}

/** In the order of `COLUMNS`. */
function valuesOf(subscription: Subscription) {
  const { id, owner, endpoint, p256dh, auth, label, language, createdAt, ...told } = subscription
  const { lastShownAt, unshown, unshownSince } = told
  const device = [id, owner, endpoint, p256dh, auth, label, language, createdAt]
  return [...device, lastShownAt, unshown, unshownSince]
}
