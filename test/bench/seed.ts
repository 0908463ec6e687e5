/** A data folder with a whole fleet in it: every car opted in, its places decided. */
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { unsaid } from '../../src/domain/notices/wishes.ts'
import { coverOf } from '../../src/domain/places/cells.ts'
import type { Place } from '../../src/domain/places/place.ts'
import type { Vehicle } from '../../src/domain/sharing/vehicle.ts'
import { secretHash } from '../../src/flows/credentials.ts'
import type { Vault } from '../../src/flows/ports.ts'
import type { Tables } from '../../src/flows/tables.ts'
import { openVault } from '../../src/outbound/vault.ts'
import { openStore } from '../../src/store/open.ts'
import { type Car, PUBLIC, spots, spotsOf } from './fleet.ts'

const OWNER = 'bench-owner'
const RADIUS_M = 150
const ADD_CELL = 'insert into place_cell (vehicle, token, place, ring) values (?, ?, ?, ?)'

/** Builds the database in `folder`; returns how many grid cells lie in it. */
export async function seed(folder: string, key: Buffer, fleet: Car[]): Promise<number> {
  const file = join(folder, 'chargeshare.db')
  const vault = openVault(() => [key])
  const vehicles = fleet.map((car) => vehicleOf(car, vault))
  const store = await openStore({ file }, vault)
  const owner = {
    id: OWNER,
    email: 'bench@example.org',
    account: null,
    passwordHash: '',
    name: null,
    language: null,
    notifications: unsaid,
    confirmedAt: null,
  }
  await store.write(async (tables) => {
    await tables.owners.add({ ...owner, createdAt: 0 })
    for (const [car, vehicle] of vehicles.entries()) {
      await tables.vehicles.add(vehicle, fleet[car]!.token)
      await addPlaces(tables, car, vehicle)
    }
  })
  await store.close()
  return addCells(file, vehicles, vault)
}

/** A vehicle of the fleet as the store keeps it. */
export function vehicleOf({ id, token }: Car, vault: Vault): Vehicle {
  return {
    id,
    label: id,
    owner: OWNER,
    name: null,
    make: null,
    model: null,
    secretHash: secretHash({ vault }, id, token),
    salt: `salt of ${id}`,
    optedIn: true,
    nickname: id,
    showModel: false,
    timing: 'live',
    fix: null,
    trouble: null,
    createdAt: 0,
  }
}

async function addPlaces(tables: Tables, car: number, vehicle: Vehicle): Promise<void> {
  for (const [i, spot] of spotsOf(car).entries()) {
    const isPublic = i < PUBLIC
    const place: Place = {
      id: placeId(car, spot),
      vehicle: vehicle.id,
      flag: isPublic ? 'always' : 'never',
      name: null,
      radiusM: RADIUS_M,
      position: isPublic ? spots[spot]! : null,
      flagBy: null,
      forgetful: false,
      price: null,
      listing: null,
      createdAt: 0,
    }
    await tables.places.keep(place, vehicle)
  }
}

function placeId(car: number, spot: number): string {
  return `place-${String(car).padStart(10, '0')}-${String(spot).padStart(9, '0')}`
}

/** The private places' cells, past the store, which would work out each cover anew. */
function addCells(file: string, vehicles: Vehicle[], vault: Vault): number {
  const covers = spots.map((spot) => coverOf(spot, RADIUS_M))
  const db = new Database(file)
  db.pragma('synchronous = off')
  const addCell = db.prepare(ADD_CELL)
  let cells = 0
  db.transaction(() => {
    for (const [car, { id, salt }] of vehicles.entries()) {
      for (const spot of spotsOf(car).slice(PUBLIC)) {
        const place = placeId(car, spot)
        const named = covers[spot]!.map(({ cell }) => `${place}:${cell}`)
        const { tokens } = vault.cellTokens(salt, named)[0]!
        for (const [i, { ring }] of covers[spot]!.entries()) {
          addCell.run(id, tokens[i]!, place, ring)
          cells += 1
        }
      }
    }
  })()
  db.close()
  return cells
}
