/** Looks around where a question is asked about, at a source over the network. */
import type { Position } from '../../domain/places/position.ts'
import { tileOf } from '../../domain/stations/tile.ts'
import type { World } from '../ports.ts'
import { openRound } from './gather.ts'

type Needs = Pick<World, 'store' | 'ocm' | 'clock' | 'ids'>

const DAY_MS = 86_400_000

/**
 * Asks for the whole square of kilometres that a position lies in, once in a long while, so that
 * nobody outside learns where in it a car stands; what is learnt is kept as an import is. Where the
 * source does not answer, nothing is known, and nobody waits for it long.
 */
export async function lookAround(
  world: Needs,
  position: Position | null | undefined,
): Promise<void> {
  const { store, ocm, clock } = world
  if (!ocm.lookUp || !position) return
  const tile = tileOf(position)
  const asked = await store.read.listings.askedAt('ocm', tile.name)
  const now = clock()
  if (asked !== null && now - asked < ocm.lookUp.keepMs) return
  const told = await ocm.lookUp.within(tile)
  if (!told) return
  const listings = told.flatMap((one) => (one.is === 'listing' ? [one.listing] : []))
  const gone = told.flatMap((one) => (one.is === 'gone' ? [one.ref] : []))
  await openRound(world)().keep(listings, { ocm: gone, osm: [] })
  // To the day: the time of a question would tell when a car was there.
  await store.write((tables) => tables.listings.setAsked('ocm', tile.name, now - (now % DAY_MS)))
}
