/** The areas about chargers, by which charges find those that they may be at. */
import { areaOf, areasAbout } from '../domain/chargers/meeting/area.ts'
import type { Vault } from '../flows/ports.ts'
import type { Meetings } from '../flows/tables.ts'
import { siteIn } from './chargers.ts'
import type { Db } from './driver.ts'

const ADD = `
  with area (token) as (??)
  insert into charger_area (token, charger, key_id) select token, ?, ? from area`
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

type Row = { id: string; siteSealed: string }

export function areasOf(db: Db, vault: Vault): Pick<Meetings, 'settle' | 'chargersNear' | 'older'> {
  let isAny = false
  return {
    settle: async ({ id, site }) => {
      await db.run(REMOVE, id)
      if (!site.position) return
      const { key, tokens } = vault.cellTokens(USE, areasAbout(site.position))[0]!
      await db.run(ADD, JSON.stringify(tokens), id, key)
    },
    chargersNear: async (position) => {
      // Where no charger has a position, nothing is worth the reckoning.
      isAny ||= (await db.get(ANY)) !== null
      if (!isAny) return []
      // By every key: what was made before a new one came is found too.
      const tokens = vault.cellTokens(USE, [areaOf(position)]).flatMap((made) => made.tokens)
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
