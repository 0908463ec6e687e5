/** What owners agreed to, each time they opted a vehicle in or out. */
import type { Consent } from '../domain/sharing/consent.ts'
import type { Consents } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db } from './driver.ts'

const COLUMNS = 'id, vehicle, at, opted_in, nickname, timing, show_model, text_version'
const ADD = `insert into consent (${COLUMNS}) values (${marks(COLUMNS)})`
const OF = `select ${named(COLUMNS)} from consent where vehicle in (??) order by vehicle, id`

type Row = Omit<Consent, 'optedIn' | 'showModel'> & { optedIn: number; showModel: number }

export function consentsOf(db: Db): Consents {
  return {
    add: async (given) => {
      const { id, vehicle, at, optedIn, nickname, timing, showModel, textVersion } = given
      const flags = [optedIn ? 1 : 0, showModel ? 1 : 0] as const
      await db.run(ADD, id, vehicle, at, flags[0], nickname, timing, flags[1], textVersion)
    },
    of: async (vehicles) => {
      const rows = await db.all<Row>(OF, JSON.stringify(vehicles))
      return rows.map((row) => ({ ...row, optedIn: !!row.optedIn, showModel: !!row.showModel }))
    },
  }
}
