/** Charges of which nothing is told, so that what a charger told of them is told of no others. */
import { cellOf } from '../domain/places/cells.ts'
import { WINDOW_MS } from '../domain/chargers/meeting/witness.ts'
import type { Vault } from '../flows/ports.ts'
import type { Meetings } from '../flows/tables.ts'
import type { Db } from './driver.ts'
import { cellAt } from './places.ts'

/** No car begins more at once; what one makes up beyond that is its own affair. */
const OF_ONE = 4
/** So many are looked at. */
const MOST = 1000
/** So many cars charge for one owner at one time, or he has a fleet. */
const FAMILY = 4

/**
 * Each owner's first ones come before anybody's later ones: whoever begins a thousand crowds out
 * nobody's but his own.
 */
const BEGUN = `
  select id, place, salt, turn from (
    select id, place, salt, row_number() over (partition by owner order by nth, id) as turn
    from (
      select session.id, session.place, vehicle.salt, vehicle.owner,
        row_number() over (partition by session.vehicle, session.started_at / ${WINDOW_MS}
          order by session.started_at desc, session.id desc) as nth
      from session join vehicle on vehicle.id = session.vehicle
      where session.flag = 'never' and session.started_at between ? and ?
        and session.place is not null) as begun
    where nth <= ${OF_ONE}) as ranked
  order by turn, id limit ${MOST + 1}`
const HIT = 'select place from place_cell where place in (??) and token in (??)'

type Row = { id: string; place: string; salt: string; turn: number }

/**
 * Where such a charge was is kept nowhere: asked is only whether a charger stands at its place, and
 * that of its place's own tokens.
 */
export function silentOf(db: Db, vault: Vault): Pick<Meetings, 'silent'> {
  return {
    silent: async (charger, times) => {
      const begun: Row[] = []
      for (const [from, to] of stretchesOf(times)) {
        const rows = await db.all<Row>(BEGUN, from, to)
        const cut = rows.length > MOST ? rows.pop()! : null
        if (cut && cut.turn <= FAMILY) return null
        begun.push(...rows)
      }
      const salts = new Map(begun.map(({ place, salt }) => [place, salt]))
      if (salts.size === 0) return []
      const cell = cellOf(charger)
      const tokens = [...salts].flatMap(([place, salt]) =>
        vault.cellTokens(salt, [cellAt(place, cell)]).flatMap((made) => made.tokens),
      )
      const places = JSON.stringify([...salts.keys()])
      const hits = await db.all<{ place: string }>(HIT, places, JSON.stringify(tokens))
      const there = new Set(hits.map(({ place }) => place))
      return begun.filter(({ place }) => there.has(place)).map(({ id }) => id)
    },
  }
}

/** About these times, and not all that lies between them: a clock may be wrong by years. */
function stretchesOf(times: number[]): [from: number, to: number][] {
  const stretches: [number, number][] = []
  for (const at of times.toSorted((a, b) => a - b)) {
    const last = stretches.at(-1)
    if (last && at - WINDOW_MS <= last[1]) last[1] = at + WINDOW_MS
    else stretches.push([at - WINDOW_MS, at + WINDOW_MS])
  }
  return stretches
}
