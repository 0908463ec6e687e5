/** What it costs to find a place, beside a scan with geolib of all the places that a vehicle has. */
import Database from 'better-sqlite3'
import { getDistance } from 'geolib'
import { join } from 'node:path'
import { unsaid } from '../../src/domain/notices/wishes.ts'
import { placeAt } from '../../src/domain/places/place.ts'
import type { Position } from '../../src/domain/places/position.ts'
import type { Vehicle } from '../../src/domain/sharing/vehicle.ts'
import { openVault } from '../../src/outbound/vault.ts'
import type { Store } from '../../src/flows/ports.ts'
import { openStore } from '../../src/store/open.ts'
import { median, short, spread, table } from './figures.ts'
import { vehicleOf } from './seed.ts'
import { type Ground, say } from './ground.ts'
import type { Found } from './targets.ts'

/** Public places of the vehicles that are asked about; the scan is made at the third. */
const SIZES = [10, 100, 1000, 10_000]
const SCANNED = 1000
/** Private places of further vehicles: a token for each of them is worked out. */
const HIDDEN = [1, 5, 30]
const EACH = 25
const ADD = `
  insert into place (id, vehicle, flag, radius_m, lat, lon, created_at)
  values (?, ?, 'always', 150, ?, ?, 0)`

type Looked = { name: string; us: number[] }

export type LookupLength = { rows: number; rounds: number }

/** Measures in `rounds` rounds, in a database of `rows` places. */
export async function lookups(
  { folder, key }: Ground,
  { rows, rounds }: LookupLength,
): Promise<Found> {
  const file = join(folder, 'lookup.db')
  const vault = openVault(() => [key])
  const store = await openStore({ file }, vault)
  const vehicle = (id: string) => vehicleOf({ id, token: id, told: 0 }, vault)
  const open = SIZES.map((size) => vehicle(`look-${size}`))
  const hidden = HIDDEN.map((size) => vehicle(`hidden-${size}`))
  await fill(store, file, { open, hidden, rows, filler: vehicle })
  const looked: Looked[] = [...open, ...hidden].map(({ id }) => ({ name: id, us: [] }))
  const scans: number[] = []
  const sizes = [...SIZES, ...HIDDEN].map((size) => Math.min(size, 10))
  for (let round = 0; round < rounds; round++) {
    for (const [i, one] of [...open, ...hidden].entries()) {
      looked[i]!.us.push(await timed(2000, (n) => find(store, one, spotOf(n % sizes[i]!))))
    }
    scans.push(await timed(20, scanner(file, `look-${SCANNED}`)))
  }
  await store.close()
  return reported(looked, scans, rows)
}

type Wanted = { open: Vehicle[]; hidden: Vehicle[]; rows: number; filler: (id: string) => Vehicle }

async function fill(store: Store, file: string, wanted: Wanted): Promise<void> {
  const fillers = Array.from({ length: Math.ceil(wanted.rows / EACH) }, (_, i) =>
    wanted.filler(`filler-${i}`),
  )
  await store.write(async (tables) => {
    const owner = {
      id: 'bench-owner',
      email: 'look@example.org',
      account: null,
      passwordHash: '',
      name: null,
      language: null,
      notifications: unsaid,
      confirmedAt: null,
    }
    await tables.owners.add({ ...owner, createdAt: 0 })
    for (const one of [...wanted.open, ...wanted.hidden, ...fillers]) {
      await tables.vehicles.add(one, 'secret')
    }
    for (const [i, one] of wanted.hidden.entries()) {
      for (let n = 0; n < HIDDEN[i]!; n++) {
        const place = { id: `${one.id}-${n}`, vehicle: one.id, flag: 'skip' as const, name: null }
        const rest = {
          radiusM: 150,
          position: spotOf(n),
          forgetful: false,
          price: null,
          listing: null,
          flagBy: null,
          createdAt: 0,
        }
        await tables.places.keep({ ...place, ...rest }, one)
      }
    }
  })
  const db = new Database(file)
  db.pragma('synchronous = off')
  const add = db.prepare(ADD)
  db.transaction(() => {
    const addAll = (id: string, count: number) => {
      for (let n = 0; n < count; n++) add.run(`${id}-${n}`, id, spotOf(n).lat, spotOf(n).lon)
    }
    wanted.open.forEach(({ id }, i) => addAll(id, SIZES[i]!))
    for (const { id } of fillers) addAll(id, EACH)
  })()
  db.close()
}

/** Some two kilometres from one to the next, in rows of a hundred. */
function spotOf(n: number): Position {
  return { lat: 30 + 0.02 * Math.floor(n / 100), lon: 10 + 0.02 * (n % 100) }
}

async function find(store: Store, vehicle: Vehicle, position: Position): Promise<void> {
  const place = placeAt(position, await store.read.places.near(vehicle, position))
  if (!place) throw new Error(`no place of ${vehicle.id} was found`)
}

function scanner(file: string, vehicle: string): (n: number) => Promise<void> {
  const db = new Database(file, { readonly: true })
  const all = db.prepare('select id, lat, lon from place where vehicle = ?')
  return async (n) => {
    const rows = all.all(vehicle) as (Position & { id: string })[]
    const metres = rows.map((row) => getDistance(spotOf(n % 10), row))
    if (Math.min(...metres) > 150) throw new Error('the scan found nothing')
  }
}

/** Microseconds of processor time that one takes. */
async function timed(count: number, work: (n: number) => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  for (let n = 0; n < count; n++) await work(n)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / count
}

function reported(looked: Looked[], scans: number[], rows: number): Found {
  const at = (name: string) => looked.find((one) => one.name === name)!.us
  const flat = median(at(`look-${SIZES.at(-1)}`)) / median(at(`look-${SIZES[0]}`))
  const lines = looked.map(({ name, us }) => [name.replace('-', ' '), spread(us)])
  say(`\nFinding a place among ${rows} rows, µs of processor time (look: public, hidden: private):`)
  say(table([['vehicle', 'min / median / max'], ...lines]))
  say(
    `geolib over the ${SCANNED} rows of one vehicle: ${spread(scans)} µs; ` +
      `10,000 places against 10: ${short(flat)}`,
  )
  const ratios = scans.map((scan, i) => scan / at(`look-${SCANNED}`)[i]!)
  const name = `5  place look-up at ${SCANNED} places, of a geolib scan`
  const target = { name, better: 'least' as const, goal: 50, moonshot: 400, ratios }
  return { targets: [target], figures: { looked, scans } }
}
