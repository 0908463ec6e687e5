/** What happened at chargers, and what their local lists hold. */
import type { Payload } from '../domain/chargers/ocpp.ts'
import { LAST_ID } from '../domain/ids.ts'
import type { ChargerEvent, ChargerEvents, LocalLists } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db } from './driver.ts'

const COLUMNS = 'id, charger, at, kind, evse, about'
const SELECT = `select ${named(COLUMNS)} from charger_event where charger = ?`
const NEWEST = 'and id < ? order by id desc limit ?'

const ADD = `insert into charger_event (${COLUMNS}) values (${marks(COLUMNS)})`
const OF = `${SELECT} ${NEWEST}`
const OF_KIND = `${SELECT} and kind = ? ${NEWEST}`
const REMOVE_BEFORE = 'delete from charger_event where at < ?'

const ENTRIES = 'select id_tag as "idTag", said from list_entry where charger = ?'
const CLEAR = 'delete from list_entry where charger = ?'
const DROP = 'delete from list_entry where charger = ? and id_tag = ?'
const PUT = `
  insert into list_entry (charger, id_tag, said) values (?, ?, ?)
  on conflict (charger, id_tag) do update set said = excluded.said`

type Row = Omit<ChargerEvent, 'about'> & { about: string }

export function chargerEventsOf(db: Db): ChargerEvents {
  return {
    add: async ({ id, charger, at, kind, evse, about }) =>
      void (await db.run(ADD, id, charger, at, kind, evse, JSON.stringify(about))),
    of: async (charger, { after, limit }, { kind } = {}) => {
      const before = after ?? LAST_ID
      const rows =
        kind === undefined
          ? await db.all<Row>(OF, charger, before, limit)
          : await db.all<Row>(OF_KIND, charger, kind, before, limit)
      return rows.map((row) => ({ ...row, about: JSON.parse(row.about) as Payload }))
    },
    removeBefore: (at) => db.run(REMOVE_BEFORE, at),
  }
}

export function localListsOf(db: Db): LocalLists {
  return {
    of: async (charger) => {
      const rows = await db.all<{ idTag: string; said: string }>(ENTRIES, charger)
      return new Map(rows.map(({ idTag, said }) => [idTag, said]))
    },
    keep: async (charger, entries, full) => {
      if (full) await db.run(CLEAR, charger)
      for (const [idTag, said] of entries) {
        if (said === null) await db.run(DROP, charger, idTag)
        else await db.run(PUT, charger, idTag, said)
      }
    },
  }
}
