/** Pages of the feed that are ready to be sent: packed, with their ETag, for as long as they hold. */
import type { Packing } from './packing.ts'

export type Ready = { etag: string; next: string; bytes: Buffer; packing: Packing; more: boolean }

/** Two that are equal are the same bytes, as long as `stamp` is the same. */
type Wanted = {
  key: string
  /** Changes with everything that changes pages which were full already. */
  stamp: string
  /** The last row of the feed: a page that is not full holds until there is another one. */
  last: number
}

type Kept = { page: Promise<Ready>; last: number; size: number; isFull: boolean }

/** Opens a shelf that holds so many bytes; what was wanted longest ago goes first. */
export function openShelf(most = 32 * 1024 * 1024) {
  const pages = new Map<string, Kept>()
  let stamped = ''
  let size = 0
  const forget = (key: string) => {
    size -= pages.get(key)?.size ?? 0
    pages.delete(key)
  }
  const keep = (key: string, kept: Kept) => {
    forget(key)
    size += kept.size
    pages.set(key, kept)
    for (const oldest of pages.keys()) {
      if (size <= most) break
      forget(oldest)
    }
  }
  /** Once it is made it is known how long it holds; what could not be made is tried again. */
  const filed = async (key: string, make: () => Promise<Ready>, place: () => Kept) => {
    try {
      const made = await make()
      const { bytes, more } = made
      const kept = place()
      if (pages.get(key) === kept) keep(key, { ...kept, size: bytes.length, isFull: more })
      return made
    } catch (error) {
      if (pages.get(key) === place()) forget(key)
      throw error
    }
  }
  return {
    /** The page, made once for all who want it at the same time. */
    get: ({ key, stamp, last }: Wanted, make: () => Promise<Ready>): Promise<Ready> => {
      if (stamp !== stamped) {
        pages.clear()
        ;[stamped, size] = [stamp, 0]
      }
      const kept = pages.get(key)
      if (kept && (kept.isFull || kept.last === last)) {
        keep(key, kept)
        return kept.page
      }
      const page = filed(key, make, () => fresh)
      const fresh: Kept = { page, last, size: 0, isFull: false }
      keep(key, fresh)
      return page
    },
    size: () => size,
  }
}

export type Shelf = ReturnType<typeof openShelf>
