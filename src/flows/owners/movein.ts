/** Moves owners, their cars and the logs of their modules in from an OVMS server. */
import type { LogRecord } from '../../domain/telemetry/reading.ts'
import { withoutPosition } from '../../domain/telemetry/record.ts'
import type { Vehicle } from '../../domain/sharing/vehicle.ts'
import { unsaid } from '../../domain/notices/wishes.ts'
import type { World } from '../ports.ts'
import type { Owner, Owners, Tables, Vehicles } from '../tables.ts'
import type { Records } from '../telemetry/ports.ts'
import { vehicleOf } from './vehicles.ts'

/** Where a row stood there: the number of the owner, the id of the car; null where it names none. */
export type Origin = { owner: string | null; vehicleId: string | null }

/**
 * What becomes of a row. `known`: it moved in before, or was here anyway, and nothing is changed.
 * `why` is for the operator: no password and no position stands in it.
 */
export type Fate = { became: 'taken' | 'known' } | { became: 'passed' | 'refused'; why: string }

/** A row as it comes from there: what it tells, or why it cannot be taken. */
export type Arrival<Thing> = { origin: Origin } & ({ thing: Thing } | { fate: Fate })

/** `password` as it was kept there: hashed, or in clear. */
export type MovingOwner = { email: string; account: string | null; password: string }
/** `secret` is the password that the module goes on using. */
export type MovingCar = { vehicleId: string; name: string | null; secret: string }
export type MovingRecord = { record: LogRecord; expiresAt: number }

/** Takes rows in one transaction; what becomes of each, in their order. */
type Take<Thing> = (rows: Arrival<Thing>[]) => Promise<Fate[]>

/** One move: first all owners, then all cars, then all lines of logs. */
export type Move = {
  owners: Take<MovingOwner>
  cars: Take<MovingCar>
  records: Take<MovingRecord>
}

type Needs = Pick<World, 'store' | 'vault' | 'passwords' | 'clock' | 'ids' | 'policy'>
type HashedOwner = Omit<MovingOwner, 'password'> & { passwordHash: string }

/** `id` is what it is known by here; null where it was not taken. */
type Outcome = { id: string | null; fate: Fate }
/** What became of owners or cars, by the names they had there. */
type Found = Map<string, Outcome>

/** Where the rows are looked up and written down. */
type Book = {
  owners: Pick<Owners, 'byEmail' | 'byAccount' | 'add'>
  vehicles: Pick<Vehicles, 'get' | 'add'>
  records: Pick<Records, 'add'>
}

/** One transaction. */
type Write = <T>(work: (book: Book) => Promise<T>) => Promise<T>

/** Begins a move. A trial changes nothing and says what would become of the rows. */
export function movingIn(world: Needs) {
  return ({ isTrial }: { isTrial: boolean }): Move => {
    const [owners, cars]: [Found, Found] = [new Map(), new Map()]
    const write: Write = isTrial ? trying(world) : world.store.write
    const ownerOf = (origin: Origin) => owners.get(ownerNames(origin)[0]!)
    const carOf = (origin: Origin) => cars.get(carNames(origin)[0]!)
    return {
      owners: async (rows) => {
        const hashed = await Promise.all(rows.map((row) => withHash(world, row)))
        const outcomes = await eachOf(write, hashed, (book, owner) => takeOwner(world, book, owner))
        return noted(owners, rows, outcomes, ownerNames)
      },
      cars: async (rows) => {
        const outcomes = await eachOf(write, rows, (book, car, origin) =>
          takeCar(world, book, car, ownerOf(origin)),
        )
        return noted(cars, rows, outcomes, carNames)
      },
      records: async (rows) => {
        const outcomes = await eachOf(write, rows, (book, record, origin) =>
          takeRecord(world, book, record, carOf(origin)),
        )
        return outcomes.map(({ fate }) => fate)
      },
    }
  }
}

async function takeOwner(
  { ids, clock }: Needs,
  { owners }: Book,
  { email, account, passwordHash }: HashedOwner,
): Promise<Outcome> {
  const byEmail = await owners.byEmail(email)
  const byAccount = account === null ? null : await owners.byAccount(account)
  if (byEmail && byAccount && byEmail.id !== byAccount.id) {
    return refused('its e-mail address and its name belong to two different owners here')
  }
  const known = byEmail ?? byAccount
  if (known) return { id: known.id, fate: { became: 'known' } }
  const id = ids.next()
  const owner: Owner = {
    ...{ id, email, account, passwordHash, name: null, language: null },
    notifications: unsaid,
    confirmedAt: null,
    createdAt: clock(),
  }
  const isAdded = await owners.add(owner)
  return isAdded ? taken(id) : refused('it was added by somebody else just now')
}

async function takeCar(
  world: Needs,
  { vehicles }: Book,
  { vehicleId, name, secret }: MovingCar,
  owner: Outcome | undefined,
): Promise<Outcome> {
  if (!owner?.id) return left(owner, 'owner')
  const known = await vehicles.get(vehicleId.toLowerCase())
  if (known && known.owner !== owner.id) return refused('its id is taken by another owner')
  if (known) return { id: known.id, fate: { became: 'known' } }
  const vehicle: Vehicle = vehicleOf(world, owner.id, { vehicleId, name }, secret)
  const isAdded = await vehicles.add(vehicle, secret)
  return isAdded ? taken(vehicle.id) : refused('its id was taken by somebody else just now')
}

