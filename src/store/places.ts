/** A vehicle's places, found by the keyed tokens of their grid cells. */
import { cellOf, coverOf } from '../domain/places/cells.ts'
import { type Hit, type Place, RADIUS_MAX_M } from '../domain/places/place.ts'
import { boxAround, type Position } from '../domain/places/position.ts'
import type { Vehicle } from '../domain/sharing/vehicle.ts'
import type { Vault } from '../flows/ports.ts'
import { rfc3339 } from '../domain/text.ts'
import type { Month, Places } from '../flows/tables.ts'
import { named } from './columns.ts'
import type { Db } from './driver.ts'
import { opened, sealed } from './sealed.ts'

const COLUMNS = `
  id, vehicle, flag, flag_by, name, radius_m, lat, lon, position_sealed, forgetful, price_per_kwh,
  price_currency, listing, created_at`
const GET = `select ${named(COLUMNS)} from place where id = ?`
const THESE = `select ${named(COLUMNS)} from place where id in (??) order by id`
/** Those whose position is clear and near enough, and all whose position is not to be seen. */
const NEAR = `
  select ${named(COLUMNS)} from place where vehicle = ? and lat is null
  union all
  select ${named(COLUMNS)} from place
  where vehicle = ? and lat between ? and ? and (lon between ? and ? or lon between ? and ?)`
const BY_TOKEN = 'select place, token, ring from place_cell where vehicle = ? and token in (??)'
const OF = `
  select ${named(COLUMNS)} from place where vehicle in (??) and id > ? order by id limit ?`
const SET = `
  update place set flag = ?, flag_by = ?, name = ?, lat = ?, lon = ?, position_sealed = ?,
    forgetful = ?, price_per_kwh = ?, price_currency = ?, listing = ?
  where id = ?`
