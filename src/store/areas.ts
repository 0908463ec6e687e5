/** The areas about chargers, by which charges find those that they may be at; no two share a token. */
import { areaOf, areasAbout } from '../domain/chargers/meeting/area.ts'
import type { Vault } from '../flows/ports.ts'
import type { Meetings } from '../flows/tables.ts'
import { siteIn } from './chargers.ts'
import type { Db } from './driver.ts'

const ADD = `
  with area (token) as (??)
  insert into charger_area (token, charger, key_id) select token, ?, ? from area`
const TAKEN = 'select token from charger_area where token in (??)'
const REMOVE = 'delete from charger_area where charger = ?'
const NEAR = `
  select id, site_sealed as "siteSealed" from charger
  where id in (select charger from charger_area where token in (??)) order by id`
const ANY = 'select 1 as found from charger_area limit 1'
const OLDER = `
  select distinct charger from charger_area where key_id <> ? and charger > ?
  order by charger limit ?`

/** Keeps these tokens apart from all others of the same keys. */
const USE = 'charger areas'

/**
 * So many chargers about one area are told apart by their seats: the token of the area alone would be
 * the same for all of them, and where one is known to stand would give away where the others do. More
 * of them, as no street has, share the last seat.
 */
const SEATS = 32

type Row = { id: string; siteSealed: string }

/** Whether any charger has a position; where none does, nothing more is worth the reckoning. */
export function anyArea(db: Db): () => Promise<boolean> {
  let isAny = false
  return async () => (isAny ||= (await db.get(ANY)) !== null)
}

export function areasOf(
  db: Db,
  vault: Vault,
  isAny: () => Promise<boolean>,
): Pick<Meetings, 'settle' | 'chargersNear' | 'older'> {
  return {
    settle: async ({ id, site }) => {
      await db.run(REMOVE, id)
      if (!site.position) return
      const areas = areasAbout(site.position)
      const { key, tokens } = vault.cellTokens(USE, areas.flatMap(seatsIn))[0]!
      const rows = await db.all<{ token: string }>(TAKEN, JSON.stringify(tokens))
      const taken = new Set(rows.map(({ token }) => token))
      const seats = areas.map((_, area) => {
        const own = tokens.slice(area * SEATS, (area + 1) * SEATS)
        return own.find((token) => !taken.has(token)) ?? own.at(-1)!
      })
      await db.run(ADD, JSON.stringify(seats), id, key)
    },
    chargersNear: async (position) => {
      if (!(await isAny())) return []
      // By every key: what was made before a new one came is found too.
      const tokens = vault.cellTokens(USE, seatsIn(areaOf(position))).flatMap((made) => made.tokens)
      const rows = await db.all<Row>(NEAR, JSON.stringify(tokens))
      return rows.map(({ id, siteSealed }) => ({ id, site: siteIn(vault, siteSealed, id) }))
    },
    older: async ({ after, limit }) => {
      const [current] = vault.keyIds()
      const rows = await db.all<{ charger: string }>(OLDER, current!, after ?? '', limit)
      return rows.map(({ charger }) => charger)
    },
  }
}

function seatsIn(area: string): string[] {
  return Array.from({ length: SEATS }, (_, seat) => `${area} ${seat}`)
}
