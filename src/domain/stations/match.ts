/** Which of the listed stations a charge may be at. */
import { metresBetween, type Position } from '../places/position.ts'
import { type Listing, listingId, type Source } from './listing.ts'

/** Charges further off than this are not at a station; so near to each other stations often are. */
export const NEAR_M = 150

/** Who is believed first: a later source is asked only where an earlier one knows nothing. */
const ORDER: Source[] = ['ocm', 'osm']

/** A listing and how far it is from where a charge is, in metres. */
export type Candidate = { listing: Listing; metres: number }

/**
 * The listings that a charge may be at, nearest first, by the first source that knows any. Sources
 * list the same stations under other names: their rows are not mixed, nor are their licences.
 * Private ones are among them, for they make it unsure which one it is.
 */
export function candidatesAt(position: Position, listings: Listing[]): Candidate[] {
  const near = listings
    .map((listing) => ({ listing, metres: metresBetween(position, listing.position) }))
    .filter(({ metres }) => metres <= NEAR_M)
    .sort((a, b) => a.metres - b.metres)
  const source = ORDER.find((source) => near.some(({ listing }) => listing.source === source))
  return near.filter(({ listing }) => listing.source === source)
}

/**
 * The one listing that a charge is at: the one that its owner has chosen, or the only one there is,
 * where that is not private; null where there is none or it could be several.
 */
export function listingAt(candidates: Candidate[], chosen: string | null): Listing | null {
  const [first, second] = candidates
  const own = candidates.find(({ listing }) => listingId(listing) === chosen)
  if (own) return own.listing
  return first && !second && first.listing.access !== 'private' ? first.listing : null
}

/** Whether nobody's home is mistaken for it: the only station near, and open to everybody. */
export function isPublicStation(candidates: Candidate[]): boolean {
  return candidates.length === 1 && candidates[0]!.listing.access === 'public'
}

/**
 * Whether a listing has a post of that name, whichever way it is spelled; null where it does not
 * say what its posts are called.
 */
export function knowsPost({ posts }: Pick<Listing, 'posts'>, post: string): boolean | null {
  if (posts.refs.length === 0) return null
  return posts.refs.some((ref) => bare(ref) === bare(post))
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[\s._*-]/g, '')
}
