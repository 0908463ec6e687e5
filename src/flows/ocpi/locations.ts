/** The stations that shared sessions name, as peers pull them. */
import { locationOf } from '../../domain/ocpi/location.ts'
import type { Version } from '../../domain/ocpi/peer.ts'
import type { World } from '../ports.ts'
import type { Gathering, Span } from './ports.ts'
import type { Listed } from './sessions.ts'

type Needs = Pick<World, 'store' | 'policy'>

/** Those at which a session was first shared in the span. */
export function listPlaces({ store, policy }: Needs) {
  return async (version: Version, span: Span): Promise<Listed> => {
    const { items, total } = await store.read.peers.stationsIn(span)
    const told = await Promise.all(items.map((one) => placeOf({ store, policy }, version, one)))
    return { items: told.filter((one) => one !== null), total }
  }
}

/** One of them by its id; null where there is none. */
export function showPlace(world: Needs) {
  return async (version: Version, id: string): Promise<object | null> => {
    const gathering = await world.store.read.peers.stationBy(id)
    return gathering && placeOf(world, version, gathering)
  }
}

/** null where its last session has just left it. */
async function placeOf(
  { store, policy }: Needs,
  version: Version,
  { station: id, updatedAt }: Gathering,
): Promise<object | null> {
  const station = await store.read.stations.get(id)
  return station && locationOf(station, updatedAt, policy.ocpi, version)
}
