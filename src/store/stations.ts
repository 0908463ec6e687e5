/** Stations and the sessions that gather at them, found by their position. */
import { boxAround, planeAt, type Position } from '../domain/places/position.ts'
import { type Listing, listingId, listingKey, type Source } from '../domain/stations/listing.ts'
import { FAULTS_MAX, type Latest, type Station } from '../domain/stations/station.ts'
import type { Stay } from '../domain/stations/stay.ts'
import type { Bounds, Circle, Near, Page, Stations } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db, Value } from './driver.ts'

const STATE = `
  lat, lon, source, ref, anchored, tell_from, is_told, sessions, vehicles, in_use, succeeded, failed,
  posts, powers`
const OWN = STATE.replace(/\w+/g, 's.$& as "$&"')
  .replace('as "in_use"', 'as "inUse"')
  .replace('as "tell_from"', 'as "tellFrom"')
  .replace('as "is_told"', 'as "isTold"')
const LISTED = `
  l.name, l.operator, l.post_refs as "postRefs", p.title, p.licence, p.attribution, p.url,
  p.may_pass as "mayPass"`
const SELECT = `select s.id, ${OWN}, ${LISTED}`
const FROM = `
  from station as s left join listing as l on l.source = s.source and l.ref = s.ref
    left join listing_provider as p on p.source = l.source and p.id = l.provider`

const GET = `${SELECT} ${FROM} where s.id = ?`
const OF_LISTING = `${SELECT} ${FROM} where s.source = ? and s.ref = ?`
const BOX = 's.lat between ? and ? and (s.lon between ? and ? or s.lon between ? and ?)'
const ALL = `${SELECT} ${FROM} where s.id > ? order by s.id limit ?`
const WITHIN = `${SELECT} ${FROM} where ${BOX} and s.id > ? order by s.id limit ?`
const OCCUPIED = `
  ${SELECT} ${FROM} where s.in_use > 0 and s.is_told = 1 order by s.id`
/**
 * Squares of metres on the plane at the centre, the short way around the globe; a micron more, since
 * PostgreSQL refuses squares that are too small for it.
 */
const NEAREST = `
  select id, square from (
    select id, north * north + east * east as square from (
      select id, (lat - ?) * ? + 1e-6 as north,
        (case when lon - ? > 180 then lon - ? - 360
              when lon - ? < -180 then lon - ? + 360 else lon - ? end)
          * (? + (lat - ?) * ?) + 1e-6 as east
      from station as s where ${BOX}
    ) as flat
  ) as away where square <= ? and (square, id) > (?, ?) order by square, id limit ?`
const THESE = `${SELECT} ${FROM} where s.id in (??)`

const KEEP = `
  insert into station (id, ${STATE}) values (?, ${marks(STATE)})
  on conflict (id) do update set ${excluded(STATE)}`
const REMOVE = 'delete from station where id = ?'

const LAST_SUCCESS = `
  with wanted (station) as (??)
  select station, (
    select max(ended_at) from stay
    where stay.station = wanted.station and outcome = 'succeeded') as "lastSuccessAt"
  from wanted`
const FAULTS = `
  select station, ${named('ended_at')}, post from (
    select station, ended_at, post, row_number() over (
      partition by station order by ended_at desc, session desc) as age
    from stay where outcome = 'failed' and station in (??)
  ) as fault where age <= ${FAULTS_MAX} order by station, age`

const COUNTS = 'lat, lon, outcome, ended_at, post, power_kw'
const STAY = `station, visitor, since, ${COUNTS}`
const STAY_OF = `select session, ${named(STAY)} from stay where session = ?`
const KEEP_STAY = `
  insert into stay (session, ${STAY}) values (?, ${marks(STAY)})
  on conflict (session) do update set ${excluded(STAY)}`
const REMOVE_STAY = 'delete from stay where session = ?'
const IS_VISITOR = 'select 1 as found from stay where station = ? and visitor = ? limit 1'

type ListedRow = Pick<Listing, 'name' | 'operator'> & {
  postRefs: string | null
  title: string
  licence: string
  attribution: string
  url: string | null
  mayPass: number
}
type Row = ListedRow &
  Position & {
    id: string
    source: Source | null
    ref: string | null
    anchored: number
    tellFrom: number
    isTold: number
    sessions: number
    vehicles: number
    inUse: number
    succeeded: number
    failed: number
    posts: string
    powers: string
  }
type StayRow = Omit<Stay, 'position'> & Position

export function stationsOf(db: Db): Stations {
  const many = async (sql: string, ...values: Value[]) =>
    (await db.all<Row>(sql, ...values)).map(stationIn)
  const one = async (sql: string, ...values: Value[]) => (await many(sql, ...values))[0] ?? null
  const stay = async (sql: string, key: string) => {
    const row = await db.get<StayRow>(sql, key)
    return row && stayIn(row)
  }
  return {
    hold: () => db.lock('feed'),
    get: (id) => one(GET, id),
    listed: (listing) => {
      const { source, ref } = listingKey(listing)
      return one(OF_LISTING, source, ref)
    },
    near: (circle, page) => near(db, circle, page),
    all: ({ after, limit }, bounds) =>
      bounds ? many(WITHIN, ...boxOf(bounds), after ?? '', limit) : many(ALL, after ?? '', limit),
    occupied: () => many(OCCUPIED),
    latest: (ids) => latest(db, ids),
    keep: async (station) => void (await db.run(KEEP, station.id, ...stateOf(station))),
    remove: async (id) => void (await db.run(REMOVE, id)),
    stay: (session) => stay(STAY_OF, session),
    keepStay: async ({ session, station, visitor, since, position, ...counts }) => {
      const { outcome, endedAt, post, powerKw } = counts
      const told = [position.lat, position.lon, outcome, endedAt, post, powerKw]
      await db.run(KEEP_STAY, session, station, visitor, since, ...told)
    },
    removeStay: async (session) => void (await db.run(REMOVE_STAY, session)),
    isVisitor: async (station, visitor) => (await db.get(IS_VISITOR, station, visitor)) !== null,
  }
}

