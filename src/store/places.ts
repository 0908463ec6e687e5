/** A vehicle's places, found by the keyed tokens of their grid cells. */
import { cellOf, coverOf } from '../domain/places/cells.ts'
import type { Place } from '../domain/places/place.ts'
import type { Vehicle } from '../domain/sharing/vehicle.ts'
import type { Vault } from '../flows/ports.ts'
import type { Places } from '../flows/tables.ts'
import { named } from './columns.ts'
import type { Db } from './driver.ts'
import { opened, sealed } from './sealed.ts'

const COLUMNS = 'id, vehicle, flag, name, radius_m, lat, lon, position_sealed, created_at'
const GET = `select ${named(COLUMNS)} from place where id = ?`
const NEAR = `
  select ${named(COLUMNS)}, ring
  from (select place as hit, ring from place_cell where vehicle = ? and token = ?) as cell
  join place on id = hit`
const OF = `
  select ${named(COLUMNS)} from place where vehicle in (??) and id > ? order by id limit ?`
const SET = `
  update place set flag = ?, name = ?, lat = ?, lon = ?, position_sealed = ? where id = ?`
const ADD = `
  insert into place (flag, name, lat, lon, position_sealed, id, vehicle, radius_m, created_at)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)`
const ADD_RING = `
  with cell (token) as (??)
  insert into place_cell (vehicle, token, place, ring) select ?, token, ?, ? from cell`
const REMOVE = 'delete from place where id = ?'

type Row = Omit<Place, 'position'> & {
  lat: number | null
  lon: number | null
  positionSealed: string | null
}

export function placesOf(db: Db, vault: Vault): Places {
  return {
    get: async (id) => {
      const row = await db.get<Row>(GET, id)
      return row && placeIn(row, vault)
    },
    near: async (vehicle, position) => {
      const token = vault.cellToken(vehicle.salt, cellOf(position))
      const rows = await db.all<Row & { ring: number }>(NEAR, vehicle.id, token)
      return rows.map((row) => ({ place: placeIn(row, vault), ring: row.ring }))
    },
    of: async (vehicles, { after, limit }) => {
      const rows = await db.all<Row>(OF, JSON.stringify(vehicles), after ?? '', limit)
      return rows.map((row) => placeIn(row, vault))
    },
    keep: async (place, vehicle) => {
      const { id, radiusM, createdAt } = place
      const kept = [place.flag, place.name, ...positionColumns(place, vault)]
      if ((await db.run(SET, ...kept, id)) === 1) return
      await db.run(ADD, ...kept, id, vehicle.id, radiusM, createdAt)
      // The cells stay as the first charge put them, so that a place cannot drift.
      for (const [ring, tokens] of ringsOf(place, vehicle, vault).entries()) {
        await db.run(ADD_RING, JSON.stringify(tokens), vehicle.id, id, ring)
      }
    },
    remove: async (id) => void (await db.run(REMOVE, id)),
  }
}

/** Spelled out, because to copy the rest of a row takes as long as to read it. */
function placeIn(row: Row, vault: Vault): Place {
  const { lat, lon, positionSealed } = row
  return {
    id: row.id,
    vehicle: row.vehicle,
    flag: row.flag,
    name: row.name,
    radiusM: row.radiusM,
    position:
      lat === null || lon === null ? opened(vault, positionSealed, boundTo(row)) : { lat, lon },
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

/** The tokens of all cells that a place's disk touches, by their ring. */
function ringsOf({ position, radiusM }: Place, { salt }: Vehicle, vault: Vault): string[][] {
  const rings: string[][] = []
  for (const { cell, ring } of position ? coverOf(position, radiusM) : []) {
    ;(rings[ring] ??= []).push(vault.cellToken(salt, cell))
  }
  return rings
}
