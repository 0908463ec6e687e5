/** A data folder with a whole fleet in it: every car opted in, every place shared always. */
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { coverOf } from '../../src/domain/places/cells.ts'
import type { Vehicle } from '../../src/domain/sharing/vehicle.ts'
import type { Vault } from '../../src/flows/ports.ts'
import { openVault } from '../../src/outbound/vault.ts'
import { openStore } from '../../src/store/open.ts'
import { type Car, spots, spotsOf } from './fleet.ts'

/**
 * Smaller than in life, where it is 150 m: with 5 cells a place and not 48 the fleet is seeded in
 * seconds. A charge asks for one cell, whatever their number.
 */
export const RADIUS_M = 25

const OWNER = 'bench-owner'
const ADD_PLACE = `
  insert into place (id, vehicle, flag, radius_m, lat, lon, created_at)
  values (?, ?, 'always', ${RADIUS_M}, ?, ?, 0)`
const ADD_CELL = 'insert into place_cell (vehicle, token, place, ring) values (?, ?, ?, ?)'

/** Builds the database in `folder`; returns how many grid cells lie in it. */
export async function seed(folder: string, key: Buffer, fleet: Car[]): Promise<number> {
  const file = join(folder, 'chargeshare.db')
  const vault = openVault(() => [key])
  const vehicles = fleet.map((car) => vehicleOf(car, vault))
  const store = await openStore({ file }, vault)
  const owner = { id: OWNER, email: 'bench@example.org', passwordHash: '', name: null }
  await store.write(async (tables) => {
    await tables.owners.add({ ...owner, createdAt: 0 })
    for (const [i, vehicle] of vehicles.entries())
      await tables.vehicles.add(vehicle, fleet[i]!.token)
  })
  await store.close()
  return addPlaces(file, vehicles, vault)
}

function vehicleOf({ id, token }: Car, vault: Vault): Vehicle {
  return {
    id,
    label: id,
    owner: OWNER,
    name: null,
    make: null,
    model: null,
    secretHash: vault.hash('vehicle', token),
    salt: `salt of ${id}`,
    optedIn: true,
    nickname: id,
    showModel: false,
    timing: 'live',
    fix: null,
    createdAt: 0,
  }
}

/** Past the store, which would work out the cover of each place anew. */
function addPlaces(file: string, vehicles: Vehicle[], vault: Vault): number {
  const covers = spots.map((spot) => coverOf(spot, RADIUS_M))
  const db = new Database(file)
  db.pragma('synchronous = off')
  const [addPlace, addCell] = [db.prepare(ADD_PLACE), db.prepare(ADD_CELL)]
  let cells = 0
  db.transaction(() => {
    for (const [car, { id, salt }] of vehicles.entries()) {
      for (const spot of spotsOf(car)) {
        const place = `place-${String(car).padStart(10, '0')}-${String(spot).padStart(9, '0')}`
        addPlace.run(place, id, spots[spot]!.lat, spots[spot]!.lon)
        for (const { cell, ring } of covers[spot]!) {
          addCell.run(id, vault.cellToken(salt, cell), place, ring)
          cells += 1
        }
      }
    }
  })()
  db.close()
  return cells
}