/** Found by numbers alone; what is told of them is read for those of the page. */
async function near(db: Db, { position, radiusM }: Circle, page: Page): Promise<Near[]> {
  const [lat, lon] = [rounded(position.lat), rounded(position.lon)]
  const { north, east, eastByNorth } = planeAt({ lat, lon })
  const box = boxAround(position, radiusM)
  const flat = [lat, north, lon, lon, lon, lon, lon, east, lat, eastByNorth / 2]
  const from = page.after === null ? [-1, ''] : keyIn(page.after)
  const rows = await db.all<{ id: string; square: number }>(
    NEAREST,
    ...[...flat, ...box.lat, ...box.lon[0], ...box.lon[1]],
    ...[radiusM ** 2, ...from, page.limit],
  )
  if (rows.length === 0) return []
  const found = await db.all<Row>(THESE, JSON.stringify(rows.map(({ id }) => id)))
  const stations = new Map(found.map((row) => [row.id, stationIn(row)]))
  return rows.flatMap(({ id, square }) => {
    const station = stations.get(id)
    return station ? [{ station, key: keyOf(square, id) }] : []
  })
}

/** To a tenth of a millimetre. */
function rounded(degrees: number): number {
  return Math.round(degrees * 1e9) / 1e9
}

/** The number's own bytes: what is read back is equal to the last digit. */
function keyOf(square: number, id: string): string {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(square)
  return `${bytes.toString('hex')}-${id}`
}

function keyIn(key: string): [number, string] {
  const [bytes = '', id = ''] = key.split('-')
  return [Buffer.from(bytes.padEnd(16, '0'), 'hex').readDoubleBE(), id]
}

function boxOf({ west, south, east, north }: Bounds): Value[] {
  const lon = west <= east ? [west, east, west, east] : [west, 180, -180, east]
  return [south, north, ...lon]
}

async function latest(db: Db, ids: string[]): Promise<Map<string, Latest>> {
  if (ids.length === 0) return new Map()
  const wanted = JSON.stringify(ids)
  type Success = { station: string; lastSuccessAt: number | null }
  const successes = await db.all<Success>(LAST_SUCCESS, wanted)
  type Failure = { station: string; endedAt: number | null; post: string | null }
  const failures = await db.all<Failure>(FAULTS, wanted)
  return new Map(
    successes.map(({ station, lastSuccessAt }) => {
      const own = failures.filter((failure) => failure.station === station)
      const faults = own.map(({ endedAt: at, post }) => ({ at, post }))
      return [station, { lastSuccessAt, faults }]
    }),
  )
}

function stationIn(row: Row): Station {
  const { id, lat, lon, source, ref, sessions, vehicles, inUse, succeeded, failed } = row
  return {
    id,
    position: { lat, lon },
    listing: source === null || ref === null ? null : listingId({ source, ref }),
    isAnchored: row.anchored === 1,
    tally: {
      ...{ sessions, vehicles, inUse, succeeded, failed },
      posts: new Map(JSON.parse(row.posts) as [string, number][]),
      powers: new Map(JSON.parse(row.powers) as [number, number][]),
    },
    tellFrom: row.tellFrom,
    isTold: row.isTold === 1,
    listed: row.postRefs === null ? null : listedIn(row, row.postRefs),
  }
}

function listedIn({ mayPass, ...row }: ListedRow, postRefs: string): Station['listed'] {
  const { name, operator, title, licence, attribution, url } = row
  const provider = { title, licence, attribution, url, mayPass: mayPass === 1 }
  return { name, operator, postRefs: JSON.parse(postRefs) as string[], provider }
}

/** In the order of `STATE`. */
function stateOf({ position, listing, isAnchored, tellFrom, isTold, tally }: Station): Value[] {
  const { source, ref } = listing === null ? { source: null, ref: null } : listingKey(listing)
  const { sessions, vehicles, inUse, succeeded, failed, posts, powers } = tally
  const flags = [Number(isAnchored), tellFrom, Number(isTold)]
  const sums = [sessions, vehicles, inUse, succeeded, failed]
  const lists = [JSON.stringify([...posts]), JSON.stringify([...powers])]
  return [position.lat, position.lon, source, ref, ...flags, ...sums, ...lists]
}

function stayIn({ lat, lon, ...row }: StayRow): Stay {
  return { ...row, position: { lat, lon } }
}

/** For a row that is there already. */
function excluded(columns: string): string {
  return columns.replace(/\w+/g, '$& = excluded.$&')
}
