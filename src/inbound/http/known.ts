/** How what is known of the stations near a place looks on the wire. */
import { z } from 'zod'
import { Access, listingId, Plug, Source } from '../../domain/stations/listing.ts'
import { rfc3339 } from '../../domain/text.ts'
import type { Known } from '../../flows/service.ts'
import { reliable, showReliability } from './reliability.ts'

type Nearby = Known['stations'][number]

const zoned = z.string().meta({ format: 'date-time' })

export const KnownStation = z
  .strictObject({
    id: z.string().meta({ description: "The source's key, for an answer", example: 'ocm:15497' }),
    name: z.string().nullable(),
    operator: z.string().nullable(),
    posts: z
      .array(z.string())
      .meta({ description: 'What its posts are called, where that is told' }),
    postCount: z.number().int().nullable().meta({ description: 'How many cars charge at a time' }),
    plugs: z.array(Plug).meta({ description: 'Types as OCPI names them' }),
    access: Access,
    price: z.string().nullable(),
    distanceM: z.number().int(),
    source: Source,
    licence: z.string(),
    attribution: z.string().meta({ description: 'To be shown with it' }),
    url: z.string().nullable().meta({ description: "The station's own page at its source" }),
    checkInUrl: z
      .string()
      .nullable()
      .meta({ description: 'Where its source takes a check-in by hand' }),
    checkedAt: zoned.nullable(),
    shared: z
      .strictObject({ stationId: z.string(), ...reliable })
      .nullable()
      .meta({ description: 'What was shared there, as of /v1/stations; null where nothing was' }),
  })
  .meta({ id: 'KnownStation' })

/** What stands in a location or a question about it. */
export const known = {
  station: KnownStation.nullable().meta({
    description: 'The one that the owner chose, or the only one near',
  }),
  stations: z.array(KnownStation).meta({
    description: 'All that it could be, nearest first; one of them may be named in the answer',
  }),
}

/** The same of what flows know. */
export function showKnown({ station, stations }: Known) {
  return { station: station && showNearby(station), stations: stations.map(showNearby) }
}

function showNearby({ listing, metres, shared }: Nearby): z.infer<typeof KnownStation> {
  const { name, operator, posts, plugs, access, price, source, provider, checkedAt } = listing
  return {
    ...{ id: listingId(listing), name, operator, posts: posts.refs, postCount: posts.count },
    ...{ plugs, access, price, distanceM: Math.round(metres), source },
    licence: provider.licence,
    attribution: provider.attribution,
    ...linksOf(listing),
    checkedAt: checkedAt === null ? null : rfc3339(checkedAt),
    shared: shared && {
      stationId: shared.station.id,
      ...showReliability(shared.reliability),
    },
  }
}

function linksOf({ source, ref }: Nearby['listing']): { url: string; checkInUrl: string | null } {
  if (source === 'osm') return { url: `https://www.openstreetmap.org/${ref}`, checkInUrl: null }
  const site = 'https://openchargemap.org/site/poi'
  return { url: `${site}/details/${ref}`, checkInUrl: `${site}/addcomment/${ref}` }
}
