/** A station: a place of the world where shared sessions gather, and what may be told of it. */
import { middleOfCell } from '../places/cells.ts'
import type { Position } from '../places/position.ts'
import { type Listing, listingId, type Provider } from './listing.ts'
import { byOften, medianOf, nothing, type Share, type Tally, wilson } from './tally.ts'

/**
 * How far from a station, in metres, a session still belongs to it. Wide enough for a car park and
 * the errors of two receivers (of cars that return to one, 99 of 100 are that near), and not so
 * wide that the next station is taken in more often than need be.
 */
export const GATHER_M = 100
/**
 * Numbers are told once so many distinct vehicles were there, each number as likely as the other. Of
 * one that is known, whoever owns all but one of them could tell whether the next car is a new one.
 */
export const VEHICLES_MIN = 5
export const VEHICLES_MAX = 9
/** How many of its faults are told, the latest first. */
export const FAULTS_MAX = 5
/** How many posts are told. */
const POSTS_MAX = 100

/** What of a source's listing is told with a station. */
export type Listed = Pick<Listing, 'name' | 'operator'> & {
  postRefs: string[]
  provider: Pick<Provider, 'title' | 'licence' | 'attribution' | 'url' | 'mayPass'>
}

export type Station = {
  /** Random and public; it stays while there are sessions. */
  id: string
  /** The listing's, or the middle of the cell where it was founded; never a place's own centre. */
  position: Position
  /** The `listingId` of the one listing that it is known to be; null: it is only gathered. */
  listing: string | null
  /** The position is the listing's. */
  isAnchored: boolean
  tally: Tally
  /** From how many distinct vehicles on its numbers are told; itself it is told to nobody. */
  tellFrom: number
  /** Once told they stay told, so that who leaves and comes again is not known by it. */
  isTold: boolean
  /** What its source says of it now; null where nothing does. */
  listed: Listed | null
}

/** A fault that an owner has reported; `at` is when that session ended. */
export type Fault = { at: number | null; post: string | null }

/** What is read beside a station's tally. */
export type Latest = { lastSuccessAt: number | null; faults: Fault[] }

/** What sessions say of a station; times in milliseconds. */
export type Reliability = Latest & {
  inUse: number
  sessions: number
  /** Of sessions that ended well or by the station's fault; null where there are none. */
  success: Share | null
  typicalPowerKw: number | null
}

/** A new station, for a session that is near none; `tellFrom` is drawn by chance. */
export function founded(id: string, position: Position, tellFrom: number): Station {
  return {
    ...{ id, position: middleOfCell(position), listing: null, isAnchored: false },
    ...{ tally: nothing, tellFrom, isTold: false, listed: null },
  }
}

/** The station when its sessions come to something else. */
export function counted(station: Station, tally: Tally): Station {
  return { ...station, tally, isTold: station.isTold || tally.vehicles >= station.tellFrom }
}

/** Ties a station to its listing, which lends it its position where its terms allow. */
export function anchored(station: Station, listing: Listing): Station {
  const { provider, name, operator, posts } = listing
  return {
    ...station,
    listing: listingId(listing),
    listed: { name, operator, postRefs: posts.refs, provider },
    ...(provider.mayPass && { position: listing.position, isAnchored: true }),
  }
}

/** The name that may be passed on under our own licence. */
export function nameOf({ listed }: Pick<Station, 'listed'>): string | null {
  return listed?.provider.mayPass ? listed.name : null
}

/** Its posts as its source names them, and as owners do, the most told first. */
export function postsOf(station: Station): string[] {
  const { listed, tally, isTold } = station
  const refs = listed?.provider.mayPass ? listed.postRefs : []
  const told = isTold ? byOften(tally.posts) : []
  return [...new Set([...refs, ...told])].slice(0, POSTS_MAX)
}

/** Its numbers; null where they are withheld. */
export function reliabilityOf(station: Station, latest: Latest): Reliability | null {
  if (!station.isTold) return null
  const { inUse, sessions, succeeded, failed, powers } = station.tally
  const success = wilson(succeeded, succeeded + failed)
  return { inUse, sessions, success, typicalPowerKw: medianOf(powers), ...latest }
}
