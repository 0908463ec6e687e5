/** Stations as sources list them, found by their position; terms are kept once for each provider. */
import { boxAround, metresBetween, type Position } from '../domain/places/position.ts'
import type { Listing, Plug, Provider, Source } from '../domain/stations/listing.ts'
import type { Listings } from '../flows/tables.ts'
import { named } from './columns.ts'
import type { Db, Value } from './driver.ts'

const KEY = 'source, ref'
const FACTS = `
  lat, lon, name, operator, posts, post_refs, plugs, access, price, provider, checked_at, round`
const TERMS = 'title, licence, attribution, url, may_pass'
const SELECT = `
  select ${named(`listing.source, ref, ${FACTS}, ${TERMS}`)}
  from listing join listing_provider as p on p.source = listing.source and p.id = provider`

/** One stretch of longitudes: of two, neither engine would look both up in the index. */
const NEAR = `${SELECT} where lat between ? and ? and lon between ? and ?`
const GET = `${SELECT} where listing.source = ? and ref = ?`
const COLUMNS = 14
const KEEP = (rows: number) => `
  insert into listing (${KEY}, ${FACTS})
  values ${Array.from({ length: rows }, () => `(${Array(COLUMNS).fill('?').join(', ')})`).join(', ')}
  on conflict (${KEY}) do update set
    ${FACTS.split(',')
      .map((column) => `${column.trim()} = excluded.${column.trim()}`)
      .join(', ')}`
const KEEP_PROVIDER = `
  insert into listing_provider (source, id, ${TERMS}) values (?, ?, ?, ?, ?, ?, ?)
  on conflict (source, id) do update set title = excluded.title, licence = excluded.licence,
    attribution = excluded.attribution, url = excluded.url, may_pass = excluded.may_pass`
const REMOVE = 'delete from listing where source = ? and ref in (??)'
const REMOVE_OTHERS = `
  delete from listing where source = ? and ref in (
    select ref from listing where source = ? and round <> ? order by ref limit ?)`
const REMOVE_IDLE = `
  delete from listing_provider where source = ? and not exists (select 1 from listing
    where listing.source = listing_provider.source and provider = listing_provider.id)`
const PROVIDERS = `
  select p.source, p.id as provider, ${named(TERMS)}, count(*) as listings
  from listing_provider as p join listing on p.source = listing.source and p.id = provider
  group by p.source, p.id, ${TERMS} order by p.source, listings desc, p.id`

const ASKED = `select ${named('asked_at')} from listing_tile where source = ? and tile = ?`
const SET_ASKED = `
  insert into listing_tile (source, tile, asked_at) values (?, ?, ?)
  on conflict (source, tile) do update set asked_at = excluded.asked_at`

type Terms = {
  source: Source
  provider: string
  title: string
  licence: string
  attribution: string
  url: string | null
  mayPass: number
}
type Row = Terms &
  Pick<Listing, 'ref' | 'name' | 'operator' | 'access' | 'price' | 'checkedAt'> &
  Position & { posts: number | null; postRefs: string; plugs: string }

/** Rows of one statement; the rest go one by one, so that few texts are prepared. */
const TOGETHER = 50

export function listingsOf(db: Db): Listings {
  return {
    near: async (position, radiusM) => {
      const { lat, lon } = boxAround(position, radiusM)
      const [west, east] = lon
      const stretches = west[0] === east[0] ? [west] : [west, east]
      const found = stretches.map((stretch) => db.all<Row>(NEAR, ...lat, ...stretch))
      const rows = (await Promise.all(found)).flat()
      return rows
        .map((row) => ({ row, metres: metresBetween(position, row) }))
        .filter(({ metres }) => metres <= radiusM)
        .sort((a, b) => a.metres - b.metres || (a.row.ref < b.row.ref ? -1 : 1))
        .map(({ row }) => listingIn(row))
    },
    get: async (source, ref) => {
      const row = await db.get<Row>(GET, source, ref)
      return row && listingIn(row)
    },
    keep: (listings, round) => keep(db, listings, round),
    remove: (source, refs) => db.run(REMOVE, source, JSON.stringify(refs)),
    removeOthers: async (source, round, limit) => {
      const gone = await db.run(REMOVE_OTHERS, source, source, round, limit)
      if (gone < limit) await db.run(REMOVE_IDLE, source)
      return gone
    },
    providers: async () => {
      const rows = await db.all<Terms & { listings: number }>(PROVIDERS)
      return rows.map((row) => ({ provider: providerIn(row), listings: row.listings }))
    },
    askedAt: async (source, tile) =>
      (await db.get<{ askedAt: number }>(ASKED, source, tile))?.askedAt ?? null,
    setAsked: async (source, tile, at) => void (await db.run(SET_ASKED, source, tile, at)),
  }
}

async function keep(db: Db, listings: Listing[], round: string): Promise<void> {
  // A statement can keep a row once only; of two that are told, the later one counts.
  const once = [...new Map(listings.map((one) => [`${one.source}:${one.ref}`, one])).values()]
  const providers = new Map(
    once.map(({ provider }) => [`${provider.source}:${provider.id}`, provider]),
  )
  for (const { source, id, ...terms } of providers.values()) {
    const { title, licence, attribution, url, mayPass } = terms
    await db.run(KEEP_PROVIDER, source, id, title, licence, attribution, url, mayPass ? 1 : 0)
  }
  const rows = once.map((one) => columnsOf(one, round))
  while (rows.length >= TOGETHER) {
    await db.run(KEEP(TOGETHER), ...rows.splice(0, TOGETHER).flat())
  }
  for (const row of rows) await db.run(KEEP(1), ...row)
}

function columnsOf({ source, ref, position, ...told }: Listing, round: string): Value[] {
  const { name, operator, posts, plugs, access, price, provider, checkedAt } = told
  const { count, refs } = posts
  const lists = [count, JSON.stringify(refs), JSON.stringify(plugs)]
  const where = [position.lat, position.lon]
  return [
    source,
    ref,
    ...where,
    name,
    operator,
    ...lists,
    access,
    price,
    provider.id,
    checkedAt,
    round,
  ]
}

function listingIn(row: Row): Listing {
  const { source, ref, name, operator, lat, lon, access, price, checkedAt } = row
  return {
    source,
    ref,
    name,
    operator,
    position: { lat, lon },
    posts: { count: row.posts, refs: JSON.parse(row.postRefs) as string[] },
    plugs: JSON.parse(row.plugs) as Plug[],
    access,
    price,
    provider: providerIn(row),
    checkedAt,
  }
}

function providerIn({ source, provider: id, mayPass, ...row }: Terms): Provider {
  const { title, licence, attribution, url } = row
  return { source, id, title, licence, attribution, url, mayPass: mayPass === 1 }
}
