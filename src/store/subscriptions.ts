/** Where owners' devices are reached by web push. */
import type { Subscription, Subscriptions } from '../flows/tables.ts'
import { named } from './columns.ts'
import type { Db } from './driver.ts'

const COLUMNS = 'id, owner, endpoint, p256dh, auth, created_at'
const GET = `select ${named(COLUMNS)} from subscription where id = ?`
const OF = `select ${named(COLUMNS)} from subscription where owner = ? order by id`
const ADD = `
  insert into subscription (${COLUMNS}) values (?, ?, ?, ?, ?, ?)
  on conflict (endpoint)
  do update set owner = excluded.owner, p256dh = excluded.p256dh, auth = excluded.auth
  returning ${named(COLUMNS)}`
/** What another owner was asked is not shown to the device's new one. */
const REMOVE_OTHERS = `
  delete from notice where subscription = ?
    and question in (select id from question where owner <> ?)`
const REMOVE = 'delete from subscription where id = ?'

export function subscriptionsOf(db: Db): Subscriptions {
  return {
    add: async (subscription) => {
      const { id, owner, endpoint, p256dh, auth, createdAt } = subscription
      const kept = await db.get<Subscription>(ADD, id, owner, endpoint, p256dh, auth, createdAt)
      await db.run(REMOVE_OTHERS, kept!.id, owner)
      return kept!
    },
    get: (id) => db.get<Subscription>(GET, id),
    of: (owner) => db.all<Subscription>(OF, owner),
    remove: async (id) => void (await db.run(REMOVE, id)),
  }
}
