/** Which processes hold connections of chargers, and until when they are taken to live. */
import type { Holders } from '../flows/tables.ts'
import type { Db } from './driver.ts'

const RENEW = `
  insert into holder (id, until) values (?, ?)
  on conflict (id) do update set until = excluded.until`
const LIVES = 'select 1 as alive from holder where id = ? and until > ?'
const REMOVE = 'delete from holder where id = ?'
/** It was connected when it was last heard of; what came after nobody knows. */
const SWEEP = `
  update charger set holder = null, disconnected_at = coalesce(seen_at, ?)
  where holder is not null and holder not in (select id from holder where until > ?)`
const REMOVE_DEAD = 'delete from holder where until <= ?'
const ADOPT = `
  update charger set holder = ?, connected_at = ? where id in (??) and holder is null`
const HERE = 'select id from charger where id in (??) and holder = ?'

export function holdersOf(db: Db): Holders {
  return {
    renew: async (holder, until) => void (await db.run(RENEW, holder, until)),
    remove: async (holder) => void (await db.run(REMOVE, holder)),
    lives: async (holder, now) => (await db.get(LIVES, holder, now)) !== null,
    sweep: async (now) => {
      const swept = await db.run(SWEEP, now, now)
      await db.run(REMOVE_DEAD, now)
      return swept
    },
    adopt: async (chargers, holder, now) =>
      void (await db.run(ADOPT, holder, now, JSON.stringify(chargers))),
    elsewhere: async (chargers, holder) => {
      const here = await db.all<{ id: string }>(HERE, JSON.stringify(chargers), holder)
      const known = new Set(here.map(({ id }) => id))
      return chargers.filter((id) => !known.has(id))
    },
  }
}
