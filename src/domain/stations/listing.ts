/** What one source, such as Open Charge Map, says of a charging station. */
import { z } from 'zod'
import { Position } from '../places/position.ts'
import { line } from '../text.ts'

/** Who may charge there; `restricted`: guests, staff, or after asking. */
export const Access = z.enum(['public', 'restricted', 'private', 'unknown'])
export type Access = z.infer<typeof Access>

/** The sources that are read: Open Charge Map and OpenStreetMap. */
export const Source = z.enum(['ocm', 'osm'])
export type Source = z.infer<typeof Source>

/** One kind of plug: by OCPI's name where there is one (`IEC_62196_T2`), with how many there are. */
export const Plug = z.strictObject({
  type: z.string(),
  powerKw: z.number().nullable(),
  quantity: z.number().int().nullable(),
})
export type Plug = z.infer<typeof Plug>

/** On what terms a source's data come; a source gathers them from several providers. */
export type Provider = {
  source: Source
  /** The source's own key for it; `ocm` 1: its contributors. */
  id: string
  title: string
  /** An SPDX id where there is one. */
  licence: string
  /** What must be shown with its data. */
  attribution: string
  url: string | null
  /** Names and positions may be passed on under our own licence. */
  mayPass: boolean
}

export type Listing = {
  source: Source
  /** The source's key for it: a number at Open Charge Map, `node/123` at OpenStreetMap. */
  ref: string
  name: string | null
  operator: string | null
  position: Position
  /** How many cars charge at a time (null: not said), and what the posts are called there. */
  posts: { count: number | null; refs: string[] }
  plugs: Plug[]
  access: Access
  /** Free text. */
  price: string | null
  provider: Provider
  /** When the source last looked, in milliseconds; null: not said. */
  checkedAt: number | null
}

/** A listing's key on the wire: `ocm:15497`, `osm:node/123`. */
export const ListingId = line(80)
  .regex(/^(ocm|osm):[A-Za-z0-9_/-]+$/, 'is no station of a source')
  .meta({ description: 'A station of a source', example: 'ocm:15497' })

/** The key of a listing on the wire. */
export function listingId({ source, ref }: Pick<Listing, 'source' | 'ref'>): string {
  return `${source}:${ref}`
}

/** What a `ListingId` names. */
export function listingKey(id: string): Pick<Listing, 'source' | 'ref'> {
  const colon = id.indexOf(':')
  return { source: Source.parse(id.slice(0, colon)), ref: id.slice(colon + 1) }
}
