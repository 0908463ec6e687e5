/** What is known of the stations where a vehicle charges, by others and by what was shared there. */
import type { Session } from '../../domain/charging/session.ts'
import type { Place } from '../../domain/places/place.ts'
import type { Position } from '../../domain/places/position.ts'
import { type Listing, listingId } from '../../domain/stations/listing.ts'
import {
  type Candidate,
  candidatesAt,
  isPublicStation,
  knowsPost,
  listingAt,
  NEAR_M,
} from '../../domain/stations/match.ts'
import { invalid } from '../refusal.ts'
import { type StationInFull, stationView } from '../stations/look.ts'
import type { Tables } from '../tables.ts'

/** A listing near a place, and what was shared there; null where nothing has gathered. */
export type Nearby = Candidate & { shared: StationInFull | null }

/** What is known of where a charge is. */
export type Known = {
  /** The one that its owner has chosen, or the only one there is. */
  station: Nearby | null
  /** All that it could be, nearest first. */
  stations: Nearby[]
  /** Nobody's home is mistaken for it: one station is near, and open to everybody. */
  isPublic: boolean
  /** Whether the station has the post that was told; null where that cannot be said. */
  postKnown: boolean | null
}

const nothing: Known = { station: null, stations: [], isPublic: false, postKnown: null }

/** What is known around a place; nothing where its position is not held. */
export async function knownOf(
  tables: Tables,
  place: Pick<Place, 'position' | 'listing'> | null,
  session: Pick<Session, 'listing' | 'post'> | null = null,
): Promise<Known> {
  if (!place?.position) return nothing
  const candidates = await candidatesNear(tables, place.position)
  if (candidates.length === 0) return nothing
  const open = candidates.filter(({ listing }) => listing.access !== 'private')
  const stations = await Promise.all(
    open.map(async ({ listing, metres }) => {
      const shared = await stationView(tables, listing.position, listingId(listing))
      return { listing, metres, shared }
    }),
  )
  const at = listingAt(candidates, session?.listing ?? place.listing)
  const post = session?.post ?? null
  return {
    station: stations.find(({ listing }) => listing === at) ?? null,
    stations,
    isPublic: isPublicStation(candidates),
    postKnown: at && post !== null ? knowsPost(at, post) : null,
  }
}

/** The one public station that a charge is at; null where there is none, or it could be several. */
export async function publicStationAt(
  tables: Tables,
  position: Position | null | undefined,
): Promise<Listing | null> {
  const candidates = position ? await candidatesNear(tables, position) : []
  return isPublicStation(candidates) ? candidates[0]!.listing : null
}

/** Throws where a station that an owner chooses is not among those near his place. */
export async function checkStation(
  tables: Tables,
  position: Position | null | undefined,
  station: string,
): Promise<void> {
  const candidates = position ? await candidatesNear(tables, position) : []
  const open = candidates.filter(({ listing }) => listing.access !== 'private')
  if (open.some(({ listing }) => listingId(listing) === station)) return
  throw invalid('/station', 'choice', 'the station is not known near this place')
}

async function candidatesNear(tables: Tables, position: Position): Promise<Candidate[]> {
  return candidatesAt(position, await tables.listings.near(position, NEAR_M))
}
