/** Takes in what a source lists, a batch at a time, and removes what it lists no longer. */
import type { Listing, Source } from '../../domain/stations/listing.ts'
import type { World } from '../ports.ts'

type Needs = Pick<World, 'store' | 'ids'>

/** How much of what is gone is removed in one transaction: others wait as long as it takes. */
const TOGETHER = 2000

/** A round of taking in; each batch is one transaction. */
export type Round = {
  keep: (listings: Listing[], gone: Record<Source, string[]>) => Promise<{ removed: number }>
  /** Removes what this round has not told of a source; returns how many. */
  sweep: (source: Source) => Promise<number>
}

/** Begins a round: what is told in it is new, or replaces what was told before. */
export function openRound({ store, ids }: Needs) {
  return (): Round => {
    const round = ids.next()
    return {
      keep: (listings, gone) =>
        store.write(async (tables) => {
          let removed = 0
          for (const source of ['ocm', 'osm'] as const) {
            if (gone[source].length > 0)
              removed += await tables.listings.remove(source, gone[source])
          }
          if (listings.length > 0) await tables.listings.keep(listings, round)
          return { removed }
        }),
      sweep: async (source) => {
        for (let removed = 0; ;) {
          const gone = await store.write(({ listings }) =>
            listings.removeOthers(source, round, TOGETHER),
          )
          removed += gone
          if (gone < TOGETHER) return removed
        }
      },
    }
  }
}

/** Removes all that a source has told; returns how many. */
export function removeSource(world: Needs) {
  return (source: Source): Promise<number> => openRound(world)().sweep(source)
}

/** The sources, their providers and terms, and how many listings each has. */
export function listProviders({ store }: Pick<World, 'store'>) {
  return () => store.read.listings.providers()
}
