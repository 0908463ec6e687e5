/** Charges of which nothing is told, so that what a charger told of them is told of no others. */
import { cellOf } from '../domain/places/cells.ts'
import { WINDOW_MS } from '../domain/chargers/meeting/witness.ts'
import type { Vault } from '../flows/ports.ts'
import type { Meetings } from '../flows/tables.ts'
import type { Db } from './driver.ts'
import { cellAt } from './places.ts'

const BEGUN = `
  select session.id, session.place, vehicle.salt
  from session join vehicle on vehicle.id = session.vehicle
  where session.flag = 'never' and session.started_at between ? and ? and session.place is not null
  order by session.id limit ?`
const HIT = 'select place from place_cell where place in (??) and token in (??)'

/** So many are looked at; more do not begin in so short a time on one server. */
const MOST = 1000

type Row = { id: string; place: string; salt: string }

/**
 * Where such a charge was is kept nowhere: asked is only whether a charger stands at its place, and
 * that of its place's own tokens.
 */
export function silentOf(db: Db, vault: Vault): Pick<Meetings, 'silent'> {
  return {
    silent: async (charger, times) => {
      const [from, to] = [Math.min(...times) - WINDOW_MS, Math.max(...times) + WINDOW_MS]
      const rows = await db.all<Row>(BEGUN, from, to, MOST)
      if (rows.length === 0) return []
      const cell = cellOf(charger)
      const tokens = rows.flatMap(({ place, salt }) =>
        vault.cellTokens(salt, [cellAt(place, cell)]).flatMap((made) => made.tokens),
      )
      const places = JSON.stringify(rows.map(({ place }) => place))
      const hits = await db.all<{ place: string }>(HIT, places, JSON.stringify(tokens))
      const there = new Set(hits.map(({ place }) => place))
      return rows.flatMap(({ id, place }) => (there.has(place) ? [id] : []))
    },
  }
}