async function takeRecord(
  { ids, clock, policy }: Needs,
  { records }: Book,
  { record, expiresAt }: MovingRecord,
  car: Outcome | undefined,
): Promise<Outcome> {
  if (!car?.id) return left(car, 'car')
  const now = clock()
  if (expiresAt <= now) return { id: null, fate: { became: 'passed', why: 'expired' } }
  const until = Math.min(expiresAt, now + policy.messagesMs)
  const isNew = await records.add(ids.next(), car.id, withoutPosition(record), until)
  return { id: null, fate: { became: isNew ? 'taken' : 'known' } }
}

function taken(id: string): Outcome {
  return { id, fate: { became: 'taken' } }
}

function refused(why: string): Outcome {
  return { id: null, fate: { became: 'refused', why } }
}

/** Whose owner or car stays behind stays behind too. */
function left(parent: Outcome | undefined, what: 'owner' | 'car'): Outcome {
  if (!parent) return refused(`its ${what} is in none of the files`)
  if (parent.fate.became !== 'passed') return refused(`its ${what} was refused`)
  return { id: null, fate: { became: 'passed', why: `its ${what} was passed over` } }
}

/** Any other form than these is a password in clear, as the plugin AuthDbSimple keeps them. */
const HASHED = /^(U?\$[\w-]+\$.*|\{\w+\}.+|[\da-f]{32}|\*?[\da-f]{40})$/i

async function withHash(
  { passwords }: Needs,
  row: Arrival<MovingOwner>,
): Promise<Arrival<HashedOwner>> {
  if ('fate' in row) return row
  const { origin, thing } = row
  const { email, account, password } = thing
  const isReadable = passwords.kindOf(password) !== 'unknown'
  if (!isReadable && HASHED.test(password)) {
    const { fate } = refused('its password is hashed in a way that cannot be checked here')
    return { origin, fate }
  }
  const passwordHash = isReadable ? password : await passwords.hash(password)
  return { origin, thing: { email, account, passwordHash } }
}

/** In one transaction, or in none where no row has anything to be taken. */
async function eachOf<Thing>(
  write: Write,
  rows: Arrival<Thing>[],
  take: (book: Book, thing: Thing, origin: Origin) => Promise<Outcome>,
): Promise<Outcome[]> {
  const all = async (book: Book | null) => {
    const outcomes: Outcome[] = []
    for (const row of rows) {
      if ('fate' in row) outcomes.push({ id: null, fate: row.fate })
      else if (book) outcomes.push(await take(book, row.thing, row.origin))
    }
    return outcomes
  }
  return rows.some((row) => 'thing' in row) ? write(all) : all(null)
}

/** Writes down what became of the rows; of two of one name the one that is here counts. */
function noted(
  found: Found,
  rows: { origin: Origin }[],
  outcomes: Outcome[],
  namesOf: (origin: Origin) => string[],
): Fate[] {
  for (const [i, { origin }] of rows.entries()) {
    for (const name of namesOf(origin)) if (!found.get(name)?.id) found.set(name, outcomes[i]!)
  }
  return outcomes.map(({ fate }) => fate)
}

function ownerNames({ owner }: Origin): string[] {
  return [owner ?? '']
}

/** Ids of cars are unique for an owner; servers of version 2 kept logs by the id alone. */
function carNames({ owner, vehicleId }: Origin): string[] {
  const id = ` ${vehicleId?.toLowerCase() ?? ''}`
  return owner === null ? [id] : [owner + id, id]
}

const undone = new Error('a trial leaves nothing')

/** Does everything and takes it back; what would be here by now is remembered instead. */
function trying({ store }: Needs): Write {
  const owners = new Map<string, Owner>()
  const vehicles = new Map<string, Vehicle>()
  const bookOn = (tables: Tables): Book => ({
    owners: {
      byEmail: async (email) => owners.get(email) ?? (await tables.owners.byEmail(email)),
      byAccount: async (account) =>
        owners.get(` ${account}`) ?? (await tables.owners.byAccount(account)),
      add: async (owner) => {
        owners.set(owner.email, owner)
        if (owner.account !== null) owners.set(` ${owner.account}`, owner)
        return true
      },
    },
    vehicles: {
      get: async (id) => vehicles.get(id) ?? (await tables.vehicles.get(id)),
      add: async (vehicle) => {
        vehicles.set(vehicle.id, vehicle)
        return true
      },
    },
    records: {
      add: async (id, vehicle, ...line) =>
        vehicles.has(vehicle) || tables.records.add(id, vehicle, ...line),
    },
  })
  return async <T>(work: (book: Book) => Promise<T>) => {
    const done: T[] = []
    await store
      .write(async (tables) => {
        done.push(await work(bookOn(tables)))
        throw undone
      })
      .catch((error: unknown) => {
        if (error !== undone) throw error
      })
    return done.at(-1)!
  }
}