const ADD = `
  insert into place
    (flag, flag_by, name, lat, lon, position_sealed, forgetful, price_per_kwh, price_currency,
      listing, id, vehicle, radius_m, created_at)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const ADD_RING = `
  with cell (token) as (??)
  insert into place_cell (vehicle, token, place, ring) select ?, token, ?, ? from cell`
const REMOVE_CELLS = 'delete from place_cell where place = ?'
const SET_KEY = 'update place set key_id = ? where id = ?'
// No foreign key, since its index would cost every charge more than this costs.
const LEAVE = `
  update session set place = null
  where vehicle = (select vehicle from place where id = ?) and place = ?`
const LEAVE_LOST = `
  update session set place = null
  where place is not null and place not in (select id from place)`
const REMOVE = 'delete from place where id = ?'
const FORGETFUL = `
  select ${named(COLUMNS)} from place where forgetful = 1 and id > ? order by id limit ?`
const COUNT = `
  insert into place_month (place, month, charges) values (?, ?, ?)
  on conflict (place, month) do update set charges = place_month.charges + excluded.charges`
const MONTHS = `
  select place, month, charges from place_month
  where place in (select id from place where vehicle in (??)) order by place, month`
const REMOVE_UNVISITED = `
  delete from place where flag in (??) and created_at < ?
    and not exists (select 1 from session
      where session.vehicle = place.vehicle and session.place = place.id and heard_at >= ?)
    and not exists (select 1 from place_month
      where place_month.place = place.id and month >= ?)`

type Cell = { place: string; token: string; ring: number }
type How = Omit<Hit, 'place'>
type Row = Omit<Place, 'position' | 'forgetful' | 'price'> & {
  lat: number | null
  lon: number | null
  positionSealed: string | null
  forgetful: number
  pricePerKwh: number | null
  priceCurrency: string | null
}

export function placesOf(db: Db, vault: Vault): Places {
  return {
    get: async (id) => {
      const row = await db.get<Row>(GET, id)
      return row && placeIn(row, vault)
    },
    these: async (ids) => {
      const rows = await db.all<Row>(THESE, JSON.stringify(ids))
      return rows.map((row) => placeIn(row, vault))
    },
    near: (vehicle, position) => near(db, vault, vehicle, position),
    of: async (vehicles, { after, limit }) => {
      const rows = await db.all<Row>(OF, JSON.stringify(vehicles), after ?? '', limit)
      return rows.map((row) => placeIn(row, vault))
    },
    keep: (place, vehicle) => keep(db, vault, place, vehicle),
    retoken: (place, vehicle, centre) =>
      retoken(db, vault, { ...place, position: centre }, vehicle),
    remove: async (id) => {
      await db.run(LEAVE, id, id)
      await db.run(REMOVE, id)
    },
    forgetful: async ({ after, limit }) => {
      const rows = await db.all<Row>(FORGETFUL, after ?? '', limit)
      return rows.map((row) => placeIn(row, vault))
    },
    count: async ({ place, month, charges }) => void (await db.run(COUNT, place, month, charges)),
    months: (vehicles) => db.all<Month>(MONTHS, JSON.stringify(vehicles)),
    removeUnvisited: async (flags, since) => {
      const month = rfc3339(since).slice(0, 7)
      const gone = await db.run(REMOVE_UNVISITED, JSON.stringify(flags), since, since, month)
      if (gone > 0) await db.run(LEAVE_LOST)
      return gone
    },
  }
}

async function near(db: Db, vault: Vault, vehicle: Vehicle, position: Position): Promise<Hit[]> {
  const { lat, lon } = boxAround(position, RADIUS_MAX_M)
  const rows = await db.all<Row>(NEAR, vehicle.id, vehicle.id, ...lat, ...lon[0], ...lon[1])
  const hidden = rows.filter((row) => row.lat === null).map(({ id }) => id)
  const cells = await cellsAt(db, vault, vehicle, position, hidden)
  return rows.flatMap((row) => {
    const how = row.lat === null ? cells.get(row.id) : { ring: 0, stale: false }
    return how ? [{ place: placeIn(row, vault), ...how }] : []
  })
}

/** Which of these places have a cell where the position is. */
async function cellsAt(
  db: Db,
  vault: Vault,
  { id, salt }: Vehicle,
  position: Position,
  places: string[],
): Promise<Map<string, How>> {
  if (places.length === 0) return new Map()
  const cell = cellOf(position)
  const byKey = vault.cellTokens(
    salt,
    places.map((place) => cellAt(place, cell)),
  )
  const ages = new Map(byKey.flatMap(({ tokens }, age) => tokens.map((token) => [token, age])))
  const rows = await db.all<Cell>(BY_TOKEN, id, JSON.stringify([...ages.keys()]))
  return new Map(
    rows.map(({ place, token, ring }) => [place, { ring, stale: ages.get(token) !== 0 }]),
  )
}

/**
 * A cell has another token at each place: where one place is known, by the feed or by standing in
 * the clear, its tokens say nothing of those beside it.
 */
export function cellAt(place: string, cell: string): string {
  return `${place}:${cell}`
}

/** A place has cells unless its position stands in the clear; they stay where they were first put. */
async function keep(db: Db, vault: Vault, place: Place, vehicle: Vehicle): Promise<void> {
  const before = await db.get<Row>(GET, place.id)
  const columns = positionColumns(place, vault)
  const { flag, flagBy, name, forgetful, price } = place
  // A station's name tells where it is.
  const station = flag === 'always' ? place.listing : null
  const money = [price?.perKwh ?? null, price?.currency ?? null, station]
  const kept = [flag, flagBy, name, ...columns, forgetful ? 1 : 0, ...money, place.id]
  if (!before) await db.run(ADD, ...kept, vehicle.id, place.radiusM, place.createdAt)
  else await db.run(SET, ...kept)
  const [wasClear, isClear] = [before ? before.lat !== null : false, columns[0] !== null]
  if (isClear) return wasClear ? undefined : untoken(db, place.id)
  if (before && !wasClear) return
  const centre = before ? placeIn(before, vault).position : place.position
  if (centre) await retoken(db, vault, { ...place, position: centre }, vehicle)
}

async function untoken(db: Db, id: string): Promise<void> {
  await db.run(REMOVE_CELLS, id)
  await db.run(SET_KEY, null, id)
}

async function retoken(db: Db, vault: Vault, place: Place, vehicle: Vehicle): Promise<void> {
  const { key, rings } = ringsOf(place, vehicle, vault)
  await db.run(REMOVE_CELLS, place.id)
  for (const [ring, tokens] of rings.entries()) {
    await db.run(ADD_RING, JSON.stringify(tokens), vehicle.id, place.id, ring)
  }
  await db.run(SET_KEY, key, place.id)
}

/** Spelled out, because to copy the rest of a row takes as long as to read it. */
function placeIn(row: Row, vault: Vault): Place {
  const { lat, lon, positionSealed, pricePerKwh: perKwh, priceCurrency: currency } = row
  return {
    id: row.id,
    vehicle: row.vehicle,
    flag: row.flag,
    flagBy: row.flagBy,
    name: row.name,
    radiusM: row.radiusM,
    position:
      lat === null || lon === null ? opened(vault, positionSealed, boundTo(row)) : { lat, lon },
    forgetful: row.forgetful === 1,
    price: perKwh === null || currency === null ? null : { perKwh, currency },
    listing: row.listing,
    createdAt: row.createdAt,
  }
}

/** lat, lon and position_sealed: clear for a public station, sealed for the undecided, else gone. */
function positionColumns(
  place: Place,
  vault: Vault,
): [number | null, number | null, string | null] {
  const { flag, position } = place
  if (position === null || flag === 'never') return [null, null, null]
  if (flag === 'always') return [position.lat, position.lon, null]
  return [null, null, sealed(vault, position, boundTo(place))]
}

function boundTo({ id, vehicle }: Pick<Place, 'id' | 'vehicle'>): string {
  return `place:${id}:${vehicle}`
}

/** The tokens of all cells that a place's disk touches, by their ring, and the key they are of. */
function ringsOf({ id, position, radiusM }: Place, { salt }: Vehicle, vault: Vault) {
  const cover = position ? coverOf(position, radiusM) : []
  const cells = cover.map(({ cell }) => cellAt(id, cell))
  const { key, tokens } = vault.cellTokens(salt, cells)[0]!
  const rings: string[][] = []
  for (const [i, { ring }] of cover.entries()) (rings[ring] ??= []).push(tokens[i]!)
  return { key, rings }
}
