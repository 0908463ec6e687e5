/** Where and about when charges began, by tokens that no two of them share. */
import { areaOf, areasAbout } from '../domain/chargers/meeting/area.ts'
import { WINDOW_MS } from '../domain/chargers/meeting/witness.ts'
import type { Position } from '../domain/places/position.ts'
import type { Vault } from '../flows/ports.ts'
import type { Meetings } from '../flows/tables.ts'
import type { Db } from './driver.ts'

/**
 * So many charges that begin in one area in one stretch of time are told apart. A seat is a number:
 * the token of an area and a time alone would be the same for all of them, and where one was shared
 * would give away where the others were.
 */
const SEATS = 16

const TAKEN = 'select token from sighting where token in (??)'
const SIGHT = 'insert into sighting (token, session) values (?, ?) on conflict do nothing'
const UNSEE = 'delete from sighting where session = ?'
const SIGHTED = 'select session from sighting where token in (??) order by session'
const FORGET = `
  delete from sighting where exists (
    select 1 from session where session.id = sighting.session and started_at < ?)`

const USE = 'sightings'

export function sightingsOf(
  db: Db,
  vault: Vault,
  isAny: () => Promise<boolean>,
): Pick<Meetings, 'sight' | 'sighted' | 'removeBefore'> {
  return {
    sight: async ({ id, startedAt }, position) => {
      if (!(await isAny())) return
      await db.run(UNSEE, id)
      const seats = seatsIn(areaOf(position), stretchOf(startedAt))
      const { tokens } = vault.cellTokens(USE, seats)[0]!
      const rows = await db.all<{ token: string }>(TAKEN, JSON.stringify(tokens))
      const taken = new Set(rows.map(({ token }) => token))
      for (const token of tokens) {
        if (!taken.has(token) && (await db.run(SIGHT, token, id)) === 1) return
      }
      // Where no seat is free, a charge is found by what its own car says alone. Without a row it
      // would be known to be where somebody has taken all of them.
      await db.run(SIGHT, vault.cellTokens(USE, [`no seat ${id}`])[0]!.tokens[0]!, id)
    },
    sighted: async (about) => {
      const seats = about.flatMap(({ position, times }) => seatsAbout(position, times))
      const made = vault.cellTokens(USE, [...new Set(seats)])
      const tokens = JSON.stringify(made.flatMap((one) => one.tokens))
      const rows = await db.all<{ session: string }>(SIGHTED, tokens)
      return rows.map(({ session }) => session)
    },
    removeBefore: (startedAt) => db.run(FORGET, startedAt),
  }
}

function stretchOf(at: number): number {
  return Math.floor(at / WINDOW_MS)
}

function seatsIn(area: string, stretch: number): string[] {
  return Array.from({ length: SEATS }, (_, seat) => `${area} ${stretch} ${seat}`)
}

/** All seats that a charge which began about one of these times, near a charger, may have. */
function seatsAbout(charger: Position, times: number[]): string[] {
  const stretches = times.flatMap((at) => [-1, 0, 1].map((step) => stretchOf(at) + step))
  const areas = areasAbout(charger)
  return [...new Set(stretches)].flatMap((stretch) =>
    areas.flatMap((area) => seatsIn(area, stretch)),
  )
}
